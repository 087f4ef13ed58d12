"""Collections, for programs."""

from datetime import date
from typing import Annotated
from uuid import UUID

import sqlalchemy as sa
from litestar import Response, Router, get
from litestar.params import FromPath
from pydantic import Field

from backend.kit.db import find, today_in
from backend.kit.errors import NotFound
from backend.kit.paging import USUAL, Cursor, cursor, page
from backend.kit.programs import Answered, Asks, Limit, Says, Shape, queried
from backend.kit.web import Transaction
from backend.members.door import Here, Me
from backend.members.rules import May
from backend.rounds import rules
from backend.rounds.rules import RoundState
from backend.rounds.tables import Round


class RoundShown(Shape):
    """state: by its dates, in the collaborative's time zone; due and closing days count to their end."""

    id: UUID
    framework: UUID
    name: str
    period_start: date
    period_end: date
    opens_on: date
    due_on: date
    closes_on: date
    state: RoundState


class RoundsShown(Shape):
    """next: the cursor of the next page; null on the last."""

    items: tuple[RoundShown, ...]
    next: str | None


class RoundsAsked(Shape):
    framework: Annotated[UUID | None, Field(title="Of this framework alone")] = None
    limit: Limit = USUAL
    cursor: Annotated[str | None, Field(title="The cursor an answer gave", max_length=500)] = None


_SAYS = {"says": Says("Collections, the newest period first", RoundsShown, asks=RoundsAsked)}


@get("/", opt=_SAYS)
async def rounds(request: Asks, session: Transaction, here: Here, me: Me) -> Response[bytes]:
    """For the backbone those that are only planned too."""
    asked = queried(request, RoundsAsked)
    after = cursor(asked.cursor, date.fromisoformat)
    query = sa.select(Round).order_by(Round.period_start.desc(), Round.id.desc()).limit(asked.limit + 1)
    if not me.of_backbone:
        query = query.where(Round.opened_at.is_not(None))
    if asked.framework:
        query = query.where(Round.framework_id == asked.framework)
    if after:
        query = query.where(sa.tuple_(Round.period_start, Round.id) < sa.tuple_(*map(sa.literal, after)))
    found, then = page(
        (await session.scalars(query)).all(), asked.limit, lambda one: Cursor(one.period_start.isoformat(), one.id)
    )
    today = today_in(here.time_zone)
    return Answered(RoundsShown(items=tuple(_shown(one, today) for one in found), next=then)).response()


@get("/{id:uuid}", opt={"says": Says("One collection", RoundShown)})
async def round_(session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Response[bytes]:
    found = await find(session, Round, id)
    if not (found.opened or me.of_backbone):
        raise NotFound("There is nothing at this address.")
    return Answered(_shown(found, today_in(here.time_zone))).response()


def _shown(of: Round, today: date) -> RoundShown:
    return RoundShown(
        id=of.id,
        framework=of.framework_id,
        name=of.name,
        period_start=of.period.start,
        period_end=of.period.end,
        opens_on=of.opens_on,
        due_on=of.due_on,
        closes_on=of.closes_on,
        state=rules.state(of, today),
    )


router = Router(path="/{slug:str}/rounds", route_handlers=[rounds, round_], opt={"may": May.READ_SUBMISSIONS})
