"""What every command needs: its settings, the database's addresses, and a loop to run in."""

import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import uvloop
from cyclopts import Parameter
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from backend.kit import logs, postgres
from backend.kit.db import Database, Scope
from backend.kit.errors import CannotStart
from backend.kit.pg_role import assert_weak_role
from backend.kit.settings import Settings, load
from backend.migrations import run

Data = Annotated[
    Path | None, Parameter(help="Folder of the embedded database; else ANCHORLINE_DATA, else ./.anchorline")
]

Agreed = Annotated[
    str, Parameter(help="What the use of members' figures rests on; recorded for each that has no agreement in force.")
]


def settings_for(**given: Any) -> Settings:
    """The settings, with what the command line says before the rest; logging is set up accordingly."""
    settings = load(**{name: value for name, value in given.items() if value is not None})
    logs.configure(settings)
    return settings


def owner_of(urls: postgres.Urls) -> str:
    """Raises CannotStart: it was not given."""
    if urls.owner is None:
        raise CannotStart("Set ANCHORLINE_OWNER_DATABASE_URL: the role that owns the tables.")
    return urls.owner


async def checked(urls: postgres.Urls, work: Callable[[str], Awaitable[Any]]) -> Any:
    """Does the work as the owner, once the schema is known to be this program's. Raises WrongSchema: what to run."""
    owner_url = owner_of(urls)
    await run.check(owner_url)
    return await work(owner_url)


def as_owner(data: Path | None, work: Callable[[AsyncSession], Awaitable[Any]]) -> Any:
    """As `checked`, in one transaction."""

    async def done(owner_url: str) -> Any:
        database = Database(owner_url)
        try:
            async with database.session(Scope()) as session, session.begin():
                return await work(session)
        finally:
            await database.close()

    with postgres.held(settings_for(data=data)) as urls:
        return finished(checked(urls, done))


def finished(work: Any) -> Any:
    """Runs it to its end."""
    with _interruptible():
        return uvloop.run(work)


@contextmanager
def _interruptible() -> Iterator[None]:
    """Ctrl-C before the server listens is no surprise either."""
    try:
        yield
    except KeyboardInterrupt:
        sys.exit(130)


async def fit_to_serve_from(urls: postgres.Urls) -> None:
    """Raises: WrongSchema, CannotStart: which schema or role is wrong, and what to run."""
    await run.check(urls.app)
    engine = create_async_engine(urls.app)
    try:
        async with engine.connect() as connection:
            await assert_weak_role(connection)
    finally:
        await engine.dispose()
