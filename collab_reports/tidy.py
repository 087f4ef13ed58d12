"""An Edition as tidy data: one line a number, one column a fact, and what each column means."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from collab_reports.edition import Edition, Figure, Section
from collab_reports.numbers import last_day
from collab_reports.parts import Amount, Coverage, Period, plain
from collab_reports.statuses import READINGS

COLUMNS = {
    "figure": "Code of the figure; the sheet Dictionary says what it counts.",
    "name": "Its name.",
    "section": "The part of the report it is in.",
    "kind": "total: the figure itself. same members: over those alone that are in every period. split: one category of it."
    " part: one side of the sum it is worked out from.",
    "split_by": "For a split: what it is split by.",
    "category": "For a split the category, for a part its name.",
    "period": "The period, as the collaborative calls it.",
    "first_day": "First day of the period.",
    "last_day": "Last day of the period.",
    "value": "The number, unrounded. Empty when there is none; an empty place is never a zero.",
    "exactly": "The same number as text, every digit of it.",
    "unit": "The unit of the number; 35 with the unit % is 35 %.",
    "status": "Why there is a number, or none; the sheet Signs explains each.",
    "why_hidden": "For a hidden number: why it is hidden.",
    "members_reported": "How many members' answers are in it.",
    "members_asked": "How many members were asked.",
    "definition": "Version of the definition it was counted by. Numbers before and after a change differ in kind.",
}

SAME = "same members"


@dataclass(frozen=True)
class Line:
    """One number, or the reason why there is none. The fields are the columns, in their order."""

    figure: str
    name: str
    section: str
    kind: str
    split_by: str
    category: str
    period: str
    first_day: date
    last_day: date
    value: Decimal | None
    exactly: str
    unit: str
    status: str
    why_hidden: str
    members_reported: int | None
    members_asked: int | None
    definition: int


def lines(edition: Edition) -> Iterator[Line]:
    """Figure by figure: its series oldest first, over the same members too, then its splits and the parts of its formula."""
    for section in edition.sections:
        for figure in section.figures:
            yield from _of(figure, section, edition.period)


def _of(figure: Figure, section: Section, now: Period) -> Iterator[Line]:
    for point in figure.series:
        if not _same(point.period, now):
            yield _line(
                figure, section, point.period, point, coverage=point.coverage, definition=point.definition_version
            )
    yield _line(figure, section, now, figure, coverage=figure.coverage)
    for point in figure.same.series if figure.same else ():
        yield _line(
            figure,
            section,
            point.period,
            point,
            kind=SAME,
            coverage=point.coverage,
            definition=point.definition_version,
        )
    for split in figure.splits:
        for row in split.rows:
            yield _line(figure, section, now, row, kind="split", split_by=split.name, category=row.name)
    for part in figure.parts:
        yield _line(figure, section, now, part, kind="part", category=part.name, unit=part.unit)


def _line(
    figure: Figure,
    section: Section,
    period: Period,
    amount: Amount,
    *,
    kind: str = "total",
    split_by: str = "",
    category: str = "",
    unit: str = "",
    coverage: Coverage | None = None,
    definition: int = 0,
) -> Line:
    return Line(
        figure.code,
        figure.name,
        section.title,
        kind,
        split_by,
        category,
        period.label,
        period.start,
        last_day(period),
        amount.value,
        "" if amount.value is None else plain(amount.value),
        unit or figure.unit,
        READINGS[amount.status].words,
        amount.hidden_reason,
        coverage.reported if coverage else None,
        coverage.asked if coverage else None,
        definition or figure.definition.version,
    )


def _same(one: Period, other: Period) -> bool:
    return (one.start, one.months) == (other.start, other.months)
