"""Saved column mappings: how one source's file of one edition and year is read. Data, checked before use.

A mapping is a TOML file of `history/mappings/`. `locate` finds its columns in a file's header; `reading` reads.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from backend.history.regroup import Holds
from backend.kit.errors import Invalid, NotFound, Problem
from backend.kit.periods import Period
from backend.kit.sheets.delimited import Sheet, letters
from backend.kit.sheets.encodings import LOST
from backend.submissions.rules import Status

SAVED = Path(__file__).parent / "mappings"


def _written_as_text(value: Any) -> Any:
    if isinstance(value, float):
        raise ValueError('write the number in quotes, e.g. "0.001", so that no digit changes')
    return value


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as fault:
        raise ValueError(f"not a regular expression: {fault}") from fault
    return pattern


def _first_of_month(day: date) -> date:
    if day.day != 1:
        raise ValueError("a period starts on the first of a month")
    return day


Exact = Annotated[Decimal, BeforeValidator(_written_as_text)]


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FixedPeriod(_Data):
    """The one period all values of the file belong to."""

    start: Annotated[date, AfterValidator(_first_of_month)]
    months: Literal[1, 3, 6, 12]

    @property
    def period(self) -> Period:
        return Period(self.start, self.months)


class MemberColumns(_Data):
    """Which columns say whose row it is. key_pattern: a whole key, as a regular expression; other rows are refused."""

    key: str
    key_pattern: Annotated[str, AfterValidator(_compiles)] = r"\S+"
    name: str
    region: str


class ValueColumn(_Data):
    """Where an element's number stands: one column, or several whose numbers are added.

    category: with its breakdown before it, `gender.unknown`.
    factor: from the file's unit to the element's. below_zero: why a number below zero is right here; else it is a fault.
    refused: why not even a cell that can be read is taken; each is then a fault with this sentence.
    """

    element: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    category: str | None = None
    columns: Annotated[tuple[str, ...], Field(min_length=1)]
    factor: Exact = Decimal(1)
    below_zero: str = ""
    refused: str = ""


class CutColumns(_Data):
    """The columns from the first `through` this one were cut once more at a character inside names and numbers.

    holds: what a column holds, by the end of its name; columns with none of these ends hold text.
    why: what was seen in the file that says so.
    """

    through: str
    at: str = ","
    holds: dict[str, Holds]
    why: str


class Columns(_Data):
    """One source's edition: its period, whose rows they are, and what each column answers.

    framework: code of the framework whose collection the file answers. regions: text of the region column -> the name this
    mapping gives the region. texts: what stands instead of a number -> the status it means; the empty text is a blank cell.
    """

    source: str
    edition: str
    licence: str
    framework: str
    period: FixedPeriod
    member: MemberColumns
    regions: dict[str, str]
    texts: dict[str, Status]
    values: Annotated[tuple[ValueColumn, ...], Field(min_length=1)]
    cut: CutColumns | None = None

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        cells = [(value.element, value.category) for value in self.values]
        twice = sorted({element for element, category in cells if cells.count((element, category)) > 1})
        if twice:
            raise ValueError(f"answered twice: {', '.join(twice)}; name all columns of an element in one entry")
        numbers = [text for text, status in self.texts.items() if status.has_number]
        if numbers:
            raise ValueError(f"texts that mean a number have none: {', '.join(numbers)}")
        return self


def saved_names() -> list[str]:
    return sorted(path.stem for path in SAVED.glob("*.toml"))


def load(name: str) -> Columns:
    """A saved mapping by its name.

    Raises:
        NotFound: there is none of this name. Invalid: it has faults, each with its key path.
    """
    path = SAVED / f"{name}.toml"
    if name not in saved_names():
        raise NotFound(f"There is no saved column mapping {name}; there are {', '.join(saved_names())}.")
    return parse(path.read_text("utf-8"), name=name)


def parse(text: str, *, name: str) -> Columns:
    try:
        return Columns.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as fault:
        raise Invalid(f"{fault}.", where=name, code="mapping.toml") from fault
    except ValidationError as faults:
        raise Invalid(
            Problem(f"{name}: {'.'.join(map(str, fault['loc'])) or 'the whole'}", f"{fault['msg']}.", "mapping.fault")
            for fault in faults.errors()
        ) from faults


@dataclass(frozen=True, slots=True)
class Joined:
    """A column name cut in two: its halves stand here and in the next cell of the header."""

    index: int
    was: str
    became: str


@dataclass(frozen=True, slots=True)
class Located:
    """A mapping's columns as positions in one file.

    values: in the mapping's order, the positions of each entry's columns. cut_before: columns left of this were cut.
    lost: columns whose name was matched although a character of it was lost.
    """

    key: int
    name: int
    region: int
    values: tuple[tuple[int, ...], ...]
    cut_before: int
    joined: tuple[Joined, ...]
    lost: tuple[int, ...]


def locate(sheet: Sheet, columns: Columns) -> Located:
    """Where the mapping's columns stand.

    Raises:
        Invalid: every column that is absent, there twice, or right of a column name that was cut in two.
    """
    joined = tuple(_cut_names(sheet.header, columns.cut.at if columns.cut else ","))
    search = _Search(sheet, joined)
    member = columns.member
    key, name, region = (search.find(column, f"member.{part}") for part, column in _parts(member))
    values = tuple(
        tuple(search.find(column, f"values: {value.element}") for column in value.columns) for value in columns.values
    )
    cut_before = search.find(columns.cut.through, "cut.through") + 1 if columns.cut else 0
    if search.problems:
        raise Invalid(search.problems)
    return Located(key, name, region, values, cut_before, joined, tuple(sorted(search.lost)))


def _parts(member: MemberColumns) -> Sequence[tuple[str, str]]:
    return ("key", member.key), ("name", member.name), ("region", member.region)


def _cut_names(header: Sequence[str], at: str) -> list[Joined]:
    """A name that begins with a blank is the second half of the one before: no publisher begins a name so."""
    return [
        Joined(index, f"{left} | {right}", f"{left}{at}{right}")
        for index, (left, right) in enumerate(pairwise(header))
        if left.strip() and right[:1] == " " and right.strip()
    ]


class _Search:
    """Looks names up in a header and gathers what is wrong with them."""

    def __init__(self, sheet: Sheet, joined: Sequence[Joined]) -> None:
        self._names = [*sheet.header]
        for cut in joined:
            self._names[cut.index] = cut.became
        self._sure_until = joined[0].index if joined else len(sheet.header)
        self.problems: list[Problem] = []
        self.lost: set[int] = set()

    def find(self, name: str, where: str) -> int:
        found = [index for index, there in enumerate(self._names) if _same(name, there)]
        if len(found) != 1:
            says = f"is there {len(found)} times" if found else "is not in the header"
            return self._no(where, f'The column "{name}" {says}.')
        index = found[0]
        if index > self._sure_until:
            cut = letters(self._sure_until)
            return self._no(where, f'The column "{name}" stands right of {cut}, whose name was cut in two: which?')
        if LOST in self._names[index]:
            self.lost.add(index)
        return index

    def _no(self, where: str, message: str) -> int:
        self.problems.append(Problem(where, message, "mapping.column"))
        return 0


def _same(wanted: str, there: str) -> bool:
    """Equal but for blanks; a lost character may have been any one."""
    pattern = "".join("." if sign == LOST else re.escape(sign) for sign in " ".join(there.split()))
    return re.fullmatch(pattern, " ".join(wanted.split())) is not None
