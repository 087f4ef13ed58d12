"""Millrace, the demonstration: in a database of its own, as there is one Millrace in each."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from litestar import Litestar

from backend.app import create_app
from backend.kit.db import Database, Scope
from backend.kit.postgres import Server
from backend.kit.settings import Settings
from backend.members.tables import Collaborative
from tests import databases


@dataclass
class Millrace:
    """owner: as the demonstration was filled. app: the site on it. statements: so many filling took."""

    owner: Database
    app: Litestar
    statements: int


@pytest.fixture(scope="session")
async def millrace(server: Server, database_name: str, settings: Settings) -> AsyncIterator[Millrace]:
    name = f"{database_name}_millrace"
    statements = await databases.demonstration(server, name)
    owner = Database(server.url("owner", name))
    app = create_app(settings, server.url("app", name))
    app.state.database = Database(server.url("app", name))
    yield Millrace(owner, app, statements)
    await app.state.database.close()
    await owner.close()


@pytest.fixture(scope="session")
def filled(millrace: Millrace) -> Database:
    return millrace.owner


@pytest.fixture
async def scope(filled: Database) -> Scope:
    async with filled.session(Scope()) as session:
        return Scope.everything_in((await session.scalars(sa.select(Collaborative.id))).one())
