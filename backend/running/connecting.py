"""Connections to whole tables, without the ORM: the only place that reads and writes rows it does not understand."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from backend.kit.errors import CannotStart

# So that a value is the same text whichever server writes it, wherever that stands.
_PLAIN = {
    "datestyle": "ISO, YMD",
    "intervalstyle": "iso_8601",
    "timezone": "UTC",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "client_encoding": "UTF8",
    "row_security": "off",  # a row that a policy would hide is an error, never silently left out
}


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Any]:
    """url: for SQLAlchemy, as everywhere. Raises CannotStart: in a sentence, when nobody answers or lets us in."""
    try:
        connection = await asyncpg.connect(url.replace("+asyncpg", "", 1), server_settings=_PLAIN)
    except (OSError, TimeoutError, asyncpg.PostgresError) as fault:
        raise CannotStart(f"The database cannot be reached: {_reason(fault)}.") from None
    try:
        yield connection
    finally:
        await connection.close()


def _reason(fault: BaseException) -> str:
    """Without the address, which holds a password."""
    match fault:
        case asyncpg.InvalidPasswordError() | asyncpg.InvalidAuthorizationSpecificationError():
            return "its role or password is not taken"
        case asyncpg.InvalidCatalogNameError():
            return "there is no database of that name"
        case asyncpg.PostgresError():
            return f"it says {str(fault).rstrip('.')}"
        case _:
            return "nobody answers at its address"
