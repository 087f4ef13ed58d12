"""The clock's warning: sixty days before an agreement ends, once, to those who can do something about it."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from backend.agreements import jobs
from backend.agreements.tables import Agreement
from backend.kit.mail import Letter
from backend.kit.settings import Settings
from backend.members.rules import Role
from tests.makers import Here, agreement

LONDON = ZoneInfo("Europe/London")


def morning(after: int = 0) -> datetime:
    return datetime.combine(datetime.now(LONDON).date() + timedelta(days=after), time(9), LONDON)


async def ending(here: Here, in_days: int, **facts: Any) -> Any:
    member = await here.member("Cedar", agreed=False)
    async with here.session() as session:
        session.add(agreement(member.id, ends=morning(in_days).date(), **facts))
    return member


async def letters(here: Here) -> list[Letter]:
    async with here.session() as session:
        return list(await session.scalars(sa.select(Letter).order_by(Letter.recipient)))


async def test_a_warning_comes_once_sixty_days_before_to_approvers_and_coordinators(
    here: Here, settings: Settings
) -> None:
    member = await ending(here, 60)
    await here.person(Role.APPROVER, member)
    await here.person(Role.CONTRIBUTOR, member)
    await here.person(Role.APPROVER, await here.member("Birch"))
    await jobs.warn(here.database, settings, morning())
    assert await letters(here) == []
    tomorrow = morning(1)
    await jobs.warn(here.database, settings, tomorrow.replace(hour=3))
    assert await letters(here) == []  # in the night
    for _ in range(2):
        await jobs.warn(here.database, settings, tomorrow)
        written = await letters(here)
        assert [one.recipient.split(".")[0] for one in written] == ["approver", "coordinator"]
    assert f"/{here.slug}/agreements/members/{member.id}" in written[0].body
    assert "accept it for Cedar" in written[0].body
    assert "no figure of Cedar is in any total" in written[0].body
    async with here.session() as session:
        kept = (await session.scalars(sa.select(Agreement).where(Agreement.member_id == member.id))).one()
    assert kept.warned_at == tomorrow


async def test_nobody_is_warned_of_one_that_is_followed_or_has_been_ended(here: Here, settings: Settings) -> None:
    member = await ending(here, 10)
    async with here.session() as session:
        session.add(agreement(member.id, starts=morning(11).date()))
    other = await here.member("Dell", agreed=False)
    async with here.session() as session:
        session.add(agreement(other.id, ends=morning(10).date(), ended_at=morning(-1), end_reason="Left"))
    await jobs.warn(here.database, settings, morning())
    assert await letters(here) == []


async def test_a_gap_before_the_next_one_is_an_ending(here: Here, settings: Settings) -> None:
    member = await ending(here, 10)
    async with here.session() as session:
        session.add(agreement(member.id, starts=morning(12).date()))
    await jobs.warn(here.database, settings, morning())
    assert len(await letters(here)) == 1
