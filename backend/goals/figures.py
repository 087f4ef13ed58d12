"""The figures a goal is held against, out of what was disclosed, what stands now, or a series. Pure."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from backend.disclosure.outcome import Amount, Point
from backend.disclosure.queries import LiveRow
from backend.goals.each import FEWEST, UNIT, share
from backend.goals.schemas import Drawing
from backend.goals.standing import FEW, NOBODY, NOT_ASKED, Measured, Say
from backend.indicators.rules import OverMembers
from backend.indicators.tables import Indicator
from backend.kit import days
from backend.kit.periods import Calendar, Period
from backend.members.tables import Collaborative
from backend.series.papers import said
from backend.series.queries import Known
from backend.series.rules import span_label
from collab_reports import numbers

TOO_FEW = FEW % {"fewest": FEWEST}
IN_REPORTS = "Figures of this kind are shown in reports only, where small ones are hidden."


def counts_members(drawing: Drawing, indicator: Indicator | None) -> bool:
    """Whether the goal is about how many members reach something, and so in per cent of those that answered."""
    return bool(drawing.each) or (indicator is not None and indicator.rule_members == OverMembers.COUNT_TRUE)


def unit_of(drawing: Drawing, indicator: Indicator | None, series: Known | None, currency: str) -> str:
    """The unit of baseline, target and figures, with the currency of the collaborative."""
    if counts_members(drawing, indicator):
        return UNIT
    unit = indicator.unit if indicator else series.series.unit if series else UNIT
    return unit.replace("currency", currency)


def of_points(points: Iterable[Point], calendar: Calendar, *, counting: bool) -> list[Measured]:
    """As one audience sees them. counting: a number of members, to be shown as a share of those that answered."""
    return list(_joined((_of_point(one, calendar, counting), one.version) for one in points))


def of_row(row: LiveRow, calendar: Calendar, *, counting: bool) -> list[Measured]:
    """As they stand now, for the backbone. Periods nobody has reported yet are among them."""
    return list(
        _joined(
            (
                _measured(period, cell.number, cell.answered, calendar, counting, why=NOBODY, coverage=cell.coverage),
                definition.version,
            )
            for period, cell in sorted(row.cells.items())
            if (definition := row.tracked.definition_on(period.end)) is not None
        )
    )


def of_series(known: Known, calendar: Calendar) -> list[Measured]:
    return [
        Measured(
            span_label(one.first, one.last, calendar),
            one.first,
            one.last,
            one.value,
            low=one.low,
            high=one.high,
            breaks=one.breaks,
            note=said(one),
        )
        for one in known.points
    ]


def say(here: Collaborative, unit: str, decimals: int | None = None) -> Say:
    """How the sentence about a standing writes numbers here; between two percentages lie percentage points."""
    apart = "percentage points" if unit == UNIT else unit

    def written(of: str) -> Callable[[Decimal], str]:
        # Of percentage points one decimal is shown, as of per cents.
        digits = 1 if of == "percentage points" and decimals is None else decimals
        return lambda value: numbers.written(value, of, locale=here.locale, decimals=digits)

    return Say(written(unit), written(apart), lambda day: days.written(day, here.locale))


def _joined(found: Iterable[tuple[Measured, int]]) -> Iterator[Measured]:
    """With a break where the definition is another than the period's before."""
    before: int | None = None
    for measured, version in found:
        yield measured if before in (None, version) else replace(measured, breaks=True)
        before = version


def _of_point(point: Point, calendar: Calendar, counting: bool) -> Measured:
    amount = point.amount
    return _measured(
        point.period,
        amount.number,
        point.answered,
        calendar,
        counting,
        why=_why(amount),
        coverage=point.coverage.sentence,
        estimated=amount.estimated,
        hidden=amount.hidden is not None,
        asked=amount.asked > 0,
    )


def _why(amount: Amount) -> str:
    if amount.hidden is not None:
        return amount.hidden.sentence
    return NOBODY if amount.asked else NOT_ASKED


def _measured(
    period: Period,
    number: Decimal | None,
    answered: int,
    calendar: Calendar,
    counting: bool,
    *,
    why: str,
    coverage: str,
    estimated: bool = False,
    hidden: bool = False,
    asked: bool = True,
) -> Measured:
    counted = ""
    if counting and number is not None:
        met, number = number, share(number, answered)
        counted = f"{met:f} of {answered} members" if number is not None else ""
        why, hidden = (why, hidden) if number is not None else (TOO_FEW, True)
    return Measured(
        calendar.label(period),
        period.start,
        period.end,
        number,
        why="" if number is not None else why,
        hidden=hidden,
        asked=asked,
        coverage=coverage,
        estimated=estimated and number is not None,
        counted=counted,
    )
