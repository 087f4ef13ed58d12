"""One quarter in which every member answers in its own way: our workbook, its own file, the form, a program, or by e-mail.

The collection is planned on the page and opened by the clock, which also reminds whoever still owes. What the public reads
in the end is what `anchors` adds up of what was handed in. Everybody's browser is as narrow as a phone, all the way.
"""

import csv
import io
import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from pypdf import PdfReader

from backend.kit import postgres
from tests.journeys import anchors, handing_in, papers, steps, storehouse, ways
from tests.journeys.anchors import ANSWERING, CHILDREN, CLINICS, COLLEGE, FRAMEWORK, GENERAL, NAME, ODILE, SLUG
from tests.journeys.installation import Installation, free_port
from tests.journeys.mailbox import Mailbox, link_in
from tests.journeys.people import Album, Somebody, somebody
from tests.journeys.quarter import (
    ADMINISTRATOR,
    BEATRIZ,
    CHAIR,
    COLLECTION,
    EARLIER,
    LABEL,
    PERIOD,
    SECOND,
    TODAY,
    ZONE,
    Story,
    clock,
    opens_collection,
)  # fmt: skip

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice (soffice) is not on this machine"),
]

NARROW = 390


@pytest.fixture
def story(tmp_path: Path, browser: Browser, mailbox: Mailbox) -> Iterator[Story]:
    installation, album = Installation(tmp_path, free_port(), mailbox.port), Album("one-quarter")
    with ExitStack() as stack:
        server = postgres.start(installation.data, durable=False, pg_bin=installation.pg_bin)
        stack.callback(server.stop)

        def opened(email: str) -> Somebody:
            return stack.enter_context(somebody(browser, installation.address, album, email, width=NARROW))

        yield Story(installation, server, mailbox, tmp_path, opened)


def test_one_quarter(story: Story) -> None:
    link = the_operator_makes_the_collaborative(story)
    with story.installation.serving("serve"):
        with clock(story):
            everybody_comes_in(story, link)
            the_college_reported_the_quarter_before(story)
        the_collection_is_planned(story)
        with clock(story):
            it_opens_by_itself(story)
            handing_in.by_our_workbook(story)
            handing_in.by_its_own_file(story)
            handing_in.by_the_form_since_the_year_began(story)
            handing_in.by_a_program(story)
            handing_in.by_the_coordinator(story)
            handing_in.rows_about_persons_are_refused(story)
        a_week_passes(story)
        with clock(story):
            only_who_owes_is_reminded(story)
            the_coordinator_accepts_all_and_closes(story)
            two_people_publish(story)
        the_public_reads_the_totals(story)
        the_list_of_values_is_what_was_handed_in(story)
    every_letter_came_once(story)
    assert {email: one.said for email, one in story.people.items() if one.said} == {}
    story.server.stop()
    assert story.installation.left_behind() == []


# ---- Before the quarter ----------------------------------------------------------------------------------------------


def the_operator_makes_the_collaborative(story: Story) -> str:
    """The link for the first administrator."""
    story.installation.run("db", "upgrade")
    blueprint = anchors.starting_set(story.folder, ZONE, PERIOD)
    told = story.installation.run(
        "collaborative", "apply", str(blueprint), "--slug", SLUG, "--name", NAME, "--administrator", ADMINISTRATOR,
        "--agreement", "Signed on paper at the founding.",
    )  # fmt: skip
    return told.split()[-1]


def everybody_comes_in(story: Story, link: str) -> None:
    """All are invited, then each reads their letter. Of the town nobody is."""
    administrator = story.meet(ADMINISTRATOR)
    steps.takes_part(administrator, link, "Tomas Lindqvist")
    invited = [(CHAIR, "Nadia Okafor"), (SECOND, "Rosa Delgado"), (BEATRIZ, "Beatriz Souza")]
    for email, _ in invited[:2]:
        steps.invites(administrator, SLUG, email, "Coordinator")
    steps.invites(administrator, SLUG, BEATRIZ, "Contributor", CHILDREN)
    for one in ANSWERING:
        for (email, name), role in ((one.contributor, "Contributor"), (one.approver, "Approver")):
            if email:
                steps.invites(administrator, SLUG, email, role, one.name)
                invited.append((email, name))
    for email, name in invited:
        steps.takes_part(story.meet(email), link_in(story.letter(email, "invites you")), name)


def the_college_reported_the_quarter_before(story: Story) -> None:
    """By e-mail, so the coordinator sends a list of its values; nobody else is pressed for that quarter."""
    coordinator = story.coordinator
    steps.plans(coordinator, SLUG, FRAMEWORK, EARLIER, opens=TODAY + timedelta(days=1), due=TODAY + timedelta(days=30))
    steps.opens_now(coordinator, FRAMEWORK, asked=6)
    rows = [[COLLEGE.code, EARLIER, code, "", str(number)] for code, number in anchors.BEFORE.items()]
    coordinator.opens(f"/{SLUG}/submissions")
    coordinator.follows("Send values of many members")
    ways.sends(coordinator, story.file("the quarter before.csv", papers.tidy_list(rows)))
    ways.sees_saving_would(coordinator, new=4)
    coordinator.presses("Save 4 answers")
    coordinator.sees("Saved: 4 answers.")


# ---- The clock -------------------------------------------------------------------------------------------------------


def the_collection_is_planned(story: Story) -> None:
    """For today; the clock happens to be stopped, so nothing begins."""
    coordinator = story.coordinator
    steps.plans(coordinator, SLUG, FRAMEWORK, LABEL, opens=TODAY, due=TODAY + timedelta(days=30))
    opens_collection(coordinator)
    coordinator.sees("by itself,", "its members get a letter then", ZONE.key.rpartition("/")[2].replace("_", " "))


