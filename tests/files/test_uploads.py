"""A file from its bytes to answers: shown first, saved once, refused in words, cancelled, interrupted."""

from decimal import Decimal

import pytest
import sqlalchemy as sa

from backend.files import upload_queries
from backend.indicators.tables import Element
from backend.kit.db import Base, Database, Scope
from backend.members.rules import Role
from backend.submissions.tables import Submission
from tests.files.sending import row, send, sent, tidy, upload, uploads
from tests.worlds import World, statements


async def test_a_file_is_shown_before_it_is_saved(world: World, mine: Submission):
    await world.save(mine, n__hires="40", n__local_hires="10")
    abbey = world.abbey
    content = tidy([row(abbey, "hires", "41"), row(abbey, "local_hires", "10"), row(abbey, "spend", "1200.50")])
    at = await sent(world, mine, content)
    page = (await world.contributor.get(at)).text
    for text in (
        "<dt>New</dt><dd>1</dd>",
        "<dt>Changed</dt><dd>1</dd>",
        "<dt>Unchanged</dt><dd>1</dd>",
        "Save 2 answers",
    ):
        assert text in page
    assert (await world.answers(mine))["hires", None].number == 40
    assert (await world.contributor.send_form(f"{at}/saving")).status_code == 303
    answers = await world.answers(mine)
    assert answers["hires", None].number == 41
    assert answers["spend", None].number == Decimal("1200.50")
    assert "Saved: 2 answers." in (await world.contributor.get(at)).text
    assert (await upload(world)).state == "saved"


async def test_the_same_file_again_changes_nothing(world: World, mine: Submission):
    content = tidy([row(world.abbey, "hires", "41"), row(world.abbey, "spend", "", status="withheld", note="Counsel")])
    first = await sent(world, mine, content)
    await world.contributor.send_form(f"{first}/saving")
    before = await world.answers(mine)
    second = await sent(world, mine, content)
    page = (await world.contributor.get(second)).text
    assert "Nothing would change" in page
    assert "/saving" not in page
    await world.contributor.send_form(f"{second}/saving")  # by whoever does it all the same
    assert await world.answers(mine) == before


async def test_what_is_wrong_is_told_at_its_cell_and_left_out(world: World, mine: Submission):
    abbey = world.abbey
    rows = [row(abbey, "hires", "1,2o0"), row(abbey, "local_hires", "7"), row(abbey, "payroll", "3"),
            row(abbey, "hires", "4", "gender.other"), row(abbey, "spend", "9", status="maybe"),
            row(abbey, "local_hires", "8")]  # fmt: skip
    at = await sent(world, mine, tidy(rows))
    page = (await world.contributor.get(at)).text
    for cell in ("E2", "C4", "D5", "F6", "E7"):
        assert f"<strong>{cell}</strong>" in page
    assert "Save the good one, leave out the 5 wrong" in page
    await world.contributor.send_form(f"{at}/saving")
    answers = await world.answers(mine)
    assert {place: answer.number for place, answer in answers.items()} == {("local_hires", None): 7}


async def test_a_file_with_remarks_comes_back(world: World, mine: Submission):
    at = await sent(world, mine, tidy([row(world.abbey, "hires", "1,2o0"), row(world.abbey, "spend", "5")]))
    given = await world.contributor.get(f"{at}/annotated")
    assert given.status_code == 200
    line = next(line for line in given.text.splitlines() if "1,2o0" in line)
    assert "is not a number" in line
    neighbour = world.people["Birch", Role.CONTRIBUTOR]
    assert (await neighbour.get(f"{at}/annotated")).status_code == 404


