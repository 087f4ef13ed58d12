"""Areas as people type them, one to a line: a code and a name, or a name alone, and other spellings in brackets. Pure.

25, Austin
31, Lower West Side (Pilsen, Heart of Chicago)
60624
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from backend.kit.errors import Invalid, Problem
from backend.kit.languages import later, translated

WHERE = later("Areas")
MOST = 2000
_BRACKETS = re.compile(r"^(?P<name>[^()]*)\((?P<aliases>[^()]*)\)\s*$")


@dataclass(frozen=True, slots=True)
class Named:
    """code: where none is given, the name itself. aliases: other spellings people write."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()


def read_areas(text: str) -> Sequence[Named]:
    """In the order they stand. Blank lines say nothing. Raises Invalid, every fault at its line."""
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if not lines:
        raise Invalid(translated("Write at least one area, each on a line of its own."), where=translated(WHERE))
    if len(lines) > MOST:
        raise Invalid(
            translated("These are %(len)s areas; a list has at most %(most)s.", len=len(lines), most=MOST),
            where=translated(WHERE),
        )
    read = [(number, _read(line)) for number, line in lines]
    problems = [
        Problem(translated(WHERE), translated("Line %(number)s: %(fault)s", number=number, fault=fault))
        for number, area in read
        if (fault := _fault(area))
    ]
    times = Counter(area.code for _, area in read)
    problems += [
        Problem(translated(WHERE), translated("“%(code)s” stands here %(count)s times.", code=code, count=count))
        for code, count in times.items()
        if count > 1
    ]
    if problems:
        raise Invalid(problems)
    return [area for _, area in read]


def written(areas: Sequence[Named]) -> str:
    """As `read_areas` reads it."""
    return "\n".join(
        (area.name if area.code == area.name else f"{area.code}, {area.name}")
        + (f" ({', '.join(area.aliases)})" if area.aliases else "")
        for area in areas
    )


def folded(text: str) -> str:
    """Without accents, capitals and what is between words."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


def _read(line: str) -> Named:
    bracketed = _BRACKETS.match(line)
    rest, others = (bracketed["name"], bracketed["aliases"]) if bracketed else (line, "")
    code, _, name = rest.partition(",")
    aliases = tuple(alias.strip() for alias in others.split(",") if alias.strip())
    return Named(code.strip(), name.strip() or code.strip(), aliases)


def _fault(area: Named) -> str:
    if not area.code:
        return translated("write a code before the comma, or the name alone.")
    if len(area.code) > 60 or len(area.name) > 120:
        return translated("this is too long for an area.")
    if any(mark in area.code + area.name for mark in "()"):
        return translated("write other spellings in one pair of brackets at the end, with commas between them.")
    return ""
