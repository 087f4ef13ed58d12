"""Rows that were cut once more at the commas inside their names and numbers: what they can have been.

Some exports turn every comma into the delimiter. `Barking, Havering …` becomes two cells, `1,412,408` three, and each
group of digits is stored as a number of its own, so that `44,000` becomes `44` and `0`. Everything to the right slides,
and what slides past the right edge is gone. All arrangements of the cells are weighed together; a column is read only
when every one of them gives it the same text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache

_MOST_NAME_CELLS = 4
_NUMBER = re.compile(r"-?(?:\d{1,3}(?:\.\d+)?|\.\d+)")
_GROUP = re.compile(r"(\d{1,3})(\.\d+)?")


class Holds(StrEnum):
    """What a column holds, so far as it says how far its text can reach."""

    TEXT = "text"  # one cell of words
    NAME = "name"  # words, perhaps cut
    CHOICE = "choice"  # one of the texts given
    WHOLE = "whole"  # a whole number, perhaps cut
    DECIMAL = "decimal"  # a number, perhaps cut, perhaps with a decimal point
    SHARE = "share"  # a number of at most 100, never cut


@dataclass(frozen=True, slots=True)
class Cut:
    """at: the character that became a delimiter. choices: what a `CHOICE` may hold. words: texts instead of a number."""

    at: str
    choices: frozenset[str]
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Possible:
    """Every text a column can have held, sorted.

    whole: no arrangement has it run into the right edge or slide past it. cells: where it stood in one arrangement, from
    and until before.
    """

    texts: tuple[str, ...]
    whole: bool
    cells: tuple[int, int]

    @property
    def certain(self) -> str | None:
        return self.texts[0] if self.whole and len(self.texts) == 1 else None


@dataclass(frozen=True, slots=True)
class _Step:
    """One column's text from one cell until before another."""

    start: int
    stop: int
    text: str


def arrange(cells: Sequence[str], columns: Sequence[Holds], cut: Cut) -> tuple[Possible, ...]:
    """For each column what it can have held, over every arrangement of the cells; empty when there is none.

    The arrangements are the paths through a lattice of (column, cell): forward to what can be reached, backward to what
    leads to the right edge, so that thousands of them cost as little as one.
    """
    steps, edge = _forward(cells, columns, cut), len(cells)
    kept: list[list[_Step]] = []
    onward = {edge}  # where a column may end so that the row can still be finished
    for column in reversed(steps):
        kept.insert(0, [step for step in column if step.stop in onward])
        onward = {edge} | {step.start for step in kept[0]}
    return tuple(_possible(kept, edge)) if kept[0] else ()


def _forward(cells: Sequence[str], columns: Sequence[Holds], cut: Cut) -> list[list[_Step]]:
    @cache
    def steps(start: int, holds: Holds) -> tuple[_Step, ...]:
        return tuple(_steps(cells, start, holds, cut))

    reached, found = {0}, []
    for holds in columns:
        column = [step for start in sorted(reached) if start < len(cells) for step in steps(start, holds)]
        reached = {step.stop for step in column}
        found.append(column)
    return found


def _possible(kept: Sequence[Sequence[_Step]], edge: int) -> Iterator[Possible]:
    whole = True
    for column in kept:
        # Once an arrangement reaches the edge, its later columns have slid out of the file.
        whole = whole and all(step.stop < edge for step in column)
        texts = tuple(sorted({step.text for step in column}))
        yield Possible(texts, whole, (column[0].start, column[0].stop) if column else (edge, edge))


def _steps(cells: Sequence[str], start: int, holds: Holds, cut: Cut) -> Iterator[_Step]:
    text = cells[start].strip()
    if holds in (Holds.WHOLE, Holds.DECIMAL, Holds.SHARE):
        yield from _numbers(cells, start, holds, cut)
    elif holds is Holds.NAME:
        yield from _names(cells, start, cut)
    elif not _NUMBER.fullmatch(text) and (holds is Holds.TEXT or text in cut.choices):
        yield _Step(start, start + 1, text)


def _names(cells: Sequence[str], start: int, cut: Cut) -> Iterator[_Step]:
    for stop in range(start + 1, min(start + _MOST_NAME_CELLS, len(cells)) + 1):
        if _NUMBER.fullmatch(cells[stop - 1].strip()) or cells[stop - 1].strip() in cut.choices:
            return
        # The second half keeps the blank it begins with: "Barking" and " Havering" are "Barking, Havering" again.
        yield _Step(start, stop, cut.at.join(cells[start:stop]).strip())


def _numbers(cells: Sequence[str], start: int, holds: Holds, cut: Cut) -> Iterator[_Step]:
    text = cells[start].strip()
    if text in cut.words:
        yield _Step(start, start + 1, text)
    elif _NUMBER.fullmatch(text) and _fits(text, holds):
        yield _Step(start, start + 1, text)
        if holds is not Holds.SHARE and "." not in text and int(text) != 0:
            yield from _with_groups(cells, start, holds)


def _fits(text: str, holds: Holds) -> bool:
    if holds is Holds.SHARE:
        return 0 <= Decimal(text) <= 100
    return holds is Holds.DECIMAL or "." not in text


def _with_groups(cells: Sequence[str], start: int, holds: Holds) -> Iterator[_Step]:
    text = cells[start].strip()
    for stop in range(start + 1, len(cells)):
        group = _GROUP.fullmatch(cells[stop].strip())
        if group is None or (group[2] and holds is not Holds.DECIMAL):
            return
        text += group[1].zfill(3) + (group[2] or "")
        yield _Step(start, stop + 1, text)
        if group[2]:
            return
