"""Figures of a series as a file or a pasted table brings them: one line a span, every fault at its line. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from backend.kit.amounts import read_decimal
from backend.kit.errors import Invalid, Problem
from backend.kit.languages import translated
from backend.kit.period_texts import parse_period
from backend.kit.periods import Calendar
from backend.kit.sheets.book import Tab
from backend.kit.sheets.headings import headings
from backend.places.crosswalks import first_few
from backend.series.rules import Given, faults

HEADINGS = ("from", "to", "value", "low", "high", "break", "note", "source")
NEEDED = ("from", "value")
MOST = 2000
_YES = {"yes": True, "no": False, "": False}


def read_lines(tab: Tab, calendar: Calendar) -> list[Given]:
    """Its first line has headings, of HEADINGS; `from` and `value` are needed.

    from, to: a day (2017-01-01) or a period (2017, 2025 Q3); without `to`, the period or day of `from` alone.

    Raises Invalid: headings missing or unknown, or every line that is wrong, the first twenty named.
    """
    columns = _headings(tab)
    points: list[Given] = []
    problems: list[Problem] = []
    for row, texts in tab.lines():
        if row == 1:
            continue
        line = {name: texts[at - 1].strip() if at <= len(texts) else "" for name, at in columns.items()}
        try:
            points.append(_line(line, row, calendar))
        except Invalid as invalid:
            problems += invalid.problems
    if len(points) > MOST:
        raise Invalid(
            translated(
                "A series has %(most)s figures at most; this has %(len)s.", most=f"{MOST:,}", len=f"{len(points):,}"
            ),
            where=translated("Figures"),
        )
    problems += faults(points) if not problems or points else ()
    if problems:
        raise Invalid(first_few(problems))
    return points


def _headings(tab: Tab) -> dict[str, int]:
    there = headings(tab)
    problems = [
        Problem(
            translated("row 1"),
            translated(
                "The heading “%(name)s” is missing; the headings are %(join)s.", name=name, join=", ".join(HEADINGS)
            ),
        )
        for name in NEEDED
        if name not in there
    ]
    problems += [
        Problem(
            translated("row 1"),
            translated("“%(name)s” is no heading here; they are %(join)s.", name=name[:40], join=", ".join(HEADINGS)),
        )
        for name in there
        if name not in HEADINGS
    ]
    if problems:
        raise Invalid(problems)
    return there


def _line(line: Mapping[str, str], row: int, calendar: Calendar) -> Given:
    """Raises Invalid with every fault of the line."""
    reading = _Reading(line, translated("row %(row)s", row=row), [])
    first, last = reading.span(calendar)
    value, low, high = reading.number("value"), reading.number("low"), reading.number("high")
    breaks = reading.yes_no("break")
    if not line.get("value"):
        reading.problems.append(Problem(translated("row %(row)s, value", row=row), translated("Write a number.")))
    if reading.problems or value is None:
        raise Invalid(reading.problems)
    said = {name: line.get(name, "") for name in ("note", "source")}
    return Given(first, last, value, low, high, breaks, **said, where=translated("row %(row)s", row=row))


@dataclass(frozen=True, slots=True)
class _Reading:
    """One line, read as far as it can be; what cannot is among the problems."""

    line: Mapping[str, str]
    at: str
    problems: list[Problem]

    def span(self, calendar: Calendar) -> tuple[date, date]:
        first, last = self.line.get("from", ""), self.line.get("to", "")
        start, end = self._days("from", first, calendar), self._days("to", last or first, calendar)
        return start[0], end[1]

    def _days(self, name: str, text: str, calendar: Calendar) -> tuple[date, date]:
        """First and last of what is meant."""
        try:
            day = date.fromisoformat(text)
        except ValueError:
            pass
        else:
            return day, day
        try:
            period = parse_period(text, calendar, where=f"{self.at}, {name}")
        except Invalid:
            told = translated(
                "“%(text)s” is neither a day, such as 2017-01-01, nor a period, such as 2017 or 2025 Q3.",
                text=text[:40],
            )
            if not self.problems:  # the same text may stand for both ends
                self.problems.append(Problem(f"{self.at}, {name}", told, "series.day"))
            return date.max, date.max
        return period.start, period.end

    def number(self, name: str) -> Decimal | None:
        text = self.line.get(name, "")
        try:
            return read_decimal(text, where=f"{self.at}, {name}") if text else None
        except Invalid as invalid:
            self.problems.extend(invalid.problems)
            return None

    def yes_no(self, name: str) -> bool:
        text = self.line.get(name, "").casefold()
        if text not in _YES:
            self.problems.append(Problem(f"{self.at}, {name}", translated("Write yes or no, or leave it empty.")))
        return _YES.get(text, False)
