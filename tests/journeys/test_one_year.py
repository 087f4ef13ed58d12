"""One year of a region's hospitals, from an empty folder to the public page, as the people see it who make it.

London's trusts answered ERIC for 2015-16. Chelsea and Westminster's contributor types its answers here, in a real browser;
a colleague approves them, the region's coordinator accepts and publishes; and what the public reads is what DuckDB finds
in the raw files. Letters go by SMTP; the site, the scheduler and the database are the real ones.
"""

import hashlib
import io
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from pypdf import PdfReader

import tenants
from backend.kit import postgres
from tests.journeys import eric, steps
from tests.journeys.installation import Installation, free_port
from tests.journeys.mailbox import Mailbox, link_in
from tests.journeys.people import PHONE, Album, Somebody, somebody
from tests.oracle import eric_duckdb as oracle

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not oracle.FOLDER.is_dir(), reason=oracle.ABSENT),
]

LONDON = "nhs-london"
NAMES = {
    "london": "London", "midlands-east": "Midlands and East", "north": "North of England", "south": "South of England",
}  # fmt: skip
CODE, TRUST = "RQM", "CHELSEA AND WESTMINSTER HOSPITAL NHS FOUNDATION TRUST"
# In September 2015 it took over West Middlesex: its electricity is nine times what it was, and that is no slip.
WHY = "West Middlesex joined us in September 2015; its electricity is in here."
INDICATORS = {"ES-01": "energy per floor area", "ES-02": "water per floor area"}


@dataclass
class Story:
    """meet: a new browser for somebody with this address."""

    installation: Installation
    server: postgres.Server
    mailbox: Mailbox
    meet: Callable[..., Somebody]

    def invited(self, email: str, name: str) -> Somebody:
        """Somebody who read the letter and took part."""
        someone = self.meet(email)
        steps.takes_part(someone, link_in(self.mailbox.letter_to(email, "invites you")), name)
        return someone


@pytest.fixture
def story(tmp_path: Path, browser: Browser, mailbox: Mailbox) -> Iterator[Story]:
    installation, album = Installation(tmp_path, free_port(), mailbox.port), Album("one-year")
    with ExitStack() as stack:
        server = postgres.start(installation.data, durable=False, pg_bin=installation.pg_bin)
        stack.callback(server.stop)

        def meet(email: str = "", *, scripts: bool = True) -> Somebody:
            met = stack.enter_context(somebody(browser, installation.address, album, email, scripts=scripts))
            met.words = tenants.load("nhs")["words"]
            return met

        yield Story(installation, server, mailbox, meet)


def test_one_year(story: Story) -> None:
    london, north = the_operator_makes_the_regions_and_lets_history_in(story)
    with story.installation.serving("serve", "scheduler"):
        coordinator = the_backbone_comes_in(story, london)
        contributor, approver = the_coordinator_asks(story, coordinator)
        address = the_trust_answers(contributor)
        the_approver_sends_one_answer_back(story, approver, contributor)
        the_approver_signs(story, approver)
        the_coordinator_accepts(story, coordinator)
        release = the_coordinator_publishes(coordinator)
        the_public_reads_what_is_in_the_files(story, coordinator, release)
        assert the_answers_to_a_person_of_another_region(story, north, [address, release]) == {404}


# ---- Before anyone comes ---------------------------------------------------------------------------------------------


def the_operator_makes_the_regions_and_lets_history_in(story: Story) -> tuple[str, str]:
    """The links for the first administrators of London and the North."""
    command = story.installation.run
    command("db", "upgrade")

    def made(region: str) -> str:
        told = command(
            "collaborative", "apply", "nhs", "--slug", f"nhs-{region}", "--name", f"NHS anchors, {NAMES[region]}",
            "--administrator", f"first@{region}.example",
        )  # fmt: skip
        return told.split()[-1]

    with ThreadPoolExecutor(2) as both_hands:
        links = dict(zip(eric.REGIONS, both_hands.map(made, eric.REGIONS), strict=True))
    for year in ("2013-14", "2014-15"):
        into = [word for region in eric.REGIONS for word in ("--into", f"{region}=nhs-{region}")]
        told = command(
            "import", str(oracle.FOLDER / f"ERIC-{year}.csv"), "--mapping", f"eric-{year}", *into,
            "--reason", "Published by NHS Digital.", "--take-repairs", "--leave-out-faults",
            "--confirm-leavers", "all", "--agreement", "Published for anybody's use.", "--apply",
        )  # fmt: skip
        assert "nhs-london: 3" in told, told
    # West Middlesex is no longer in the file of 2015-16.
    assert eric.end_terms_of_leavers(story.server.url("owner"), LONDON) == ("RFW",)
    return links["london"], links["north"]


