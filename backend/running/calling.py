"""What every command needs: its settings, the database's addresses, and a loop to run in."""

import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import uvloop
from cyclopts import Parameter

from backend.kit import logs, postgres
from backend.kit.errors import CannotStart
from backend.kit.settings import Settings, load
from backend.migrations import run

Data = Annotated[
    Path | None, Parameter(help="Folder of the embedded database; else ANCHORLINE_DATA, else ./.anchorline")
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
