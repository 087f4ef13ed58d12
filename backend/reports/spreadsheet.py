"""The last report's totals, line for line beside the figures here: equal, or differing by so much and likely why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.disclosure.comparing import Beside, Claim, compared, of_question
from backend.history.past_known import brought_before
from backend.history.past_lines import Line
from backend.history.totals import names_of, no_figure, number
from backend.indicators import queries as indicator_queries
from backend.indicators.queries import Tracked
from backend.indicators.tables import Framework
from backend.kit.amounts import EXACT, ZERO, to_json_number
from backend.kit.errors import Invalid, Problem
from backend.kit.languages import translated
from backend.kit.lists import Cell
from backend.kit.period_texts import parse_period
from backend.kit.periods import Calendar, Period
from backend.members.tables import Collaborative
from backend.reports.slips import said

_SHOWN = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Row:
    """brought: ours is a total that was brought in, as no member's figures of that time are here."""

    beside: Beside
    ours: Decimal | None
    why: Sequence[str]
    brought: bool = False

    @property
    def claim(self) -> Claim:
        return self.beside.claim

    @property
    def equal(self) -> bool:
        return self.ours == self.claim.number

    @property
    def by(self) -> Decimal:
        """How far apart they are, whichever is more."""
        return ZERO if self.ours is None else abs(EXACT.subtract(self.claim.number, self.ours))

    @property
    def more(self) -> bool:
        """Theirs is."""
        return self.ours is not None and self.claim.number > self.ours


def short(amount: Decimal) -> str:
    """Without more decimals than anybody reads; what is less than they show keeps its own."""
    rounded = amount.quantize(_SHOWN)
    return to_json_number(rounded if rounded or not amount else amount)


@dataclass(frozen=True, slots=True)
class Compared:
    rows: Sequence[Row]
    problems: Sequence[Problem] = field(default_factory=tuple)

    @property
    def equal(self) -> int:
        return sum(row.equal for row in self.rows)


async def hold(
    session: AsyncSession, here: Collaborative, framework: Framework, lines: Sequence[Line], *, today: date
) -> Compared:
    """session: under scope "all"."""
    tracked = await indicator_queries.tracked(session, framework.id)
    questions = await indicator_queries.questions(session, framework.id, today, splits=False)
    elements = await indicator_queries.elements_by_code(session)
    named = {
        name: of_question(one, elements[one.code].quarters_rule, tracked)
        for one in questions
        if one.kind != "text"
        for name in (one.name.casefold(), one.code.casefold())
    }
    named |= names_of(tracked, {one.code: one.name for one in questions})
    claims, problems = _claims(lines, named, here.calendar, framework.name)
    found = await compared(session, framework.id, claims, here.calendar, elements=elements) if claims else ()
    kept = await brought_before(session) if any(one.ours is None for one in found) else {}
    brought = {
        (known.series.indicator_id, point.first, point.last): point.value
        for known in kept.values()
        for point in known.points
    }
    return Compared([_row(one, brought) for one in found], problems)


def _row(one: Beside, brought: Mapping[tuple[UUID | None, date, date], Decimal]) -> Row:
    period = one.claim.period
    before = brought.get((one.claim.tracked.indicator.id, period.start, period.end))
    if one.ours is None and before is not None and not one.kept_back:
        return Row(one, before, (), brought=True)
    return Row(one, one.ours, [said(reason) for reason in one.reasons])


def _claims(
    lines: Sequence[Line], named: Mapping[str, Tracked], calendar: Calendar, framework: str
) -> tuple[list[Claim], list[Problem]]:
    """Every line a claim, or named with what would be right."""
    claims: list[Claim] = []
    problems: list[Problem] = []
    for line in lines:
        if line.blank:
            continue
        faults: list[str] = []
        tracked = named.get(line.element.casefold())
        if tracked is None:
            faults.append(no_figure(line.element, framework))
        if line.breakdown:
            faults.append(translated("Totals alone are held beside: leave “%(text)s” out.", text=line.breakdown[:40]))
        period, amount = _period(line.period, calendar, faults), _number(line.value, tracked, faults)
        if tracked is not None and period is not None and amount is not None and not faults:
            claims.append(Claim(line.at, tracked, period, amount))
        problems += [Problem(line.at, fault, "spreadsheet.line") for fault in faults]
    return claims, problems


def _period(text: str, calendar: Calendar, faults: list[str]) -> Period | None:
    try:
        return calendar.check(parse_period(text, calendar))
    except Invalid as fault:
        faults.append(fault.problems[0].message)
        return None


def _number(text: str, of: Tracked | None, faults: list[str]) -> Decimal | None:
    try:
        return number(text, of.indicator.collective_unit if of else "")
    except Invalid as fault:
        faults += [one.message for one in fault.problems]
        return None


def as_rows(found: Compared, calendar: Calendar) -> list[Sequence[Cell]]:
    """The same as a list to keep, the heads first."""
    heads = (
        translated("Line"),
        translated("Figure"),
        translated("Period"),
        translated("Yours"),
        translated("Here"),
        translated("Difference"),
        translated("What it looks like"),
    )
    rows: list[Sequence[Cell]] = [heads]
    for row in found.rows:
        claim = row.claim
        ours = "" if row.ours is None else short(row.ours)
        difference = "" if row.ours is None else short(row.by if row.more else EXACT.minus(row.by))
        name, label = claim.tracked.indicator.name, calendar.label(claim.period)
        rows.append((claim.at, name, label, short(claim.number), ours, difference, " ".join(remarks(row))))
    return rows


def remarks(row: Row) -> list[str]:
    """What is to be said of a line beside its numbers."""
    if row.beside.kept_back:
        return [translated("Told in reports only, where small ones are hidden: hold it beside the report.")]
    if row.ours is None:
        return [translated("No figure of this period is here.")]
    if row.brought:
        return [translated("The figure here is a total that was brought in.")]
    if row.equal or row.why:
        return list(row.why)
    return [translated("No likely reason was found. In the figure here: %(coverage)s.", coverage=row.beside.coverage)]
