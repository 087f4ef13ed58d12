"""A whole installation to be killed: a database that keeps what it says it keeps, the site, schedulers, a mail server."""

import asyncio
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path

import asyncpg
from aiosmtpd.smtp import SMTP, Envelope

from backend.kit import postgres
from backend.kit.db import Scope
from backend.migrations import run
from tests.journeys.installation import ANCHORLINE, free_port

READY_SECONDS = 90
_SETTINGS = {
    "collaborative": "app.collaborative_id",
    "members": "app.members",
    "audiences": "app.audiences",
    "person": "app.person",
}


class Postbox:
    """A mail server that counts how often it took each Message-ID."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()

    async def handle_DATA(self, _server: SMTP, _session: object, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        self.taken[message_from_bytes(envelope.content)["Message-ID"]] += 1
        return "250 OK"


class Processes:
    """What runs, each by its name: `database`, `web`, `scheduler 1`, `scheduler 2`. killed_at: when each was seen dead."""

    def __init__(self, folder: Path, server: postgres.Server, smtp_port: int) -> None:
        self.folder, self.server, self.smtp_port, self.port = folder, server, smtp_port, free_port()
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self.killed: Counter[str] = Counter()
        self.killed_at: dict[str, datetime] = {}

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, name: str) -> None:
        command = name.split()[0]
        with (self.folder / f"{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(
                [ANCHORLINE, {"web": "serve"}.get(command, command)],
                cwd=self.folder, env=self._environment(), stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip

    async def kill(self, name: str) -> None:
        """SIGKILL, and started anew once it is gone."""
        self.killed[name.split()[0]] += 1
        if name == "database":
            await asyncio.to_thread(self._kill_database)
            return
        process = self._running[name]
        process.kill()
        await asyncio.to_thread(process.wait)
        self.killed_at[name] = datetime.now(UTC)
        self.start(name)

    async def command(self, *words: str) -> asyncio.subprocess.Process:
        """As the operator types it; what it says, faults among it, is to be read from its standard output."""
        return await asyncio.create_subprocess_exec(
            ANCHORLINE, *words,
            cwd=self.folder, env=self._environment(), stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
            limit=10_000_000,
        )  # fmt: skip

    async def ask(self, query: str, *given: object, slug: str = "") -> asyncpg.Record | None:
        """The first row of the answer, as soon as the database is there to give it."""
        for _ in range(600):
            with suppress(OSError, asyncpg.PostgresConnectionError, asyncpg.OperatorInterventionError):
                async with self.sql(slug) as db:
                    return await db.fetchrow(query, *given)
            await asyncio.sleep(0.1)
        raise AssertionError("the database did not come back")

    @asynccontextmanager
    async def sql(self, slug: str = "") -> AsyncIterator[asyncpg.Connection]:
        """Past all walls; no code of the program stands between. slug: where something is to be written."""
        db = await asyncpg.connect(self.server.dsn("superuser"))
        try:
            if slug:
                id = await db.fetchval("select id from collaboratives where slug = $1", slug)
                for name, value in Scope.everything_in(id).settings.items():
                    await db.execute("select set_config($1, $2, false)", _SETTINGS[name], value)
            yield db
        finally:
            await db.close()

    def _kill_database(self) -> None:
        """The postmaster alone, as when memory runs out; its children see it gone and end themselves."""
        pid = self.server.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        while self.server.pid == pid:
            time.sleep(0.02)
        again = postgres.start(self.folder / "data")
        self.server.stop()  # of no use any more; the new one is, so nothing stops
        self.server = again

    async def ready(self) -> None:
        """Until the site answers that its database is there."""
        ends = time.monotonic() + READY_SECONDS
        while not await asyncio.to_thread(self._answers):
            process = self._running["web"]
            assert process.poll() is None, (self.folder / "web.log").read_text()[-3000:]
            assert time.monotonic() < ends, f"not ready in {READY_SECONDS} seconds"
            await asyncio.sleep(0.1)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/health/ready", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def stop(self) -> None:
        """As an operator does; a process that does not end in its time, or by a fault of its own, is a fault."""
        for process in self._running.values():
            process.send_signal(signal.SIGTERM)
        try:
            ended = {name: process.wait(25) for name, process in self._running.items()}
        finally:
            self.server.stop()
        # One killed a moment ago may not have got so far as to listen to us.
        assert not any(code not in (0, -signal.SIGTERM) for code in ended.values()), ended

    def _environment(self) -> dict[str, str]:
        ours = {name: value for name, value in os.environ.items() if not name.startswith("ANCHORLINE_")}
        return ours | {
            "ANCHORLINE_DATABASE_URL": self.server.dsn("app"),
            "ANCHORLINE_OWNER_DATABASE_URL": self.server.dsn("owner"),
            "ANCHORLINE_PORT": str(self.port),
            "ANCHORLINE_SMTP_URL": f"smtp+plain://127.0.0.1:{self.smtp_port}",
            "ANCHORLINE_MAIL_FROM": "Anchorline <post@example.org>",
            "PYTHONUNBUFFERED": "1",
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        }


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[tuple[Processes, Postbox]]:
    """Database and mail server; the rest is started by the caller."""
    loop, post = asyncio.get_running_loop(), Postbox()
    mail = await loop.create_server(lambda: SMTP(post, hostname="localhost", loop=loop), "127.0.0.1", 0)
    server = await asyncio.to_thread(postgres.start, folder / "data")
    await run.upgrade(server.url("owner"))
    processes = Processes(folder, server, mail.sockets[0].getsockname()[1])
    try:
        yield processes, post
    finally:
        await asyncio.to_thread(processes.stop)
        mail.close()
        await mail.wait_closed()
