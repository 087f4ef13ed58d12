"""What a point of a series may be, and how its span of days is called. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from backend.kit.errors import Problem
from backend.kit.languages import translated
from backend.kit.periods import Calendar, Period


@dataclass(frozen=True, slots=True)
class Given:
    """One point as it was entered. where: its place in what was sent, such as `row 3`; the rest as in `tables.Point`."""

    first: date
    last: date
    value: Decimal
    low: Decimal | None = None
    high: Decimal | None = None
    breaks: bool = False
    note: str = ""
    source: str = ""
    where: str = ""


def faults(points: Sequence[Given]) -> Iterator[Problem]:
    """What is wrong with the points of one vintage, each at its place."""
    if not points:
        yield Problem(translated("Figures"), translated("There is no figure yet; write at least one."), "series.empty")
    for point in points:
        yield from _of_one(point)
    seen: set[tuple[date, date]] = set()
    for point in points:
        if (point.first, point.last) in seen:
            yield Problem(point.where, translated("this span has a figure already; keep one line"), "series.twice")
        seen.add((point.first, point.last))


def _of_one(point: Given) -> Iterator[Problem]:
    if point.first > point.last:
        yield Problem(point.where, translated("its first day comes after its last"), "series.span")
    if (point.low is None) != (point.high is None):
        yield Problem(
            point.where, translated("an interval has both ends: give low and high, or neither"), "series.interval"
        )
    elif point.low is not None and point.high is not None and not point.low <= point.value <= point.high:
        yield Problem(point.where, translated("the figure lies outside its own interval"), "series.interval")


def in_order(points: Iterable[Given]) -> list[Given]:
    """By the day they end, a longer span after the shorter ones it ends with."""
    return sorted(points, key=lambda point: (point.last, -point.first.toordinal()))


def span_label(first: date, last: date, calendar: Calendar) -> str:
    """What people here call it: `2023`, `2025 Q3`, `2018 to 2024`; where it is no whole period, its two days."""
    for months in (12, 6, 3, 1):
        period = calendar.period(first, months)
        if (period.start, period.end) == (first, last):
            return calendar.label(period)
    years = calendar.period(first, 12), calendar.period(last, 12)
    if (years[0].start, years[1].end) == (first, last):
        return _to(calendar.year_name(years[0]), calendar.year_name(years[1]))
    if first == last:
        return first.isoformat()
    months_first, months_last = Period.of(first, 1), Period.of(last, 1)
    if (months_first.start, months_last.end) == (first, last):
        return _to(months_first.spoken, months_last.spoken)
    return _to(first.isoformat(), last.isoformat())


def _to(first: str, last: str) -> str:
    return translated("%(low)s to %(high)s", low=first, high=last)
