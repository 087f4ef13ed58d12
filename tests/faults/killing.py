"""Processes killed while people hand in: nothing acknowledged is lost, nothing is done twice, nothing is there by half.

Programs report (`reporting`), a coordinator sends lists of values through the pages (`uploading`), the operator lets
history in (`history`), and letters go out. The oracle is a ledger of the clients' own, held against the database by plain
SQL; no code of the program is asked.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any
from uuid import UUID

from backend.app import create_app
from backend.kit.db import Database, Scope
from backend.kit.settings import Settings
from backend.members.rules import Role
from backend.members.tables import HeldRole, Member
from tests.faults import history, uploading
from tests.faults.history import History
from tests.faults.processes import Postbox, Processes, running
from tests.faults.reporting import Reporting
from tests.faults.uploading import READING, SAVED, SAVING, Lists
from tests.makers import Here, make_here
from tests.worlds import World, make_world

# The site last: a list that the database's death cut short is known to be dead once the site has died, too.
VICTIMS = ("database", "web", "scheduler 1", "web", "database", "scheduler 2", "web")
# At which a list is as the site is killed ("": any), and at most how many seconds later. So within six kills of the site two
# lists are saved, and others are cut short.
AIMS = ((READING, 0.0), (SAVING, 0.35), (SAVED, 0.0), (SAVING, 0.0), ("", 1.4), (SAVED, 0.35))
IMPORTS = 0.3  # of all kills: of the command that lets history in; it is running when the others are killed, too
ALIVE = 0.7  # seconds of work before a kill that is aimed at nothing, on average
PATIENCE = 120.0  # seconds for what is aimed at to come
EACH = 60.0  # seconds a kill may take, on average, until it is given up
QUIET = 30.0  # seconds for the last letters

Say = Callable[[str], None]


@dataclass(frozen=True)
class Outcome:
    """What the ledger found. again: how often a request had to be sent once more; letters_again: letters the mail server
    took more than once, each under its one Message-ID. imports, lists: how these ended, and how often.
    """

    killed: Counter[str]
    acked: int
    again: int
    faults: list[str]
    letters: int
    letters_again: int
    imports: Counter[str]
    lists: Counter[str]


async def kill_at_work(
    folder: Path, *, kills: int, reporters: int = 4, rest: float = 0.0, seed: int = 1, say: Say = lambda _: None
) -> Outcome:
    """rest: seconds between one report and the next, where the machine has other work to do meanwhile."""
    async with running(folder) as (processes, post):
        site = await _Site.made(processes, reporters, random.Random(seed))
        site.reporting.rest = rest
        for name in ("web", "scheduler 1", "scheduler 2"):
            processes.start(name)
        await processes.ready()
        await site.kill(kills, say)
        faults = [*await site.faults(), *await _letters(processes, site.slug, post)]
        return Outcome(
            processes.killed,
            site.reporting.acked,
            site.reporting.again,
            faults,
            len(post.taken),
            sum(times > 1 for times in post.taken.values()),
            site.history.ends,
            site.lists.ends,
        )


class _Site:
    """Who works on it, and the one who kills. Reporters, lists and history have a collaborative each."""

    def __init__(
        self, processes: Processes, slug: str, reporting: Reporting, lists: Lists, files: History, dice: random.Random
    ) -> None:
        self.processes, self.slug, self.reporting, self.lists, self.history = processes, slug, reporting, lists, files
        self.dice = dice
        self.half: list[str] = []

    @classmethod
    async def made(cls, processes: Processes, reporters: int, dice: random.Random) -> "_Site":
        url, owner_url = processes.server.url("app"), processes.server.url("owner")
        app = create_app(Settings(_env_file=None, demonstration=True), url)  # type: ignore[call-arg]
        database, owner = Database(url), Database(owner_url)
        try:
            ours, lists, past = [await make_here(app, owner, database) for _ in range(3)]
            reporting = await _reporting(processes, await make_world(ours), reporters)
            listed = await _lists(processes, await make_world(lists, uploading.ASKED))
            await make_world(past, history.ASKED)
        finally:
            await database.close()
            await owner.close()
        return cls(processes, ours.slug, reporting, listed, History(processes, past.slug, dice), dice)

    async def kill(self, kills: int, say: Say) -> None:
        async with asyncio.timeout(kills * EACH):
            await self._kill(kills, say)

    async def _kill(self, kills: int, say: Say) -> None:
        await self.history.let_in()
        work = [asyncio.ensure_future(self.reporting.report(one)) for one in self.reporting.ledger]
        work.append(asyncio.ensure_future(self.lists.work()))
        imports = int(kills * IMPORTS)
        killers = [
            asyncio.ensure_future(one) for one in (self._kill_imports(imports), self._kill_others(kills - imports))
        ]
        while not all(killer.done() for killer in killers):
            await asyncio.wait(killers, timeout=20)
            assert not any(task.done() for task in work), [task.exception() for task in work if task.done()]
            say(f"{self.processes.killed.total()} of {kills} kills, {len(self.half) + len(self.history.faults)} faults")
        await asyncio.gather(*killers)
        self.reporting.stop = self.lists.stop = True
        await asyncio.gather(*work)
        await self.history.let_in()

    async def faults(self) -> list[str]:
        return [*self.half, *self.history.faults, *await self.reporting.faults(), *await self.lists.faults()]

    async def _kill_imports(self, kills: int) -> None:
        for _ in range(kills):
            await self.history.killed()
            self.processes.killed["import"] += 1

    async def _kill_others(self, kills: int) -> None:
        aims = cycle(AIMS)
        for _, victim in zip(range(kills), cycle(VICTIMS), strict=False):
            if victim == "web":
                await self._aimed(*next(aims))
            else:
                await asyncio.sleep(self.dice.uniform(0.1, 2 * ALIVE))
            await self.processes.kill(victim)
            if victim in ("web", "database"):
                await self.processes.ready()
            self.half += await self.lists.faults()

    async def _aimed(self, state: str, later: float) -> None:
        """Until a list is at this state, and a program waits for its first answer, so that it has to ask again."""
        try:
            async with asyncio.timeout(PATIENCE):
                while state and await self.lists.written() != state:  # noqa: ASYNC110  the site is another process
                    await asyncio.sleep(0.02)
                await asyncio.sleep(self.dice.uniform(0, later))
                while not self.reporting.waiting:  # noqa: ASYNC110  the programs are other tasks
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise AssertionError(f"waited in vain for a list that is {state or 'at anything'}, and a request") from None


async def _reporting(processes: Processes, world: World, reporters: int) -> Reporting:
    """So many members asked. Tokens of one contributor of all, and of the coordinator."""
    here = world.here
    members = await _members(world, reporters)
    clerk = world.contributor
    for member in members[1:]:
        await _also(here.owner, here, clerk.person_id, member.id)
    await here.person(Role.APPROVER, members[0])
    round_ = await world.opened()
    ids = [str((await world.submission(round_, member)).id) for member in members]
    tokens = {"clerk": await here.token(clerk), "coordinator": await here.token(here.coordinator)}
    return Reporting(processes, here.slug, ids, tokens)


async def _lists(processes: Processes, world: World) -> Lists:
    members = await _members(world, uploading.MEMBERS)
    await world.opened()
    return Lists(processes, world.here.slug, world.here.coordinator, members)


async def _members(world: World, count: int) -> Sequence[Member]:
    return [world.abbey, world.birch, *[await world.here.member() for _ in range(count - 2)]][:count]


async def _also(owner: Database, here: Here, person_id: UUID | None, member_id: Any) -> None:
    async with owner.session(Scope.everything_in(here.id)) as session, session.begin():
        session.add(HeldRole(person_id=person_id, role=Role.CONTRIBUTOR, member_id=member_id))


async def _letters(processes: Processes, slug: str, post: Postbox) -> list[str]:
    """Every letter of a deed that happened is sent, by whichever scheduler lives, and none that nobody wrote."""
    async with processes.sql(slug) as db:
        for _ in range(int(QUIET * 5)):
            waiting = await db.fetchval("select count(*) from letters where sent_at is null and refused_at is null")
            if not waiting:
                break
            await db.execute("update letters set next_try_at = now() where sent_at is null")
            await asyncio.sleep(0.2)
        written = {str(row["id"]) for row in await db.fetch("select id from letters")}
        refused = await db.fetchval("select count(*) from letters where refused_at is not null")
        told = await db.fetchval(
            "select count(*) from letters l join trail t on t.row_id = l.id"
            " where t.table_name = 'letters' and t.deed = 'insert'"
        )
    taken = {id.strip("<>").partition("@")[0] for id in post.taken}
    faults = [f"{waiting} letters still wait"] if waiting else []
    faults += [f"{refused} letters were refused"] if refused else []
    faults += [f"not sent: letter {id}" for id in written - taken]
    faults += [f"nobody wrote letter {id}" for id in taken - written]
    faults += [] if told == len(written) else ["a letter is missing from the trail"]
    return faults
