"""Whoever must know hears that the clock stands still."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import sqlalchemy as sa

from backend.app import create_app
from backend.kit import claims, postgres
from backend.kit.db import Database, now
from backend.kit.settings import Settings
from tests.databases import own_database
from tests.makers import Here, make_here
from tests.worlds import make_world


@pytest.fixture
async def alone(server: postgres.Server, database_name: str, settings: Settings) -> AsyncIterator[Here]:
    """The pulse is the whole database's."""
    async with own_database(server) as name:
        app, owner = create_app(settings, server.url("app", name)), Database(server.url("owner", name))
        app.state.database = Database(server.url("app", name))
        yield await make_here(app, owner, app.state.database)
        await app.state.database.close()
        await owner.close()


async def test_the_coordinator_and_the_health_page_say_since_when_and_members_are_not_troubled(alone: Here) -> None:
    world = await make_world(alone)

    async def told() -> tuple[str, str]:
        home = (await alone.coordinator.get(f"/{alone.slug}/home")).text
        ready = await alone.anyone().get("/health/ready")
        assert ready.status_code == 200
        return home, ready.json()["clock"]

    home, clock = await told()
    assert "No clock has run yet: collections are not opened or closed and no letters go out." in home
    assert clock == "has never run"
    long_ago = now() - timedelta(minutes=20)
    for at, stands_still in ((long_ago, True), (now(), False)):
        async with alone.database.session(None) as session, session.begin():
            await claims.beat(session, at)
        home, clock = await told()
        assert ("The clock has stood still since" in home) is stands_still
        assert clock == (f"stands still since {at.isoformat()}" if stands_still else "runs")
    async with alone.database.session(None) as session, session.begin():
        await session.execute(sa.delete(claims.JobClaim))
    assert "clock" not in (await world.contributor.get(f"/{alone.slug}/home")).text
