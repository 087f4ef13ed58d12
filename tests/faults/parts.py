"""The parts of a soak that need one database only: each a function of how much, run in processes beside one another."""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from litestar import Litestar
from uuid_utils.compat import uuid7

from backend.app import create_app
from backend.kit.db import Database, Scope, now
from backend.kit.settings import Settings
from backend.members import limits
from backend.members.rules import Role
from backend.members.tables import HeldRole
from tests.faults.api_ledger import Cell, lose_replies, race, storm
from tests.faults.contract import hold
from tests.faults.schedulers import killed_at_random
from tests.faults.ticking import Order
from tests.makers import Program, make_here
from tests.submissions.test_stateful import Walk, walk
from tests.worlds import World, make_world


@dataclass(frozen=True)
class Urls:
    app: str
    owner: str


@dataclass
class Found:
    """What a part found. figures: what was counted, by its name."""

    faults: list[str] = field(default_factory=list)
    figures: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: "Found") -> "Found":
        return Found(self.faults + other.faults, self.figures + other.figures)


Lot = Callable[[Urls, int, int], Found]  # how much of it, and its number, which is also the seed


def retries(urls: Urls, copies: int, _number: int) -> Found:
    async def work(world: World) -> Found:
        (one, _), cell = await _programs(world)
        faults = await storm(one, cell, keys=1, copies=copies)
        return Found(faults, Counter({"keys": 1, "requests": cell.statuses.total(), "done": cell.statuses[200]}))

    return _run(urls, work)


def replies(urls: Urls, times: int, _number: int) -> Found:
    """With its key a lost reply is made good; without, the control, it must not be."""

    async def work(world: World) -> Found:
        programs, cell = await _programs(world)
        faults = await lose_replies(*programs, cell, times=times, keyed=True)
        control = replace(cell, element="local_hires", written=0, statuses=Counter())
        doubled = await lose_replies(*programs, control, times=times, keyed=False)
        faults += [] if doubled else ["without a key nothing was done twice, so nothing is tested"]
        return Found(faults, Counter({"with a key": times, "without, all of them done twice": times if doubled else 0}))

    return _run(urls, work)


def races(urls: Urls, times: int, _number: int) -> Found:
    async def work(world: World) -> Found:
        programs, cell = await _programs(world)
        faults = await race(*programs, cell, times=times)
        return Found(faults, Counter({"races": times, "won": cell.statuses[200], "told both": cell.statuses[412]}))

    return _run(urls, work)


def contract(urls: Urls, requests: int, number: int) -> Found:
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)  # of what is no HTTP it would say so a hundred times

    async def work(world: World) -> Found:
        here, asked = world.here, await world.opened()
        mine, somebody = await world.submission(asked), await here.person(Role.CONTRIBUTOR, world.abbey)
        async with here.owner.session(Scope.everything_in(here.id)) as session, session.begin():
            # One who may do everything, so that every door is passed.
            session.add(HeldRole(person_id=somebody.person_id, role=Role.APPROVER, member_id=world.abbey.id))
            session.add(HeldRole(person_id=somebody.person_id, role=Role.COORDINATOR))
        ids = {"submissions": str(mine.id), "rounds": str(asked.id), "frameworks": str(world.framework.id)}
        token = await here.token(somebody)
        held = await hold(here.app, slug=here.slug, token=token, ids=ids, requests=requests, seed=1 + 1000 * number)
        return Found(list(held.faults), Counter({"requests": held.requests, "checks": held.checks.total()}))

    return _run(urls, work)


def steps(urls: Urls, count: int, _number: int) -> Found:
    walk(urls.app, urls.owner, steps=count)
    faults = [] if Walk.opened else ["nothing was let through, so nothing is tested"]
    return Found(faults, Counter({"steps": Walk.steps, "let through": Walk.opened}))


def clocks(urls: Urls, kills: int, number: int) -> Found:
    """Two of them in the first lot, and one more in each that follows."""

    async def work(world: World) -> Found:
        order = Order(urls.app, str(world.here.id), f"tick-{uuid7()}", now().isoformat(), hold=0.05)
        found = await killed_at_random(
            order, world.here.database, world.here, processes=2 + number, ticks=20, kills=kills, seed=number
        )
        faults = [f"{2 + number} clocks: {moment} was missed" for moment in sorted(found.missed)]
        faults += [f"{2 + number} clocks: {found.doubled} moments were had twice"] if found.doubled else []
        return Found(faults, Counter({"clocks killed": kills, "moments": len(found.due), "effects": found.claims}))

    return _run(urls, work)


def _run(urls: Urls, work: Callable[[World], Awaitable[Found]]) -> Found:
    async def run() -> Found:
        async with _world(urls) as world:
            return await work(world)

    return asyncio.run(run())


@asynccontextmanager
async def _world(urls: Urls) -> AsyncIterator[World]:
    """A collaborative of its own on a site in this process, which takes any number of requests."""
    limits.BY_TOKEN = replace(limits.BY_TOKEN, times=10_000_000)
    settings = Settings(_env_file=None, demonstration=True)  # type: ignore[call-arg]
    app: Litestar = create_app(settings, urls.app)
    database, owner = Database(urls.app), Database(urls.owner)
    app.state.database = database
    try:
        yield await make_world(await make_here(app, owner, database))
    finally:
        await database.close()
        await owner.close()


async def _programs(world: World) -> tuple[tuple[Program, Program], Cell]:
    here, mine = world.here, await world.submission(await world.opened())
    programs = await here.program(world.contributor), await here.program(world.contributor)
    return programs, Cell(f"/api/v1/{here.slug}/submissions/{mine.id}", "hires")
