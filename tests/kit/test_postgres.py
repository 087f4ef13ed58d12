"""The embedded server: made safely, shared, and gone when nobody needs it, however its users, its guard or itself end."""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import sqlalchemy as sa
import structlog
from sqlalchemy.ext.asyncio import create_async_engine

from backend.kit import pg_folder
from backend.kit.errors import CannotStart
from backend.kit.pg_binaries import SYSTEM, Binaries, find, runner
from backend.kit.pg_folder import Folder
from backend.kit.pg_guard import Guard
from backend.kit.pg_signs import is_free
from backend.kit.postgres import Server, database, held, keep, start
from backend.kit.settings import Settings


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def server(data: Path) -> Iterator[Server]:
    server = start(data, durable=False)
    yield server
    server.stop()


@asynccontextmanager
async def connected(server: Server, role: Any = "owner", name: str = "anchorline") -> AsyncIterator[Any]:
    connection = await asyncpg.connect(server.dsn(role, name))
    try:
        yield connection
    finally:
        await connection.close()


def until(true: Callable[[], Any], *, seconds: float = 20) -> None:
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, "waited in vain"
        time.sleep(0.05)


def guard_of(server: Server) -> int:
    """By its command line; the lock itself does not say who holds it."""
    for process in Path("/proc").glob("[0-9]*"):
        words = (process / "cmdline").read_bytes().split(b"\0") if (process / "cmdline").exists() else []
        if b"backend.kit.pg_guard" in words and os.fsencode(server.folder.path) in words:
            return int(process.name)
    raise AssertionError("there is no guard")


