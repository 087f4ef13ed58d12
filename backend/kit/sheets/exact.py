"""Numbers and dates as a workbook stores them, turned into the exact text a person would have written. Pure."""

import math
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,5})?")
_ISO = re.compile(r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d)?)(?:\.\d+)?Z?)?")
_PLAIN = re.compile(r"0|-?[1-9][0-9]*|-?(?:0|[1-9][0-9]*)\.[0-9]*[1-9]")
_SHORT = 15  # characters: a plain number of so many digits is what its own double reads as, without asking the double
_LARGEST = 30  # digits before the point; nothing that is counted or paid has more
_DAY = 86_400
_LAST_DAY = 2_958_465  # 9999-12-31
_MISSING_DAY = 60  # 1900-02-29, which Excel counts and no calendar has


def number_text(stored: str) -> str | None:
    """The stored number in plain notation; None where it is none, or has more than 30 digits before the point.

    A spreadsheet computes in IEEE doubles and stores 0.011 as 1.0999999999999999E-2. The text is the shortest that stands
    for the same double: what was typed, up to 15 significant digits. Minus zero is zero.
    """
    if len(stored) <= _SHORT and _PLAIN.fullmatch(stored):
        return stored
    return _shortest(stored)


@lru_cache(maxsize=8_192)
def _shortest(stored: str) -> str | None:
    if not _NUMBER.fullmatch(stored.strip()):
        return None
    # The one place where a double is right: it is what the file's own program computed with.
    double = float(stored)
    if not math.isfinite(double):
        return None
    exact = Decimal(repr(double))
    if not exact:
        return "0"
    return f"{exact.normalize():f}" if exact.adjusted() < _LARGEST else None


def date_text(number: str, *, since_1904: bool) -> str | None:
    """ISO date, with the time of day if one is stored, of a serial number; None where no calendar has the day."""
    serial = Decimal(number)
    seconds = round(serial % 1 * _DAY)
    days = math.floor(serial) + seconds // _DAY
    if since_1904:
        days += 1_462
    elif days == _MISSING_DAY:
        return None
    elif days < _MISSING_DAY:
        days += 1  # before the day that was not, Excel's count is one short
    if not 2 <= days <= _LAST_DAY or serial < 0:
        return None
    moment = datetime(1899, 12, 30) + timedelta(days=days, seconds=seconds % _DAY)  # noqa: DTZ001 - a wall clock's, as typed
    return moment.isoformat() if seconds % _DAY else moment.date().isoformat()


def iso_text(stored: str) -> str | None:
    """A date kept as ISO text, as strict workbooks do; None where it is none."""
    found = _ISO.fullmatch(stored.strip())
    if found is None:
        return None
    try:
        day = date.fromisoformat(found[1])
        time = datetime.fromisoformat(f"{found[1]}T{found[2]}").time() if found[2] else None
    except ValueError:
        return None
    return f"{day.isoformat()}T{time.isoformat()}" if time else day.isoformat()