def the_backbone_comes_in(story: Story, link: str) -> Somebody:
    """The first administrator by the printed link; the coordinator by a letter, once by its link and once by its code."""
    administrator = story.meet("first@london.example")
    steps.takes_part(administrator, link, "Ada Brook")
    steps.invites(administrator, LONDON, "carol@london.example", "Coordinator")
    administrator.picture("the people")
    coordinator = story.invited("carol@london.example", "Carol Finch")
    coordinator.presses("Sign out")
    steps.signs_in_by_link(coordinator, story.mailbox)
    at_home = story.meet("carol@london.example")
    steps.signs_in_by_code(at_home, story.mailbox, elsewhere=administrator)
    at_home.sees("Carol Finch")
    return coordinator


def the_coordinator_asks(story: Story, coordinator: Somebody) -> tuple[Somebody, Somebody]:
    for name, role in (("dora", "Contributor"), ("ebo", "Approver")):
        steps.invites(coordinator, LONDON, f"{name}@rqm.example", role, TRUST)
    contributor = story.invited("dora@rqm.example", "Dora Quill")
    approver = story.invited("ebo@rqm.example", "Ebo Mensah")
    steps.asks_the_members(coordinator, LONDON, "Estates return (ERIC)", "2015-16", today=datetime.now(UTC).date())
    assert contributor.site in story.mailbox.letter_to(contributor.email, "the 2015-16 collection is open")
    others = eric.the_others_answer(story.server.url("owner"), LONDON, but=CODE, accepted_by=coordinator.email)
    assert others == 35
    return contributor, approver


# ---- The trust -------------------------------------------------------------------------------------------------------


def the_trust_answers(contributor: Somebody) -> str:
    """Types the year section by section; returns where."""
    file = {cell.element: f"{cell.number:f}" for cell in eric.reported("london")[CODE].cells if cell.number is not None}
    steps.opens_what_waits(contributor, LONDON, TRUST)
    address = contributor.page.url
    steps.types(contributor, file)
    steps.mistypes(
        contributor, "gross_floor_area_m2", "178 thousand", saves="Save", fault="“178 thousand” is not a number"
    )
    steps.types(contributor, file)
    contributor.presses("Save, then Environment")
    contributor.sees("Saved.", "132,514 m³ 2014-15")
    steps.types(contributor, file | {"water_m3": "357,571"})  # two digits the wrong way round
    contributor.picture("the form")
    contributor.presses("Save and check everything")
    contributor.sees("1 to explain", "48,079,356 is about 10 times what was usual")
    contributor.picture("the check page")
    contributor.follows("Electricity used, not renewable")
    steps.explains(contributor, "electricity_kwh", WHY)
    contributor.presses("Save and check everything")
    contributor.sees("Nothing to put right.")
    contributor.presses("Submit for approval")
    contributor.sees("Submitted. Your approver has been told.")
    return address.partition("?")[0]


def the_approver_sends_one_answer_back(story: Story, approver: Somebody, contributor: Somebody) -> None:
    assert TRUST in story.mailbox.letter_to(approver.email, "please approve")
    steps.opens_what_waits(approver, LONDON, TRUST)
    approver.sees("Dora Quill", "357,571", WHY)
    reason = "Our water bills add up to 375,571. Please look again."
    steps.sends_back(approver, "Water used", reason)
    contributor.opens(link_in(story.mailbox.letter_to(contributor.email, "were sent back")))
    contributor.sees(reason, "Sent back by Ebo Mensah")
    contributor.page.get_by_role("navigation", name="Sections").get_by_role("link", name="Environment").click()
    marked = contributor.page.locator("div.cell.marked")
    assert marked.count() == 1
    assert "Water used" in marked.inner_text()
    contributor.picture("what was sent back")
    steps.types(contributor, {"water_m3": "375,571"})
    contributor.presses("Save and check everything")
    contributor.presses("Submit for approval")


