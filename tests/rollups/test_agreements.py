"""What agreements bar is in no total, whichever reader adds up; and comes back when nothing bars it any more."""

import random
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa

from backend.agreements.rules import Afterwards
from backend.agreements.tables import Agreement, Withholding
from backend.indicators.tables import Breakdown, SwitchOff
from backend.kit.db import now, today_in
from backend.kit.periods import Period
from backend.rollups.queries import books, totals
from backend.submissions.rules import Status
from tests.makers import Here, agreement
from tests.rollups.test_totals import YEAR, both, random_world
from tests.rollups.worlds import World

Q1, Q2, *_ = YEAR.quarters()


@pytest.fixture
async def world(here: Here) -> World:
    """Abbey with an agreement and Birch without; both gave everything, split by gender."""
    world = await World.begun(here)
    await world.element("hires")
    await world.element("staff")
    await world.breakdown("gender", "hires", "women", "unknown")
    await world.indicator("WF-04", "hires")
    await world.indicator("WF-05", "hires / staff", members="ratio_of_sums", quarters="ratio_of_sums", unit="%")
    await world.collects(Q1, Q2)
    for name, agreed in (("Abbey", True), ("Birch", False)):
        await world.member(name, agreed=agreed)
        for period in (Q1, Q2):
            await world.gives(name, period, hires=10 if name == "Abbey" else 7, staff=100)
            await world.gives(name, period, by="gender.women", hires=4)
    return world


async def figures(world: World, period: Period = Q1) -> dict[str, tuple[Any, str]]:
    """By indicator: the number and the words beside it; the same from both readers."""
    found, expected = await both(world, period.start, period.end)
    assert found == expected
    return {one.indicator: (one.number, one.coverage.sentence) for one in found}


async def women(world: World, period: Period = Q1) -> Mapping[Any, Any]:
    """What each member is known to have hired of women, by the books."""
    async with world.here.session() as session:
        kept = await books(session, world.framework, first=period.start, last=period.end)
    ledger = kept.by_category["gender"]["women"]
    names = {id: name for name, id in world.members.items()}
    return {names[id]: ledger.line(id, "hires")[period].number for id in names if ledger.line(id, "hires")}


async def signed(world: World, name: str, **facts: Any) -> None:
    await world.add([agreement(world.members[name], **facts)])


async def withheld(world: World, name: str, *, element: str = "", breakdown: str = "") -> Withholding:
    async with world.here.session() as session:
        by = await session.scalar(sa.select(Breakdown.id).where(Breakdown.code == breakdown))
        row = Withholding(
            member_id=world.members[name], element_id=world.elements.get(element), breakdown_id=by,
            reason="Counsel asks for it", begun_by=uuid4(), begun_at=now(), by_backbone=False,
        )  # fmt: skip
        session.add(row)
    return row


async def ended(world: World, row: Withholding | SwitchOff) -> None:
    async with world.here.session() as session:
        await session.execute(sa.update(type(row)).where(type(row).id == row.id).values(ended_at=now()))


async def test_a_member_without_an_agreement_is_in_no_total_until_it_has_one(world: World) -> None:
    assert await figures(world) == {
        "WF-04": (10, "1 of 2 members reported"),
        "WF-05": (10, "1 of 2 members reported"),
    }
    assert await women(world) == {"Abbey": 4}
    await signed(world, "Birch")
    assert await figures(world) == {
        "WF-04": (17, "2 of 2 members reported"),
        "WF-05": (Decimal("8.5"), "2 of 2 members reported"),
    }
    assert await women(world) == {"Abbey": 4, "Birch": 4}


async def test_it_is_the_day_of_reading_that_an_agreement_must_hold(world: World) -> None:
    today = today_in("Europe/London")
    for dates in (
        {"starts": today + timedelta(days=1)},
        {"ends": today - timedelta(days=1)},
        {"ended_at": now() - timedelta(seconds=1)},
    ):
        await signed(world, "Birch", **dates)
        assert (await figures(world))["WF-04"] == (10, "1 of 2 members reported")
    await signed(world, "Birch", starts=today, ends=today)
    assert (await figures(world))["WF-04"] == (17, "2 of 2 members reported")


