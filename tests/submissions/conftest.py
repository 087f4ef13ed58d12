"""The programs of a member and of the backbone; and a clock to be turned by hand, on a database of its own."""

from collections.abc import AsyncIterator

import pytest

from backend.app import create_app
from backend.kit import postgres
from backend.kit.db import Database
from backend.kit.settings import Settings
from tests.databases import own_database
from tests.makers import make_here
from tests.submissions.clocks import Clock, Site
from tests.submissions.programs import Api
from tests.worlds import World, make_world


@pytest.fixture
async def api(world: World) -> Api:
    return await Api(world).come()


@pytest.fixture(scope="module")
async def site(server: postgres.Server, database_name: str, settings: Settings) -> AsyncIterator[Site]:
    """On a database of its own, as a clock runs every collaborative there is; each test has one of them."""
    async with own_database(server) as name:
        app, owner = create_app(settings, server.url("app", name)), Database(server.url("owner", name))
        app.state.database = Database(server.url("app", name))
        yield app, owner, app.state.database
        await app.state.database.close()
        await owner.close()


@pytest.fixture
async def clock(site: Site, settings: Settings) -> Clock:
    return Clock(await make_world(await make_here(*site)), settings)