def the_approver_signs(story: Story, approver: Somebody) -> None:
    approver.opens(link_in(story.mailbox.letter_to(approver.email, "please approve")))
    approver.sees("375,571")
    approver.picture("what is approved")
    approver.presses(f"Sign for {TRUST}")
    approver.sees("Approved. The coordinator has been told.")


# ---- The backbone ----------------------------------------------------------------------------------------------------


def the_coordinator_accepts(story: Story, coordinator: Somebody) -> None:
    assert "Ebo Mensah" in story.mailbox.letter_to(coordinator.email, f"{TRUST} has approved")
    steps.opens_what_waits(coordinator, LONDON, TRUST)
    coordinator.sees("Ebo Mensah", WHY)
    coordinator.presses("Accept")
    coordinator.sees("is accepted: its figures for", "count from now on.")
    coordinator.opens(f"/{LONDON}/submissions")
    coordinator.sees("36 of 36 members accepted.")
    coordinator.picture("all submissions")


def the_coordinator_publishes(coordinator: Somebody) -> str:
    """Gathered, read as the public would, approved, published; returns the page of the release."""
    steps.gathers_and_approves(coordinator, LONDON, "2015-16 collection, Estates return (ERIC)")
    coordinator.sees("Energy per floor area")
    steps.publishes(coordinator)
    return coordinator.page.url.partition("?")[0]


# ---- The public ------------------------------------------------------------------------------------------------------


def the_public_reads_what_is_in_the_files(story: Story, coordinator: Somebody, release: str) -> None:
    """To the digits shown on the page and in the PDF; to the last digit in the JSON. Nothing of JavaScript or cookies."""
    visitor = story.meet(scripts=False)
    visitor.opens(f"/{LONDON}/")
    visitor.picture("the public page")
    visitor.picture("the public page on a phone", width=PHONE)
    edition = json.loads(steps.fetched(visitor, "The figures as data (JSON)"))
    pdf = steps.fetched(visitor, "PDF to print")
    assert pdf == steps.fetched(visitor, "PDF to print")
    figures = {one["code"]: one for section in edition["sections"] for one in section["figures"]}
    printed = text_of_sound(pdf, title=edition["title"])
    truth = eric.truth("london")
    for code, indicator in INDICATORS.items():
        found = truth[indicator, "2015-16"]
        assert Decimal(figures[code]["value"]) == found.value
        assert figures[code]["coverage"]["asked"] == found.trusts == 36
        assert figures[code]["coverage"]["reported"] == found.covered == 36
        shown = steps.amount_on(visitor, figures[code]["name"])
        assert shown == found.value.quantize(shown)
        assert str(shown) in printed
        assert series_of(figures[code]) == {year: truth[indicator, year].value for year in oracle.YEARS}
    assert visitor.page.context.cookies() == []
    assert visitor.said == []
    coordinator.opens(f"{release}?audience=public")
    coordinator.sees(hashlib.sha256(steps.fetched(visitor, "The figures as data (JSON)")).hexdigest())


def series_of(figure: dict[str, Any]) -> dict[str, Decimal]:
    return {point["period"]["label"]: Decimal(point["value"]) for point in figure["series"]}


def text_of_sound(pdf: bytes, *, title: str) -> str:
    """What it says, once it is seen to be tagged and to name its title and language."""
    reader = PdfReader(io.BytesIO(pdf))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert str(root["/Lang"]).lower().startswith("en")
    assert reader.metadata
    assert title in str(reader.metadata.title)
    return "\n".join(page.extract_text() for page in reader.pages)


def the_answers_to_a_person_of_another_region(story: Story, link: str, addresses: list[str]) -> set[int]:
    """London's own, asked for by the North's administrator: as an address that never was, and not a word of London."""
    stranger = story.meet("first@north.example")
    steps.takes_part(stranger, link, "Nils Moor")
    answers = set()
    for address in (*addresses, f"/{LONDON}/home", f"/{LONDON}/people", f"/{LONDON}/reports"):
        answers.add(stranger.opens(address))
        stranger.sees_nothing_of(TRUST, "375,571", "Carol Finch")
    stranger.opens("/")
    stranger.sees("NHS anchors, North of England")
    stranger.picture("another region's administrator")
    return answers
