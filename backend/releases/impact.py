"""What a correction changes: answers of the member, collective figures, published reports that used them, and goals."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.agreements.sight import in_sight
from backend.disclosure import past
from backend.disclosure import queries as disclosure_queries
from backend.disclosure.figures import Audience, Visibility
from backend.disclosure.past import Correction, Told
from backend.disclosure.queries import PERIODS
from backend.goals import live as goals_live
from backend.goals import queries as goal_queries
from backend.goals.live import Touched
from backend.indicators import queries as indicator_queries
from backend.indicators.queries import Tracked
from backend.kit.languages import translated
from backend.kit.periods import Period
from backend.members.tables import Collaborative
from backend.releases.tables import FrozenEdition, Publication, Release
from backend.rounds.tables import Round
from backend.submissions.correcting import Version
from backend.submissions.rules import Status
from backend.submissions.tables import Submission


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer that a correction changes, with what it was. was, becomes: a number or words; empty for none."""

    element: str
    name: str
    part: str
    unit: str
    was: Decimal | None
    was_said: str
    becomes: Decimal | None
    becomes_said: str


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


async def impact(
    session: AsyncSession, here: Collaborative, of: Submission, version: Version, before: Version, *, figures: bool
) -> Impact:
    """Of a correction, accepted or not. figures: the session sees all members."""
    answers = await _answers(session, of.id, before.id)
    changed = {one.element for one in answers}
    every = await indicator_queries.tracked(session, of.round.framework_id)
    tracked = past.reading(every, changed)
    correction = Correction(of.id, version.accepted_at)
    told: Sequence[Told] = ()
    if figures and tracked:
        told = await past.corrected(
            session,
            of.round.framework_id,
            tracked,
            correction,
            first=of.round.period.start,
            last=_latest(of.round.period),
        )
    reports = await _reports(session, of.round, told, version.accepted_at) if tracked else ()
    known = {of.round.framework_id: every}
    goals = await _goals(session, here, changed, correction if figures else None, known) if changed else ()
    return Impact(answers, told, reports, goals)


def _latest(period: Period) -> date:
    """As far as a report may show it: as long as it stands in a series."""
    return period.shift(period.months * (PERIODS - 1)).end


# ---- What was answered -----------------------------------------------------------------------------------------------

_CHANGED = sa.text(
    """
    select el.code as element, el.name, coalesce(c.name, '') as part, replace(el.unit, 'currency', co.currency) as unit,
           b.number as was, coalesce(b.words, '') as was_words, b.status as was_status,
           a.number as becomes, coalesce(a.words, '') as becomes_words, a.status as becomes_status,
           (/* in sight */) as in_sight
    from (select * from entries where submission_id = :after) a
      full join (select * from entries where submission_id = :before) b
        on b.element_id = a.element_id and b.category_id is not distinct from a.category_id
      cross join lateral (
        select coalesce(a.member_id, b.member_id) as member_id, coalesce(a.element_id, b.element_id) as element_id,
               coalesce(a.category_id, b.category_id) as category_id
      ) cell
      join elements el on el.id = cell.element_id
      join collaboratives co on co.id = el.collaborative_id
      left join categories c on c.id = cell.category_id
    where row(a.number, a.words, a.status) is distinct from row(b.number, b.words, b.status)
    order by el.position, el.name, c.position nulls first
    """.replace("/* in sight */", in_sight("cell"))
)


async def _answers(session: AsyncSession, after: UUID, before: UUID) -> Sequence[Answered]:
    rows = await session.execute(_CHANGED, {"after": after, "before": before})
    return [_answered(row) for row in rows]


def _answered(row: sa.Row[Any]) -> Answered:
    """What the member withholds is known to be corrected, and not what it is."""
    what = (row.element, row.name, row.part, row.unit)
    if not row.in_sight:
        withheld = translated(Status.WITHHELD.shown_as)
        return Answered(*what, None, withheld, None, withheld)
    return Answered(
        *what,
        row.was,
        row.was_words or _status(row.was_status),
        row.becomes,
        row.becomes_words or _status(row.becomes_status),
    )


def _status(status: str | None) -> str:
    return translated(Status(status).shown_as) if status else translated("no answer")


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


async def _goals(
    session: AsyncSession,
    here: Collaborative,
    changed: Collection[str],
    by: Correction | None,
    known: Mapping[UUID, Sequence[Tracked]],
) -> Sequence[Touched]:
    """Pursued ones that are measured by what it changes; to a member, those that members may know of."""
    found = [one for one in await goal_queries.goals(session) if one.goal.indicator_id is not None]
    touched = await goals_live.touched(session, here, found, changed, by, known=known) if found else ()
    sees = disclosure_queries.policy_of(here).sees[Audience.MEMBERS]
    return [one for one in touched if by is not None or Visibility(one.version.drawing.visibility) in sees]
