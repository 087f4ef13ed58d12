"""Databases nobody else has written to, copied from the migrated template, or from a demonstration filled once a run."""

import fcntl
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import sqlalchemy as sa

from backend.kit import postgres
from backend.kit.db import Database
from backend.provisioning import demo

TEMPLATE = "anchorline_template"
FILLED = "anchorline_filled"


@asynccontextmanager
async def own_database(server: postgres.Server, template: str = TEMPLATE) -> AsyncIterator[str]:
    """Its name; it is dropped afterwards. The usual template is made by the fixture `database_name`."""
    name = f"own_{secrets.token_hex(6)}"
    admin = await asyncpg.connect(server.dsn("superuser", "postgres"))
    try:
        await admin.execute(f"create database {name} template {template} owner anchorline_owner")
        yield name
        await admin.execute(f"drop database {name} with (force)")
    finally:
        await admin.close()


async def demonstration(server: postgres.Server, name: str) -> int:
    """A filled demonstration of this name, in place of any there was; how many statements filling it took.

    The first to ask fills one, and all get copies of that.
    """
    admin = await asyncpg.connect(server.dsn("superuser", "postgres"))
    try:
        with (server.folder.run / "filled.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            took = "select shobj_description(oid, 'pg_database') from pg_database where datname = $1"
            if not await admin.fetchval(took, FILLED):
                await _fill(server, admin)
            await admin.execute(f"drop database if exists {name} with (force)")
            await admin.execute(f"create database {name} template {FILLED} owner anchorline_owner")
            return int(await admin.fetchval(took, FILLED))
    finally:
        await admin.close()


async def _fill(server: postgres.Server, admin: asyncpg.Connection) -> None:
    """It is whole once its comment says how much it took."""
    await admin.execute(f"drop database if exists {FILLED} with (force)")
    await admin.execute(f"create database {FILLED} template {TEMPLATE} owner anchorline_owner")
    owner, sent = Database(server.url("owner", FILLED)), 0

    def count(*_: object) -> None:
        nonlocal sent
        sent += 1

    sa.event.listen(owner.engine.sync_engine, "before_cursor_execute", count)
    try:
        assert await demo.fill(owner)
    finally:
        await owner.close()
    await admin.execute(f"comment on database {FILLED} is '{sent}'")
