"""The embedded server: made safely, shared, gone when nobody needs it, and reached by the program."""

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import asyncpg
import pytest
import sqlalchemy as sa
import structlog
from sqlalchemy.ext.asyncio import create_async_engine

from backend.kit.pg_binaries import SYSTEM
from backend.kit.pg_folder import Folder
from backend.kit.pg_locks import is_free
from backend.kit.postgres import Server, database, held, keep, start
from backend.kit.settings import Settings
from tests.kit.embedded import another_user_of, connected, end, until


@pytest.fixture
def server(data: Path) -> Iterator[Server]:
    server = start(data, durable=False)
    yield server
    server.stop()


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