def another_user_of(data: Path) -> subprocess.Popen[str]:
    program = (
        "import sys, time; from pathlib import Path; from backend.kit.postgres import start; "
        "start(Path(sys.argv[1]), durable=False); print('up', flush=True); time.sleep(600)"
    )
    process = subprocess.Popen([sys.executable, "-c", program, str(data)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    return process


def end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


# ---- What it is


async def test_the_three_roles_have_only_the_rights_they_need(server: Server) -> None:
    async with connected(server, "superuser") as db:
        rows = await db.fetch("select * from pg_roles where rolname like 'anchorline%' order by rolname")
        owner = await db.fetchval("select datdba::regrole::text from pg_database where datname = 'anchorline'")
    rights = {r["rolname"]: [k for k in r.keys() if k.startswith("rol") and r[k] is True] for r in rows}  # noqa: SIM118
    assert rights == {
        "anchorline_app": ["rolinherit", "rolcanlogin"],
        "anchorline_backup": ["rolinherit", "rolcanlogin", "rolbypassrls"],
        "anchorline_owner": ["rolinherit", "rolcanlogin"],
    }
    assert owner == "anchorline_owner"


async def test_only_the_owner_makes_tables_and_the_backup_role_only_reads(server: Server) -> None:
    async with connected(server, "owner") as db:
        await db.execute("create table thing (n int); insert into thing values (1)")
    async with connected(server, "backup") as db:
        assert await db.fetchval("select n from thing") == 1
        with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
            await db.execute("create temporary table other (n int)")
    async with connected(server, "app") as db:
        await db.execute("create temporary table other (n int)")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await db.fetchval("select n from thing")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await db.execute("create table other_thing (n int)")


async def test_a_durable_server_keeps_what_it_acknowledged_and_is_not_on_the_network(data: Path) -> None:
    server = start(data)
    try:
        async with connected(server) as db:
            said = {row["name"]: row["setting"] for row in await db.fetch("select name, setting from pg_settings")}
    finally:
        server.stop()
    assert [said[name] for name in ("fsync", "synchronous_commit", "full_page_writes", "data_checksums")] == ["on"] * 4
    assert (said["listen_addresses"], said["server_encoding"], said["TimeZone"]) == ("", "UTF8", "UTC")
    assert said["lc_messages"] == "C"


async def test_a_wrong_password_is_refused_on_the_socket_too(server: Server) -> None:
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(server.dsn("app").replace(server.folder.passwords["app"], "guess"))
    async with connected(server, "app") as db:
        assert await db.fetchval("select 1") == 1


def test_the_folder_is_closed_to_others(server: Server) -> None:
    folder = server.folder
    for path in (folder.path, folder.cluster, folder.sockets):
        assert path.stat().st_mode & 0o777 == 0o700
    assert (folder.path / "passwords.json").stat().st_mode & 0o777 == 0o600
    assert not list(folder.path.glob("*.password"))
    for password in folder.passwords.values():
        assert password not in folder.log.read_text() + repr(server.urls)


async def test_the_servers_log_holds_no_values(server: Server) -> None:
    async with connected(server) as db:
        await db.execute("create table thing (n text unique)")
        for _ in range(2):
            with suppress(asyncpg.UniqueViolationError):
                await db.execute("insert into thing values ('canary-4711')")
    until(lambda: "duplicate key" in server.folder.log.read_text())
    assert "canary-4711" not in server.folder.log.read_text()


# ---- Shared, and gone when nobody needs it


def test_it_runs_as_long_as_somebody_uses_it(data: Path) -> None:
    one, two = start(data, durable=False), start(data, durable=False)
    assert one.pid == two.pid is not None
    one.stop()
    assert two.pid is not None
    two.stop()
    assert two.pid is None
    two.stop()


def test_two_processes_share_it_and_one_that_is_killed_takes_nothing_along(server: Server, data: Path) -> None:
    other = another_user_of(data)
    pid = server.pid
    end(other)
    time.sleep(0.5)
    assert server.pid == pid is not None


def test_it_ends_after_its_only_user_was_killed(data: Path) -> None:
    user = another_user_of(data)
    folder = Folder.at(data)
    assert not is_free(folder.run / "guard")
    end(user)
    until(lambda: is_free(folder.run / "guard"))
    assert not (folder.cluster / "postmaster.pid").exists()


def test_a_kept_server_outlives_its_users_until_it_is_kept_no_more(data: Path) -> None:
    server = start(data, durable=False)
    keep(data, kept=True)
    server.stop()
    assert server.pid is not None
    keep(data, kept=False)
    until(lambda: server.pid is None)


# ---- Killed


async def test_a_killed_server_is_started_again_with_its_data(data: Path) -> None:
    server = start(data)
    try:
        async with connected(server) as db:
            await db.execute("create table thing (n int); insert into thing values (42)")
        killed = server.pid
        assert killed is not None
        os.kill(killed, signal.SIGKILL)
        until(lambda: "up again" in server.folder.log.read_text())
        assert server.pid not in (None, killed)
        async with connected(server) as db:
            assert await db.fetchval("select n from thing") == 42
    finally:
        server.stop()
    assert server.pid is None


@pytest.mark.skipif(sys.platform != "linux", reason="looks for the guard in /proc")
def test_a_server_that_lost_its_guard_is_taken_over(data: Path) -> None:
    first = start(data, durable=False)
    os.kill(guard_of(first), signal.SIGKILL)
    until(lambda: is_free(first.folder.run / "guard"))
    second = start(data, durable=False)
    assert second.pid == first.pid is not None
    first.stop()
    second.stop()
    assert second.pid is None


@pytest.mark.skipif(sys.platform != "linux", reason="looks for the guard in /proc")
def test_who_leaves_last_stops_a_server_even_when_its_guard_was_killed(data: Path) -> None:
    server = start(data, durable=False)
    os.kill(guard_of(server), signal.SIGKILL)
    until(lambda: is_free(server.folder.run / "guard"))
    server.stop()
    assert server.pid is None


@pytest.mark.skipif(sys.platform != "linux", reason="looks for the guard in /proc")
async def test_a_start_waits_for_the_orphans_of_a_killed_server(data: Path) -> None:
    server = start(data)
    async with connected(server, "superuser") as db:
        busy = await db.fetchval("select pg_backend_pid()")
        os.kill(busy, signal.SIGSTOP)  # an orphan that holds the server's memory and does not notice
        guard, postmaster = guard_of(server), server.pid
        assert postmaster is not None
        os.kill(guard, signal.SIGKILL)
        os.kill(postmaster, signal.SIGKILL)
        until(lambda: is_free(server.folder.run / "guard"))
        releasing = threading.Timer(1, os.kill, (busy, signal.SIGKILL))
        releasing.start()
        began = time.monotonic()
        again = start(data)
        assert time.monotonic() - began > 0.9
        db.terminate()
    assert again.pid not in (None, postmaster)
    assert "pre-existing shared memory block" in server.folder.log.read_text()
    server.stop()
    again.stop()
    assert again.pid is None


def test_a_dead_servers_pid_that_now_belongs_to_another_does_not_stop_the_next(data: Path) -> None:
    server = start(data, durable=False)
    server.stop()
    (server.folder.cluster / "postmaster.pid").write_text(f"{os.getpid()}\n{server.folder.cluster}\n1\n5432\n")
    assert server.pid is None
    again = start(data, durable=False)
    assert again.pid not in (None, os.getpid())
    again.stop()


def test_a_half_made_cluster_is_made_anew(data: Path) -> None:
    (data / "postgres.new" / "base").mkdir(parents=True)
    (data / "postgres.new" / "PG_VERSION").write_text("18\n")
    server = start(data, durable=False)
    assert server.pid is not None
    server.stop()


# ---- Where it cannot, it says what to do


def test_data_of_another_major_version_are_refused_with_the_command_to_run(data: Path) -> None:
    server = start(data, durable=False)
    server.stop()
    (server.folder.cluster / "PG_VERSION").write_text("15\n")
    with pytest.raises(CannotStart, match=r"written by PostgreSQL 15.*anchorline db migrate-data --data .* --old-bin"):
        start(data, durable=False)
    (server.folder.cluster / "PG_VERSION").write_text(f"{find().major}\n")
    start(data, durable=False).stop()


def test_a_server_that_does_not_start_is_told_with_its_own_reason(data: Path) -> None:
    server = start(data, durable=False)
    server.stop()
    (server.folder.cluster / "postgresql.auto.conf").write_text("nonsense = 1\n")
    with pytest.raises(CannotStart, match="unrecognized configuration parameter"):
        start(data, durable=False)
    assert is_free(server.folder.run / "users")


def test_programs_too_old_or_not_there_are_refused(tmp_path: Path) -> None:
    old = tmp_path / "postgres"
    old.write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 14.9'\n")
    old.chmod(0o755)
    with pytest.raises(CannotStart, match="needs 15 or newer"):
        find(tmp_path)
    with pytest.raises(CannotStart, match="failed"):
        find(tmp_path / "nowhere")


async def test_a_path_too_long_for_a_socket_gets_a_short_private_one(tmp_path: Path) -> None:
    server = start(tmp_path / ("long" * 25), durable=False)
    sockets = server.folder.sockets
    assert sockets.parent == Path(tempfile.gettempdir())
    assert sockets.stat().st_mode & 0o777 == 0o700
    async with connected(server) as db:
        assert await db.fetchval("select 1") == 1
    server.stop()
    until(lambda: not sockets.exists())


def test_a_socket_folder_that_someone_else_laid_out_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pg_folder, "LONGEST_SOCKET", 10)
    folder = Folder.at(tmp_path / "data")
    (tmp_path / "theirs").mkdir()
    folder.sockets.symlink_to(tmp_path / "theirs")
    try:
        with pytest.raises(CannotStart, match="is not ours"):
            folder.prepare()
    finally:
        folder.sockets.unlink()
    folder.prepare()
    folder.forget_sockets()


def test_a_path_with_spaces_commas_and_quotes_works(tmp_path: Path) -> None:
    server = start(tmp_path / 'a, "b" é', durable=False)
    assert server.pid is not None
    server.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root must become somebody else")
def test_root_without_namespaces_runs_it_as_another_user() -> None:
    another = runner(namespaces=("false",))
    assert another.uid
    binaries = Binaries(find().folder, another)
    place = Path(tempfile.mkdtemp())
    place.chmod(0o755)
    folder = Folder.at(place / "data")
    folder.prepare()
    guard = Guard(folder, binaries, durable=False)
    guard.start()
    assert guard.child is not None
    assert Path(f"/proc/{guard.child.pid}").stat().st_uid == another.uid
    guard.stop()
    server = start(folder.path, durable=False)  # and back: the files are root's again
    assert folder.cluster.stat().st_uid == 0
    server.stop()


def test_root_without_any_way_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(CannotStart, match="run the command as an ordinary user"):
        runner(namespaces=("false",), accounts=("no-such-account",))


# ---- For the program


async def test_a_process_reaches_the_embedded_database_as_the_app_role(data: Path) -> None:
    async with database(Settings(_env_file=None, data=data)) as urls:
        engine = create_async_engine(urls.app)
        async with engine.connect() as db:
            assert (await db.execute(sa.text("select current_user"))).scalar() == "anchorline_app"
        await engine.dispose()
    assert is_free(Folder.at(data).run / "users")


async def test_a_death_of_the_database_and_its_return_are_logged(data: Path) -> None:
    with structlog.testing.capture_logs() as logged:
        async with database(Settings(_env_file=None, data=data)):
            killed = Folder.at(data)
            pid = int((killed.cluster / "postmaster.pid").read_text().split()[0])
            os.kill(pid, signal.SIGKILL)
            await asyncio.to_thread(
                until, lambda: [line for line in logged if line["event"] == "database.started_again"]
            )
    assert [line["event"] for line in logged][-1] == "database.started_again"


def test_with_a_given_database_nothing_is_embedded(data: Path) -> None:
    settings = Settings(_env_file=None, data=data, database_url="postgres://app:word@db.example/anchors")
    with held(settings) as urls:
        assert urls.app == "postgresql+asyncpg://app:word@db.example/anchors"
        assert urls.owner is None
        assert "word" not in repr(urls)
    assert not data.exists()


@pytest.mark.skipif(not list(SYSTEM.glob("*/bin/postgres")), reason="this system has no PostgreSQL of its own")
async def test_a_systems_own_programs_can_be_used(data: Path) -> None:
    folder = next(SYSTEM.glob("*/bin"))
    server = start(data, durable=False, pg_bin=folder)
    async with connected(server) as db:
        assert (await db.fetchval("show server_version")).startswith(folder.parent.name)
    server.stop()
