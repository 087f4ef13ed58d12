"""Who is in a foreign file: members that come, leave, move and return, under the names of their years."""

from datetime import date

import pytest
import sqlalchemy as sa

from backend.kit.db import Scope
from backend.kit.errors import Invalid
from backend.members.tables import Member, MemberName, Organization
from backend.submissions.tables import ImportFinding
from tests.history.returns import FIRST, TERMS, World, rows


async def test_a_code_absent_the_next_year_ends_its_term_only_when_confirmed(world: World) -> None:
    await world.take(world.file(2013, *FIRST))
    name = world.file(2014, "*01,Ada,NORTH,2,2", "*03,Cy,SOUTH,8,8")
    assert "confirm with --confirm-leavers: *02" in await world.take(name)
    assert (("*02", date(2013, 4, 1), None)) in await rows(world.north, TERMS, world.tag)
    with pytest.raises(Invalid, match="not absent"):
        await world.take(name, leavers=[f"{world.tag}01"])
    assert "terms ended on 31 March 2014: *02" in await world.take(name, leavers=["all"])
    assert await rows(world.north, TERMS, world.tag) == [
        ("*01", date(2013, 4, 1), None),
        ("*02", date(2013, 4, 1), date(2014, 3, 31)),
    ]
    leavers = sa.select(ImportFinding.kind, ImportFinding.was).where(ImportFinding.kind == "leaver")
    assert await rows(world.north, leavers, world.tag) == [("leaver", "*02")]


async def test_nobody_is_said_to_have_left_while_rows_are_refused(world: World) -> None:
    await world.take(world.file(2013, *FIRST))
    name = world.file(2014, "*01,Ada,NORTH,2,2", "?,Bea,NORTH,2,2", "*03,Cy,SOUTH,1,1")
    with pytest.raises(Invalid, match="While rows are refused"):
        await world.take(name, leavers=["all"], leave_out_faults=True)


async def test_a_member_that_moves_or_returns_keeps_its_line(world: World) -> None:
    await world.take(world.file(2013, *FIRST))
    await world.take(world.file(2014, "*01,Ada,NORTH,2,2", "*02,Bea,SOUTH,2,2", "*03,Cy,SOUTH,2,2"), leavers=["all"])
    await world.take(world.file(2015, "*01,Ada,NORTH,2,2", "*02,Bea,NORTH,2,2", "*03,Cy,SOUTH,2,2"), leavers=["all"])
    assert [row for row in await rows(world.north, TERMS, world.tag) if row[0] == "*02"] == [
        ("*02", date(2013, 4, 1), date(2014, 3, 31)),
        ("*02", date(2015, 4, 1), None),
    ]
    assert [row for row in await rows(world.south, TERMS, world.tag) if row[0] == "*02"] == [
        ("*02", date(2014, 4, 1), date(2015, 3, 31)),
    ]
    async with world.north.owner.session(Scope()) as session:
        found = sa.select(sa.func.count()).where(Organization.ods_code == f"{world.tag}02")
        assert await session.scalar(found) == 1


async def test_years_may_come_in_any_order_and_the_newest_name_is_shown(world: World) -> None:
    await world.take(world.file(2014, "*01,Ada Royal,NORTH,2,2"))
    said = await world.take(world.file(2013, "*01,Ada,NORTH,1,1"))
    assert "*01 is called Ada from this period on" in said
    assert await rows(world.north, TERMS, world.tag) == [
        ("*01", date(2013, 4, 1), date(2014, 3, 31)),
        ("*01", date(2014, 4, 1), None),
    ]
    names = sa.select(MemberName.valid_from, MemberName.name, Member.name).join(
        Member, Member.id == MemberName.member_id
    )
    assert await rows(world.north, names.order_by(MemberName.valid_from), world.tag) == [
        (date(2013, 4, 1), "Ada", "Ada Royal"),
        (date(2014, 4, 1), "Ada Royal", "Ada Royal"),
    ]
