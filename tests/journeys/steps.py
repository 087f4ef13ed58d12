"""What people do on the way, each in their own browser: taking part, signing in, inviting, asking, entering, signing."""

import hashlib
import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from playwright.sync_api import Locator

from tests.journeys.mailbox import Mailbox, code_in, link_in
from tests.journeys.people import PHONE, Somebody


def takes_part(someone: Somebody, invitation: str, name: str) -> None:
    """Opens the link of an invitation, gives a name and is in."""
    assert someone.opens(invitation) == 200
    someone.picture("an invitation")
    someone.writes("Name", name)
    someone.presses("Take part")
    someone.sees("Welcome. Your role counts from now on.", name)


def signs_in_by_link(someone: Somebody, mailbox: Mailbox) -> None:
    _asks_for_a_letter(someone)
    someone.opens(link_in(mailbox.letter_to(someone.email, "Your link to sign in")))
    someone.picture("the link of the letter")
    someone.presses("Sign in here")
    someone.sees("Sign out")


def signs_in_by_code(someone: Somebody, mailbox: Mailbox, *, elsewhere: Somebody) -> None:
    """elsewhere: another browser, in which the link shows the code and lets nobody in."""
    _asks_for_a_letter(someone)
    someone.picture("where to type the code")
    letter = mailbox.letter_to(someone.email, "Your link to sign in")
    code = code_in(letter)
    elsewhere.opens(link_in(letter))
    elsewhere.sees("You asked in another browser", f"{code[:3]}\N{NO-BREAK SPACE}{code[3:]}")
    elsewhere.picture("the link in another browser")
    someone.writes("Code", "000 000" if code != "000000" else "111 111")
    someone.presses("Sign in")
    someone.sees("This is not the code of the newest letter.")
    someone.writes("Code", code)
    someone.presses("Sign in")
    someone.sees("Sign out")


def _asks_for_a_letter(someone: Somebody) -> None:
    someone.opens("/sign-in")
    someone.writes("E-mail", someone.email)
    someone.presses("Send me the letter")
    someone.sees("Look into your mail")


def invites(someone: Somebody, slug: str, email: str, role: str, member: str = "") -> None:
    someone.opens(f"/{slug}/people")
    someone.writes("E-mail", email)
    someone.chooses("Role", role)
    if member:
        # A collaborative may call them otherwise.
        called = "Trust" if someone.page.get_by_label("Trust", exact=True).count() else "Member"
        someone.chooses(called, member)
    someone.presses("Send the invitation")
    someone.sees("Invited. The letter is on its way.", email)


def asks_the_members(someone: Somebody, slug: str, framework: str, period: str, *, today: date) -> None:
    """Plans a collection that is due in a month, and opens it a day before the clock would."""
    opens = today + timedelta(days=1)
    plans(someone, slug, framework, period, opens=opens, due=today + timedelta(days=30))
    opens_now(someone, framework, asked=36)


def plans(someone: Somebody, slug: str, framework: str, period: str, *, opens: date, due: date) -> None:
    someone.opens(f"/{slug}/rounds")
    someone.chooses("What is asked", framework)
    someone.writes("Period", period)
    someone.page.get_by_text("Other dates than the usual").click()
    for field, day in (("opens_on", opens), ("due_on", due), ("closes_on", due + timedelta(days=15))):
        someone.page.locator(f"#{field}").fill(day.isoformat())
    someone.picture("planning a collection")
    someone.presses("Plan it")
    someone.sees("Planned. Members see it once it opens, by itself on its day or earlier by you.")


def opens_now(someone: Somebody, framework: str, *, asked: int) -> None:
    """The one that was just planned."""
    someone.page.get_by_role("link", name=f"Open {framework}").click()
    someone.sees(f"{asked} members are asked")
    someone.picture("opening a collection")
    someone.presses("Open it")
    someone.sees("The collection is open and the members have been told.")
    someone.picture("the collections")


