"""`/SLUG/letters`: what became of the letters to this collaborative's people; above all of those that did not arrive."""

from datetime import date
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from litestar import Request, Response, Router, get
from litestar.params import FromQuery
from litestar.response import Template

from backend.kit import days, lists, paging
from backend.kit.folding import in_words
from backend.kit.languages import later, translated
from backend.kit.listing import Choice, Column, Listing, Shown
from backend.kit.mail import Letter
from backend.kit.web import RECORD, Entry, Transaction, page
from backend.members import views
from backend.members.door import Here, Me
from backend.members.rules import May

LIST = "/letters"
ENTRY = Entry(later("Letters"), LIST, May.READ_TRAIL, 60, RECORD)
PAGE, MOST_IN_FILE = 60, 10_000


class Fate(StrEnum):
    """What became of a letter."""

    REFUSED = "refused"
    WAITING = "waiting"
    SENT = "sent"

    @property
    def shown_as(self) -> str:
        return _SHOWN_AS[self]


_SHOWN_AS = {Fate.REFUSED: later("Refused"), Fate.WAITING: later("Waiting"), Fate.SENT: later("Taken")}
IS = {
    Fate.REFUSED: Letter.refused_at.is_not(None),
    Fate.WAITING: sa.and_(Letter.sent_at.is_(None), Letter.refused_at.is_(None)),
    Fate.SENT: Letter.sent_at.is_not(None),
}


def fate(of: Letter) -> Fate:
    return Fate.REFUSED if of.refused_at else Fate.SENT if of.sent_at else Fate.WAITING


@get("/letters", opt={"may": May.READ_TRAIL, "entry": ENTRY})
async def letters(
    request: Request[Any, Any, Any],
    session: Transaction,
    here: Here,
    me: Me,
    only: FromQuery[Fate | None] = None,
    before: FromQuery[str | None] = None,
) -> Response[bytes] | Template:
    """Newest first. The text of a letter is not kept once it left, so there is none to read here."""
    how = _listing(here.time_zone)
    wanted = how.wanted(request.query_params)
    most = MOST_IN_FILE if wanted.file else PAGE
    order = (Letter.put_at.desc(), Letter.id.desc()) if wanted.down else (Letter.put_at, Letter.id)
    query = (
        sa.select(Letter).order_by(*order).limit(most + 1).where(*in_words("recipient || ' ' || subject", wanted.words))
    )
    if only:
        query = query.where(IS[only])
    if "from" in wanted.chosen:
        query = query.where(Letter.put_at >= days.begins(date.fromisoformat(wanted.chosen["from"]), here.time_zone))
    if "to" in wanted.chosen:
        query = query.where(Letter.put_at < days.ends(date.fromisoformat(wanted.chosen["to"]), here.time_zone))
    # By its id too: what one deed writes to many bears one moment.
    if last := paging.cursor(before, paging.moment):
        here_on, there = sa.tuple_(Letter.put_at, Letter.id), sa.tuple_(*map(sa.literal, last))
        query = query.where(here_on < there if wanted.down else here_on > there)
    rows = (await session.scalars(query)).all()
    if wanted.file:
        listed = Shown(how, wanted, rows, len(rows), {})
        return lists.as_file(f"{here.name}, {translated('Letters')}", listed.table(), wanted.file)
    found, more = paging.page(rows, most, lambda one: paging.Cursor(one.put_at.isoformat(), one.id))
    counted = (await session.execute(sa.select(*(sa.func.count().filter(IS[one]) for one in Fate)))).one()
    return page(
        "home/sent_letters.html",
        here=here,
        listed=Shown(how, wanted, found, len(found), {}),
        page=LIST,
        views=await views.views(session, here, me, LIST),
        found=[(one, fate(one)) for one in found],
        counts=dict(zip(Fate, counted, strict=True)),
        only=only,
        Fate=Fate,
        refusal=lambda letter: translated(letter.refusal),
        more=more,
    )


def _listing(zone: str) -> Listing[Letter]:
    return Listing(
        columns=(
            Column("written", later("Written"), lambda one: days.day_at(one.put_at, zone)),
            Column("to", later("To"), lambda one: one.recipient, sorts=False),
            Column("about", later("About"), lambda one: one.subject, sorts=False),
            Column("became", later("What became of it"), lambda one: translated(fate(one).shown_as), sorts=False),
            Column("why", later("Why"), lambda one: translated(one.refusal) if one.refusal else "", sorts=False),
        ),
        choices=(
            Choice("only", later("What became of it"), {one.value: translated(one.shown_as) for one in Fate}),
            Choice("from", later("From"), is_day=True),
            Choice("to", later("To"), is_day=True),
        ),
        words=lambda one: f"{one.recipient} {one.subject}",
        downwards=True,
        most=MOST_IN_FILE,
    )


inside = Router(path="/{slug:str}", route_handlers=[letters])
