"""One real PostgreSQL for the run, one database a worker copied from a migrated template; each test its own collaborative.

Nothing is mocked and nothing is cleaned: what a test commits stays, and the wall keeps it from the next.
ANCHORLINE_TEST_PG_BIN names a folder of other PostgreSQL programs to run on (`make test-system`).
"""

import fcntl
import os
import secrets
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest
from litestar import Litestar

from backend.app import create_app
from backend.kit import languages, postgres
from backend.kit.db import Database
from backend.kit.settings import Settings
from backend.kit.web import every_door_is_named
from backend.migrations import run
from backend.rounds.tables import Round
from backend.submissions.tables import Submission
from tests.makers import Here, make_here
from tests.worlds import World, make_world

TEMPLATE = "anchorline_template"


# What takes longest comes first, one that computes beside one that waits; journeys, which wait, among all the others. So the
# processors have something to do, and at the end no worker waits for another's long file.
FIRST = [
    "test_doors.py", "test_cli.py", "test_accessible_pages.py", "test_killing.py", "test_every_output.py",
    "test_commands.py", "test_eric.py", "test_contract.py",
]  # fmt: skip
AMONG = ["test_one_quarter.py", "test_one_year.py", "test_demonstration.py", "test_beginning.py"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    order = {name: place - len(FIRST) for place, name in enumerate(FIRST)}
    others = [item.path for item in items if item.path.name not in (*FIRST, *AMONG)]
    places = {path: place / len(others) for place, path in enumerate(others)}  # of its last test, from 0 to 1
    among = {name: place / (len(AMONG) + 1) for place, name in enumerate(AMONG)}
    items.sort(key=lambda item: order.get(item.path.name, among.get(item.path.name, places.get(item.path, 0))))


@pytest.fixture(autouse=True)
def speech() -> None:
    """Each test begins in English, whatever language the last visitor of this process read in."""
    languages.speak(languages.Speech())


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[postgres.Server]:
    """The server all workers share; the last one to leave stops it."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    pg_bin = os.environ.get("ANCHORLINE_TEST_PG_BIN")
    started = postgres.start(shared / "data", durable=False, pg_bin=Path(pg_bin) if pg_bin else None)
    yield started
    started.stop()


@pytest.fixture(scope="session")
async def database_name(server: postgres.Server) -> str:
    """This worker's own database: outbox, claims and people are shared inside one."""
    name = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    with (server.folder.run / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        admin = await asyncpg.connect(server.dsn("superuser", "postgres"))
        try:
            if not await admin.fetchval("select 1 from pg_database where datname = $1", TEMPLATE):
                await admin.execute(f"create database {TEMPLATE} owner anchorline_owner")
                await run.upgrade(server.url("owner", TEMPLATE))
            await admin.execute(f"drop database if exists {name} with (force)")
            await admin.execute(f"create database {name} template {TEMPLATE} owner anchorline_owner")
        finally:
            await admin.close()
    return name


@pytest.fixture(scope="session")
async def database(server: postgres.Server, database_name: str) -> AsyncIterator[Database]:
    """As the app role: what the site uses."""
    opened = Database(server.url("app", database_name))
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
async def owner(server: postgres.Server, database_name: str) -> AsyncIterator[Database]:
    """As the owner: what the operator's commands use."""
    opened = Database(server.url("owner", database_name))
    yield opened
    await opened.close()


@pytest.fixture
async def fresh(server: postgres.Server, database_name: str) -> AsyncIterator[Database]:
    """A database nobody else has written to, as the app role: for what looks at all there is, such as the outbox."""
    name = f"fresh_{secrets.token_hex(6)}"
    admin = await asyncpg.connect(server.dsn("superuser", "postgres"))
    try:
        await admin.execute(f"create database {name} template {TEMPLATE} owner anchorline_owner")
        opened = Database(server.url("app", name))
        yield opened
        await opened.close()
        await admin.execute(f"drop database {name} with (force)")
    finally:
        await admin.close()


@pytest.fixture(scope="session")
def settings() -> Settings:
    return Settings(_env_file=None, demonstration=True)  # type: ignore[call-arg]


@pytest.fixture(scope="session")
async def app(server: postgres.Server, database_name: str, settings: Settings) -> AsyncIterator[Litestar]:
    """The site, started without its lifespan: that belongs to one task, a fixture's two halves do not."""
    made = create_app(settings, server.url("app", database_name))
    every_door_is_named(made)
    made.state.database = Database(server.url("app", database_name))
    yield made
    await made.state.database.close()


@pytest.fixture
async def here(app: Litestar, owner: Database, database: Database) -> Here:
    """A new collaborative with a coordinator and an administrator, signed in."""
    return await make_here(app, owner, database)


@pytest.fixture
async def elsewhere(app: Litestar, owner: Database, database: Database) -> Here:
    """A second collaborative of the same shape, to be found nowhere in the first."""
    return await make_here(app, owner, database)


# ---- One collaborative that asks; a room that needs another world says so in a fixture of the same name ---------------


@pytest.fixture
async def world(here: Here) -> World:
    return await make_world(here)


@pytest.fixture
async def opened(world: World) -> Round:
    """Its round, which members answer now."""
    return await world.opened()


@pytest.fixture
async def mine(world: World, opened: Round) -> Submission:
    """What Abbey has to answer in it."""
    return await world.submission(opened)