# ---- The form --------------------------------------------------------------------------------------------------------


def types(someone: Somebody, answers: Mapping[str, str]) -> None:
    """Into those questions of the page before one that are among these, by their codes."""
    for code, text in answers.items():
        field = someone.page.locator(f'[id="n.{code}"]')
        if field.count():
            field.fill(text)


def cell_of(someone: Somebody, code: str) -> Locator:
    """The question with its answer, its note and what is wrong with it."""
    return someone.page.locator("div.cell").filter(has=someone.page.locator(f'[id="n.{code}"]'))


def explains(someone: Somebody, code: str, note: str) -> None:
    field = cell_of(someone, code).locator("details.note textarea")
    if not field.is_visible():
        cell_of(someone, code).locator("details.note summary").click()
    field.fill(note)


def mistypes(someone: Somebody, code: str, text: str, *, saves: str, fault: str) -> None:
    """What cannot be read is said beside its cell, and everything typed is still there."""
    before = {field.get_attribute("name"): field.input_value() for field in someone.page.locator("input.number").all()}
    someone.page.locator(f'[id="n.{code}"]').fill(text)
    someone.presses(saves)
    someone.sees("1 thing to put right")
    assert fault in cell_of(someone, code).inner_text()
    after = {field.get_attribute("name"): field.input_value() for field in someone.page.locator("input.number").all()}
    assert after == before | {f"n.{code}": text}
    someone.picture("a typing error beside its cell")
    someone.picture("a typing error on a phone", width=PHONE)


# ---- Reading and signing ---------------------------------------------------------------------------------------------


def gathers_and_approves(someone: Somebody, slug: str, collection: str) -> None:
    gathers(someone, slug, collection)
    approves_the_report(someone)


def gathers(someone: Somebody, slug: str, collection: str) -> None:
    someone.opens(f"/{slug}/releases")
    someone.chooses("Of which collection", collection)
    someone.presses("Gather")
    someone.sees("Gathered. Read what each audience would see, then approve it.")


def approves_the_report(someone: Somebody) -> None:
    """Reads it as the public would, before."""
    someone.opens(f"{someone.page.url.partition('?')[0]}?audience=public")
    someone.picture("the report as the public would see it")
    someone.presses("Approve")
    someone.sees("Approved. It is not public yet.")


def publishes(someone: Somebody) -> None:
    someone.presses("Publish")
    someone.sees("Published. Each kind of reader sees it from the day it opens to them.")


def opens_what_waits(someone: Somebody, slug: str, member: str) -> None:
    someone.opens(f"/{slug}/home")
    someone.sees("Waiting for you")
    someone.follows(member)


def sends_back(someone: Somebody, question: str, reason: str) -> None:
    someone.page.get_by_label(f"Ask again: {question}", exact=True).check()
    someone.page.locator("summary").filter(has_text="Send back instead").click()
    someone.page.locator("#reason").fill(reason)
    someone.picture("sending one answer back")
    someone.presses("Send back")
    someone.sees("Sent back with your reason.")


# ---- What everybody may read -----------------------------------------------------------------------------------------


def fetched(visitor: Somebody, link: str) -> bytes:
    """What this link leads to: the same as its fingerprint says, and no cookie with it."""
    address = visitor.page.get_by_role("link", name=link).get_attribute("href")
    answer = visitor.page.request.get(f"{visitor.site}{address}")
    assert answer.status == 200
    content = answer.body()
    assert "set-cookie" not in answer.headers
    assert hashlib.sha256(content).hexdigest() in answer.headers["etag"]
    return content


def amount_on(visitor: Somebody, name: str) -> Decimal:
    """The number printed large under this figure's name."""
    figure = visitor.page.locator("section.figure").filter(
        has=visitor.page.get_by_role("heading", name=name, exact=True)
    )
    return Decimal(re.sub(r"[^\d.]", "", figure.locator(".amount strong").inner_text().split()[0]))
