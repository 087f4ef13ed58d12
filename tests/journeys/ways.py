"""The ways in, as people go them in a browser: our workbook, their own file, a ZIP sheet, for another, by a program."""

import re
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.people import DESKTOP, Somebody


def opens_the_form(someone: Somebody, slug: str, member: str, collection: str) -> str:
    """By the card on the first page; returns the address of the submission."""
    someone.opens(f"/{slug}/home")
    card = someone.page.locator("section.card").filter(has_text=collection)
    card.get_by_role("link", name=member, exact=True).click()
    someone.sees("All ways to answer, also by file")
    return someone.page.url.partition("?")[0]


def opens_the_ways(someone: Somebody, slug: str, member: str, collection: str) -> str:
    address = opens_the_form(someone, slug, member, collection)
    someone.follows("All ways to answer, also by file")
    someone.sees("Ways to answer", "Our workbook", "Your own file", "A ZIP sheet", "A list of values", "By a program")
    return address


def downloads(someone: Somebody, link: str) -> bytes:
    with someone.page.expect_download() as caught:
        someone.follows(link)
    return Path(caught.value.path()).read_bytes()


def sends(someone: Somebody, file: Path) -> None:
    """By the page one is on. Afterwards the file was read, or refused, and the page says which."""
    someone.page.set_input_files("#file", file)
    someone.presses("Send this file")
    someone.page.wait_for_url(re.compile(r"/uploads/[0-9a-f-]{36}"))
    expect(someone.page.locator("#progress")).to_have_count(0, timeout=60_000)


def sees_saving_would(someone: Somebody, **counts: int) -> None:
    """new, changed, unchanged, wrong: so many of each; what is not named is none."""
    tally = dict.fromkeys(("New", "Changed", "Unchanged", "Wrong"), "0")
    tally |= {name.title(): f"{count:,}" for name, count in counts.items()}
    someone.sees("What saving would do")
    shown = someone.page.locator("dl.tally > div")
    assert dict(one.split() for one in (div.inner_text().replace("\n", " ") for div in shown.all())) == tally


def becomes(someone: Somebody, at: str) -> str:
    """What the cell at this address would become."""
    cell = someone.page.locator('td[data-label="Cell"]').filter(has_text=re.compile(f"^{re.escape(at)}$"))
    line = someone.page.locator("table.preview tr").filter(has=cell)
    return line.locator('td[data-label="Becomes"]').inner_text()


def points(someone: Somebody, at: Mapping[str, str], *, name: str, forms: tuple[int, ...] = ()) -> None:
    """At the cells that answer, as one does without a mouse. forms: the tabs that are forms, by number from 0."""
    someone.sees("Point at your figures")
    for tab in forms:
        someone.page.locator(f'input[name="kind.{tab}"][value="form"]').check()
    for code, address in at.items():
        someone.page.locator(f'[id="at.{code}"]').fill(address)
    someone.writes("Keep this under the name", name)
    someone.picture(f"pointing at {name}")
    someone.picture(f"pointing at {name} on a phone", width=someone.width)
    someone.presses("Save and read the file")


def pastes_zip_lines(someone: Somebody, address: str, lines: str) -> None:
    someone.opens(f"{address}/zip")
    someone.writes("Lines, pasted from a spreadsheet or typed", lines)
    someone.presses("See what it comes to")
    someone.picture("what a ZIP sheet comes to")
    someone.page.get_by_role("button", name="Save, and answer").click()


def checks_and_submits(
    someone: Somebody, address: str, *, told: str = "Submitted. Your approver has been told."
) -> None:
    """address: of the form; the check comes after it."""
    someone.opens(f"{address}/check")
    someone.sees("Nothing to put right.")
    someone.page.get_by_role("button", name="Submit for").click()
    someone.sees(told)


def approves_by_letter(someone: Somebody, link: str, member: str) -> None:
    someone.opens(link)
    someone.sees(member)
    someone.picture(f"approving for {member} on a phone", width=someone.width)
    someone.picture(f"approving for {member}", width=DESKTOP)
    someone.presses(f"Sign for {member}")
    someone.sees("Approved. The coordinator has been told.")


def makes_a_token(someone: Somebody, name: str, *may: str) -> str:
    """Copied from the page, which shows it this once."""
    someone.opens("/account/tokens")
    someone.writes("What it is for", name)
    for words in may:
        someone.page.get_by_label(words, exact=True).check()
    someone.picture("making a token")
    someone.presses("Make the token")
    token = someone.page.get_by_label(f"Token for “{name}”").input_value()
    someone.picture("the token, shown once")
    someone.follows("I have copied it")
    someone.sees(name)
    someone.sees_nothing_of(token)
    return token


def confirms_outside(someone: Somebody, address: str, letter: Path, *, on: str, signed_by: str) -> None:
    someone.opens(address)
    someone.follows("Record the letter by which it confirmed")
    someone.writes("Day of the letter", on)
    someone.writes("Signed by", signed_by)
    someone.page.set_input_files("#file", letter)
    someone.picture("recording a letter")
    someone.presses("Record the confirmation")
    someone.sees("Recorded. These figures are confirmed outside, and wait for your review.")
