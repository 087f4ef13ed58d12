"""Totals that were known before: kept as figures of another source, never added to what members report.

Each figure has a series of its own, marked as totals brought in. For a period of which members' own figures are here no
total is taken: that one is added up from them, and hidden where it must be.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.history.past import Stands
from backend.history.past_known import brought_before
from backend.history.past_lines import Line
from backend.indicators import queries as indicator_queries
from backend.indicators.queries import Tracked, elements_of
from backend.indicators.tables import Framework
from backend.kit.amounts import EXACT, read_decimal
from backend.kit.errors import Invalid, Problem
from backend.kit.languages import translated
from backend.kit.period_texts import parse_period
from backend.kit.periods import Calendar, Period
from backend.members.tables import Collaborative
from backend.series.queries import Known
from backend.series.rules import Given

AS_PERCENT = " (%)"  # how `past_lines` tells what a sheet shows as a percent


@dataclass(frozen=True, slots=True)
class TotalsOf:
    """What the file has of one figure. series: where it is kept, if any was brought before.

    new, changed: what saving would write; same: how many stand so already.
    """

    tracked: Tracked
    series: Known | None
    new: Sequence[Given]
    changed: Sequence[tuple[Given, Stands]]
    same: int

    @property
    def given(self) -> Sequence[Given]:
        return [*self.new, *(one for one, _ in self.changed)]


@dataclass(frozen=True, slots=True)
class LookAtTotals:
    """problems: lines that are left out."""

    totals: Sequence[TotalsOf]
    problems: Sequence[Problem]

    of_members = False

    @property
    def figures(self) -> int:
        """How many would be saved."""
        return sum(len(one.given) for one in self.totals)

    @property
    def same(self) -> int:
        return sum(one.same for one in self.totals)

    @property
    def new(self) -> Sequence[TotalsOf]:
        return [one for one in self.totals if one.given]


async def look(
    session: AsyncSession, here: Collaborative, framework: Framework, lines: Sequence[Line], *, today: date
) -> LookAtTotals:
    tracked = await indicator_queries.tracked(session, framework.id)
    elements = await indicator_queries.elements_by_code(session)
    named = names_of(tracked, {code: one.name for code, one in elements.items()})
    reading = _Reading(here.calendar, today, named, framework.name, await _reported(session))
    for line in lines:
        reading.take(line)
    kept = await brought_before(session)
    return LookAtTotals(
        [_held(one, reading.given[one.indicator.code], kept.get(one.indicator.id), reading) for one in reading.found],
        reading.problems,
    )


def names_of(tracked: Sequence[Tracked], elements: Mapping[str, str]) -> Mapping[str, Tracked]:
    """Figures by their codes and names; and by the question's, where a figure is one question added up."""
    found: dict[str, Tracked] = {}
    for one in reversed(tracked):
        alone = one.definitions[-1].formula if one.definitions else ""
        for name in (alone if alone in elements else "", elements.get(alone, "")):
            found[name.casefold()] = one
    for one in reversed(tracked):
        found |= {one.indicator.code.casefold(): one, one.indicator.name.casefold(): one}
    found.pop("", None)
    return found


async def _reported(session: AsyncSession) -> Mapping[str, Sequence[Period]]:
    """By element, the periods of which members' own figures are here."""
    found: dict[str, list[Period]] = defaultdict(list)
    for code, start, months in await session.execute(_REPORTED):
        found[code].append(Period(start, months))
    return found


_REPORTED = sa.text(
    """
    select distinct e.code, v.period_start, v.period_months
    from accepted_values v join elements e on e.id = v.element_id where v.retired_at is null
    """
)


@dataclass(slots=True)
class _Reading:
    calendar: Calendar
    today: date
    named: Mapping[str, Tracked]
    framework: str
    reported: Mapping[str, Sequence[Period]]
    given: dict[str, list[Given]] = field(default_factory=lambda: defaultdict(list))
    found: list[Tracked] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    seen: dict[tuple[str, Period], str] = field(default_factory=dict)

    def take(self, line: Line) -> None:
        faults: list[str] = []
        one = self.named.get(line.element.casefold())
        if one is None:
            faults.append(no_figure(line.element, self.framework))
        if line.breakdown:
            faults.append(translated("A total is brought whole: leave “%(text)s” out.", text=line.breakdown[:40]))
        period, value = self._period(line.period, one, faults), _value(line, one, faults)
        if not faults and one is not None and period is not None and value is not None:
            before = self.seen.setdefault((one.indicator.code, period), line.at)
            if before != line.at:
                faults.append(translated("This stands in %(line)s already; keep one of the two.", line=before))
            else:
                self._keep(one, Given(period.start, period.end, value, note=line.note, where=line.at))
        self.problems += [Problem(line.at, fault, "past.total") for fault in faults]

    def _keep(self, one: Tracked, given: Given) -> None:
        if one not in self.found:
            self.found.append(one)
        self.given[one.indicator.code].append(given)

    def _period(self, text: str, of: Tracked | None, faults: list[str]) -> Period | None:
        try:
            period = self.calendar.check(parse_period(text, self.calendar))
        except Invalid as fault:
            faults.append(fault.problems[0].message)
            return None
        label = self.calendar.label(period)
        if period.end >= self.today:
            faults.append(
                translated("%(period)s is not over yet; only earlier figures are brought in here.", period=label)
            )
        own = {one for code in (elements_of(of) if of else ()) for one in self.reported.get(code, ())}
        if any(one.overlap_days(period) for one in own):
            faults.append(
                translated(
                    "Members’ own figures of %(period)s are here: this total is added up from them, and none beside it is"
                    " taken.",
                    period=label,
                )
            )
        return period


def no_figure(text: str, framework: str) -> str:
    if not text:
        return translated("There is no question or figure in this line.")
    return translated(
        "“%(text)s” is no figure of %(framework)s; write it as under Figures, by its name or its code.",
        text=text[:60],
        framework=framework,
    )


def _value(line: Line, of: Tracked | None, faults: list[str]) -> Decimal | None:
    if not line.value:
        faults.append(translated("There is no number in this line."))
        return None
    try:
        return number(line.value, of.indicator.collective_unit if of else "")
    except Invalid as fault:
        faults += [one.message for one in fault.problems]
        return None


def number(text: str, unit: str) -> Decimal:
    """In the figure's unit: what is counted in per cent may be written or shown as a percent. Raises Invalid."""
    if unit == "%" and text.endswith(AS_PERCENT):
        return EXACT.multiply(read_decimal(text.removesuffix(AS_PERCENT)), Decimal(100))
    return read_decimal(text.removesuffix("%").strip() if unit == "%" else text)


def _held(one: Tracked, given: Sequence[Given], kept: Known | None, reading: _Reading) -> TotalsOf:
    stands = {(point.first, point.last): point for point in kept.points} if kept else {}
    new, changed, same = [], [], 0
    for each in given:
        point = stands.get((each.first, each.last))
        if point is None:
            new.append(each)
        elif point.value == each.value:
            same += 1
        else:
            label = reading.calendar.label(Period(each.first, _months(each)))
            where = f"{one.indicator.name}, {label}"
            changed.append((each, Stands(each.where, where, f"{point.value:f}", f"{each.value:f}")))
    return TotalsOf(one, kept, new, changed, same)


def _months(given: Given) -> int:
    return (given.last.year - given.first.year) * 12 + given.last.month - given.first.month + 1
