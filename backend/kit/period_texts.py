"""Reading the periods people write: in import files, in workbooks, in addresses."""

import re
from datetime import date
from re import Match

from backend.kit.errors import Invalid
from backend.kit.periods import MONTH_NAMES, Calendar, Period

_PART = r"(?P<letter>[QH])(?P<number>[1-4])"
_YEAR = r"(?:(?P<fy>FY) ?(?P<ending>[0-9]{4}|[0-9]{2})|(?P<first>[0-9]{4})(?:[-/](?P<second>[0-9]{4}|[0-9]{2}))?)"
_YEAR_FIRST = re.compile(rf"{_YEAR}(?:[ -]?{_PART})?", re.IGNORECASE)
_PART_FIRST = re.compile(rf"{_PART}[ -]{_YEAR}", re.IGNORECASE)
_MONTH_NAMED = re.compile(r"(?P<month>[A-Za-z]{3,9})\.? (?P<year>[0-9]{4})")
_MONTH_NUMBERED = re.compile(r"(?P<year>[0-9]{4})-(?P<number>0[1-9]|1[0-2])")


def parse_period(text: str, calendar: Calendar, *, where: str = "") -> Period:
    """The period meant, on the collaborative's calendar.

    Read are years (`2025`, `2013-14`, `2013/2014`, `FY26`), with a quarter or half-year before or behind (`2025 Q3`,
    `Q1 FY26`, `2013-14 H2`), and months (`July 2025`, `Jul 2025`, `2025-07`). What two people would read in two ways
    is refused, naming both: `2025 Q3` where the year starts in April, `2011-12` where it starts in January.

    Raises Invalid at `where`.
    """
    plain = re.sub(r"\s+", " ", text.strip().replace("–", "-"))
    if match := _MONTH_NAMED.fullmatch(plain):
        return _named_month(match, text, where)
    if (match := _MONTH_NUMBERED.fullmatch(plain)) and not _may_be_years(match):
        return Period(date(_real_year(match["year"], text, where), int(match["number"]), 1), 1)
    if match := _YEAR_FIRST.fullmatch(plain) or _PART_FIRST.fullmatch(plain):
        return _part(match, _year(match, text, calendar, where), text, where)
    raise _unread(text, where)


def _named_month(match: Match[str], text: str, where: str) -> Period:
    written = match["month"].lower()
    for number, name in enumerate(MONTH_NAMES, start=1):
        if written in (name.lower(), name[:3].lower()) or (written, name) == ("sept", "September"):
            return Period(date(_real_year(match["year"], text, where), number, 1), 1)
    raise _unread(text, where)


def _may_be_years(match: Match[str]) -> bool:
    # 2011-12 is December 2011 to one reader and the year 2011-12 to another.
    return (int(match["year"]) + 1) % 100 == int(match["number"])


def _year(match: Match[str], text: str, calendar: Calendar, where: str) -> Period:
    starts = calendar.year_starts_in
    if match["fy"]:
        ending = int(match["ending"]) + (2000 if len(match["ending"]) == 2 else 0)
        return Period(date(_real_year(ending - (starts > 1), text, where), starts, 1), 12)
    first = _real_year(match["first"], text, where)
    if match["second"] is None and starts > 1:
        raise _two_readings(match, text, first, calendar, where)
    if match["second"] is not None:
        _check_span(match, text, first, calendar, where)
    return Period(date(first, starts, 1), 12)


def _check_span(match: Match[str], text: str, first: int, calendar: Calendar, where: str) -> None:
    second = match["second"]
    if int(second) != (first + 1 if len(second) == 4 else (first + 1) % 100):
        raise Invalid(
            f"“{text}” is not a year: the one after {first} is {first + 1}, so write {first}-{(first + 1) % 100:02}",
            where=where,
            code="period.span",
        )
    if calendar.year_starts_in == 1:
        raise Invalid(
            f"“{text}” names two years, and here a year is January to December: write {first} or {first + 1}"
            + (f", or December {first} for the month" if second == "12" else ""),
            where=where,
            code="period.ambiguous",
        )


def _two_readings(match: Match[str], text: str, first: int, calendar: Calendar, where: str) -> Invalid:
    later = Period(date(first, calendar.year_starts_in, 1), 12)
    names = [calendar.year_name(year) for year in (later.previous(), later)]
    part = f" {match['letter'].upper()}{match['number']}" if match["letter"] else ""
    return Invalid(
        f"“{text}” can be read in two ways, because here a year starts in {MONTH_NAMES[calendar.year_starts_in - 1]}: "
        f"write {names[0]}{part} or {names[1]}{part}",
        where=where,
        code="period.ambiguous",
    )


def _part(match: Match[str], year: Period, text: str, where: str) -> Period:
    if not match["letter"]:
        return year
    parts = year.split(3 if match["letter"].upper() == "Q" else 6)
    number = int(match["number"])
    if number > len(parts):
        raise Invalid(f"“{text}” is not a half-year: a year has H1 and H2", where=where, code="period.part")
    return parts[number - 1]


def _real_year(year: str | int, text: str, where: str) -> int:
    if not 1900 <= int(year) <= 2199:
        raise Invalid(f"“{text}” is not a year between 1900 and 2199", where=where, code="period.year")
    return int(year)


def _unread(text: str, where: str) -> Invalid:
    return Invalid(
        f"“{text[:40]}” is not a period; write it like 2025 Q3, 2025-26, 2025-26 Q2, FY26 Q1 or July 2025",
        where=where,
        code="period.unread",
    )
