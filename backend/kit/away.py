"""Whether an error says that the database is away just now: killed, starting, shutting down, or beyond reach.

Drivers say so in many ways, and sooner or later it is back: whoever asked is told to try again, and no fault is noted.
"""

import asyncpg
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

_SAYS_SO = (
    InterfaceError,
    OperationalError,
    ConnectionError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,  # shutting down, crashed, starting
    asyncpg.TooManyConnectionsError,
    asyncpg.InternalClientError,  # a connection that died between two words
)


def away(error: BaseException | None) -> bool:
    """By its own kind, or by what it came from."""
    if error is None or isinstance(error, asyncpg.QueryCanceledError):
        return False
    if isinstance(error, _SAYS_SO):
        return True
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or away(error.orig)
    return away(error.__cause__)
