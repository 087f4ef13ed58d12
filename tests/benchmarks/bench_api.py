"""How long a submission of 240 cells takes by the API, from the first byte sent to the collective total that counts it.

Run: python -m tests.benchmarks.bench_api. One program on a kept connection puts the cells and submits them, approves,
accepts, each checked and with its deed and letters; then the total is read and held against what it must be. Beside it,
in the same run: the bare upsert of 240 cells in one transaction, by hand. Then again among ten neighbours of the same size.
"""

import asyncio
import http.client
import json
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import uvloop
from uuid_utils.compat import uuid7

from backend.kit import postgres
from backend.kit.db import Database, Scope
from backend.kit.pg_folder import DATABASE
from backend.kit.serving import spare_the_collector
from backend.migrations import run
from backend.rollups.queries import totals
from tests.benchmarks import api_data as data

WARM = 5
MOST_SECONDS = 0.050
WITHIN_BARE = 8.0
WITHIN_ALONE = 1.3
NEIGHBOURS = 10
STEPS = ("put", "approve", "accept", "total")

_SERVE = """
import sys
import uvloop
from backend.app import create_app
from backend.kit import logs, serving
from backend.kit.settings import Settings
settings = Settings(_env_file=None, port=int(sys.argv[2]), log_format="json")
logs.configure(settings)
with serving.listening(settings) as sockets:
    uvloop.run(serving.serve(create_app(settings, sys.argv[1]), settings, sockets))
"""
_BARE = """
insert into entries (id, member_id, submission_id, element_id, category_id, number, status, note, changed_at)
select gen_random_uuid(), $1, $2, element, category, number::numeric, 'reported', '', now()
from unnest($3::uuid[], $4::uuid[], $5::text[]) as cell (element, category, number)
on conflict (collaborative_id, submission_id, element_id, category_id) do update
set number = excluded.number, status = excluded.status, changed_at = excluded.changed_at, revision = entries.revision + 1
"""


