"""Days and hours of a place: when they begin and end whatever its clocks do, and how a deadline is written.

A clock may be put over midnight: then a day begins late, or begins twice, or is not there at all. All moments are in UTC.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date

from backend.kit.languages import later, locale_of, translated, translated_many

MIDNIGHT = time(0)
_AN_INSTANT = timedelta(microseconds=1)


def day_at(moment: datetime, zone: str) -> date:
    """The day it is there at that moment."""
    return moment.astimezone(ZoneInfo(zone)).date()


def clock_at(moment: datetime, zone: str) -> str:
    """Day and time there at that moment, so that they sort: "2026-11-22 09:30"."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


def reaches(day: date, hour: time, zone: str) -> datetime:
    """The first moment at which clocks there show this hour of the day, or have been put past it."""
    # fold=0: of an hour that comes twice the first; of one that is left out, the moment the clocks jump.
    return datetime.combine(day, hour, ZoneInfo(zone)).astimezone(UTC)


def begins(day: date, zone: str) -> datetime:
    return reaches(day, MIDNIGHT, zone)


def ends(day: date, zone: str) -> datetime:
    """The moment from which it is over for good, though clocks may be put back into it a minute after midnight."""
    first = begins(day + timedelta(days=1), zone)
    again = datetime.combine(day + timedelta(days=1), MIDNIGHT, ZoneInfo(zone)).replace(fold=1).astimezone(UTC)
    return again if again > first and day_at(again - _AN_INSTANT, zone) <= day else first


def deadline(day: date, zone: str, locale: str = "en_GB") -> str:
    """A last day with its zone, always: "30 October 2026, end of day, Chicago time"."""
    return translated("%(day)s, end of day, %(place)s time", day=written(day, locale), place=place_of(zone, locale))


def written(day: date, locale: str = "en_GB") -> str:
    """In full, as the language does: "October 30, 2026", "30 October 2026", "30 de octubre de 2026"."""
    return format_date(day, format="d MMMM y" if locale == "en_GB" else "long", locale=locale)


def for_reader(day: date, locale: str = "en_GB") -> str:
    """As whoever reads it just now writes days; locale: the collaborative's, where they chose no language."""
    return written(day, locale_of(locale))


def deadline_for_reader(day: date, zone: str, locale: str = "en_GB") -> str:
    return deadline(day, zone, locale_of(locale))


def place_of(zone: str, locale: str = "en_GB") -> str:
    """What people call a zone: "Chicago", "London", "UTC"."""
    known = Locale.parse(locale).time_zones.get(zone, {})
    return str(known.get("city") or zone.rpartition("/")[2].replace("_", " "))


def away(days: int) -> str:
    """How far a last day is off: "in 7 days", "tomorrow", "today", "yesterday", "7 days ago"."""
    near = {1: later("tomorrow"), 0: later("today"), -1: later("yesterday")}
    if days in near:
        return translated(near[days])
    if days > 0:
        return translated_many("in %(num)s day", "in %(num)s days", days)
    return translated_many("%(num)s day ago", "%(num)s days ago", -days)