async def test_a_file_of_a_member_that_keeps_answers_back_goes_to_its_own_people_alone(world: World, mine: Submission):
    at = await sent(world, mine, tidy([row(world.abbey, "hires", "1,2o0"), row(world.abbey, "spend", "98765")]))
    coordinator = world.here.coordinator
    for_it = await sent(world, mine, tidy([row(world.abbey, "hires", "1,2o0")]), by=coordinator)
    assert "98765" in (await coordinator.get(f"{at}/annotated")).text
    assert "1,2o0" in (await coordinator.get(at)).text
    async with world.here.session() as session:
        element = await session.scalar(sa.select(Element.id).where(Element.code == "spend"))
    address = f"/{world.here.slug}/agreements/members/{world.abbey.id}/withholdings"
    await world.approver.send_form(address, element=str(element), breakdown="", reason="Counsel")
    assert (await coordinator.get(f"{at}/annotated")).status_code == 403
    page = (await coordinator.get(at)).text
    assert "98765" not in page.replace(",", "")
    assert "1,2o0" not in page
    assert "it keeps some answers back" in page
    assert "1,2o0" in (await world.contributor.get(at)).text
    assert "98765" in (await world.contributor.get(at)).text.replace(",", "")
    assert "98765" in (await world.contributor.get(f"{at}/annotated")).text
    assert (await coordinator.get(f"{for_it}/annotated")).status_code == 200


@pytest.mark.parametrize("what", ["member", "period"])
async def test_a_file_for_another_member_or_collection_is_refused_whole(world: World, mine: Submission, what: str):
    other = list(row(world.birch if what == "member" else world.abbey, "spend", "5"))
    if what == "period":
        other[1] = "2024-25 Q4"
    at = await sent(world, mine, tidy([row(world.abbey, "hires", "4"), other]))
    page = (await world.contributor.get(at)).text
    assert "This file was not taken" in page
    assert "<strong>A3</strong>" in page
    assert "here only" in page
    assert not await world.answers(mine)
    assert (await upload(world)).content is None
    assert (await world.contributor.send_form(f"{at}/saving")).status_code == 409


PERSONS = b"Name,Date of birth,Record number\n" + b"".join(
    f"Jane Doe{n},1980-02-{n + 10},MRN 44{n}\n".encode() for n in range(9)
)


async def test_of_a_file_about_persons_nothing_is_kept(world: World, mine: Submission, owner: Database):
    at = await sent(world, mine, PERSONS, name="Jane Doe.csv")
    page = (await world.contributor.get(at)).text
    assert "nothing of the file was kept" in page
    assert "B1" in page
    assert "Jane" not in page
    kept = await upload(world)
    assert (kept.state, kept.content, kept.answers, kept.file_name, kept.sha256) == ("refused", None, None, "", "")
    async with owner.session(Scope.everything_in(world.here.id)) as session:
        for table in Base.metadata.sorted_tables:
            rows = await session.scalars(sa.text(f"select t::text from {table.name} t where t::text like '%Jane Doe%'"))
            assert not rows.all(), table.name


async def test_what_is_no_file_is_said_at_once(world: World, mine: Submission):
    path = world.path(mine, "/uploads")
    for content, name, status, words in (
        (b"", "a.csv", 422, "empty"),
        (b"x" * 20_000_001, "a.csv", 413, "larger than 20 MB"),
        (b"x" * 26_000_000, "a.csv", 413, "20 MB"),
    ):
        answer = await send(world.contributor, path, content, name)
        assert answer.status_code == status
        assert words in answer.text
    assert (await world.contributor.send_form(path)).status_code == 422
    assert not await uploads(world)


async def test_only_who_enters_for_the_member_sends_and_only_the_sender_saves(world: World, mine: Submission):
    path, content = world.path(mine, "/uploads"), tidy([row(world.abbey, "hires", "4")])
    assert (await send(await world.here.person(Role.VIEWER, world.abbey), path, content)).status_code == 403
    assert (await send(world.people["Birch", Role.CONTRIBUTOR], path, content)).status_code == 404
    at = await sent(world, mine, content)
    other = await world.here.person(Role.CONTRIBUTOR, world.abbey)
    assert "Whoever sent this file saves it." in (await other.get(at)).text
    assert (await other.send_form(f"{at}/saving")).status_code == 403
    assert (await world.contributor.send_form(f"{at}/saving")).status_code == 303


