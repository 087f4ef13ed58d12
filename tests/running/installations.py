"""An installation filled as people fill one, and what is in it as the superuser sees it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
from litestar import Litestar

from backend.app import create_app
from backend.kit import postgres
from backend.kit.db import Database
from backend.kit.settings import Settings
from tests.house.world import full_house
from tests.makers import Here, make_here
from tests.releases.reporting import Q1, make_reporting

SETTINGS = Settings(_env_file=None, demonstration=True)  # type: ignore[call-arg]


@dataclass(frozen=True)
class Kept:
    """What an installation held, and its backup. email: of the coordinator."""

    here: Here
    email: str
    before: dict[str, str]
    path: Path


@asynccontextmanager
async def site(server: postgres.Server, name: str = "anchorline") -> AsyncIterator[tuple[Litestar, Database, Database]]:
    """The site on one database, with that as the owner and as the app role sees it."""
    app = create_app(SETTINGS, server.url("app", name))
    owner, database = Database(server.url("owner", name)), Database(server.url("app", name))
    app.state.database = database
    try:
        yield app, owner, database
    finally:
        await owner.close()
        await database.close()


async def filled(server: postgres.Server, name: str = "anchorline") -> Here:
    """Two collaboratives: one with a row in every table, one that published a report."""
    async with site(server, name) as (app, owner, database):
        await full_house(await make_here(app, owner, database))
        here = await make_here(app, owner, database)
        world = await make_reporting(here)
        await world.released(await world.reported(Q1))
        return here


async def contents(server: postgres.Server, name: str = "anchorline") -> dict[str, str]:
    """A checksum of each table's rows, counted in by nobody's wall."""
    db = await asyncpg.connect(server.dsn("superuser", name))
    try:
        tables = await db.fetch(
            "select relname as t from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')"
        )
        every = """select count(*) || ' ' || md5(coalesce(string_agg(t::text, chr(10) order by t::text collate "C"), ''))
                   from "{}" t"""
        await db.execute("set timezone = 'UTC'")
        return {row["t"]: await db.fetchval(every.format(row["t"])) for row in tables}
    finally:
        await db.close()


@asynccontextmanager
async def another_machine(folder: Path, pg_bin: Path | None = None) -> AsyncIterator[postgres.Server]:
    """A server of its own, with roles and an empty database."""
    server = postgres.start(folder, durable=False, pg_bin=pg_bin)
    try:
        yield server
    finally:
        server.stop()
