"""A database nobody else has written to, copied from the migrated template."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from backend.kit import postgres

TEMPLATE = "anchorline_template"


@asynccontextmanager
async def own_database(server: postgres.Server, template: str = TEMPLATE) -> AsyncIterator[str]:
    """Its name; it is dropped afterwards. The usual template is made by the fixture `database_name`."""
    name = f"own_{secrets.token_hex(6)}"
    admin = await asyncpg.connect(server.dsn("superuser", "postgres"))
    try:
        await admin.execute(f"create database {name} template {template} owner anchorline_owner")
        yield name
        await admin.execute(f"drop database {name} with (force)")
    finally:
        await admin.close()
