"""Where a series breaks: a new wording of what is counted, of the indicator itself or of a question its formula reads.

Two figures counted otherwise are never joined, so a question's new version splits the version of each indicator that reads
it. Pure.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from backend.indicators.formulas import parse
from backend.indicators.trees import elements


class Wording(Protocol):
    """One version of an indicator, valid from a day until before the next, or until its own last day."""

    @property
    def valid_from(self) -> date: ...
    @property
    def valid_to(self) -> date | None: ...
    @property
    def formula(self) -> str: ...


W = TypeVar("W", bound=Wording)


@dataclass(frozen=True, slots=True)
class Reworded:
    """A later version of a question. name: of the question, as people read it. note: what is different."""

    name: str
    valid_from: date
    note: str

    @property
    def sentence(self) -> str:
        return f"“{self.name}” is worded anew. {self.note}".strip()


@dataclass(frozen=True, slots=True)
class Piece:
    """A version, or the part of it from a day on. reworded: the questions that are worded anew on that day; none at the
    beginning of the version itself."""

    since: date
    reworded: Sequence[Reworded] = ()


def pieces(versions: Sequence[W], changes: Mapping[str, Iterable[Reworded]]) -> list[tuple[W, Piece]]:
    """Every version in its parts, the oldest first. versions: the oldest first. changes: by element code."""
    found: list[tuple[W, Piece]] = []
    ends = [*(one.valid_from for one in versions[1:]), date.max]
    for version, end in zip(versions, ends, strict=True):
        found.append((version, Piece(version.valid_from)))
        by_day: dict[date, list[Reworded]] = {}
        for code in elements(parse(version.formula)) if version.formula else ():
            for change in changes.get(code, ()):
                if version.valid_from < change.valid_from < end and _holds(version, change.valid_from):
                    by_day.setdefault(change.valid_from, []).append(change)
        found += [(version, Piece(day, by_day[day])) for day in sorted(by_day)]
    return found


def _holds(version: Wording, day: date) -> bool:
    return version.valid_to is None or day <= version.valid_to