def it_opens_by_itself(story: Story) -> None:
    """As soon as the clock runs; everybody who answers for a member is told, and the town has nobody to tell."""
    for one in (GENERAL, ODILE, COLLEGE, CLINICS):
        for email, _ in (one.contributor, one.approver):
            assert one.name in story.letter(email, f"the {COLLECTION} is open")
    assert CHILDREN in story.letter(BEATRIZ, f"the {COLLECTION} is open")
    opens_collection(story.coordinator)
    story.coordinator.sees("opened", "by itself", "nobody signed up")
    story.coordinator.picture("a collection that opened by itself")


def a_week_passes(story: Story) -> None:
    """The collection opened a week ago, and the coordinator finds that its last day is tomorrow."""
    storehouse.let_a_week_pass(story.server.url("owner"), SLUG, PERIOD.start)
    coordinator = story.coordinator
    opens_collection(coordinator)
    coordinator.page.locator("summary").filter(has_text="Other dates").click()
    coordinator.page.locator("#due_on").fill((TODAY + timedelta(days=1)).isoformat())
    coordinator.presses("Change the dates")
    coordinator.sees("The dates are changed.")


def only_who_owes_is_reminded(story: Story) -> None:
    """The children's hospital has not answered, and the clinics' approver has not approved. The others are left in peace."""
    reminder = story.letter(BEATRIZ, f"the {COLLECTION} is due tomorrow")
    assert CHILDREN in reminder
    assert "Without an answer: Work (3), Buying (2)." in reminder
    story.meet(BEATRIZ).opens(link_in(reminder))
    story.meet(BEATRIZ).sees(CHILDREN)
    waiting = story.letter(CLINICS.approver[0], f"the {COLLECTION} is due tomorrow")
    assert "submitted and wait for your approval" in waiting
    ways.approves_by_letter(story.meet(CLINICS.approver[0]), link_in(waiting), CLINICS.name)
    reminded = {letter["To"] for letter in story.mailbox.ever if "is due tomorrow" in letter["Subject"]}
    assert reminded == {BEATRIZ, CLINICS.approver[0]}
    opens_collection(story.coordinator)
    story.coordinator.sees("Reminders that went", "Beatriz Souza", "Jonas Weber")
    story.coordinator.picture("who owes what")


# ---- The end of the quarter ------------------------------------------------------------------------------------------


def the_coordinator_accepts_all_and_closes(story: Story) -> None:
    coordinator = story.coordinator
    for one in ANSWERING:
        coordinator.opens(f"/{SLUG}/submissions")
        coordinator.page.locator("section").filter(has_text=LABEL).get_by_role("link", name=one.name).click()
        coordinator.presses("Accept")
        coordinator.sees("is accepted: its figures for", "count from now on.")
        if one.contributor[0]:
            story.letter(one.contributor[0], f"the figures of {one.name} are accepted")
    opens_collection(coordinator)
    coordinator.presses("Close it now")
    coordinator.sees("5 of 6 members are accepted.", CHILDREN)
    coordinator.presses("Close it")
    coordinator.sees("The collection is closed.")


def two_people_publish(story: Story) -> None:
    coordinator, second = story.coordinator, story.meet(SECOND)
    steps.gathers(coordinator, SLUG, f"{COLLECTION}, {FRAMEWORK}")
    second.opens(f"/{SLUG}/releases")
    second.page.get_by_role("link", name=LABEL).first.click()
    steps.approves_the_report(second)
    coordinator.page.reload()
    steps.publishes(coordinator)


def the_public_reads_the_totals(story: Story) -> None:
    """On the page and in the PDF as they are shown; exact in the data."""
    visitor = story.meet("")
    visitor.opens(f"/{SLUG}/")
    visitor.picture("the public page")
    visitor.picture("the public page on a phone", width=NARROW)
    visitor.sees("5 of 6 members", anchors.WORDS)
    edition = json.loads(steps.fetched(visitor, "The figures as data (JSON)"))
    figures = {one["code"]: one for section in edition["sections"] for one in section["figures"]}
    exact = Context(prec=28)
    for code, number in anchors.public().items():
        assert exact.plus(Decimal(figures[code]["value"])) == exact.plus(number), code
        shown = steps.amount_on(visitor, figures[code]["name"])
        assert shown == number.quantize(shown, ROUND_HALF_UP), code
    text = "\n".join(
        page.extract_text() for page in PdfReader(io.BytesIO(steps.fetched(visitor, "PDF to print"))).pages
    )
    assert re.search(r"\b133\b", text)
    assert visitor.page.context.cookies() == []


def the_list_of_values_is_what_was_handed_in(story: Story) -> None:
    coordinator = story.coordinator
    opens_collection(coordinator)
    rows = list(
        csv.DictReader(io.StringIO(ways.downloads(coordinator, "Download its values as CSV").decode("utf-8-sig")))
    )
    assert {row["period"] for row in rows} == {LABEL}
    listed = {(row["member"], row["element"], row["breakdown"]): row["value"] for row in rows}
    numbers = {place: Decimal(value) for place, value in listed.items() if place[1] != "what_we_did"}
    assert len(numbers) == len(rows) - 1
    assert numbers == {(one.code, code, ""): number for one in ANSWERING for code, number in one.answers.items()}
    assert listed[GENERAL.code, "what_we_did", ""] == anchors.WORDS


def every_letter_came_once(story: Story) -> None:
    came = Counter((letter["To"], letter["Subject"]) for letter in story.mailbox.ever)
    assert [letter for letter, times in came.items() if times > 1] == []
    assert len({letter["Message-ID"] for letter in story.mailbox.ever}) == len(story.mailbox.ever)
