"""One quarter of the demonstration, as somebody who has just typed `make demo` may play it through, alone, in an hour.

The last member answers, is approved and accepted; the quarter is published; and all of it is there again the next time.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator

from backend.provisioning.demo import SLUG
from tests.journeys import steps
from tests.journeys.installation import Installation, free_port
from tests.journeys.people import PHONE, Album, Somebody, somebody

pytestmark = pytest.mark.browser

MEMBER, CONTRIBUTOR, APPROVER, COORDINATOR = "Riverside Community Clinics", "Elif Demir", "Jonas Weber", "Nadia Okafor"


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    return Installation(tmp_path, free_port())


@pytest.fixture
def visitor(installation: Installation, browser: Browser) -> Iterator[Somebody]:
    """One browser, in which one is everybody in turn."""
    with somebody(browser, installation.address, Album("demonstration")) as someone:
        yield someone


def test_the_demonstration(installation: Installation, visitor: Somebody) -> None:
    with installation.serving("demo"):
        is_now(visitor, CONTRIBUTOR)
        given = the_member_answers_as_before(visitor)
        is_now(visitor, APPROVER)
        steps.opens_what_waits(visitor, SLUG, MEMBER)
        visitor.presses("Approve")
        is_now(visitor, COORDINATOR)
        steps.opens_what_waits(visitor, SLUG, MEMBER)
        visitor.presses("Accept")
        visitor.sees("is accepted: its figures for", "count from now on.")
        the_letters_can_be_read(visitor)
        before = public_period(visitor)
        the_coordinator_publishes(visitor)
        published = public_period(visitor)
        assert published != before
        the_public_gets_nothing_of_a_member(visitor, given)
    assert installation.processes() == []
    with installation.serving("demo"):
        assert public_period(visitor) == published
    assert "the next one begins anew" in installation.run("demo-reset")
    assert not (installation.data / "postgres").exists()
    assert not (installation.data / "letters").exists()


def is_now(visitor: Somebody, name: str) -> None:
    visitor.opens("/demonstration")
    visitor.picture("whom to be")
    visitor.page.get_by_role("button", name=f"Choose {name}").click()
    visitor.sees(f"Demonstration: you are {name}")
    visitor.picture(f"the first page of {name}")


def the_member_answers_as_before(visitor: Somebody) -> set[str]:
    """Every question of every section as in the quarter before. Returns the numbers given."""
    steps.opens_what_waits(visitor, SLUG, MEMBER)
    given: set[str] = set()
    while "/check" not in visitor.page.url:
        for cell in visitor.page.locator("div.cell:not(.part):not(.heads)").all():
            given |= answers_as_before(cell)
        visitor.picture("a section of the form")
        visitor.page.locator('button[name="then"]').last.click()
        visitor.sees("Saved.")
    visitor.sees("Nothing to put right.")
    visitor.presses("Submit for approval")
    visitor.sees("Submitted. Your approver has been told.")
    return given


def answers_as_before(cell: Locator) -> set[str]:
    """What was never given does not apply to this member."""
    before = cell.locator(".latest")
    number = re.search(r"[\d,.]*\d", before.inner_text()) if before.count() else None
    if number is None:
        cell.locator("select[name^='s.']").select_option("not_applicable")
        return set()
    cell.locator("input.number").fill(number[0])
    return {number[0].replace(",", "")}


def the_letters_can_be_read(visitor: Somebody) -> None:
    """They came by SMTP to the demonstration's own catcher; a link in one opens what it is about."""
    visitor.opens("/demonstration/letters")
    visitor.sees("jonas.weber@millrace.example")
    visitor.picture("the letters")
    visitor.page.get_by_role("link", name="please approve").first.click()
    visitor.picture("a letter")
    visitor.page.get_by_role("link", name=f"/{SLUG}/submissions/").click()
    visitor.sees(MEMBER)


def the_coordinator_publishes(visitor: Somebody) -> None:
    """The newest collection, which is the first of the list."""
    visitor.opens(f"/{SLUG}/releases")
    newest = visitor.page.get_by_label("Of which collection").get_by_role("option", include_hidden=True).first
    steps.gathers_and_approves(visitor, SLUG, newest.inner_text())
    steps.publishes(visitor)


def public_period(visitor: Somebody) -> str:
    visitor.opens(f"/{SLUG}/")
    return visitor.page.locator("article .when").inner_text()


def the_public_gets_nothing_of_a_member(visitor: Somebody, given: set[str]) -> None:
    """Of the numbers one member gave, none is a value of the public edition but by being shorter than four digits."""
    visitor.picture("the public page")
    visitor.picture("the public page on a phone", width=PHONE)
    address = visitor.page.get_by_role("link", name="The figures as data (JSON)").get_attribute("href")
    edition = json.loads(visitor.page.request.get(f"{visitor.site}{address}").body())
    telling = {number for number in given if len(number) > 3}
    assert len(telling) > 2
    assert not telling & set(values_in(edition))


def values_in(part: Any) -> Iterator[str]:
    """Every `value`, however deep."""
    if isinstance(part, dict):
        yield from (str(part["value"]) for key in part if key == "value")
        part = list(part.values())
    for inner in part if isinstance(part, list) else ():
        yield from values_in(inner)
