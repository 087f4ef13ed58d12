"""Several scheduler processes, killed at random, and what they left: small counts for the suite, large ones for a soak."""

import asyncio
import random
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from backend.kit.claims import JobClaim
from backend.kit.db import Database, Scope, now
from backend.kit.mail import Letter
from backend.scheduler import last_due
from tests.faults.ticking import Order
from tests.makers import Here

ROOT = Path(__file__).parents[2]
Process = asyncio.subprocess.Process


@dataclass(frozen=True, slots=True)
class Ledger:
    """effects: how often each due moment had its effect. due: all that should have had one, once every clock caught up."""

    effects: Mapping[datetime, int]
    due: frozenset[datetime]
    claims: int
    kills: int

    @property
    def missed(self) -> frozenset[datetime]:
        return self.due - self.effects.keys()

    @property
    def doubled(self) -> int:
        return sum(count - 1 for count in self.effects.values())


async def started(order: Order) -> Process:
    """Once it has imported everything; its signal handlers may still be to come, until it says its first word."""
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.faults.ticking", order.text(),
        cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip


async def word(process: Process) -> str:
    """What it says next, e.g. "claimed 2026-…"."""
    assert process.stdout
    return (await asyncio.wait_for(process.stdout.readline(), 60)).decode().strip()


@asynccontextmanager
async def schedulers(order: Order, count: int) -> AsyncIterator[list[Process]]:
    """Ended by SIGKILL, should any still run."""
    running = list(await asyncio.gather(*(started(order) for _ in range(count))))
    try:
        yield running
    finally:
        for process in running:
            if process.returncode is None:
                process.kill()
            await process.wait()


async def stop(process: Process) -> int:
    """By SIGTERM; its return code."""
    process.send_signal(signal.SIGTERM)
    assert process.stdout
    await process.stdout.read()
    return await process.wait()


async def killed_at_random(
    order: Order, database: Database, here: Here, *, processes: int, ticks: int, kills: int, seed: int = 0
) -> Ledger:
    """So many clocks over so many due moments; each kill takes one by SIGKILL and puts another in its place.

    Then one clock alone catches up, and the ledger is taken.
    """
    chance = random.Random(seed)
    every = timedelta(seconds=order.every)
    end = datetime.fromisoformat(order.begin) + ticks * every
    async with schedulers(order, processes) as running:
        await asyncio.gather(*(word(process) for process in running[:1]))
        drains = [asyncio.create_task(_drain(process)) for process in running]
        for _ in range(kills):
            await asyncio.sleep(chance.uniform(0.1, 0.6))
            victim = chance.randrange(processes)
            running[victim].kill()
            await running[victim].wait()
            running[victim] = await started(order)
            drains.append(asyncio.create_task(_drain(running[victim])))
        await asyncio.sleep(max(0.0, (end - now()).total_seconds()))
    until = now()
    async with schedulers(replace(order, hold=0.0), 1) as [last]:
        drains.append(asyncio.create_task(_drain(last)))
        await caught_up(database, order, until)
    await asyncio.gather(*drains, return_exceptions=True)
    return await ledger(order, database, here, until, kills=kills)


async def _drain(process: Process) -> None:
    assert process.stdout
    while await process.stdout.readline():
        pass


async def caught_up(database: Database, order: Order, until: datetime) -> None:
    """Waits until every moment so far has been claimed."""
    wanted = len(_moments(order, until))
    async with asyncio.timeout(60):
        while await _count(database, order, until) < wanted:  # noqa: ASYNC110 - other processes do it
            await asyncio.sleep(0.1)


def _moments(order: Order, until: datetime) -> frozenset[datetime]:
    every = timedelta(seconds=order.every)
    first = last_due(every, datetime.fromisoformat(order.begin))
    return frozenset(first + number * every for number in range(int((until - first) / every) + 1))


async def _count(database: Database, order: Order, until: datetime) -> int:
    query = sa.select(sa.func.count()).where(JobClaim.job == order.name, JobClaim.due <= until)
    async with database.session(None) as session:
        return (await session.execute(query)).scalar_one()


async def ledger(order: Order, database: Database, here: Here, until: datetime, *, kills: int = 0) -> Ledger:
    """What is in the database, read without the program's help."""
    query = sa.select(Letter.subject).where(Letter.recipient == f"{order.name}@example.org")
    async with database.session(Scope.everything_in(here.id)) as session:
        effects = Counter(datetime.fromisoformat(subject) for subject in await session.scalars(query))
    due = _moments(order, until)
    return Ledger({at: n for at, n in effects.items() if at <= until}, due, await _count(database, order, until), kills)
