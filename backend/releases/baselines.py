"""Figures a goal can take its baseline from: totals brought in, points of its series, and what earlier quarters come to.

Whoever may see the goal reads its baseline, so nothing is offered that they may not be shown: figures of members by the
rules of a report, held against every report that is out; totals only where they were brought in for the same readers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from backend.disclosure import kept
from backend.disclosure.figures import Audience, Visibility
from backend.disclosure.outcome import Point
from backend.disclosure.queries import collective, window
from backend.goals import begun
from backend.goals.begun import AS_FINE_AS, from_members
from backend.goals.figures import counts_members
from backend.goals.queries import Drawn
from backend.goals.schemas import Drawing
from backend.goals.taking_part import goes_as_far_as
from backend.history.past_known import brought_before
from backend.indicators.tables import Indicator
from backend.kit.amounts import to_json_number
from backend.kit.db import find
from backend.kit.errors import NotFound
from backend.kit.languages import translated
from backend.members.tables import Collaborative
from backend.releases import queries
from backend.rounds import queries as round_queries
from backend.rounds.tables import Round
from backend.series import papers
from backend.series import queries as series_queries
from backend.series.queries import Known
from backend.series.rules import span_label

AT_ONCE = 8  # quarters


@dataclass(frozen=True, slots=True)
class Offered:
    """key: names it in the page's form. label: of when it is. brought: a total only, brought in."""

    key: str
    value: Decimal
    on: date
    label: str
    source: str
    brought: bool = False


@dataclass(frozen=True, slots=True)
class Offers:
    """found: the newest first. narrower: totals of this figure were brought in for fewer readers than the goal's.

    unit: of them all. rounds: the collections whose quarters may be added up, the newest first; until: up to which they are,
    at first the oldest ones, where baselines are; added: they were. counting: the goal is a share of members, and no figure
    is one.
    """

    found: Sequence[Offered]
    unit: str = ""
    narrower: bool = False
    rounds: Sequence[Round] = ()
    until: Round | None = None
    added: bool = False
    counting: bool = False


async def offers(session: AsyncSession, here: Collaborative, of: Drawn, *, today: date, until: str = "") -> Offers:
    """until: id of the collection up to which members' figures are added up; without it they are not.

    session: under scope "all".
    """
    goal, visibility = of.goal, of.newest.drawing.visibility
    if goal.series_id is not None:
        [measured] = await series_queries.all_series(session, ids=[goal.series_id])
        return Offers(_newest_first(_points(measured, here)), papers.unit(measured, here))
    indicator = await find(session, Indicator, goal.indicator_id) if goal.indicator_id else None
    if indicator is None or counts_members(of.newest.drawing, indicator):
        return Offers([], "%", counting=indicator is not None)
    known = (await brought_before(session)).get(indicator.id)
    narrower = known is not None and known.series.visibility not in goes_as_far_as(visibility)
    found = _points(known, here) if known and not narrower else []
    every = await round_queries.all_rounds(session)
    rounds = [one for one in every if one.framework_id == goal.framework_id and one.closed and not one.taken_back]
    last = _chosen(rounds, until)
    if until and last:
        found += await _figures(session, here, indicator, last, _widest(visibility, indicator), today=today)
    unit = indicator.collective_unit.replace("currency", here.currency)
    return Offers(_newest_first(found), unit, narrower, rounds, last, bool(until))


def _chosen(rounds: Sequence[Round], until: str) -> Round | None:
    """Raises NotFound for one that is none of these."""
    if not until:
        return rounds[-min(AT_ONCE, len(rounds))] if rounds else None
    found = next((one for one in rounds if str(one.id) == until), None)
    if found is None:
        raise NotFound(translated("There is nothing at this address."))
    return found


def _newest_first(found: Sequence[Offered]) -> Sequence[Offered]:
    return sorted(found, key=lambda one: one.on, reverse=True)


def _points(known: Known, here: Collaborative) -> list[Offered]:
    vintage = known.vintage
    if vintage is None:
        return []
    return [
        Offered(
            f"point:{point.first}:{point.last}",
            point.value,
            point.last,
            span_label(point.first, point.last, here.calendar),
            point.source or vintage.source,
            brought=vintage.brought_with is not None,
        )
        for point in known.points
    ]


def _widest(visibility: str, indicator: Indicator) -> Audience:
    """The goal's widest readers. One of the backbone's alone may be shown to others one day, with the baseline it has: for
    it too nothing is offered that is hidden from members, but of a figure that is the backbone's alone itself."""
    widest = Audience(visibility)
    inside = widest is Audience.BACKBONE and indicator.visibility != Visibility.BACKBONE
    return Audience.MEMBERS if inside else widest


async def _figures(
    session: AsyncSession, here: Collaborative, indicator: Indicator, last: Round, audience: Audience, *, today: date
) -> Sequence[Offered]:
    """As a report to these readers would say them now."""
    since = window(last.period)[0].start
    earlier = [kept.read(basis.cells) for basis in await queries.bases(session, since=since)]
    found = await collective(
        session, here, last.framework_id, last.period, audiences=[audience], today=today, earlier=earlier
    )
    figure = next((one for one in found.figures[audience] if one.code == indicator.code), None)
    return list(_told(figure.points, here)) if figure else []


def _told(points: Sequence[Point], here: Collaborative) -> Iterator[Offered]:
    for point in points:
        amount, period = point.amount, point.period
        if amount.number is None:
            continue
        label = here.calendar.label(period)
        key = f"figure:{period.start}:{period.months}"
        yield Offered(key, amount.number, period.end, label, from_members(label))


def drawn_with(of: Drawn, one: Offered, *, today: date) -> Drawing:
    """The goal as it is, with this baseline from today on, and why."""
    drawing = of.newest.drawing
    return replace(
        drawing,
        baseline=Decimal(to_json_number(one.value.quantize(AS_FINE_AS))),
        baseline_on=one.on,
        source=one.source[:300],
        valid_from=max(today, of.newest.row.valid_from),
        reason=translated(
            "Its baseline is taken from %(period)s: %(source)s", period=one.label, source=begun.said(one.source)
        ),
    )
