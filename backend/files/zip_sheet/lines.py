"""The lines of a ZIP sheet: a ZIP code, how many were hired from there, what was paid there. Pure."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from backend.files.own.numbers import read_cell
from backend.files.own.texts import evidence
from backend.kit.amounts import total
from backend.kit.errors import Invalid, Problem
from backend.kit.languages import later, translated
from backend.kit.sheets.book import CellKind, SheetCell, Tab
from backend.submissions.checks import Kind

UNKNOWN = ""  # the ZIP of those whose ZIP nobody knows
_ZIP_NAMES = frozenset({"zip", "zip code", "zipcode", "postal code", "zip5"})
_BY_FIVE = later("%(count)s ZIP codes of nine digits were read by their first five.")
_ZEROS_BACK = later(
    "%(count)s ZIP codes had lost the zeros they begin with, as spreadsheets do, and were given them back."
)
_UNKNOWN_WORDS = frozenset({"unknown", "not known", "n/a", "na", "none", "blank", "?", "-", "missing"})
_FIVE = re.compile(r"(\d{5})(?:-?(\d{4}))?")
_LOST_ZEROS = re.compile(r"\d{3,4}")
_SO_MANY_ALIKE = 3  # lines with one person and the same ZIP: that is a list of people


class Counted(StrEnum):
    """What a ZIP sheet counts."""

    HIRES = "hires"
    PAYMENTS = "payments"


_NAMES = {
    Counted.HIRES: frozenset({"hires", "new hires", "hired", "people hired"}),
    Counted.PAYMENTS: frozenset({"payments", "paid", "payment", "spend", "amount paid", "amount"}),
}
_KINDS = {Counted.HIRES: Kind.COUNT, Counted.PAYMENTS: Kind.MONEY}


@dataclass(frozen=True, slots=True)
class ZipLine:
    """zip: five digits, or `UNKNOWN`. A count that is not there was left blank, which is not zero."""

    zip: str
    counts: Mapping[Counted, Decimal]


@dataclass(frozen=True, slots=True)
class ZipLines:
    """One line for each ZIP. counted: what has a column with anything in it."""

    lines: Sequence[ZipLine]
    problems: Sequence[Problem] = ()
    notes: Sequence[str] = ()

    @property
    def counted(self) -> Sequence[Counted]:
        return [one for one in Counted if any(one in line.counts for line in self.lines)]

    def figures(self, counted: Counted) -> Mapping[str, Decimal]:
        """By ZIP, those without one left out."""
        return {line.zip: line.counts[counted] for line in self.lines if line.zip and counted in line.counts}

    def unknown(self, counted: Counted) -> Decimal:
        return total(line.counts[counted] for line in self.lines if not line.zip and counted in line.counts)

    def total(self, counted: Counted) -> Decimal:
        return total([*self.figures(counted).values(), self.unknown(counted)])


def headings(tab: Tab) -> tuple[int, Mapping[Counted, int]] | None:
    """Where the ZIP and the counts stand in the first row; None when this is no ZIP sheet."""
    named = {tab.text(1, column).strip().casefold(): column for column in range(1, min(tab.columns, 20) + 1)}
    zips = [column for name, column in named.items() if name in _ZIP_NAMES]
    counts = {one: column for one in Counted for name, column in named.items() if name in _NAMES[one]}
    strange = named.keys() - _ZIP_NAMES - _NAMES[Counted.HIRES] - _NAMES[Counted.PAYMENTS] - {""}
    return (zips[0], counts) if len(zips) == 1 and counts and not strange else None


def read_lines(tab: Tab, *, currency: str) -> ZipLines:
    """Every line, those of one ZIP added up.

    Raises:
        Invalid: the headings are not those of a ZIP sheet, or it lists people one by one.
    """
    found = headings(tab)
    if found is None:
        raise Invalid(
            translated("The first line must have the headings ZIP and New hires, Payments or both."), where="row 1"
        )
    reading = _Reading(tab, currency, found[1])
    for row, _ in tab.lines():
        if row > 1:
            reading.take(row, tab.cells.get((row, found[0])))
    reading.refuse_people()
    return ZipLines(reading.added_up(), reading.problems, reading.notes())


class _Reading:
    """What was read so far."""

    def __init__(self, tab: Tab, currency: str, columns: Mapping[Counted, int]) -> None:
        self._tab, self._currency, self._columns = tab, currency, columns
        texts = (tab.text(row, column) for row, _ in tab.lines() for column in columns.values())
        self._decimal_comma = evidence(texts).decimal_comma
        self._lines: list[tuple[int, ZipLine]] = []
        self._mended: dict[str, int] = defaultdict(int)
        self.problems: list[Problem] = []

    def take(self, row: int, place: SheetCell | None) -> None:
        counts = {}
        for counted, column in self._columns.items():
            cell = self._tab.cells.get((row, column))
            if cell is None or (not cell.text.strip() and cell.readable):
                continue
            try:
                counts[counted] = self._number(cell, counted, self._tab.at(row, column))
            except Invalid as invalid:
                self.problems += [replace(one, where=self._tab.at(row, column)) for one in invalid.problems]
        code = self._zip(place, row)
        if code is not None and counts:
            self._lines.append((row, ZipLine(code, counts)))

    def _number(self, cell: SheetCell, counted: Counted, at: str) -> Decimal:
        kind = _KINDS[counted]
        number = read_cell(
            cell,
            kind=kind,
            unit="people" if kind is Kind.COUNT else self._currency,
            currency=self._currency,
            decimal_comma=self._decimal_comma,
        ).number
        if number < 0:
            raise Invalid(translated("this cannot be below zero"), where=at, code="number.too_low")
        if kind is Kind.COUNT and number != number.to_integral_value():
            raise Invalid(
                translated("%(number)s is not a whole number; this counts people", number=f"{number:f}"),
                where=at,
                code="number.not_whole",
            )
        return number

    def _zip(self, cell: SheetCell | None, row: int) -> str | None:
        """Five digits, or unknown; None and a problem for what is no ZIP."""
        text = cell.text.strip() if cell else ""
        if not text or text.casefold() in _UNKNOWN_WORDS:
            return UNKNOWN
        if five := _FIVE.fullmatch(text):
            if five[2]:
                self._mended[_BY_FIVE] += 1
            return five[1]
        if _LOST_ZEROS.fullmatch(text):
            self._mended[_ZEROS_BACK] += 1
            return text.zfill(5)
        shown = translated("an error") if cell and cell.kind is CellKind.ERROR else f"“{text}”"
        message = translated(
            "%(shown)s is not a ZIP code; write five digits, or leave it blank where it is not known", shown=shown
        )
        self.problems.append(Problem(f"row {row}", message, "zip.not_a_zip"))
        return None

    def refuse_people(self) -> None:
        """A ZIP with its count is a fact about a place; the same ZIP again and again with a count of one is a list of
        people.
        """
        singles: dict[str, list[int]] = defaultdict(list)
        for row, line in self._lines:
            if line.counts.get(Counted.HIRES) == 1:
                singles[line.zip].append(row)
        listed = {code: rows for code, rows in singles.items() if len(rows) >= _SO_MANY_ALIKE}
        if listed:
            raise Invalid(
                Problem(
                    f"rows {', '.join(map(str, rows[:5]))}",
                    translated(
                        "%(count)s lines of one person each with the ZIP %(code)s: this looks like a list of people."
                        " Send one line for each ZIP, with how many; nothing of this file was kept",
                        count=len(rows),
                        code=code or translated("unknown"),
                    ),
                    "persons.rows",
                )
                for code, rows in listed.items()
            )

    def added_up(self) -> Sequence[ZipLine]:
        by_zip: dict[str, dict[Counted, Decimal]] = {}
        for _, line in self._lines:
            there = by_zip.setdefault(line.zip, {})
            for counted, number in line.counts.items():
                there[counted] = total([there.get(counted, Decimal(0)), number])
        return [ZipLine(code, counts) for code, counts in sorted(by_zip.items())]

    def notes(self) -> Sequence[str]:
        again = len(self._lines) - len({line.zip for _, line in self._lines})
        added = (
            [translated("%(again)s lines name a ZIP that stands above already; their numbers were added.", again=again)]
            if again
            else []
        )
        return [*added, *(translated(how, count=many) for how, many in self._mended.items())]
