"""`/SLUG/letters`: what became of the letters to this collaborative's people; above all of those that did not arrive."""

from enum import StrEnum

import sqlalchemy as sa
from litestar import Router, get
from litestar.params import FromQuery
from litestar.response import Template

from backend.kit import paging
from backend.kit.languages import later, translated
from backend.kit.mail import Letter
from backend.kit.web import RECORD, Entry, Transaction, page
from backend.members.door import Here
from backend.members.rules import May

ENTRY = Entry(later("Letters"), "/letters", May.READ_TRAIL, 60, RECORD)
PAGE = 60


class Fate(StrEnum):
    """What became of a letter."""

    REFUSED = "refused"
    WAITING = "waiting"
    SENT = "sent"


IS = {
    Fate.REFUSED: Letter.refused_at.is_not(None),
    Fate.WAITING: sa.and_(Letter.sent_at.is_(None), Letter.refused_at.is_(None)),
    Fate.SENT: Letter.sent_at.is_not(None),
}


def fate(of: Letter) -> Fate:
    return Fate.REFUSED if of.refused_at else Fate.SENT if of.sent_at else Fate.WAITING


@get("/letters", opt={"may": May.READ_TRAIL, "entry": ENTRY})
async def letters(
    session: Transaction, here: Here, only: FromQuery[Fate | None] = None, before: FromQuery[str | None] = None
) -> Template:
    """Newest first. The text of a letter is not kept once it left, so there is none to read here."""
    how_many = await session.execute(sa.select(*(sa.func.count().filter(IS[one]) for one in Fate)))
    query = sa.select(Letter).order_by(Letter.put_at.desc(), Letter.id.desc()).limit(PAGE + 1)
    if only:
        query = query.where(IS[only])
    # By its id too: what one deed writes to many bears one moment.
    if last := paging.cursor(before, paging.moment):
        query = query.where(sa.tuple_(Letter.put_at, Letter.id) < sa.tuple_(*map(sa.literal, last)))
    rows = (await session.scalars(query)).all()
    found, earlier = paging.page(rows, PAGE, lambda one: paging.Cursor(one.put_at.isoformat(), one.id))
    return page(
        "home/sent_letters.html",
        here=here,
        found=[(one, fate(one)) for one in found],
        counts=dict(zip(Fate, how_many.one(), strict=True)),
        only=only,
        Fate=Fate,
        refusal=lambda letter: translated(letter.refusal),
        earlier=earlier,
    )


inside = Router(path="/{slug:str}", route_handlers=[letters])
