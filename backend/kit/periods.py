"""Months, quarters, half-years and years, and what they are called.

There is one grid of quarters: January, April, July, October. A collaborative's year, and a member's fiscal year, start on
that grid, so a fiscal label is a *view* of a calendar quarter and never another quarter.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self

from backend.kit.errors import Invalid
from backend.kit.languages import later

LENGTHS = (1, 3, 6, 12)
QUARTER_STARTS = (1, 4, 7, 10)
MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_LENGTH_WORDS = {1: later("month"), 3: later("quarter"), 6: later("half-year"), 12: later("year")}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A calendar interval of whole months. Sorted by its start, then by its length.

    months: 1, 3, 6 or 12.
    """

    start: date
    months: int

    def __post_init__(self) -> None:
        if self.months not in LENGTHS:
            raise Invalid(f"a period has 1, 3, 6 or 12 months, not {self.months}", code="period.length")
        if self.start.day != 1:
            raise Invalid(f"a period starts on the first of a month, not on {self.start}", code="period.start")

    @classmethod
    def of(cls, day: date, months: int, year_starts_in: int = 1) -> Self:
        """The period of this length that contains the day, counted from the month in which the year starts."""
        into = (day.month - year_starts_in) % 12
        return cls(_months_on(day.replace(day=1), -(into % months)), months)

    @classmethod
    def ending(cls, day: date, months: int) -> Self:
        """The months up to and including the one of this day: `ending(30 June 2025, 12)` is July 2024 to June 2025."""
        return cls(_months_on(day.replace(day=1), 1 - months), months)

    @property
    def end(self) -> date:
        """The last day, which belongs to the period."""
        last = _months_on(self.start, self.months - 1)
        return last.replace(day=monthrange(last.year, last.month)[1])

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    @property
    def kind(self) -> str:
        """month, quarter, half-year or year."""
        return _LENGTH_WORDS[self.months]

    @property
    def spoken(self) -> str:
        """In months, which nobody can misread: `July to September 2025`, `April 2025 to March 2026`, `May 2025`."""
        first, last = MONTH_NAMES[self.start.month - 1], MONTH_NAMES[self.end.month - 1]
        if self.months == 1:
            return f"{first} {self.start.year}"
        opening = first if self.start.year == self.end.year else f"{first} {self.start.year}"
        return f"{opening} to {last} {self.end.year}"

    def contains(self, other: "date | Period") -> bool:
        first, last = (other.start, other.end) if isinstance(other, Period) else (other, other)
        return self.start <= first and last <= self.end

    def overlap_days(self, other: "Period") -> int:
        return max(0, (min(self.end, other.end) - max(self.start, other.start)).days + 1)

    def split(self, months: int) -> tuple[Self, ...]:
        """Its parts of this length, in order; a quarter has no half-years."""
        if self.months % months:
            raise Invalid(f"a {self.kind} cannot be split into parts of {months} months", code="period.split")
        return tuple(type(self)(_months_on(self.start, at), months) for at in range(0, self.months, months))

    def quarters(self) -> tuple[Self, ...]:
        return self.split(3)

    def shift(self, months: int) -> Self:
        """The same length, so many months later (earlier when negative)."""
        return type(self)(_months_on(self.start, months), self.months)

    def next(self) -> Self:
        return self.shift(self.months)

    def previous(self) -> Self:
        return self.shift(-self.months)


class YearNaming(StrEnum):
    """How a year that does not start in January is written. One that does is just `2025`."""

    SPANNING = "spanning"  # 2025-26
    ENDING = "ending"  # FY26


@dataclass(frozen=True, slots=True)
class Calendar:
    """The year of a collaborative or of a member: where it starts and how it is named.

    Raises Invalid for a year that does not start with a calendar quarter; for a member, `fiscal_label` says so instead.
    """

    year_starts_in: int = 1
    naming: YearNaming = YearNaming.SPANNING

    def __post_init__(self) -> None:
        if not 1 <= self.year_starts_in <= 12:
            raise Invalid(f"a year starts in a month from 1 to 12, not {self.year_starts_in}", code="calendar.month")
        if self.year_starts_in not in QUARTER_STARTS:
            raise Invalid(_off_grid(self.year_starts_in), code="calendar.off_grid")

    def period(self, day: date, months: int) -> Period:
        """The period of this length on this calendar that contains the day."""
        return Period.of(day, months, self.year_starts_in)

    def has(self, period: Period) -> bool:
        """Whether the period is one of this calendar's own: its year, half-year, quarter or month."""
        return self.period(period.start, period.months) == period

    def check(self, period: Period) -> Period:
        """The period itself, or Invalid naming the two of this calendar that it lies across."""
        if self.has(period):
            return period
        here = self.period(period.start, period.months)
        raise Invalid(
            f"{period.spoken} is not a {period.kind} of this calendar; take {here.spoken} or {here.next().spoken}",
            code="period.off_calendar",
        )

    def year(self, period: Period) -> Period:
        """The year in which the period starts."""
        return self.period(period.start, 12)

    def periods(self, first: date, last: date, months: int) -> tuple[Period, ...]:
        """Every period of this length that has a day between the two dates, both included, in order."""
        found: list[Period] = []
        period = self.period(first, months)
        while period.start <= last:
            found.append(period)
            period = period.next()
        return tuple(found)

    def label(self, period: Period) -> str:
        """What people here call it: `2025 Q3`, `2025-26 Q2`, `FY26 H1`, `2025`, `July 2025`."""
        self.check(period)
        if period.months == 1:
            return period.spoken
        year = self.year(period)
        if period.months == 12:
            return self.year_name(year)
        number = year.split(period.months).index(period) + 1
        return f"{self.year_name(year)} {'Q' if period.months == 3 else 'H'}{number}"

    def year_name(self, year: Period) -> str:
        if self.year_starts_in == 1:
            return str(year.start.year)
        if self.naming is YearNaming.ENDING:
            return f"FY{year.end.year % 100:02}"
        return f"{year.start.year}-{year.end.year % 100:02}"


@dataclass(frozen=True, slots=True)
class FiscalLabel:
    """What a member calls a period.

    text: its own fiscal label, or the collaborative's label when it has none.
    reason: empty, or the sentence why the member sees the collaborative's label.
    """

    text: str
    reason: str = ""

    @property
    def is_fiscal(self) -> bool:
        return not self.reason


def fiscal_label(
    period: Period, *, year_starts_in: int, calendar: Calendar, naming: YearNaming = YearNaming.ENDING
) -> FiscalLabel:
    """A member's name for one of the collaborative's periods, when its fiscal year starts in the given month."""
    shown = calendar.label(period)
    if year_starts_in not in QUARTER_STARTS:
        return FiscalLabel(shown, _off_grid(year_starts_in))
    own = Calendar(year_starts_in, naming)
    if own.has(period):
        return FiscalLabel(own.label(period))
    return FiscalLabel(
        shown,
        f"Its year starts in {MONTH_NAMES[year_starts_in - 1]}, so {period.spoken} lies across two of its "
        f"{period.kind}s; its own {period.kind}s are put together from quarters.",
    )


def _off_grid(month: int) -> str:
    return (
        f"A year that starts in {MONTH_NAMES[month - 1]} has quarters that are not calendar quarters "
        "(those start in January, April, July and October), so calendar quarters are shown; "
        "its own quarters would need monthly figures."
    )


def _months_on(day: date, months: int) -> date:
    at = day.year * 12 + day.month - 1 + months
    return date(at // 12, at % 12 + 1, 1)
