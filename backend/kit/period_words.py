"""Periods as the reader's language has them. What they are called in data, files and reports is of `kit.periods` itself."""

import re

from babel.dates import get_month_names

from backend.kit.languages import SOURCE, later, locale_of, speech, translated
from backend.kit.periods import MONTH_NAMES, Period

_OF_A_YEAR = re.compile(r"(?P<year>.+) (?P<part>[QH])(?P<number>[1-4])")
_MONTH = re.compile(rf"(?P<month>{'|'.join(MONTH_NAMES)}) (?P<year>\d{{4}})")
_COLLECTION = re.compile(r"(?P<label>.+) collection")


def month_name(number: int) -> str:
    """Of the reader's: "July", "julio"."""
    return str(get_month_names("wide", "stand-alone", locale_of("en_GB"))[number])


def in_months(period: Period) -> str:
    """As `Period.spoken`: "July to September 2025", "julio a septiembre de 2025"."""
    first, last = month_name(period.start.month), month_name(period.end.month)
    if period.months == 1:
        return translated("%(month)s %(year)s", month=first, year=period.start.year)
    if period.start.year != period.end.year:
        first = translated("%(month)s %(year)s", month=first, year=period.start.year)
    return translated("%(first)s to %(last)s %(year)s", first=first, last=last, year=period.end.year)


def label(text: str) -> str:
    """text: a calendar's name of a period, `2025 Q3`; what somebody typed stays as it is."""
    if speech().language == SOURCE:
        return text
    if found := _OF_A_YEAR.fullmatch(text):
        message = later("%(year)s Q%(number)s") if found["part"] == "Q" else later("%(year)s H%(number)s")
        return translated(message, year=found["year"], number=found["number"])
    if found := _MONTH.fullmatch(text):
        month = month_name(MONTH_NAMES.index(found["month"]) + 1)
        return translated("%(month)s %(year)s", month=month, year=found["year"])
    return text


def collection(name: str) -> str:
    """name: a round's, made of its period when it was planned: "2025 Q3 collection"."""
    found = None if speech().language == SOURCE else _COLLECTION.fullmatch(name)
    return translated("%(period)s collection", period=label(found["label"])) if found else name
