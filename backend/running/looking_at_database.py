"""The doctor's look at the database: its version, roles, schema, row policies, durability and time."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import create_async_engine

from backend.kit import postgres
from backend.kit.db import OVERFLOW, now
from backend.kit.errors import CannotStart
from backend.kit.pg_role import assert_weak_role
from backend.kit.settings import Settings
from backend.migrations import run
from backend.running.connecting import connected
from backend.running.findings import Finding, look, size, well, wrong
from backend.running.restore import role_faults

ROLES = "Run backend/kit/roles.sql on the server as a superuser (docs/running.md, section 3)."
_APART, _FAR_APART = timedelta(seconds=2), timedelta(seconds=30)


async def database(settings: Settings, urls: postgres.Urls) -> AsyncIterator[Finding]:
    """Raises CannotStart: nobody answers, or the role is not let in."""
    async with connected(urls.app) as db:
        version = db.get_server_version()
        yield well("Database", f"PostgreSQL {version.major}.{version.minor} answers; {await _held(db)}.")
        async for one in _durable(db):
            yield one
        yield await _connections(db, settings)
        yield await _time(db)
        yield await _row_policies(db)


async def roles(urls: postgres.Urls) -> AsyncIterator[Finding]:
    yield await _app(urls.app)
    yield await _owner(urls.owner)
    yield await _backup(urls.backup)


async def schema(urls: postgres.Urls) -> Finding:
    try:
        await run.check(urls.app)
    except run.WrongSchema as fault:
        says, _, do = str(fault).partition(". ")
        return wrong("Schema", f"{says}.", do)
    return well("Schema", "The database has this program's schema.")


# ---- Roles -----------------------------------------------------------------------------------------------------------


async def _app(url: str) -> Finding:
    engine = create_async_engine(url)
    try:
        async with engine.connect() as connection:
            await assert_weak_role(connection)
    except CannotStart as fault:
        return wrong("Site's role", str(fault), ROLES)
    finally:
        await engine.dispose()
    return well("Site's role", "It is weak enough: the database itself keeps collaboratives apart.")


async def _owner(url: str | None) -> Finding:
    if url is None:
        return well("Owner's role", "Not given here, and the site needs none; upgrades and restoring do.")
    try:
        async with connected(url) as db:
            faults = await role_faults(db)
    except CannotStart as fault:
        return wrong("Owner's role", str(fault), "Set ANCHORLINE_OWNER_DATABASE_URL anew.")
    if faults:
        return wrong("Roles", " ".join(faults), ROLES)
    return well("Roles", "All three are there, none stronger than it should be.")


async def _backup(url: str | None) -> Finding:
    if url is None:
        return look(
            "Back-up role",
            "It is not given, so anchorline backup cannot run from here.",
            "Set ANCHORLINE_BACKUP_DATABASE_URL where back-ups are taken.",
        )
    try:
        async with connected(url) as db:
            about = await db.fetchrow("select rolbypassrls as all, rolname from pg_roles where rolname = current_user")
    except CannotStart as fault:
        return wrong("Back-up role", str(fault), "Set ANCHORLINE_BACKUP_DATABASE_URL anew.")
    if not about["all"]:
        return wrong("Back-up role", f"The role {about['rolname']} does not see every row.", ROLES)
    return well("Back-up role", "It reads everything and writes nothing.")


# ---- The server ------------------------------------------------------------------------------------------------------


async def _held(db: Any) -> str:
    return f"{size(await db.fetchval('select pg_database_size(current_database())'))} on disk"


async def _durable(db: Any) -> AsyncIterator[Finding]:
    off = [name for name in ("fsync", "full_page_writes") if await db.fetchval(f"show {name}") != "on"]
    if off:
        yield wrong(
            "Durability",
            f"{' and '.join(off)} is off: a crash can lose or spoil what people entered.",
            "Turn it on in postgresql.conf and reload the server.",
        )
    if await db.fetchval("show data_checksums") != "on":
        yield look(
            "Durability",
            "The server keeps no checksums, so a failing disk is not noticed.",
            "Stop the server and run: pg_checksums --enable",
        )
    elif not off:
        yield well("Durability", "What is acknowledged survives a crash; pages have checksums.")


async def _connections(db: Any, settings: Settings) -> Finding:
    allowed, here = int(await db.fetchval("show max_connections")), 2 * (settings.pool_size + OVERFLOW)
    if here > allowed:
        return wrong(
            "Connections",
            f"The site and the scheduler may ask for {here}, and the server takes {allowed}.",
            "Set ANCHORLINE_POOL_SIZE lower, or max_connections of the server higher.",
        )
    return well("Connections", f"The server takes {allowed}; a process here keeps {settings.pool_size}.")


async def _time(db: Any) -> Finding:
    """Of this machine and the database's; deadlines, links and limits hang on it."""
    before = now()
    theirs = await db.fetchval("select clock_timestamp()")
    apart = abs(theirs - (before + (now() - before) / 2))
    if apart > _APART:
        finding = wrong if apart > _FAR_APART else look
        return finding(
            "Time",
            f"This machine's clock and the database's are {apart.total_seconds():.0f} seconds apart.",
            "Let both machines keep their clocks by NTP.",
        )
    return well("Time", f"This machine and the database agree: {theirs:%Y-%m-%d %H:%M} UTC.")


async def _row_policies(db: Any) -> Finding:
    open_ = await db.fetch(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')"
        " and not (relrowsecurity and relforcerowsecurity) and exists (select from pg_index join pg_attribute"
        " on attrelid = indrelid and attnum = indkey[0] where indrelid = pg_class.oid and indisprimary"
        " and attname = 'collaborative_id') order by 1"
    )
    if open_:
        names = ", ".join(row["relname"] for row in open_)
        return wrong(
            "Row policies",
            f"They are off for {names}: collaboratives could see each other's rows there.",
            "Stop the site, and restore a backup; tell whoever maintains this program how it came about.",
        )
    return well("Row policies", "They are forced on every table of a collaborative.")
