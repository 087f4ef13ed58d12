"""From an empty machine to a first collaborative: the database, its schema, the collaborative, the link to hand over."""

from datetime import timedelta

import sqlalchemy as sa

from backend.kit.db import Database, Scope
from backend.kit.errors import Conflict
from backend.kit.settings import Settings
from backend.members import beginnings
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


async def invite(owner_url: str, order: operator.Order, settings: Settings) -> str:
    """The database and its schema, and a link by which its administrator begins the first collaborative in the browser.

    Raises:
        Conflict: there are collaboratives already; an operator invites to another.
        Invalid: this is no address.
    """
    email = order.address()
    await run.upgrade(owner_url)
    await _is_first(owner_url, "")
    lives = timedelta(days=settings.invitation_days)
    database = Database(owner_url)
    try:
        async with database.session(Scope()) as session, session.begin():
            token = beginnings.invited_by_the_owner(session, email, lives=lives)
    finally:
        await database.close()
    return (
        f"Give {email} this link, good for {settings.invitation_days} days and one collaborative:\n"
        f"{settings.base_url}/beginnings/{token}"
    )


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