@asynccontextmanager
async def serving(url: str) -> AsyncIterator[str]:
    """The site in a process of its own, on a port of this machine; its address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]  # free, once we let go of it
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", _SERVE, url, str(port)), stderr=asyncio.subprocess.DEVNULL
    )
    try:
        address = f"http://127.0.0.1:{port}"
        async with httpx.AsyncClient() as asker:
            for _ in range(100):
                try:
                    assert (await asker.get(f"{address}/health/ready")).status_code == 200
                    break
                except httpx.TransportError:
                    await asyncio.sleep(0.1)
        yield address
    finally:
        process.terminate()
        await process.wait()


async def measure(server: postgres.Server) -> dict[str, dict[str, float]]:
    """Medians in seconds, alone and among neighbours: of each step, of the chain, and of the bare upsert."""
    await run.upgrade(server.url("owner"))
    spare_the_collector()  # totals are read in this process, and a site's does so
    owner = await asyncpg.connect(server.dsn("superuser", DATABASE))
    database = Database(server.url("app"))
    try:
        async with serving(server.url("app")) as address:
            alone = await _timed(server, database, address, await data.fill(owner, uuid7()))
            for _ in range(NEIGHBOURS):
                await data.fill(owner, uuid7())
            among = await _timed(server, database, address, await data.fill(owner, uuid7()))
        return {"alone": alone, "among": among}
    finally:
        await owner.close()
        await database.close()


@dataclass(frozen=True)
class Answered:
    version: str
    body: dict[str, Any]


class Program:
    """A kept connection, spoken to as plainly as can be: what is measured is the site, not its client."""

    def __init__(self, address: str, root: str, headers: dict[str, str]) -> None:
        self._connection = http.client.HTTPConnection(address.removeprefix("http://"))
        self._root, self._headers = root, headers

    def __enter__(self) -> "Program":
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def ask(self, method: str, path: str, body: str, version: str = "") -> Answered:
        """Raises AssertionError for anything but 200."""
        headers = {**self._headers, "idempotency-key": str(uuid7()), "content-type": "application/json"}
        if version:
            headers["if-match"] = version
        self._connection.request(method, self._root + path, body=body.encode() or None, headers=headers)
        answer = self._connection.getresponse()
        text = answer.read()
        assert answer.status == 200, text
        return Answered(answer.headers["etag"], json.loads(text))


async def _timed(server: postgres.Server, database: Database, address: str, here: data.Filled) -> dict[str, float]:
    raw = await asyncpg.connect(server.dsn("app", DATABASE), server_settings={"jit": "off"})
    took: dict[str, list[float]] = {name: [] for name in (*STEPS, "chain", "bare")}
    headers = {"authorization": f"Bearer {here.token}"}
    try:
        ids = await _ids(raw, here)
        with Program(address, f"/api/v1/{here.slug}", headers) as program:
            for at, submission in enumerate(here.submissions):
                seconds = await _chain(program, database, here, at, submission)
                bare = await _bare(raw, here, *here.beside[at], ids, at)
                for name, one in {
                    **dict(zip(STEPS, seconds, strict=True)),
                    "chain": sum(seconds),
                    "bare": bare,
                }.items():
                    took[name].append(one)
    finally:
        await raw.close()
    return {name: statistics.median(times[WARM:]) for name, times in took.items()}


async def _chain(
    program: "Program", database: Database, here: data.Filled, at: int, submission: UUID
) -> Sequence[float]:
    """Seconds of each step. Raises AssertionError when a step is refused, or the total is not what it must be."""
    path, sent = f"/submissions/{submission}", {"values": data.values(at)}
    marks = [time.perf_counter()]
    answer = program.ask("PUT", f"{path}/values?submit=true", json.dumps(sent))
    for deed in ("approval", "acceptance"):
        marks.append(time.perf_counter())
        answer = program.ask("POST", f"{path}/{deed}", "", answer.version)
    assert answer.body["state"] == "accepted", answer.body
    marks.append(time.perf_counter())
    opened = date.fromisoformat(data.OPEN)
    async with database.session(Scope.everything_in(here.collaborative)) as session:
        found = await totals(session, here.framework, first=opened, last=date(2026, 3, 31))
    marks.append(time.perf_counter())
    assert [one.number for one in found] == [data.total(at + 1)] * data.INDICATORS
    return [after - before for before, after in pairwise(marks)]


# ---- By hand ---------------------------------------------------------------------------------------------------------


async def _put_scope(raw: Any, here: data.Filled) -> None:
    for name, value in Scope.everything_in(here.collaborative).settings.items():
        setting = {"collaborative": "collaborative_id"}.get(name, name)
        await raw.execute("select set_config('app.' || $1, $2, true)", setting, value)


async def _ids(raw: Any, here: data.Filled) -> list[tuple[UUID, UUID | None]]:
    async with raw.transaction():
        await _put_scope(raw, here)
        query = "select e.id, c.id from elements e, (select id from categories union all select null) as c(id)"
        return [(row[0], row[1]) for row in await raw.fetch(query)]


async def _bare(
    raw: Any, here: data.Filled, submission: UUID, member: UUID, ids: list[tuple[UUID, UUID | None]], at: int
) -> float:
    """Seconds from the beginning of the transaction to its end."""
    elements, categories = zip(*ids, strict=True)
    begun = time.perf_counter()
    async with raw.transaction():
        await _put_scope(raw, here)
        await raw.execute(_BARE, member, submission, elements, categories, [str(100 + at)] * len(ids))
    return time.perf_counter() - begun


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        server = postgres.start(Path(folder) / "data")
        try:
            figures = uvloop.run(measure(server))  # as every command of the site runs
        finally:
            server.stop()
    for name, one in figures.items():
        steps = ", ".join(f"{step} {one[step] * 1000:.1f}" for step in STEPS)
        print(
            f"api: {data.CELLS} cells, {name}: {one['chain'] * 1000:.1f} ms ({steps}), bare {one['bare'] * 1000:.1f} ms"
        )
    alone, among = figures["alone"], figures["among"]
    slow = []
    if alone["chain"] > MOST_SECONDS:
        slow.append(f"more than {MOST_SECONDS * 1000:.0f} ms")
    if alone["chain"] > WITHIN_BARE * alone["bare"]:
        slow.append(f"more than {WITHIN_BARE:.0f} times the bare upsert")
    if among["chain"] > WITHIN_ALONE * alone["chain"]:
        slow.append(f"more than {WITHIN_ALONE} times as long among neighbours")
    if slow:
        raise SystemExit("; ".join(slow))


if __name__ == "__main__":
    main()
