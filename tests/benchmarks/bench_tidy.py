"""A list of a hundred thousand values for a hundred members: sent to a site of its own, shown and saved, by HTTP.

Run: python -m tests.benchmarks.bench_tidy. Twice, the second time beside ten times as much of another collaborative; each
beside a bare COPY of the same rows.
"""

import asyncio
import re
import secrets
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import asyncpg
import httpx
from uuid_utils.compat import uuid7

from backend.kit import postgres
from backend.kit.db import Database, Scope, now, today_in
from backend.kit.postgres import Urls
from backend.members.rules import Role
from backend.members.tables import HeldRole, Person, SignIn
from backend.members.tokens import hashed
from backend.migrations import run
from tests.benchmarks import bench_drafts as drafts
from tests.files.sending import tidy

AT_LEAST, AT_MOST_MB, AT_MOST_SLOWER = 20_000, 300, 1.3  # values a second; of the site's process; beside neighbours
NEIGHBOURS = 10
PERIOD = "2025-26 Q4"
_SITE = """
import sys
import uvloop
from backend.app import create_app
from backend.kit.serving import listening, serve
from backend.kit.settings import Settings
settings = Settings(_env_file=None, demonstration=True, base_url=sys.argv[2], port=sys.argv[3], data=sys.argv[4])
with listening(settings) as sockets:
    uvloop.run(serve(create_app(settings, sys.argv[1]), settings, sockets))
"""


def content(more: int) -> bytes:
    rows = [
        (f"m{of}", PERIOD, cell.element, cell.category or "", cell.typed, "reported", cell.note)
        for of in range(drafts.MEMBERS)
        for cell in drafts.draft(of, more=more).cells
    ]
    return tidy(rows)


@dataclass
class Site:
    """A site in a process of its own, and the coordinator's browser."""

    browser: httpx.AsyncClient
    csrf: str
    pid: int

    @property
    def peak_mb(self) -> float:
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) / 1000

    async def until(self, at: str, words: str) -> str:
        while True:
            page = (await self.browser.get(at)).text
            if words in page:
                return page
            assert "progress" in page, re.sub(r"<[^>]+>|\s+", " ", page)
            await asyncio.sleep(0.1)

    async def take(self, sent: bytes) -> dict[str, float]:
        """Seconds until what would change is seen, and from there until it is saved."""
        begun = time.perf_counter()
        form = {"data": {"_token": self.csrf}, "files": {"file": ("values.csv", sent)}}
        at = (await self.browser.post("/bench/uploads", **form)).headers["location"]  # type: ignore[arg-type]
        page = await self.until(at, "What saving would do")
        shown = time.perf_counter()
        assert f"Save {drafts.VALUES:,} answers" in page, re.sub(r"<[^>]+>|\s+", " ", page)
        await self.browser.post(f"{at}/saving", data={"_token": self.csrf})
        await self.until(at, f"Saved: {drafts.VALUES:,} answers.")
        return {"shown": shown - begun, "saved": time.perf_counter() - shown}


@asynccontextmanager
async def site(urls: Urls, owner: Database, scope: Scope) -> AsyncIterator[Site]:
    token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(16)
    await _coordinator(owner, scope, token, csrf)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    origin = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as data:
        process = await asyncio.create_subprocess_exec(sys.executable, "-c", _SITE, urls.app, origin, str(port), data)
        browser = httpx.AsyncClient(base_url=origin, headers={"origin": origin, "accept": "text/html"}, timeout=60)
        browser.cookies.set("anchorline", token, domain="127.0.0.1", path="/")
        try:
            async with browser:
                while not await _answers(browser):  # noqa: ASYNC110 - it is another process
                    await asyncio.sleep(0.1)
                yield Site(browser, csrf, process.pid)
        finally:
            process.terminate()
            await process.wait()


async def _answers(browser: httpx.AsyncClient) -> bool:
    try:
        return (await browser.get("/health/ready")).status_code == 200
    except httpx.TransportError:
        return False


