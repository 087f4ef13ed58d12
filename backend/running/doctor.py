"""`anchorline doctor`: everything looked at in one go, nothing changed. What cannot be looked at does not hide the rest."""

import asyncio
from collections.abc import AsyncIterator

from backend.kit import postgres
from backend.kit.db import now
from backend.kit.errors import CannotStart
from backend.kit.pg_folder import Folder
from backend.kit.settings import Settings
from backend.running import looking_at_database, looking_at_work, looking_outside
from backend.running.findings import Finding, Verdict, wrong

BEGIN = "Make it with: anchorline bootstrap, or bring it back with: anchorline restore FILE"


async def examine(settings: Settings) -> AsyncIterator[Finding]:
    """From the settings outwards; the database before what is in it."""
    for one in looking_outside.settings_of_it(settings):
        yield one
    async for one in _inside(settings):
        yield one
    for one in (*looking_outside.disks(settings), *looking_outside.backups(settings, now())):
        yield one
    async for one in looking_outside.mail(settings):
        yield one
    for one in await asyncio.to_thread(lambda: list(looking_outside.address(settings))):
        yield one


async def _inside(settings: Settings) -> AsyncIterator[Finding]:
    """An embedded database that is not there is not made by looking."""
    if settings.embedded and Folder.at(settings.data).major is None:
        yield wrong("Database", f"There is none in {settings.data} yet.", BEGIN)
        return
    try:
        async with postgres.database(settings) as urls:
            async for one in _in_database(settings, urls):
                yield one
    except CannotStart as fault:
        yield wrong("Database", str(fault), "See that it runs and that its address in the settings is right.")


async def _in_database(settings: Settings, urls: postgres.Urls) -> AsyncIterator[Finding]:
    async for one in looking_at_database.database(settings, urls):
        yield one
    async for one in looking_at_database.roles(urls):
        yield one
    schema = await looking_at_database.schema(urls)
    yield schema
    if schema.verdict is Verdict.WELL:  # on another schema nothing more can be asked
        async for one in looking_at_work.work(urls.app):
            yield one
