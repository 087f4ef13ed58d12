"""A job goes through all collaboratives, whatever becomes of one."""

import asyncio

import structlog

from backend.kit.claims import STOP
from backend.kit.db import Database
from backend.members.everywhere import everywhere
from backend.members.tables import Collaborative
from tests.makers import Here


async def test_one_that_fails_is_logged_and_holds_up_no_other(here: Here, elsewhere: Here, database: Database):
    fails, goes_on = sorted((here.slug, elsewhere.slug))
    done: list[str] = []

    async def work(of: Collaborative) -> None:
        if of.slug == fails:
            raise RuntimeError("not today")
        done.append(of.slug)

    with structlog.testing.capture_logs() as logged:
        await everywhere(database, "a job", work)
    assert goes_on in done
    assert fails not in done
    assert [(line["event"], line["job"], line["collaborative"]) for line in logged] == [("job failed", "a job", fails)]


async def test_what_is_left_when_the_program_is_to_end_waits(here: Here, elsewhere: Here, database: Database):
    done: list[str] = []
    stop = asyncio.Event()

    async def work(of: Collaborative) -> None:
        done.append(of.slug)
        stop.set()

    token = STOP.set(stop)
    try:
        await everywhere(database, "a job", work)
    finally:
        STOP.reset(token)
    assert len(done) == 1
