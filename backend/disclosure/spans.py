"""Periods of other lengths beside those of a report: a year is its quarters, and readers may hold reports of both. Pure.

Where an earlier release showed an indicator for shorter or longer periods, those are rolled up too and stand in the table,
so that none that was hidden there can be had from what is shown here. They are no part of the report.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import date

from backend.disclosure.figures import Earlier
from backend.kit.periods import Period

Shown = Mapping[str, Set[Period]]  # by an indicator's code


def place_of(cell_id: str) -> tuple[str, Period, str]:
    """An indicator's code, a period and a category, as `collective.cell_id` wrote them."""
    code, span, category = cell_id.split("|")
    start, _, months = span.partition("/")
    return code, Period(date.fromisoformat(start), int(months)), category


def shown_before(earlier: Earlier) -> Shown:
    """For which periods earlier releases showed each indicator."""
    found: dict[str, set[Period]] = {}
    for table in earlier:
        for cell in table.cells:
            code, period, category = place_of(cell.id)
            if not category:
                found.setdefault(code, set()).add(period)
    return found


def beside(periods: Sequence[Period], shown: Iterable[Period]) -> list[Period]:
    """Those of other lengths to look at with these: all parts of one of which a part was shown, and the longer ones
    shown that these make up."""
    own = set(periods)
    found: set[Period] = set()
    for other in shown:
        for period in own:
            if other.months < period.months and period.contains(other):
                found |= set(period.split(other.months))
        if parts_among(other, own):
            found.add(other)
    return sorted(found, key=lambda period: (period.months, period.start))


def parts_among(whole: Period, periods: Set[Period]) -> tuple[Period, ...]:
    """The periods of one shorter length that make up the whole, the longest that do; nothing when none do."""
    for months in sorted({period.months for period in periods if period.months < whole.months}, reverse=True):
        parts = whole.split(months) if whole.months % months == 0 else ()
        if parts and set(parts) <= periods:
            return parts
    return ()
