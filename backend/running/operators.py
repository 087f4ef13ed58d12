"""The commands about who looks after the installation: `anchorline operator give`, `take`, `list`."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit import postgres
from backend.kit.db import Database, Scope
from backend.operators import actions, queries
from backend.running.calling import Data, checked, finished, settings_for

Address = Annotated[str, Parameter(help="The e-mail address they sign in with.")]


def give(address: Address, *, data: Data = None) -> None:
    person = _as_owner(data, lambda session: actions.give(session, address))
    base_url = settings_for(data=data).base_url
    print(f"{person.email} is an operator. They sign in at {base_url}/sign-in and find {base_url}/operator.")


def take(address: Address, *, data: Data = None) -> None:
    _as_owner(data, lambda session: actions.take(session, address))
    print(f"{address} is no operator any more.")


def list_(*, data: Data = None) -> None:
    found = _as_owner(data, queries.operators)
    for person, held in found:
        print(f"{person.email}  since {held.given_at:%Y-%m-%d}")
    if not found:
        print("Nobody is. Name one with: anchorline operator give ADDRESS")


def _as_owner(data: Path | None, work: Callable[[AsyncSession], Awaitable[Any]]) -> Any:
    """In one transaction of the role that owns the tables."""

    async def done(owner_url: str) -> Any:
        database = Database(owner_url)
        try:
            async with database.session(Scope()) as session, session.begin():
                return await work(session)
        finally:
            await database.close()

    with postgres.held(settings_for(data=data)) as urls:
        return finished(checked(urls, done))
