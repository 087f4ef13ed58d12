"""Processes killed while people hand in: nothing acknowledged is lost, nothing is done twice, nothing is there by half.

The oracle is a ledger of the clients' own, held against the database by plain SQL; no code of the program is asked.
"""

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import httpx

from backend.app import create_app
from backend.kit.db import Database, Scope
from backend.kit.settings import Settings
from backend.members.rules import Role
from backend.members.tables import HeldRole
from tests.faults.processes import Postbox, Processes, running
from tests.makers import Here, make_here
from tests.worlds import make_world

VICTIMS = ("web", "scheduler 1", "database", "web", "scheduler 2")
ALIVE = 0.7  # seconds of work between two kills, on average
QUIET = 30.0  # seconds for the last letters


@dataclass
class Reporter:
    """One submission's people, and what they were told. tried, acked: the number handed in last, and last acknowledged.

    returned: reasons of returns that were acknowledged; attempted: of all that were sent.
    """

    submission: str
    tried: int = 0
    acked: int = 0
    returned: set[str] = field(default_factory=set)
    attempted: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Outcome:
    """What the ledger found. again: how often a request had to be sent once more; letters_again: letters the mail server
    took more than once, each under its one Message-ID.
    """

    killed: Counter[str]
    acked: int
    again: int
    faults: list[str]
    letters: int
    letters_again: int


async def kill_while_reporting(folder: Path, *, kills: int, reporters: int = 4, seed: int = 1) -> Outcome:
    async with running(folder) as (processes, post):
        here, submissions, tokens = await _people(processes, reporters)
        for name in ("web", "scheduler 1", "scheduler 2"):
            processes.start(name)
        await processes.ready()
        ledger = [Reporter(id) for id in submissions]
        run = _Run(f"{processes.address}/api/v1/{here}", ledger, tokens)
        work = [asyncio.ensure_future(run.report(one)) for one in ledger]
        dice = random.Random(seed)
        for _, victim in zip(range(kills), cycle(VICTIMS), strict=False):
            await asyncio.sleep(dice.uniform(0.1, 2 * ALIVE))
            await processes.kill(victim)
            if victim in ("web", "database"):
                await processes.ready()
            assert not any(task.done() for task in work), [task.exception() for task in work if task.done()]
        run.stop = True
        await asyncio.gather(*work)
        faults = [*await _faults(processes, ledger), *await _letters(processes, post)]
        return Outcome(
            processes.killed,
            sum(one.acked for one in ledger),
            run.again,
            faults,
            len(post.taken),
            sum(times > 1 for times in post.taken.values()),
        )


async def _people(processes: Processes, reporters: int) -> tuple[str, list[str], dict[str, str]]:
    """A collaborative with so many members asked. Tokens of one contributor of all, and of the coordinator."""
    url, owner_url = processes.server.url("app"), processes.server.url("owner")
    app = create_app(Settings(_env_file=None, demonstration=True), url)  # type: ignore[call-arg]
    database, owner = Database(url), Database(owner_url)
    try:
        here: Here = await make_here(app, owner, database)
        world = await make_world(here)
        members = [world.abbey, world.birch, *[await here.member() for _ in range(reporters - 2)]][:reporters]
        clerk = world.contributor
        for member in members[1:]:
            await _also(owner, here, clerk.person_id, member.id)
        approver = await here.person(Role.APPROVER, members[0])
        assert approver.person_id
        round_ = await world.opened()
        ids = [str((await world.submission(round_, member)).id) for member in members]
        tokens = {"clerk": await here.token(clerk), "coordinator": await here.token(here.coordinator)}
        return here.slug, ids, tokens
    finally:
        await database.close()
        await owner.close()


async def _also(owner: Database, here: Here, person_id: Any, member_id: Any) -> None:
    async with owner.session(Scope.everything_in(here.id)) as session, session.begin():
        session.add(HeldRole(person_id=person_id, role=Role.CONTRIBUTOR, member_id=member_id))


