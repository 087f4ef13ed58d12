"""Entries written by arrays and through a temporary table: the same, to the last digit and sign."""

from decimal import Decimal

import pytest

from backend.submissions import cells, queries
from backend.submissions.asked import Cell
from backend.submissions.rules import Status
from backend.submissions.standings import asking
from backend.submissions.tables import Submission
from tests.worlds import World

MOST = Decimal("123456789012345678.0123456789")


def written(note: str, number: Decimal) -> list[Cell]:
    return [
        Cell("spend", None, number, status=Status.ESTIMATED, note=note),
        Cell("hires", "gender.women", Decimal(0), status=Status.REPORTED, note="", to_date=Decimal("-0.5")),
        Cell("policy", None, None, text='He said "no",\\ and\nleft.', status=Status.REPORTED),
        Cell("local_hires", None, None, status=None),
    ]


@pytest.mark.parametrize("as_arrays", [0, 2_400])
async def test_both_ways_of_writing_keep_every_cell_as_it_was(
    world: World, mine: Submission, monkeypatch: pytest.MonkeyPatch, as_arrays: int
):
    monkeypatch.setattr(cells, "AS_ARRAYS", as_arrays)
    for revision, (note, number) in enumerate((("", MOST), ('a "note", \\N and\ttab', -MOST)), start=1):
        async with world.here.session() as session:
            of = await queries.submission(session, mine.id, lock=True)
            ids = asking((await queries.questionnaire(session, of)).questions).ids
            await cells.upsert(session, of, written(note, number), ids, by=world.contributor.person_id)
        found = await world.answers(mine)
        spend, women = found["spend", None], found["hires", "gender.women"]
        assert (spend.number, spend.note, spend.status, spend.revision) == (number, note, Status.ESTIMATED, revision)
        assert (women.number, women.to_date, women.note) == (0, Decimal("-0.5"), "")
        assert found["policy", None].words == 'He said "no",\\ and\nleft.'
        assert (found["local_hires", None].number, found["local_hires", None].status) == (None, None)
        assert spend.changed_by == world.contributor.person_id


async def test_no_cells_are_no_statement(world: World, mine: Submission):
    async with world.here.session() as session:
        await cells.upsert_many(session, [], by=None)
    assert await world.answers(mine) == {}