async def test_after_an_agreement_the_past_stays_only_where_it_says_so(world: World) -> None:
    over = {"ends": Q1.end, "afterwards": Afterwards.PAST_STAYS}
    await signed(world, "Birch", **over)
    assert (await figures(world, Q1))["WF-04"][0] == 17
    assert (await figures(world, Q2))["WF-04"][0] == 10
    assert [await women(world, period) for period in (Q1, Q2)] == [{"Abbey": 4, "Birch": 4}, {"Abbey": 4}]
    # The last one a member had is what holds: it may take back what an earlier one left.
    await signed(world, "Birch", starts=Q2.start, ends=Q2.end)
    assert (await figures(world, Q1))["WF-04"][0] == 10


async def test_ended_before_its_last_day_it_is_over_on_that_day(world: World) -> None:
    early = {"ends": date(2099, 1, 1), "ended_at": now(), "afterwards": Afterwards.PAST_STAYS}
    await signed(world, "Birch", **early)
    assert (await figures(world, Q1))["WF-04"][0] == 17


async def test_an_agreement_covers_what_it_names(world: World) -> None:
    await signed(world, "Birch", elements=["hires"], breakdowns=[])
    assert await figures(world) == {
        "WF-04": (17, "2 of 2 members reported"),
        "WF-05": (10, "1 of 2 members reported"),
    }
    assert await women(world) == {"Abbey": 4}


async def test_what_a_member_withholds_is_out_at_once_and_back_when_it_ends(world: World) -> None:
    await signed(world, "Birch")
    split = await withheld(world, "Birch", breakdown="gender")
    assert (await figures(world))["WF-04"][0] == 17
    assert await women(world) == {"Abbey": 4}
    of_one = await withheld(world, "Birch", element="staff", breakdown="gender")
    everything = await withheld(world, "Birch", element="staff")
    assert await figures(world) == {
        "WF-04": (17, "2 of 2 members reported"),
        "WF-05": (10, "1 of 2 members reported"),
    }
    for row in (split, of_one, everything):
        await ended(world, row)
    assert (await figures(world))["WF-05"][0] == Decimal("8.5")
    assert await women(world) == {"Abbey": 4, "Birch": 4}


async def test_a_breakdown_that_is_switched_off_is_of_nobody(world: World) -> None:
    await signed(world, "Birch")
    async with world.here.session() as session:
        by = await session.scalar(sa.select(Breakdown.id))
        row = SwitchOff(breakdown_id=by, reason="The law changed", begun_by=uuid4(), begun_at=now())
        session.add(row)
    assert await women(world) == {}
    assert (await figures(world))["WF-04"][0] == 17
    await ended(world, row)
    assert await women(world) == {"Abbey": 4, "Birch": 4}


@pytest.mark.parametrize("seed", range(100, 108))
async def test_both_readers_leave_out_the_same_and_no_more(here: Here, seed: int) -> None:
    """Random worlds, in which a barred value is as if it had never been given."""
    chance = random.Random(seed)
    world = await random_world(here, chance)
    barred = chance.choice(list(world.members))
    await withheld(world, chance.choice(list(world.members)), element=chance.choice(list(world.elements)))
    async with here.owner.session(None) as session, session.begin():
        where = {"here": here.id, "member": world.members[barred]}
        await session.execute(sa.text("select set_config('app.collaborative_id', :h, true)"), {"h": str(here.id)})
        await session.execute(sa.text("select set_config('app.members', 'all', true)"))
        await session.execute(sa.delete(Agreement).where(Agreement.member_id == where["member"]))
    found, expected = await both(world, YEAR.start, YEAR.end)
    assert found == expected
    async with here.owner.session(None) as session, session.begin():
        await session.execute(sa.text("select set_config('app.collaborative_id', :h, true)"), {"h": str(here.id)})
        await session.execute(sa.text("select set_config('app.members', 'all', true)"))
        await session.execute(
            sa.text("update accepted_values set retired_at = now() where member_id = :m and retired_at is null"),
            {"m": world.members[barred]},
        )
    async with here.session() as session:
        assert found == await totals(session, world.framework, first=YEAR.start, last=YEAR.end)


async def test_a_status_of_a_barred_member_tells_nothing_either(world: World) -> None:
    await world.member("Cedar", agreed=False)
    await world.gives("Cedar", Q1, hires=Status.NOT_APPLICABLE, staff=Status.NOT_APPLICABLE)
    assert (await figures(world))["WF-04"][1] == "1 of 3 members reported"
    await signed(world, "Cedar")
    assert (await figures(world))["WF-04"][1] == "1 of 2 members reported"
