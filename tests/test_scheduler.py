"""Jobs run at their time, once however many processes tick, and again after a failure."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import structlog
from uuid_utils.compat import uuid7

from backend import scheduler
from backend.kit import postgres
from backend.kit.claims import JobClaim, once
from backend.kit.db import Database
from backend.kit.settings import Settings
from backend.scheduler import Job, last_due

DUE = datetime(2026, 10, 1, tzinfo=UTC)


@pytest.fixture
def name() -> str:
    return f"test {uuid7()}"


async def claims_of(database: Database, name: str) -> int:
    async with database.session(None) as session:
        found = await session.execute(sa.select(sa.func.count()).where(JobClaim.job == name))
    return found.scalar_one()


@pytest.mark.parametrize(
    ("every", "moment", "due"),
    [
        (
            timedelta(seconds=10),
            datetime(2026, 10, 1, 12, 0, 19, 999, tzinfo=UTC),
            datetime(2026, 10, 1, 12, 0, 10, tzinfo=UTC),
        ),
        (
            timedelta(seconds=10),
            datetime(2026, 10, 1, 12, 0, 20, tzinfo=UTC),
            datetime(2026, 10, 1, 12, 0, 20, tzinfo=UTC),
        ),
        (timedelta(days=1), datetime(2026, 10, 1, 23, 59, tzinfo=UTC), DUE),
    ],
)
def test_due_moments_are_the_same_in_every_process(every: timedelta, moment: datetime, due: datetime) -> None:
    assert last_due(every, moment) == due


async def test_of_many_who_claim_a_moment_one_gets_it(database: Database, name: str) -> None:
    async def claim() -> bool:
        async with database.session(None) as session, session.begin():
            got = await once(session, name, DUE)
            await asyncio.sleep(0.01)
            return got

    assert sorted(await asyncio.gather(*(claim() for _ in range(8)))) == [False] * 7 + [True]
    async with database.session(None) as session, session.begin():
        assert not await once(session, name, DUE)
        assert await once(session, name, DUE + timedelta(days=1))


async def test_a_claim_whose_effect_failed_is_to_be_had_again(database: Database, name: str) -> None:
    async with database.session(None) as session:
        assert await once(session, name, DUE)
        await session.rollback()
    async with database.session(None) as session, session.begin():
        assert await once(session, name, DUE)


async def test_two_schedulers_do_a_thing_once_and_a_stop_lets_it_finish(
    server: postgres.Server, database_name: str, database: Database, settings: Settings, name: str
) -> None:
    begun, finished = [], []
    stop = asyncio.Event()

    async def work(database: Database, _settings: Settings, due: datetime) -> None:
        async with database.session(None) as session, session.begin():
            if await once(session, name, due):
                begun.append(due)
                stop.set()
                await asyncio.sleep(0.3)
                finished.append(due)

    jobs = [Job(name, timedelta(days=1), work)]
    url = server.url("app", database_name)
    await asyncio.gather(*(scheduler.run(settings, url, jobs=jobs, stop=stop) for _ in range(2)))
    assert len(begun) == len(finished) == 1
    assert await claims_of(database, name) == 1


async def test_a_job_that_fails_is_logged_and_tried_again(
    server: postgres.Server, database_name: str, settings: Settings, name: str
) -> None:
    tries = []
    stop = asyncio.Event()

    async def work(_database: Database, _settings: Settings, _due: datetime) -> None:
        tries.append(1)
        if len(tries) == 3:
            stop.set()
        raise RuntimeError("broken")

    with structlog.testing.capture_logs() as logged:
        job = Job(name, timedelta(milliseconds=20), work)
        await scheduler.run(settings, server.url("app", database_name), jobs=[job], stop=stop)
    assert len(tries) >= 3
    assert [line["event"] for line in logged].count("job failed") == len(tries)


def test_every_job_has_a_name_of_its_own() -> None:
    names = [job.name for job in scheduler.JOBS]
    assert len(set(names)) == len(names)
