"""A foreign file into two collaboratives: said first, written when told to, all or nothing, never over a member's own."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from backend.indicators.tables import Framework
from backend.kit.db import now
from backend.kit.errors import Conflict, NotFound
from backend.members.tables import Member, MemberName, MemberTerm
from backend.rounds.tables import Round
from backend.submissions.tables import Acceptance, Entry, Import, Submission, Value
from tests.history.returns import FIRST, VALUES, World, count, rows


async def test_a_look_writes_nothing_and_says_what_would_be(world: World) -> None:
    said = await world.take(world.file(2013, *FIRST), apply=False)
    assert "Nothing was written" in said
    assert f"{world.north.slug}: 2 submissions to accept, 4 values." in "\n".join(world.said)
    assert "Rows: 3 read, 0 repaired, 0 refused." in said
    assert [await count(world.north, table) for table in (Member, Round, Submission, Value, Import)] == [0] * 5


async def test_history_goes_straight_to_accepted_with_who_says_why(world: World) -> None:
    await world.take(world.file(2013, *FIRST))
    assert await rows(world.north, VALUES, world.tag) == [
        ("*01", "gas_kwh", None, Decimal("1.50"), "reported", date(2013, 4, 1)),
        ("*01", "waste_tonnes", "landfill", Decimal(3), "reported", date(2013, 4, 1)),
        ("*02", "gas_kwh", None, None, "not_available", date(2013, 4, 1)),
        ("*02", "waste_tonnes", "landfill", Decimal(0), "reported", date(2013, 4, 1)),
    ]
    assert [row[:4] for row in await rows(world.south, VALUES, world.tag)] == [
        ("*03", "gas_kwh", None, Decimal(7)),
        ("*03", "waste_tonnes", "landfill", Decimal(1)),
    ]
    async with world.north.session() as session:
        states = set(await session.scalars(sa.select(Submission.state)))
        reasons = set(await session.execute(sa.select(Acceptance.reason, Acceptance.accepted_by)))
        a_round = (await session.scalars(sa.select(Round))).one()
    assert (states, reasons) == ({"accepted"}, {("History before us.", None)})
    assert a_round.backfilled
    assert a_round.closed_at is not None
    assert await count(world.north, Entry) == 4  # so that it can be corrected like any other


async def test_the_same_file_twice_changes_nothing(world: World) -> None:
    name = world.file(2013, *FIRST)
    await world.take(name)
    before = [await count(world.north, table) for table in (Member, MemberTerm, MemberName, Submission, Value, Import)]
    said = await world.take(name)
    assert said.count("0 submissions to accept, 0 values. This very file was let in on") == 2
    after = [await count(world.north, table) for table in (Member, MemberTerm, MemberName, Submission, Value, Import)]
    assert before == after


async def test_what_a_member_has_given_is_left_as_it_is(world: World) -> None:
    await world.take(world.file(2013, *FIRST))
    said = await world.take(world.file(2013, "*01,Ada,NORTH,9,9", "*04,Di,NORTH,4,4"))
    assert "have answers of their own, which stay: *01" in said
    gas = [row[:4] for row in await rows(world.north, VALUES, world.tag) if row[1] == "gas_kwh"]
    assert gas == [
        ("*01", "gas_kwh", None, Decimal("1.50")),
        ("*02", "gas_kwh", None, None),
        ("*04", "gas_kwh", None, Decimal(4)),
    ]


async def test_all_collaboratives_or_none(world: World) -> None:
    """The second has no such framework: the first is not written either."""
    async with world.south.session() as session:
        await session.execute(sa.update(Framework).values(code="other"))
    with pytest.raises(NotFound, match="no framework eric"):
        await world.take(world.file(2013, *FIRST))
    assert await count(world.north, Value) == 0


async def _round(world: World, *, closed: bool) -> Round:
    """The collection of 2013-14 as members knew it: one began to answer, one did not."""
    async with world.north.session() as session:
        framework = (await session.scalars(sa.select(Framework))).one()
        days = {"opens_on": date(2014, 4, 1), "due_on": date(2014, 6, 1), "closes_on": date(2014, 7, 1)}
        a_round = Round(framework_id=framework.id, period_start=date(2013, 4, 1), period_months=12, name="r", **days)
        a_round.opened_at, a_round.closed_at = now(), now() if closed else None
        session.add(a_round)
        await session.flush()
        for number, state in (("01", "in_progress"), ("02", "not_started")):
            member = await world.north.member(code=f"{world.tag}{number}")
            session.add(Submission(member_id=member.id, round_id=a_round.id, version=1, state=state))
    return a_round


async def test_a_closed_collection_is_filled_where_nobody_began(world: World) -> None:
    await _round(world, closed=True)
    assert "have answers of their own, which stay: *01" in await world.take(world.file(2013, *FIRST))
    states = sa.select(Member.code, Submission.state).join(Submission, Submission.member_id == Member.id)
    assert await rows(world.north, states.order_by(Member.code), world.tag) == [
        ("*01", "in_progress"),
        ("*02", "accepted"),
    ]
    assert {row[0] for row in await rows(world.north, VALUES, world.tag)} == {"*02"}


async def test_an_open_collection_is_its_members_own_to_answer(world: World) -> None:
    await _round(world, closed=False)
    with pytest.raises(Conflict, match="its members answer it themselves"):
        await world.take(world.file(2013, *FIRST))
    assert await count(world.south, Value) == 0