class _Run:
    """The clients: each request is sent until it is answered, always under its own key."""

    def __init__(self, address: str, ledger: list[Reporter], tokens: dict[str, str]) -> None:
        self.address, self.ledger, self.tokens = address, ledger, tokens
        self.stop = False
        self.again = 0

    async def report(self, one: Reporter) -> None:
        """Hand in, submit, send back, over and over."""
        async with httpx.AsyncClient(timeout=10) as client:
            while not self.stop:
                one.tried += 1
                number = str(one.tried)
                values = [{"element": e, "value": number} for e in ("hires", "local_hires", "spend")]
                put = await self._until_answered(
                    client, "PUT", f"/submissions/{one.submission}/values", "clerk",
                    {"values": [*values, {"element": "policy", "value": "yes"}]},
                )  # fmt: skip
                one.acked = one.tried
                path = f"/submissions/{one.submission}/submission"
                handed_in = await self._until_answered(client, "POST", path, "clerk", {}, put.headers["etag"])
                reason = f"r{one.tried}"
                one.attempted.add(reason)
                path = f"/submissions/{one.submission}/return"
                sent = {"reason": reason}
                await self._until_answered(client, "POST", path, "coordinator", sent, handed_in.headers["etag"])
                one.returned.add(reason)

    async def _until_answered(
        self, client: httpx.AsyncClient, method: str, path: str, who: str, body: dict[str, Any], version: str = ""
    ) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.tokens[who]}", "Idempotency-Key": str(uuid4())}
        if version:
            headers["If-Match"] = version
        for attempt in range(3000):
            try:
                answer = await client.request(method, self.address + path, json=body, headers=headers)
            except httpx.HTTPError:
                answer = None
            if answer is not None and answer.status_code < 300:
                return answer
            # 409: the first try of this key is still under way. 429: slower. 503: the database is coming back.
            if answer is not None and answer.status_code not in (409, 429, 503):
                raise AssertionError(f"{method} {path}: {answer.status_code} {answer.text[:400]}")
            self.again += attempt == 0
            await asyncio.sleep(0.05)
        raise AssertionError(f"{method} {path}: never answered")


_STANDS = """
    select s.state, (select array_agg(distinct e.number) from entries e join elements x on x.id = e.element_id
                     where e.submission_id = s.id and x.code <> 'policy') as numbers,
           (select count(*) from entries e where e.submission_id = s.id) as cells
    from submissions s where s.id = $1
"""


async def _faults(processes: Processes, ledger: list[Reporter]) -> list[str]:
    db = await asyncpg.connect(processes.server.dsn("superuser"))
    faults = []
    try:
        for one in ledger:
            row = await db.fetchrow(_STANDS, one.submission)
            if row["cells"] != 4 or len(row["numbers"]) != 1:
                faults.append(f"by half: {row['numbers']}")
            elif int(row["numbers"][0]) < one.acked:
                faults.append(f"lost: {one.acked} was acknowledged, {row['numbers'][0]} stands")
            kept = Counter(
                r["reason"]
                for r in await db.fetch("select reason from returns where submission_id = $1", one.submission)
            )
            faults += [f"lost: return {reason}" for reason in one.returned if not kept[reason]]
            faults += [f"twice: return {reason} {times} times" for reason, times in kept.items() if times > 1]
            faults += [f"never sent: return {reason}" for reason in kept.keys() - one.attempted]
        if await db.fetchval("select count(*) from idempotency_keys") == 0:
            faults.append("no key was kept, so nothing was tested")
    finally:
        await db.close()
    return faults


_NAMES = {
    "collaborative": "app.collaborative_id",
    "members": "app.members",
    "audiences": "app.audiences",
    "person": "app.person",
}


async def _letters(processes: Processes, post: Postbox) -> list[str]:
    """Every letter of a deed that happened is sent, by whichever scheduler lives, and none that nobody wrote."""
    db = await asyncpg.connect(processes.server.dsn("superuser"))
    try:
        for name, value in Scope.everything_in(await db.fetchval("select id from collaboratives")).settings.items():
            await db.execute("select set_config($1, $2, false)", _NAMES[name], value)
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
    finally:
        await db.close()
    taken = {id.strip("<>").partition("@")[0] for id in post.taken}
    faults = [f"{waiting} letters still wait"] if waiting else []
    faults += [f"{refused} letters were refused"] if refused else []
    faults += [f"not sent: letter {id}" for id in written - taken]
    faults += [f"nobody wrote letter {id}" for id in taken - written]
    faults += [] if told == len(written) else ["a letter is missing from the trail"]
    return faults
