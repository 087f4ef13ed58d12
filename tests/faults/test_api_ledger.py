"""Nothing is done twice and nothing is lost, by the programs' own ledger; each proof fails where its guard is away."""

from dataclasses import replace

import httpx
import pytest

from backend.members import limits
from tests.faults.api_ledger import Cell, _of_race, lose_replies, race, storm
from tests.makers import Here, Program
from tests.worlds import make_world


@pytest.fixture
async def programs(here: Here, monkeypatch: pytest.MonkeyPatch) -> tuple[Program, Program, Cell]:
    monkeypatch.setattr(limits, "BY_TOKEN", replace(limits.BY_TOKEN, times=1_000_000))
    world = await make_world(here)
    mine = await world.submission(await world.opened())
    one, other = await here.program(world.contributor), await here.program(world.contributor)
    return one, other, Cell(f"/api/v1/{here.slug}/submissions/{mine.id}", "hires")


async def test_a_storm_of_repeats_has_one_effect(programs: tuple[Program, Program, Cell]) -> None:
    one, _, cell = programs
    assert await storm(one, cell, keys=2, copies=100) == []
    assert set(cell.statuses) <= {200, 409}


async def test_a_lost_reply_is_made_good_by_its_key_and_by_nothing_else(
    programs: tuple[Program, Program, Cell],
) -> None:
    one, other, cell = programs
    assert await lose_replies(one, other, cell, times=20, keyed=True) == []
    without = replace(cell, element="local_hires", written=0)
    assert await lose_replies(one, other, without, times=20, keyed=False) == [
        "39 stands, and the last that was meant was 40",
        "written 60 times, and 40 times by the ledger",
    ]


async def test_of_two_who_race_one_wins_and_the_other_sees_both(programs: tuple[Program, Program, Cell]) -> None:
    one, other, cell = programs
    assert await race(one, other, cell, times=200) == []


def test_two_winners_are_noticed() -> None:
    assert _of_race([httpx.Response(200), httpx.Response(200)], (1, 2)) == ["answered [200, 200]"]
