"""Whole days as an iCalendar file (RFC 5545), for anybody's own calendar. Pure.

Written here rather than by a library: of the format only whole days are needed, and what is hard in it (time zones,
repetitions, alarms) is in the parts that are not. What remains is escaping and folding.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

MEDIA_TYPE = "text/calendar; charset=utf-8"
_LONGEST = 75  # octets of a line, its end not counted


@dataclass(frozen=True, slots=True)
class Day:
    """uid: the same for the same thing whenever the file is made, so that a calendar that takes it anew moves it."""

    uid: str
    day: date
    summary: str
    description: str = ""
    url: str = ""


def written(name: str, found: Iterable[Day], *, at: datetime) -> bytes:
    """name: of the calendar. at: when it is written."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Anchorline//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_text(name)}",
    ]
    for one in found:
        lines += _event(one, at)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line)).encode()


def _event(of: Day, at: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{of.uid}"
    yield f"DTSTAMP:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{of.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{of.day + timedelta(days=1):%Y%m%d}"  # the day after, which is not in it
    yield f"SUMMARY:{_text(of.summary)}"
    if of.description:
        yield f"DESCRIPTION:{_text(of.description)}"
    if of.url:
        yield f"URL:{of.url}"
    yield "TRANSP:TRANSPARENT"  # nobody is busy for it
    yield "END:VEVENT"


def _text(words: str) -> str:
    plain = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(plain.splitlines())


def _folded(line: str) -> Iterator[str]:
    """In parts of so many octets at most, each but the first begun with a space; no letter is cut."""
    part, room = "", _LONGEST
    for sign in line:
        size = len(sign.encode())
        if size > room:
            yield part
            part, room = " ", _LONGEST - 1
        part, room = part + sign, room - size
    yield part
