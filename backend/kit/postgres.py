"""The installation's database: the one it was given, or an embedded server that is started, watched and stopped for it.

    async with database(settings) as urls:      # a process that serves
    with held(settings) as urls:                # a command
    server = start(folder, durable=False)       # tests; server.stop() when done

Any number of processes may use one folder at once; the server lives as long as one of them does (see `pg_guard`).
"""

import asyncio
import fcntl
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import structlog
from pydantic import SecretStr

from backend.kit.errors import CannotStart
from backend.kit.pg_folder import DATABASE, Folder, Role
from backend.kit.pg_guard import READY_SECONDS, STOP_SECONDS
from backend.kit.pg_locks import is_free, locked
from backend.kit.pg_signs import is_ready, running
from backend.kit.settings import Settings

log = structlog.get_logger(__name__)

WATCH_SECONDS = 1.0


@dataclass(frozen=True)
class Urls:
    """For SQLAlchemy (`postgresql+asyncpg://…`). Of a given database only those that were given; never shown by repr."""

    app: str = field(repr=False)
    owner: str | None = field(repr=False)
    backup: str | None = field(repr=False)


class Server:
    """An embedded server in use by this process. It runs until `stop`, or until the process ends in whatever way."""

    def __init__(self, folder: Folder, users: int) -> None:
        self.folder = folder
        self._users: int | None = users

    def url(self, role: Role, database: str = DATABASE) -> str:
        """For SQLAlchemy."""
        return self.folder.url(role, database)

    def dsn(self, role: Role, database: str = DATABASE) -> str:
        """The same for asyncpg itself, and for psql."""
        return self.folder.url(role, database, driver="postgresql")

    @property
    def urls(self) -> Urls:
        return Urls(self.url("app"), self.url("owner"), self.url("backup"))

    @property
    def pid(self) -> int | None:
        return running(self.folder)

    def stop(self) -> None:
        """No longer used by us; when by nobody, waits until it has stopped. Harmless the second time."""
        if self._users is None:
            return
        os.close(self._users)
        self._users = None
        if is_free(self.folder.run / "guard") and self.pid:
            _launch_guard(self.folder, None, durable=True)  # the guard was killed: a new one takes over, and stops it
        _await_stop(self.folder)


def start(data: Path, *, durable: bool = True, pg_bin: Path | None = None) -> Server:
    """The server of this folder, made and started when need be, ready for connections.

    durable: False gives up what survives a crash, for tests; it is the first starter's word that counts.
    pg_bin: a folder of PostgreSQL programs; None: the packaged ones.

    Raises:
        CannotStart: with what to do.
    """
    folder = Folder.at(data)
    folder.prepare()
    with locked(folder.run / "start"):
        users = os.open(folder.run / "users", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(users, fcntl.LOCK_SH)
        try:
            if is_free(folder.run / "guard") or not _became_ready(folder):
                _launch_guard(folder, pg_bin, durable=durable)
        except BaseException:
            os.close(users)
            raise
    return Server(folder, users)


def keep(data: Path, *, kept: bool) -> None:
    """Whether the server goes on while no process uses it."""
    mark = Folder.at(data).run / "keep"
    if kept:
        mark.touch()
    else:
        mark.unlink(missing_ok=True)


def let_go(data: Path) -> bool:
    """Keeps the server no longer; waits for it to stop when nobody uses it. Whether it has stopped."""
    folder = Folder.at(data)
    if folder.run.exists():
        keep(data, kept=False)
        _await_stop(folder)
    return running(folder) is None


@contextmanager
def held(settings: Settings) -> Iterator[Urls]:
    """For a command. Raises: CannotStart."""
    if settings.database_url:
        yield _given(settings)
        return
    server = start(settings.data, pg_bin=settings.pg_bin)
    try:
        yield server.urls
    finally:
        server.stop()


@asynccontextmanager
async def database(settings: Settings) -> AsyncIterator[Urls]:
    """For a process that serves. A death of the embedded server, and its return, are logged. Raises: CannotStart."""
    if settings.database_url:
        yield _given(settings)
        return
    server = await asyncio.to_thread(start, settings.data, pg_bin=settings.pg_bin)
    watching = asyncio.create_task(_watch(server))
    try:
        yield server.urls
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
        await asyncio.to_thread(server.stop)


def _given(settings: Settings) -> Urls:
    app = _for_sqlalchemy(settings.database_url)
    if app is None:
        raise CannotStart("Set ANCHORLINE_DATABASE_URL.")
    return Urls(app, _for_sqlalchemy(settings.owner_database_url), _for_sqlalchemy(settings.backup_database_url))


def _for_sqlalchemy(url: SecretStr | None) -> str | None:
    return None if url is None else f"postgresql+asyncpg://{url.get_secret_value().split('://', 1)[1]}"


async def _watch(server: Server) -> None:
    known = server.pid
    while True:
        await asyncio.sleep(WATCH_SECONDS)
        now = server.pid
        if now is None and known is not None:
            log.error("database.died", log=str(server.folder.log))
        elif now != known:
            log.warning("database.started_again")
        known = now


def _launch_guard(folder: Folder, pg_bin: Path | None, *, durable: bool) -> None:
    """Returns once the server takes connections; the guard stays behind on its own."""
    words = (str(folder.path), str(pg_bin or ""), "durable" if durable else "fragile")
    here = Path(__file__).parents[2]
    path = os.pathsep.join([str(here), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = subprocess.run(  # noqa: S603 (our own words, no shell)
        [sys.executable, "-m", "backend.kit.pg_guard", *words],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        start_new_session=True,  # Ctrl-C is for us, not for the server
        env=os.environ | {"PYTHONPATH": path},
    )  # fmt: skip
    if done.returncode:
        raise CannotStart(done.stderr.strip() or "The embedded database did not start.")


def _became_ready(folder: Folder) -> bool:
    """Whether the guard that is there brings the server up; no when it gives up, or is killed, meanwhile."""
    ends = time.monotonic() + READY_SECONDS
    while not is_ready(folder):
        if is_free(folder.run / "guard"):
            return False
        if time.monotonic() > ends:
            raise CannotStart(f"The embedded database does not become ready; {folder.log} says why.")
        time.sleep(0.05)
    return True


def _await_stop(folder: Folder) -> None:
    ends, seen = time.monotonic() + STOP_SECONDS, 0
    while running(folder) and not (folder.run / "keep").exists() and time.monotonic() < ends:
        # The guard looks for users by taking the lock for a moment; only a user holds it for long.
        seen = 0 if is_free(folder.run / "users") else seen + 1
        if seen == 5:
            return
        time.sleep(0.03)