async def _coordinator(owner: Database, scope: Scope, token: str, csrf: str) -> None:
    at = now()
    async with owner.session(scope) as session, session.begin():
        person = Person(id=uuid7(), email=f"{token[:8].lower()}@example.org", name="Coordinator")
        session.add(person)
        await session.flush()
        session.add(HeldRole(person_id=person.id, role=Role.COORDINATOR, member_id=None))
        lives = {"started_at": at, "seen_at": at, "rotated_at": at, "expires_at": at + timedelta(hours=1)}
        session.add(SignIn(person_id=person.id, token_hash=hashed(token), csrf=csrf, **lives))


async def copied(admin: asyncpg.Connection) -> float:
    """Seconds of a bare COPY of the same rows into a table with the columns of entries and nothing else."""
    await admin.execute("create temporary table bare (like entries)")
    with tempfile.NamedTemporaryFile() as file:
        await admin.copy_from_query(f"select * from entries limit {drafts.VALUES}", output=file.name)
        begun = time.perf_counter()
        await admin.copy_to_table("bare", source=file.name)
        took = time.perf_counter() - begun
    await admin.execute("drop table bare")
    return took


async def neighbours(admin: asyncpg.Connection) -> None:
    """As many collaboratives, each with as many answers. The walls and the keys are passed: nobody reads them."""
    async with admin.transaction():
        await admin.execute("set local session_replication_role = replica")
        await admin.execute(_NEIGHBOURS, NEIGHBOURS)
    await admin.execute("vacuum (analyze) entries")
    await admin.execute("checkpoint")  # what was laid down for the measuring is not part of it


_NEIGHBOURS = """
insert into entries (collaborative_id, id, member_id, submission_id, element_id, category_id, number, status, changed_at)
select md5(neighbour::text)::uuid, id, member_id, submission_id, element_id, category_id, number, status, changed_at
from entries, generate_series(1, $1) neighbour
"""


@dataclass
class Figures:
    """Seconds of each taking: of all new, of all changed, and of all changed beside the neighbours' data."""

    takings: dict[str, dict[str, float]]
    copy: float
    peak_mb: float

    @property
    def slower(self) -> float:
        alone, beside = (sum(self.takings[name].values()) for name in ("changed", "changed beside neighbours"))
        return beside / alone


async def measure(server: postgres.Server) -> Figures:
    urls = server.urls
    await run.upgrade(urls.owner or "")
    owner = Database(urls.owner or "")
    admin = await asyncpg.connect(server.dsn("superuser", urls.app.rpartition("/")[2].partition("?")[0]))
    try:
        scope, _ = await drafts.make(owner, today=today_in("Europe/London"))
        async with site(urls, owner, scope) as here:
            takings = {"new": await here.take(content(0)), "changed": await here.take(content(1))}
            bare = await copied(admin)
            await neighbours(admin)
            takings["changed beside neighbours"] = await here.take(content(2))
            return Figures(takings, bare, here.peak_mb)
    finally:
        await admin.close()
        await owner.close()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        server = postgres.start(Path(folder) / "data")
        try:
            found = asyncio.run(measure(server))
        finally:
            server.stop()
    for name, took in found.takings.items():
        seconds = sum(took.values())
        print(
            f"tidy: {drafts.VALUES:,} values, {name}: shown after {took['shown']:.2f} s, saved after {took['saved']:.2f} s,"
            f" {drafts.VALUES / seconds:,.0f} a second, {seconds / found.copy:.0f} x a bare COPY ({found.copy:.2f} s)"
        )
    print(f"tidy: beside neighbours {found.slower:.2f} x; at most {found.peak_mb:.0f} MB in the site's process")
    slow = [name for name, took in found.takings.items() if drafts.VALUES / sum(took.values()) < AT_LEAST]
    if slow or found.peak_mb > AT_MOST_MB or found.slower > AT_MOST_SLOWER:
        raise SystemExit(
            f"{', '.join(slow) or 'none'} slower than {AT_LEAST:,} values a second; or more than {AT_MOST_MB} MB, or"
            f" more than {AT_MOST_SLOWER} x beside neighbours"
        )


if __name__ == "__main__":
    main()
