"""Connections without the ORM: as the app role, and one on which anything may be broken, for nothing stays.

The worlds here are made without the site: what the walls do, they do whoever serves.
"""

from collections.abc import AsyncIterator

import asyncpg
import pytest
from litestar import Litestar

from backend.kit import postgres
from backend.kit.db import Database
from tests.house.sites import Pair, make_pair, serving
from tests.house.world import World, full_house
from tests.makers import Here, make_here


@pytest.fixture
async def db(server: postgres.Server, database_name: str) -> AsyncIterator[asyncpg.Connection]:
    """As the app role."""
    connection = await asyncpg.connect(server.dsn("app", database_name))
    yield connection
    await connection.close()


@pytest.fixture
async def owner_db(server: postgres.Server, database_name: str) -> AsyncIterator[asyncpg.Connection]:
    """As the owner of the tables."""
    connection = await asyncpg.connect(server.dsn("owner", database_name))
    yield connection
    await connection.close()


@pytest.fixture
async def broken(server: postgres.Server, database_name: str) -> AsyncIterator[asyncpg.Connection]:
    """As a superuser, in a transaction that is undone: what a control breaks is whole again after it."""
    connection = await asyncpg.connect(server.dsn("superuser", database_name))
    transaction = connection.transaction()
    await transaction.start()
    yield connection
    await transaction.rollback()
    await connection.close()


@pytest.fixture
async def made(owner: Database, database: Database) -> Here:
    """A new collaborative of which nobody asks for a page."""
    return await _make(owner, database)


@pytest.fixture(scope="session")
async def world(owner: Database, database: Database) -> World:
    """A full house, the same for every test: they look, or undo what they did."""
    return await full_house(await _make(owner, database))


@pytest.fixture(scope="session")
async def foreign(owner: Database, database: Database) -> World:
    """Another collaborative's full house of the same shape, to be found nowhere in the first."""
    return await full_house(await _make(owner, database))


async def _make(owner: Database, database: Database) -> Here:
    return await make_here(Litestar(openapi_config=None), owner, database)


# ---- Two twins, side by side on a site as it is served ---------------------------------------------------------------


@pytest.fixture(scope="module")
async def mighty(server: postgres.Server, database_name: str) -> AsyncIterator[asyncpg.Connection]:
    """As the superuser, who sees everything."""
    connection = await asyncpg.connect(server.dsn("superuser", database_name))
    yield connection
    await connection.close()


@pytest.fixture(scope="module")
async def site(server: postgres.Server, database_name: str) -> AsyncIterator[Litestar]:
    async with serving(server.url("app", database_name)) as app:
        yield app


@pytest.fixture(scope="module")
async def pair(site: Litestar, owner: Database, database: Database) -> Pair:
    return await make_pair(site, owner, database)
