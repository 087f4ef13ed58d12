"""The clock's pulse: one row, told of when it stands still; and old claims, swept."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from backend.kit import claims
from backend.kit.claims import JobClaim
from backend.kit.db import Database

AT = datetime(2026, 10, 1, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


async def test_a_pulse_is_one_row_however_many_clocks_beat(fresh: Database) -> None:
    async def beat(at: datetime) -> None:
        async with fresh.session(None) as session, session.begin():
            await claims.beat(session, at)

    async with fresh.session(None) as session:
        assert await claims.last_beat(session) is None
    for at in (AT, AT, AT + MINUTE, AT + 2 * MINUTE):
        await beat(at)
    async with fresh.session(None) as session:
        assert await claims.last_beat(session) == AT + 2 * MINUTE
        assert (await session.execute(sa.select(sa.func.count()).select_from(JobClaim))).scalar_one() == 1


def test_it_stands_still_after_a_quarter_of_an_hour_or_when_it_never_ran() -> None:
    assert not claims.stands_still(AT, AT + 15 * MINUTE)
    assert claims.stands_still(AT, AT + 16 * MINUTE)
    assert claims.stands_still(None, AT)


async def test_old_claims_are_swept_and_the_last_beat_is_not(fresh: Database) -> None:
    async with fresh.session(None) as session, session.begin():
        await claims.beat(session, AT)
        for name, due in (("old", AT), ("new", AT + 2 * MINUTE)):
            assert await claims.once(session, name, due)
        await claims.forget_old(session, before=AT + MINUTE)
        assert set(await session.scalars(sa.select(JobClaim.job))) == {"new", claims.PULSE}
