"""What a goal is: its level, the path from its baseline to its target, and what is sound about them. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from backend.kit.amounts import EXACT, QUOTIENT
from backend.kit.errors import Conflict, Invalid, Problem
from backend.kit.languages import later, translated

HUNDRED = Decimal(100)


class Level(StrEnum):
    """Population: the well-being of everyone in a place, which belongs to no institution. Performance: what members do."""

    POPULATION = "population"
    PERFORMANCE = "performance"


class Direction(StrEnum):
    HIGHER = "higher"
    LOWER = "lower"


class Standing(StrEnum):
    MET = "met"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OFF_TRACK = "off_track"
    NOT_YET_KNOWN = "not_yet_known"


SHOWN = {
    Standing.MET: later("met"),
    Standing.ON_TRACK: later("on track"),
    Standing.AT_RISK: later("at risk"),
    Standing.OFF_TRACK: later("off track"),
    Standing.NOT_YET_KNOWN: later("not yet known"),
}
LEVELS = {
    Level.POPULATION: later("About everyone in a place"),
    Level.PERFORMANCE: later("About what members do"),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """Where the figure is to be, or was, on a day."""

    on: date
    value: Decimal
    note: str = ""


@dataclass(frozen=True, slots=True)
class Path:
    """leeway: how far behind it a figure may be and still be at risk only, in per cent of the whole way."""

    direction: Direction
    target: Mark
    baseline: Mark | None = None
    milestones: Sequence[Mark] = ()
    leeway: Decimal = Decimal(10)

    @property
    def marks(self) -> tuple[Mark, ...]:
        """In order of time, as far as they are given."""
        return (*((self.baseline,) if self.baseline else ()), *self.milestones, self.target)

    def expected(self, on: date) -> Decimal | None:
        """In a straight line from mark to mark, day by day; the target from its day on. None before the first mark."""
        if on >= self.target.on:
            return self.target.value
        for start, end in pairwise(self.marks):
            if start.on <= on < end.on:
                rise = EXACT.multiply(EXACT.subtract(end.value, start.value), Decimal((on - start.on).days))
                return EXACT.add(start.value, QUOTIENT.divide(rise, Decimal((end.on - start.on).days)))
        return None

    def behind(self, value: Decimal, wanted: Decimal) -> Decimal:
        """How far the value falls short, in its own unit; nothing or less when it is at least as good."""
        ahead = EXACT.subtract(value, wanted)
        return EXACT.minus(ahead) if self.direction is Direction.HIGHER else ahead

    def reaches(self, value: Decimal, wanted: Decimal) -> bool:
        return self.behind(value, wanted) <= 0

    @property
    def tolerated(self) -> Decimal:
        """The leeway in the figure's unit; nothing without a way to measure it by."""
        whole = abs(EXACT.subtract(self.target.value, self.marks[0].value))
        return QUOTIENT.divide(EXACT.multiply(whole, self.leeway), HUNDRED)

    def made(self, value: Decimal) -> Decimal | None:
        """How much of the way from the baseline is made, in per cent, whichever way is better. Below nothing: gone back."""
        if self.baseline is None:
            return None
        whole = self.behind(self.baseline.value, self.target.value)
        left = self.behind(value, self.target.value)
        if not whole:
            return None
        return QUOTIENT.divide(EXACT.multiply(EXACT.subtract(whole, left), HUNDRED), whole)


def path_faults(path: Path) -> Iterator[Problem]:
    """What is wrong with how a goal is drawn, every fault at once."""
    for before, after in pairwise(path.marks):
        if after.on <= before.on:
            yield Problem(
                _of(after, path),
                translated("This day comes after %(day)s, the one before it.", day=before.on.isoformat()),
            )
    if path.baseline and path.reaches(path.baseline.value, path.target.value):
        more = later("More is better here, so the target is more than the baseline.")
        less = later("Less is better here, so the target is less than the baseline.")
        yield Problem(translated("Target"), translated(more if path.direction is Direction.HIGHER else less))
    elif any(path.behind(after.value, before.value) > 0 for before, after in pairwise(path.marks)):
        yield Problem(
            translated("Milestones"),
            translated("A path does not go back: each milestone is at least as good as the one before."),
        )
    if not 0 <= path.leeway <= HUNDRED:
        yield Problem(translated("Leeway"), translated("Write per cent of the whole way, from 0 to 100."))


def _of(mark: Mark, path: Path) -> str:
    return translated("Target day") if mark is path.target else translated("Milestones")


def check_measure(level: Level, *, by_series: bool, each: str) -> None:
    """A population goal belongs to no institution: nothing members report is added up for it, and none is held to it.

    Raises Invalid.
    """
    if level is Level.POPULATION and not by_series:
        raise Invalid(
            translated(
                "A goal about everyone in a place is measured by figures of a public source, never by adding up members."
                " Choose a series, or make it a goal about what members do."
            ),
            where=translated("Measured by"),
            code="goal.population",
        )
    if by_series and each:
        raise Invalid(
            translated(
                "What each member is to reach is asked of figures that members report, and no member is in a series."
            ),
            where=translated("What each member is to reach"),
            code="goal.each_by_series",
        )


def check_reason(reason: str, *, version: int, different: bool) -> None:
    """Raises Invalid for a later version without a reason, Conflict where nothing is different."""
    if version > 1 and not different:
        raise Conflict(translated("Nothing is different from the version before."))
    if version > 1 and not reason.strip():
        raise Invalid(
            translated("Say why the goal is drawn anew; the reason is printed beside it."),
            where=translated("Why"),
            code="goal.reason",
        )
