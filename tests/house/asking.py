"""Asking PostgreSQL under a scope, the way `kit.db` does, but one statement at a time and with the error as the answer."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from backend.kit.db import Scope

PUT_SCOPE = (
    "select set_config('app.collaborative_id', $1, true), set_config('app.members', $2, true),"
    " set_config('app.audiences', $3, true), set_config('app.person', $4, true)"
)


async def put(db: asyncpg.Connection, scope: Scope) -> None:
    """The scope into the transaction that is open."""
    said = scope.settings
    await db.execute(PUT_SCOPE, said["collaborative"], said["members"], said["audiences"], said["person"])


@asynccontextmanager
async def within(db: asyncpg.Connection, scope: Scope) -> AsyncIterator[asyncpg.Connection]:
    """A transaction of this scope, undone at its end."""
    transaction = db.transaction()
    await transaction.start()
    try:
        await put(db, scope)
        yield db
    finally:
        await transaction.rollback()


async def ask(db: asyncpg.Connection, scope: Scope, sql: str, *values: Any) -> list[Any]:
    """The first column of the answer."""
    async with within(db, scope):
        return [row[0] for row in await db.fetch(sql, *values)]


async def do(db: asyncpg.Connection, scope: Scope, sql: str, *values: Any) -> str:
    """What PostgreSQL says of a statement: its tag (`UPDATE 0`), or the first line of its refusal. Nothing stays."""
    async with within(db, scope):
        return await answer(db, sql, *values)


async def answer(db: asyncpg.Connection, sql: str, *values: Any) -> str:
    try:
        async with db.transaction():
            return str(await db.execute(sql, *values))
    except asyncpg.PostgresError as refusal:
        return str(refusal).splitlines()[0]
