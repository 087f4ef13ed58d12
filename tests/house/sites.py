"""The site as the matrix asks it: as it is served, with handlers planted for the controls; and a pair of twins on it."""

import copy
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from litestar import Litestar, Router
from litestar.handlers import HTTPRouteHandler

from backend.app import create_app
from backend.kit import logs
from backend.kit.db import Database, Scope
from backend.kit.settings import Settings
from tests.house.marks import Primes
from tests.house.road import make_twin
from tests.house.twins import Twin

NETWORK = "198.51.100.7"  # what is counted by network is counted apart from other tests
Asgi = Callable[[Any, Any, Any], Awaitable[None]]


@asynccontextmanager
async def serving(url: str, *planted: HTTPRouteHandler) -> AsyncIterator[Litestar]:
    """The site as it is served, not as a demonstration; with handlers planted below a collaborative's address."""
    app = create_app(Settings(_env_file=None), url)  # type: ignore[call-arg]
    if planted:
        app.register(Router("/{slug:str}", route_handlers=list(planted)))
    app.state.database = Database(url)
    yield app
    await app.state.database.close()


def from_afar(app: Litestar) -> Asgi:
    """The site with its log around it, asked from a network of its own."""
    logged = logs.RequestLog(app)

    async def asked(scope: Any, receive: Any, send: Any) -> None:
        await logged({**scope, "client": (NETWORK, 1)}, receive, send)

    return asked


@dataclass
class Pair:
    """ours keeps a public page; theirs keeps itself to itself, so no byte of it is anybody else's business."""

    ours: Twin
    theirs: Twin
    owner: Database

    async def show_theirs(self, public: bool) -> None:
        here = {"id": self.theirs.here.id, "public": public}
        async with self.owner.session(Scope()) as session, session.begin():
            await session.execute(sa.text("update collaboratives set public_page = :public where id = :id"), here)

    def at(self, app: Litestar) -> "Pair":
        """The same twins, whose people ask another site."""
        here = copy.copy(self.ours.here)
        here.app = from_afar(app)  # type: ignore[assignment]
        return replace(self, ours=replace(self.ours, here=here))


async def make_pair(app: Litestar, owner: Database, database: Database) -> Pair:
    asked, primes = from_afar(app), Primes()
    ours, theirs = [await make_twin(asked, owner, database, primes) for _ in range(2)]
    made = Pair(ours, theirs, owner)
    await made.show_theirs(public=False)
    return made
