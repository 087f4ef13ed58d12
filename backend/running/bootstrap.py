"""From an empty machine to a first collaborative: the database, its schema, the collaborative, the link to hand over."""

import sqlalchemy as sa

from backend.kit.db import Database, Scope
from backend.kit.errors import Conflict
from backend.kit.settings import Settings
from backend.members.tables import Collaborative
from backend.migrations import run
from backend.provisioning import operator


async def bootstrap(owner_url: str, order: operator.Order, settings: Settings) -> str:
    """What was done, with the first administrator's link.

    Done twice it changes nothing more, so what was interrupted is done again.

    Raises:
        Conflict: there are other collaboratives already.
        Invalid: the starting set, the address or the slug has faults; nothing was made.
    """
    order.wanted()
    order.address()
    await run.upgrade(owner_url)
    await _is_first(owner_url, order.slug)
    return await operator.apply(owner_url, order, settings)


async def _is_first(owner_url: str, slug: str) -> None:
    database = Database(owner_url)
    try:
        async with database.session(Scope()) as session:
            query = sa.select(Collaborative.name).where(Collaborative.slug != slug).order_by(Collaborative.name)
            others = (await session.scalars(query)).all()
    finally:
        await database.close()
    if others:
        raise Conflict(
            f"There are collaboratives here already ({', '.join(others)}). Add one with: anchorline collaborative apply"
        )