async def test_a_closed_collection_takes_no_file(world: World):
    closed = await world.submission(await world.opened(closes_in=20))
    at = await sent(world, closed, tidy([row(world.abbey, "hires", "4")]))
    await world.here.coordinator.send_form(f"/{world.here.slug}/rounds/{closed.round_id}/closing")
    refused = await send(world.contributor, world.path(closed, "/uploads"), tidy([row(world.abbey, "hires", "5")]))
    assert refused.status_code == 409
    assert "closed" in refused.text
    await world.contributor.send_form(f"{at}/saving")
    page = (await world.contributor.get(at)).text
    assert "closed" in page
    assert not await world.answers(closed)


async def test_a_coordinator_sends_for_a_member(world: World, mine: Submission):
    coordinator = world.here.coordinator
    at = await sent(world, mine, tidy([row(world.abbey, "hires", "4")]), by=coordinator)
    page = (await coordinator.get(at)).text
    assert "for Abbey" in page
    assert "Approver of Abbey is asked to confirm them for Abbey" in page
    await coordinator.send_form(f"{at}/saving")
    assert (await world.answers(mine))["hires", None].for_member
    assert "entered for Abbey" in (await coordinator.get(at)).text


async def test_the_ways_stand_side_by_side_with_what_was_sent(world: World, mine: Submission):
    await sent(world, mine, tidy([row(world.abbey, "hires", "4")]), name="our figures.csv")
    page = (await world.contributor.get(world.path(mine, "/files"))).text
    for way in ("Type them in", "Our workbook", "Your own file", "A list of values", "By a program", "our figures.csv"):
        assert way in page
    assert "Contributor of Abbey" in page
    viewer = await world.here.person(Role.VIEWER, world.abbey)
    assert 'type="file"' not in (await viewer.get(world.path(mine, "/files"))).text


async def test_where_nothing_can_be_sent_any_more_no_way_is_offered_but_the_files_that_were(world: World):
    of = await world.opened()
    mine, other = await world.submission(of), await world.submission(of, world.birch)
    await sent(world, mine, tidy([row(world.abbey, "hires", "4")]), name="our figures.csv")
    await world.here.coordinator.send_form(f"/{world.here.slug}/rounds/{of.id}/closing")
    page = (await world.contributor.get(world.path(mine, "/files"))).text
    assert "our figures.csv" in page
    assert "No file was sent" not in page
    for offered in ("Type them in", "Open the form", "Ways to answer", "By a program", 'type="file"'):
        assert offered not in page
    bare = (await world.people["Birch", Role.CONTRIBUTOR].get(world.path(other, "/files"))).text
    assert "No file was sent for these figures." in bare


async def test_the_list_of_what_was_sent_reads_nothing_bulky_of_it(world: World, mine: Submission):
    await sent(world, mine, tidy([row(world.abbey, "hires", "four")]), name="our figures.csv")
    with statements(world.here) as asked:
        assert "our figures.csv" in (await world.contributor.get(world.path(mine, "/files"))).text
    (listed,) = [one for one in asked if "FROM uploads" in one]
    assert not [bulky for bulky in ("content", "answers", "draft", "problems") if f"uploads.{bulky}" in listed]


async def test_the_list_of_all_ends_on_the_page_and_says_so_and_the_file_has_every_one(
    world: World, mine: Submission, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(upload_queries, "MOST", 1)
    for name in ("first.csv", "second.csv"):
        await sent(world, mine, tidy([row(world.abbey, "hires", "4")]), by=world.here.coordinator, name=name)
    path = f"/{world.here.slug}/uploads"
    page = (await world.here.coordinator.get(path)).text
    assert "The newest 1 are listed." in page
    assert "first.csv" not in page
    file = (await world.here.coordinator.get(f"{path}?file=csv")).text
    assert file.index("second.csv") < file.index("first.csv")
