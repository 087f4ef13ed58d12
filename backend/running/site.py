"""The commands that keep a site running: `anchorline serve`, `scheduler`, `demo`, `demo-reset`."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from backend import scheduler
from backend.app import create_app
from backend.kit import pg_care, postgres, serving
from backend.kit.db import Database
from backend.kit.errors import CannotStart
from backend.kit.settings import Settings
from backend.migrations import run
from backend.provisioning import demo as demonstration
from backend.running.calling import Data, finished, fit_to_serve_from, owner_of, settings_for


def serve(*, data: Data = None, host: str | None = None, port: int | None = None) -> None:
    settings = _fit_to_serve(settings_for(data=data, host=host, port=port))
    finished(_serve(settings, before=fit_to_serve_from))


def schedule(*, data: Data = None) -> None:
    finished(_schedule(_fit_to_serve(settings_for(data=data))))


def demo(*, data: Data = None, port: int | None = None) -> None:
    settings = settings_for(data=data, port=port, demonstration=True)
    if not settings.embedded:
        raise CannotStart("A demonstration has a database of its own: take ANCHORLINE_DATABASE_URL away.")
    pg_care.for_demonstration(settings.data)
    finished(_serve(settings, before=_prepare_demonstration))


def demo_reset(*, data: Data = None) -> None:
    settings = settings_for(data=data)
    gone = pg_care.forget_demonstration(settings.data)
    print("The demonstration is gone; the next one begins anew." if gone else "There was no demonstration.")


# ---- Shared ----------------------------------------------------------------------------------------------------------


def _fit_to_serve(settings: Settings) -> Settings:
    """For real people: no demonstration, and letters that arrive. Raises: CannotStart."""
    if settings.demonstration:
        raise CannotStart("ANCHORLINE_DEMONSTRATION is set: run anchorline demo, or take it away.")
    if settings.smtp_url is None:
        raise CannotStart(
            "Set ANCHORLINE_SMTP_URL and ANCHORLINE_MAIL_FROM: people sign in by letters. To look around: anchorline demo"
        )
    if settings.embedded:
        pg_care.refuse_demonstration(settings.data)
    return settings


async def _serve(settings: Settings, *, before: Callable[[postgres.Urls], Awaitable[None]]) -> None:
    with serving.listening(settings) as sockets:
        async with postgres.database(settings) as urls:
            await before(urls)
            async with _clock(settings, urls):
                print(f"Anchorline is at {settings.base_url} - Ctrl-C stops it.", flush=True)
                await serving.serve(create_app(settings, urls.app), settings, sockets)


@asynccontextmanager
async def _clock(settings: Settings, urls: postgres.Urls) -> AsyncIterator[None]:
    """The demonstration has its clock in its own process; elsewhere `anchorline scheduler` runs beside the site."""
    if not settings.demonstration:
        yield
        return
    async with scheduler.beside(settings, urls.app, jobs=scheduler.IN_DEMONSTRATION):
        yield


async def _schedule(settings: Settings) -> None:
    async with postgres.database(settings) as urls:
        await fit_to_serve_from(urls)
        await scheduler.run(settings, urls.app)


async def _prepare_demonstration(urls: postgres.Urls) -> None:
    await run.upgrade(owner_of(urls))
    await fit_to_serve_from(urls)
    database = Database(owner_of(urls))
    try:
        await demonstration.fill(database)
    finally:
        await database.close()
