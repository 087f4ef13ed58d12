"""A list of members as people paste it: one to a line, its name first, the rest in any order. Pure.

Wren General Hospital, hospital, 140088, ada@wren.example
Wren Health    system    grace@wren.example
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass
from hashlib import sha256
from types import MappingProxyType

from backend.kit.codes import code_of
from backend.kit.errors import Invalid, Problem
from backend.kit.languages import translated
from backend.members.addresses import bare, normalised, person_name

MOST_LINES = 200
_HEADINGS = frozenset({"name", "member", "hospital", "organization", "organisation", "nombre", "miembro"})
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "site": "site", "hospital": "site", "trust": "site", "clinic": "site", "sitio": "site", "clínica": "site",
        "system": "system", "health system": "system", "sistema": "system", "sistema de salud": "system",
        "remainder": "remainder", "rest": "remainder", "resto": "remainder",
    }
)  # fmt: skip
# How an official code looks, by country: a CMS certification number, an ODS code.
_OFFICIAL = {"US": re.compile(r"\d{2}[0-9A-Z]\d{3}"), "GB": re.compile(r"(?=.*\d)[A-Z0-9]{3,6}")}


@dataclass(frozen=True, slots=True)
class Pasted:
    """line: which it was, from 1. level: as `members.tables.Member` has it. official, email: empty where none is given."""

    line: int
    name: str
    code: str
    level: str = "site"
    official: str = ""
    email: str = ""


def members_of(text: str, *, country: str, taken: Iterable[str] = ()) -> list[Pasted]:
    """taken: codes that members have already.

    Raises Invalid with every fault of every line.
    """
    problems: list[Problem] = []
    found: list[Pasted] = []
    codes = set(taken)
    for number, cells in _lines(text):
        try:
            one = _member(number, cells, country, codes)
        except Invalid as fault:
            problems += fault.problems
            continue
        codes.add(one.code)
        found.append(one)
    problems += _twice(found)
    if not found and not problems:
        problems.append(Problem(translated("Members"), translated("Write at least one line."), "paste.empty"))
    if len(found) > MOST_LINES:
        most = translated("Paste at most %(most)s lines at once.", most=MOST_LINES)
        problems.append(Problem(translated("Members"), most, "paste.many"))
    if problems:
        raise Invalid(problems)
    return found


def mark(found: Iterable[Pasted]) -> str:
    """By which what is saved is known to be what was looked at."""
    return sha256("\0".join("\t".join(map(str, astuple(one))) for one in found).encode()).hexdigest()[:20]


def place(line: int) -> str:
    return translated("Line %(number)s", number=line)


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text.splitlines(), 1):
        between = "\t" if "\t" in line else ";" if ";" in line else ","
        cells = [cell.strip().strip('"').strip() for cell in line.split(between)]
        if not any(cells) or (number == 1 and cells[0].casefold() in _HEADINGS and len(cells) > 1):
            continue
        yield number, cells


def _member(number: int, cells: list[str], country: str, codes: set[str]) -> Pasted:
    """Raises Invalid."""
    problems: list[Problem] = []
    facts: dict[str, str] = {}
    try:
        name = person_name(cells[0])
    except ValueError as fault:
        name = ""
        problems.append(Problem(place(number), translated(str(fault)), "paste.name"))
    for cell in filter(None, cells[1:]):
        try:
            what, value = _read(cell, country)
        except ValueError as fault:
            problems.append(Problem(place(number), str(fault), "paste.cell"))
            continue
        if what in facts:
            again = translated("“%(text)s” is one too many of its kind.", text=cell)
            problems.append(Problem(place(number), again, "paste.twice"))
        facts[what] = value
    if problems:
        raise Invalid(problems)
    code = code_of(name)
    first = code if code[0].isalpha() and len(code) > 1 else f"m_{code}"
    numbered, more = first, 1
    while numbered in codes:
        more += 1
        numbered = f"{first}_{more}"
    return Pasted(number, name, numbered, **facts)


def _read(cell: str, country: str) -> tuple[str, str]:
    """Which fact a cell is. Raises ValueError."""
    if "@" in cell:
        try:
            return "email", normalised(bare(cell))
        except ValueError:
            raise ValueError(translated("“%(text)s” is not an e-mail address.", text=cell)) from None
    if kind := KINDS.get(cell.casefold()):
        return "level", kind
    if country in _OFFICIAL and _OFFICIAL[country].fullmatch(cell.upper()):
        return "official", cell.upper()
    raise ValueError(
        translated(
            "“%(text)s” is no kind (hospital, system, remainder), official code or e-mail address. Leave it out.",
            text=cell,
        )
    )


def _twice(found: Iterable[Pasted]) -> Iterator[Problem]:
    lines: dict[tuple[str, str], int] = {}
    for one in found:
        for key in ((one.name.casefold(), one.level), (one.official, one.level)):
            if key[0] and lines.setdefault(key, one.line) != one.line:
                message = translated("It stands in line %(other)s already.", other=lines[key])
                yield Problem(place(one.line), message, "paste.twice")
                break
