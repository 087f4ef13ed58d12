"""What a correction changes: answers of the member, collective figures, published reports that used them, and goals."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.disclosure import past
from backend.disclosure import queries as disclosure_queries
from backend.disclosure.figures import Audience, Visibility
from backend.disclosure.past import Corrected, Correction, Span, Told
from backend.disclosure.queries import PERIODS
from backend.goals import live as goals_live
from backend.goals import queries as goal_queries
from backend.goals.live import Concerned, Touched
from backend.indicators import queries as indicator_queries
from backend.indicators.queries import Tracked
from backend.kit.periods import Period
from backend.members.tables import Collaborative
from backend.releases.tables import FrozenEdition, Publication, Release
from backend.rounds.tables import Round
from backend.submissions.corrects import Answered, Corrects


@dataclass(frozen=True, slots=True)
class Used:
    """A published report in which figures stand that the correction changes. printed: which, as the backbone's has them."""

    release: Release
    published_at: datetime
    printed: Sequence[tuple[Told, Decimal | None]] = ()


@dataclass(frozen=True, slots=True)
class Impact:
    """figures: none where the reader is not of the backbone, who alone sees live figures and where goals stand by them."""

    answers: Sequence[Answered]
    figures: Sequence[Told]
    reports: Sequence[Used]
    goals: Sequence[Touched]


async def impact(session: AsyncSession, here: Collaborative, of: Corrects, *, figures: bool) -> Impact:
    """Of a correction, accepted or not. figures: the session sees all members."""
    changed, collection = {one.element for one in of.answers}, of.submission.round
    framework = collection.framework_id
    every = await indicator_queries.tracked(session, framework)
    tracked = past.reading(every, changed)
    goals = await _concerned(session, here, changed, {framework: every})
    told: Sequence[Told] = ()
    by: Mapping[UUID, Corrected] | None = None
    if figures:
        correction = Correction(of.submission.id, of.accepted_at)
        told, by = await _corrected(session, framework, _span(tracked, collection.period), goals, correction)
    reports = await _reports(session, collection, told, of.accepted_at) if tracked else ()
    return Impact(of.answers, told, reports, _seen(here, goals.touched(by), every_one=figures))


def _span(tracked: Sequence[Tracked], period: Period) -> Span:
    """As far as a report may show it: as long as it stands in a series."""
    return Span(tracked, period.start, period.shift(period.months * (PERIODS - 1)).end)


async def _corrected(
    session: AsyncSession, framework: UUID, of: Span, goals: Concerned, correction: Correction
) -> tuple[Sequence[Told], Mapping[UUID, Corrected]]:
    """The figures it changes; and what goals are measured by, of each framework. What both read is read once."""
    spans: dict[UUID, list[Span]] = {framework: [of]} if of.tracked else {}
    for id, span in goals.spans.items():
        spans.setdefault(id, []).append(span)
    found = {
        id: await past.corrected(session, id, those, correction, elements=goals.elements) for id, those in spans.items()
    }
    return found[framework][0].told if of.tracked else (), {id: found[id][-1] for id in goals.spans}


# ---- Where it was used -----------------------------------------------------------------------------------------------


async def _reports(
    session: AsyncSession, of: Round, told: Sequence[Told], accepted_at: datetime | None
) -> Sequence[Used]:
    """Published while the figures before counted: until the correction was accepted, or to this day."""
    query = (
        sa.select(Release, Publication.published_at, FrozenEdition.text)
        .join(Publication, Publication.release_id == Release.id)
        .join(Round, Round.id == Release.round_id)
        .outerjoin(
            FrozenEdition,
            sa.and_(FrozenEdition.release_id == Release.id, FrozenEdition.audience == Audience.BACKBONE.value),
        )
        .where(
            Round.framework_id == of.framework_id,
            Release.period_months == of.period_months,
            Release.period_start >= of.period_start,
            Release.period_start <= of.period.shift(of.period.months * (PERIODS - 1)).start,
        )
        .order_by(Publication.published_at)
    )
    if accepted_at is not None:
        query = query.where(Release.gathered_at <= accepted_at)
    found = (await session.execute(query)).all()
    return [Used(release, published_at, list(_printed(text, told))) for release, published_at, text in found]


def _printed(text: str | None, told: Iterable[Told]) -> Iterable[tuple[Told, Decimal | None]]:
    """Of each figure that changes, what stands in this report; nothing of one that is not in it."""
    if text is None:
        return
    values = _values(json.loads(text))
    for one in told:
        place = one.tracked.indicator.code, one.period.start.isoformat(), one.period.months
        if place in values:
            yield one, values[place]


def _values(edition: Mapping[str, Any]) -> Mapping[tuple[str, str, int], Decimal | None]:
    """The numbers of an edition's series; None where there is none."""
    return {
        (figure["code"], point["period"]["start"], point["period"]["months"]): None
        if point["value"] is None
        else Decimal(point["value"])
        for section in edition["sections"]
        for figure in section["figures"]
        for point in figure["series"]
    }


async def _concerned(
    session: AsyncSession, here: Collaborative, changed: Collection[str], known: Mapping[UUID, Sequence[Tracked]]
) -> Concerned:
    """Pursued goals that are measured by what it changes."""
    found = await goal_queries.goals(session) if changed else ()
    measured = [one for one in found if one.goal.indicator_id is not None]
    return await goals_live.concerned(session, here, measured, changed, known=known)


def _seen(here: Collaborative, touched: Sequence[Touched], *, every_one: bool) -> Sequence[Touched]:
    """To a member, those that members may know of."""
    sees = disclosure_queries.policy_of(here).sees[Audience.MEMBERS]
    return [one for one in touched if every_one or Visibility(one.version.drawing.visibility) in sees]
