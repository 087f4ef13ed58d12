"""Lists that a person keeps under a name, to find them again as they were narrowed and sorted."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit.db import find
from backend.kit.errors import Conflict, Invalid, NotFound
from backend.kit.languages import later, translated
from backend.members.rules import Principal
from backend.members.tables import Collaborative
from backend.members.view_tables import SavedView

MOST = 100
NAME = later("Called")
_PAGE = re.compile(r"/[a-z-]+(/[a-z-]+(/[a-z0-9_-]+)?)?")  # the last: the code of what is listed there


@dataclass(frozen=True, slots=True)
class Kept:
    id: UUID
    name: str
    page: str
    query: str
    address: str


async def views(session: AsyncSession, here: Collaborative, by: Principal, page: str = "") -> Sequence[Kept]:
    """Those of this person, by name. page: of one list alone, below the collaborative's address."""
    query = sa.select(SavedView).where(SavedView.person_id == by.person_id)
    if page:
        query = query.where(SavedView.page == page)
    found = (await session.scalars(query)).all()
    kept = [Kept(one.id, one.name, one.page, one.query, address(here, one.page, one.query)) for one in found]
    return sorted(kept, key=lambda one: (one.page, one.name.casefold()))


def address(here: Collaborative, page: str, query: str) -> str:
    return f"/{here.slug}{page}?{query}" if query else f"/{here.slug}{page}"


async def keep(
    session: AsyncSession, here: Collaborative, by: Principal, *, page: str, query: str, name: str
) -> SavedView:
    """The same name of the same list anew takes the place of the one before.

    Raises:
        NotFound: it is no address of a list.
        Conflict: so many are kept already.
    """
    if not _PAGE.fullmatch(page):
        raise NotFound(translated("There is nothing at this address."))
    plain = urlencode([pair for pair in parse_qsl(query) if pair[0] not in ("file", "done")])
    kept = await views(session, here, by)
    found = next((one for one in kept if (one.page, one.name) == (page, name)), None)
    if found:
        row = await find(session, SavedView, found.id)
        row.query = plain
        return row
    if len(kept) >= MOST:
        raise Conflict(translated("You keep %(most)s lists already. Delete one you need no longer.", most=MOST))
    row = SavedView(person_id=by.person_id, page=page, query=plain, name=name)
    session.add(row)
    return row


async def rename(session: AsyncSession, here: Collaborative, by: Principal, id: UUID, *, name: str) -> None:
    """Raises NotFound: it is not one's own. Invalid: another of the same list is called so."""
    row = await _own(session, by, id)
    others = await views(session, here, by, row.page)
    if any(one.name == name and one.id != id for one in others):
        raise Invalid(
            translated("You keep another list of this page by this name."), where=translated(NAME), code="view.name"
        )
    row.name = name


async def delete(session: AsyncSession, by: Principal, id: UUID) -> None:
    """Raises NotFound."""
    await session.delete(await _own(session, by, id))


async def _own(session: AsyncSession, by: Principal, id: UUID) -> SavedView:
    row = await find(session, SavedView, id, lock=True)
    if row.person_id != by.person_id:
        raise NotFound(translated("There is nothing at this address."))
    return row
