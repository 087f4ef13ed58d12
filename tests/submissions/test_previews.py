"""What saving would do, before it does: by cell, in words, at its address, of one submission or of many."""

from time import process_time

import pytest

from backend.kit.errors import Invalid
from backend.members.rules import Holding, Principal, Role
from backend.rounds.tables import Round
from backend.submissions import actions, queries
from backend.submissions.previews import preview, previews
from backend.submissions.rules import Status
from backend.submissions.schemas import Draft, DraftCell, Outcome, Preview, Saved
from backend.submissions.tables import Submission
from tests.worlds import World, statements


async def previewed(world: World, of: Submission, *cells: DraftCell) -> Preview:
    async with world.here.session() as session:
        return await preview(session, await queries.submission(session, of.id), Draft(cells), today=world.today)


def principal(world: World) -> Principal:
    held = frozenset(Holding(Role.CONTRIBUTOR, member.id) for member in (world.abbey, world.birch))
    return Principal(world.contributor.person_id, "Ann", "ann@example.org", holdings=held)


async def saved(world: World, *sent: tuple[Submission, Draft]) -> list[Saved]:
    async with world.here.session() as session:
        found = {of.id: of for of in await queries.submissions(session, [of.id for of, _ in sent], lock=True)}
        drafts = [(found[of.id], draft) for of, draft in sent]
        return list(await actions.save_drafts(session, drafts, by=principal(world), today=world.today))


async def test_every_cell_says_what_stands_and_what_it_becomes(world: World, mine: Submission):
    await world.save(mine, n__hires="40", n__local_hires="10", t__local_hires="As counted.")
    found = await previewed(
        world,
        mine,
        DraftCell("spend", typed="1,200.50", status=Status.ESTIMATED, at="Money!C3"),
        DraftCell("hires", typed="41", at="Work!C3"),
        DraftCell("local_hires", typed="10", note="As counted.", at="Work!C4"),
        DraftCell("policy", typed="maybe", at="Money!C4"),
        DraftCell("beds", typed="5", at="Money!C9"),
    )
    assert [(line.at, line.outcome, line.was, line.becomes) for line in found.lines] == [
        ("Work!C3", Outcome.CHANGED, "40", "41"),
        ("Work!C4", Outcome.UNCHANGED, "10 (note: As counted.)", "10 (note: As counted.)"),
        ("Money!C3", Outcome.NEW, "", "1200.50, estimated"),
        ("Money!C4", Outcome.WRONG, "", "maybe"),
        ("Money!C9", Outcome.WRONG, "", "5"),
    ]
    problems = [(problem.where, problem.code) for line in found.lines for problem in line.problems]
    assert problems == [("Money!C4", "number.not_yes_no"), ("Money!C9", "element.not_asked")]
    assert await world.state(mine) == "in_progress"
    assert ("spend", None) not in await world.answers(mine)


async def test_a_cell_that_comes_twice_is_wrong_in_both_places(world: World, mine: Submission):
    found = await previewed(world, mine, DraftCell("hires", typed="1", at="A1"), DraftCell("hires", typed="2", at="B7"))
    assert [(p.where, p.message) for line in found.lines for p in line.problems] == [
        ("A1", "answered, here and in B7; keep one answer"),
        ("B7", "answered, here and in A1; keep one answer"),
    ]


async def test_the_good_cells_can_be_saved_while_the_wrong_ones_wait(world: World, mine: Submission):
    draft = Draft([DraftCell("hires", typed="forty", at="C3"), DraftCell("spend", typed="12", at="C5")])
    with pytest.raises(Invalid, match="C3"):
        await saved(world, (mine, draft))
    assert await world.answers(mine) == {}
    found = await previewed(world, mine, *draft.cells)
    assert await saved(world, (mine, draft.without(found.wrong))) == [Saved(1, [])]
    assert set(await world.answers(mine)) == {("spend", None)}


async def test_the_checks_are_said_of_what_would_stand_then_at_the_address_of_the_cell(world: World, mine: Submission):
    await world.save(mine, n__hires="40")
    found = await previewed(world, mine, DraftCell("local_hires", typed="50", at="Work!C4"))
    assert [(p.where, p.code) for p in found.checks if p.code != "answer.missing"] == [
        ("Work!C4", "part.exceeds_whole")
    ]
    assert not found.refusal
    better = await previewed(
        world, mine, DraftCell("local_hires", typed="50", at="C4"), DraftCell("hires", typed="50", at="C3")
    )
    assert {p.code for p in better.checks} == {"answer.missing"}


async def test_a_closed_collection_is_said_before_anybody_tries_to_save(world: World):
    late = await world.submission(await world.opened(closes_in=15))
    async with world.here.session() as session:
        found = await queries.submission(session, late.id)
        after = found.round.closes_on.replace(year=found.round.closes_on.year + 1)
        assert "collection is closed" in (await preview(session, found, Draft([]), today=after)).refusal


async def test_many_submissions_take_as_many_statements_as_one(world: World, opened: Round):
    both = [await world.submission(opened), await world.submission(opened, world.birch)]
    draft = Draft([DraftCell("hires", typed="5"), DraftCell("spend", typed="7.5")])

    async def counted(*submissions: Submission) -> tuple[int, int]:
        async with world.here.session() as session:
            found = await queries.submissions(session, [of.id for of in submissions], lock=True)
            sent = [(of, draft) for of in found]
            with statements(world.here) as read:
                assert [len(one.lines) for one in await previews(session, sent, today=world.today)] == [2] * len(sent)
            with statements(world.here) as written:
                await actions.save_drafts(session, sent, by=principal(world), today=world.today)
                await session.flush()
            await session.rollback()
        return len(read), len(written)

    assert await counted(*both) == await counted(both[0])


async def test_what_is_saved_for_many_is_each_one_s_own(world: World, opened: Round):
    mine, theirs = await world.submission(opened), await world.submission(opened, world.birch)
    await saved(world, (mine, Draft([DraftCell("hires", typed="5")])), (theirs, Draft([DraftCell("hires", typed="6")])))
    assert [(await world.answers(of))["hires", None].number for of in (mine, theirs)] == [5, 6]
    assert [await world.state(of) for of in (mine, theirs)] == ["in_progress"] * 2


async def test_a_note_about_a_person_is_refused_before_anything_is_stored(world: World, mine: Submission):
    secret = "Anna, born 3 May 1961, 536-90-4399"
    refused = await world.save(mine, n__hires="40", t__hires=secret, n__local_hires="3")
    assert refused.status_code == 422
    assert "a date of birth" in refused.text
    assert "a social security number" in refused.text
    assert secret in refused.text  # only in the field, for whoever typed it
    assert await world.answers(mine) == {}
    found = await previewed(world, mine, DraftCell("hires", typed="536-90-4399", at="C3"))
    assert [problem.code for problem in found.lines[0].problems] == ["person.ssn"]
    assert "4399" not in repr(found)
    assert (await world.save(mine, n__hires="40", t__hires="Anna is new.", n__local_hires="3")).status_code == 303


async def test_a_note_of_megabytes_is_refused_without_being_looked_through(world: World, mine: Submission):
    began = process_time()
    told = await previewed(world, mine, DraftCell("hires", None, "1", None, "1" * 2_000_000))
    assert process_time() - began < 2
    (line,) = told.lines
    assert [one.code for one in line.problems] == ["text.too_long"]
