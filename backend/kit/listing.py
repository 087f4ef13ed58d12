"""A list somebody narrows, sorts, comes back to and takes away. All that was chosen stands in the address.

    found = listing.shown(rows, request.query_params)
    if kind := found.as_file: return lists.as_file(name, found.table(), kind)

The address says `q` (words), one name for each choice, `sort`, `down=yes`, and `file=csv` or `file=xlsx` for the file.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Generic, Literal, TypeVar
from urllib.parse import urlencode

from backend.kit import folding
from backend.kit.errors import Invalid
from backend.kit.languages import translated

T = TypeVar("T")
Cell = str | int | Decimal | date | None
FILES: Mapping[str, Literal["csv", "xlsx"]] = {"csv": "csv", "xlsx": "xlsx"}
LONGEST = folding.LONGEST
_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """value: as a file says it. order: what it is sorted by, where that is something else; nothing comes last.

    sorts: whether the list can be sorted by it.
    """

    code: str
    title: str
    value: Callable[[T], Cell]
    order: Callable[[T], Any] | None = None
    sorts: bool = True


@dataclass(frozen=True, slots=True)
class Choice(Generic[T]):
    """A way to narrow the list. options: what may be chosen, by what the address says of it, in words for the reader.

    is_day: it is a day instead. fits: nothing where the list is narrowed before it comes here.
    """

    code: str
    title: str
    options: Mapping[str, str] = field(default_factory=dict)
    fits: Callable[[T, str], bool] = lambda row, value: True
    is_day: bool = False

    def has(self, value: str) -> bool:
        if not self.is_day:
            return value in self.options
        try:
            day = date.fromisoformat(value)
            # One before it and one after, for it begins and ends by the clocks of a place.
            return day.isoformat() == value and date.min.year < day.year < date.max.year
        except ValueError:
            return False


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head. query: of the address that sorts by it, or the other way round. sorted: as `aria-sort` has it."""

    title: str
    query: str
    sorted: str


@dataclass(frozen=True, slots=True)
class Listing(Generic[T]):
    """columns: the first is what it is sorted by at first. words: what is looked in for the words asked. most: rows of a
    file, which says so where there are more; none for all."""

    columns: Sequence[Column[T]]
    choices: Sequence[Choice[T]] = ()
    words: Callable[[T], str] | None = None
    downwards: bool = False  # at first
    most: int | None = None

    def shown(self, rows: Iterable[T], asked: Mapping[str, str], more: Mapping[str, str] = _NOTHING) -> "Shown[T]":
        """more: what else stands in the address. Raises Invalid: it asks for what this list has not."""
        wanted, every = self.wanted(asked), list(rows)
        beginnings = folding.beginnings(wanted.words)
        found = [row for row in every if not self.words or folding.begins(beginnings, self.words(row))]
        for choice in self.choices:
            if value := wanted.chosen.get(choice.code):
                found = [row for row in found if choice.fits(row, value)]
        return Shown(self, wanted, self._sorted(found, wanted), len(every), more)

    def wanted(self, asked: Mapping[str, str]) -> "Wanted":
        """What an address asks for. Raises Invalid."""
        chosen = {one.code: value for one in self.choices if (value := asked.get(one.code, ""))}
        sort, file = asked.get("sort", "") or self.columns[0].code, asked.get("file", "")
        faulty = [one.code for one in self.choices if one.code in chosen and not one.has(chosen[one.code])]
        if sort not in {one.code for one in self.columns if one.sorts}:
            faulty.append("sort")
        if file and file not in FILES:
            faulty.append("file")
        if faulty:
            raise no_such(faulty[0])
        down = self.downwards if "sort" not in asked else asked.get("down") == "yes"
        return Wanted(asked.get("q", "").strip()[:LONGEST], chosen, sort, down, FILES.get(file))

    def _sorted(self, rows: Iterable[T], wanted: "Wanted") -> list[T]:
        by = next(one for one in self.columns if one.code == wanted.sort)
        keyed = [(_key((by.order or by.value)(row)), row) for row in rows]
        known = [one for one in keyed if one[0] is not None]
        known.sort(key=lambda one: one[0], reverse=wanted.down)
        return [row for _, row in known] + [row for key, row in keyed if key is None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for."""

    words: str
    chosen: Mapping[str, str]
    sort: str
    down: bool
    file: Literal["csv", "xlsx"] | None = None


@dataclass(frozen=True, slots=True)
class Shown(Generic[T]):
    """A list as it was asked for. all_rows: how many there are, narrowed or not. more: what else stands in the address."""

    listing: Listing[T]
    wanted: Wanted
    rows: Sequence[T]
    all_rows: int
    more: Mapping[str, str]

    @property
    def narrowed(self) -> bool:
        return bool(self.wanted.words or self.wanted.chosen)

    @property
    def query(self) -> str:
        """Of the address: the same for the same list."""
        return self._query(self.wanted.sort, self.wanted.down)

    @property
    def heads(self) -> Mapping[str, Head]:
        """By column."""
        return {one.code: self._head(one) for one in self.listing.columns}

    def _head(self, of: Column[T]) -> Head:
        now = of.code == self.wanted.sort
        said = ("descending" if self.wanted.down else "ascending") if now else ""
        return Head(translated(of.title), self._query(of.code, now and not self.wanted.down), said)

    def _query(self, sort: str, down: bool) -> str:
        said: dict[str, str] = {**self.more}
        if self.wanted.words:
            said["q"] = self.wanted.words
        said |= self.wanted.chosen
        if (sort, down) != (self.listing.columns[0].code, self.listing.downwards):
            said["sort"] = sort
            if down:
                said["down"] = "yes"
        return urlencode(said)

    def table(self) -> list[list[Cell]]:
        """For a file: the heads, then a row for each; last, where there are more than it holds, that there are."""
        columns, most = self.listing.columns, self.listing.most
        heads: list[Cell] = [translated(one.title) for one in columns]
        rows = [[one.value(row) for one in columns] for row in self.rows[:most]]
        if most is not None and len(self.rows) > most:
            rows.append([_more_than(most), *([None] * (len(columns) - 1))])
        return [heads, *rows]


def no_such(asked: str) -> Invalid:
    """For an address that asks of a list what it has not. asked: the name there."""
    message = translated("This list has no such thing. Go back to the list and choose from it.")
    return Invalid(message, where=f"?{asked}", code="query.list")


def _more_than(most: int) -> str:
    return translated(
        "There are more: this file ends after %(most)s rows. Narrow the list to some days and take the rest.",
        most=f"{most:,}",
    )


def _key(value: Any) -> Any:
    match value:
        case None | "":
            return None
        case str():
            return folding.folded(value)
        case bool() | int() | Decimal() | date() | datetime() | tuple():
            return value
    raise TypeError(f"a list cannot be sorted by {type(value).__name__}")
