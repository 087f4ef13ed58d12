"""What somebody knows, as linear equations over what they do not, and how far each unknown can be pinned.

SciPy's linear programs find the smallest and the largest an unknown can be. What they say is checked in exact fractions: a
world that looks the same from outside, and in which the unknown lies elsewhere, is built and held against every equation.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from backend.disclosure.modular import Echelon, residue

Unknown = Hashable
Sum = Mapping[Unknown, Fraction]  # how often each unknown is in it
UNBOUNDED = 3  # as SciPy says it
NEAR = Fraction(1, 10**6)
SOME = 8


@dataclass(frozen=True)
class Fact:
    """The sum is `is_`, give or take `slack`; with `least` it is that or more."""

    sum: Sum
    is_: Fraction
    slack: Fraction = Fraction(0)
    least: bool = False


@dataclass(frozen=True)
class Range:
    """From the smallest to the largest it can be; `high` is None where nothing bounds it.

    worlds: what may be so in the two extreme cases, as far as it agrees with every fact exactly.
    """

    low: Fraction
    high: Fraction | None
    worlds: tuple[Mapping[Unknown, Fraction], ...] = ()

    @property
    def is_one(self) -> bool:
        """Whether it can be one number alone."""
        return self.high is not None and self.high - self.low <= abs(self.high) * NEAR

    def shown_otherwise(self, target: Sum, number: Fraction) -> bool:
        """Whether there is a world, exact to the last digit, in which it is another number."""
        return self.high is None or any(_in(world, target) != number for world in self.worlds)

    def within(self, least: Fraction, most: Fraction) -> bool:
        return self.high is not None and least <= self.low and self.high <= most


@dataclass
class System:
    """No unknown is below zero. known: what the reader knows beforehand."""

    facts: Sequence[Fact]
    known: Mapping[Unknown, Fraction] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.facts = [one for one in map(self._less_known, self.facts) if one.sum]
        self._parts: dict[Unknown, _Part] = {}
        for unknowns, facts in _apart(self.facts):
            part = _Part(sorted(unknowns, key=repr), facts)
            self._parts |= dict.fromkeys(unknowns, part)

    def _less_known(self, fact: Fact) -> Fact:
        left = {one: times for one, times in fact.sum.items() if one not in self.known and times}
        told = sum((times * self.known[one] for one, times in fact.sum.items() if one in self.known), Fraction(0))
        return Fact(left, fact.is_ - told, fact.slack, fact.least)

    def ever(self, target: Sum, fine: Callable[[Fraction], bool]) -> bool:
        """Whether in some world, exact to the last digit, the sum is such. Looks at a few worlds alone: no is no answer."""
        wanted = {one: times for one, times in target.items() if one not in self.known}
        parts = {id(part): part for one in wanted if (part := self._parts.get(one))}
        if len(parts) != 1 or any(one not in self._parts for one in wanted):
            return False
        [part] = parts.values()
        return any(fine(_in(world, wanted)) for world in part.some_worlds)

    def settled(self, target: Sum) -> bool:
        """Whether the equations alone leave it one number, in exact arithmetic: where no exact world was found to show."""
        if not hasattr(self, "_columns"):
            self._columns = {one: at for at, one in enumerate(self._parts)}
            self._known = Echelon()
            for at, fact in enumerate(self.facts):
                if not fact.slack and not fact.least:
                    self._known.put(at, self._row(fact.sum))
        wanted = {one: times for one, times in target.items() if one not in self.known}
        return wanted.keys() <= self._columns.keys() and self._known.made_of(self._row(wanted)) is not None

    def _row(self, sum_: Sum) -> Mapping[int, int]:
        return {self._columns[one]: residue(times) for one, times in sum_.items()}

    def range(self, target: Sum) -> Range:
        """Of a sum of unknowns."""
        told = sum((times * self.known[one] for one, times in target.items() if one in self.known), Fraction(0))
        wanted = {one: times for one, times in target.items() if one not in self.known}
        groups: dict[int, dict[Unknown, Fraction]] = defaultdict(dict)
        for one, times in wanted.items():
            groups[id(self._parts.get(one))][one] = times
        low, high, worlds = told, told, []
        for group in groups.values():
            part = self._parts.get(next(iter(group)))
            found = Range(Fraction(0), None) if part is None else part.range(group)
            low += found.low
            high = None if high is None or found.high is None else high + found.high
            worlds.append(found.worlds)
        return Range(low, high, worlds[0] if len(worlds) == 1 else ())


def _apart(facts: Iterable[Fact]) -> Iterator[tuple[set[Unknown], list[Fact]]]:
    """What has nothing in common is solved by itself."""
    groups: list[tuple[set[Unknown], list[Fact]]] = []
    for fact in facts:
        joined: tuple[set[Unknown], list[Fact]] = (set(fact.sum), [fact])
        rest = []
        for group in groups:
            if group[0].isdisjoint(joined[0]):
                rest.append(group)
            else:
                joined = (joined[0] | group[0], joined[1] + group[1])
        groups = [*rest, joined]
    yield from groups


class _Part:
    """Facts that hang together."""

    def __init__(self, unknowns: Sequence[Unknown], facts: Sequence[Fact]) -> None:
        self.unknowns, self.facts = unknowns, facts
        self.place = {one: at for at, one in enumerate(unknowns)}
        self.equal = [one for one in facts if not one.slack and not one.least]
        self.bounds = list(_bounds(facts))
        self.matrices = (
            *_matrix([(one.sum, one.is_) for one in self.equal], self.place),
            *_matrix(self.bounds, self.place),
        )

    @cached_property
    def some_worlds(self) -> list[Mapping[Unknown, Fraction]]:
        """Extremes in a few directions drawn by lot: each settles most questions at once."""
        dice = random.Random(len(self.unknowns))
        found = []
        for sign in (Fraction(1), Fraction(-1)) * SOME:
            toward = {one: Fraction(dice.randint(1, 9)) for one in self.unknowns if dice.randint(0, 1)}
            world = self._extreme(toward, sign) if toward else None
            if world is not None and all(agrees(fact, world) for fact in self.facts):
                found.append(world)
        return found

    def range(self, target: Sum) -> Range:
        low, high = self._extreme(target, Fraction(1)), self._extreme(target, Fraction(-1))
        assert low is not None
        worlds = tuple(one for one in (low, high) if one is not None and all(agrees(fact, one) for fact in self.facts))
        return Range(_in(low, target), None if high is None else _in(high, target), worlds)

    def _extreme(self, target: Sum, sign: Fraction) -> Mapping[Unknown, Fraction] | None:
        """None where there is no end to it."""
        cost = np.zeros(len(self.unknowns))
        for one, times in target.items():
            cost[self.place[one]] = float(sign * times)
        equal, is_, below, most = self.matrices
        for presolve in (True, False):  # which is so exact about what is settled that it finds no world at all
            found = linprog(
                cost, A_ub=below, b_ub=most, A_eq=equal, b_eq=is_, method="highs", options={"presolve": presolve}
            )
            if found.status in (0, UNBOUNDED):
                break
        if found.status == 3:
            return None
        assert found.status == 0, found.message
        return {
            one: Fraction(value).limit_denominator(10**6) for one, value in zip(self.unknowns, found.x, strict=True)
        }


def _bounds(facts: Iterable[Fact]) -> Iterator[tuple[Sum, Fraction]]:
    """As sums that are no more than a number."""
    for fact in facts:
        opposite = {one: -times for one, times in fact.sum.items()}
        if fact.least:
            yield opposite, -fact.is_
        elif fact.slack:
            yield fact.sum, fact.is_ + fact.slack
            yield opposite, fact.slack - fact.is_


def _matrix(rows: Sequence[tuple[Sum, Fraction]], place: Mapping[Unknown, int]) -> tuple[csr_array | None, object]:
    if not rows:
        return None, None
    cells = [(at, place[one], float(times)) for at, (sum_, _) in enumerate(rows) for one, times in sum_.items()]
    down, across, values = zip(*cells, strict=True)
    return csr_array((values, (down, across)), shape=(len(rows), len(place))), [float(number) for _, number in rows]


def _in(world: Mapping[Unknown, Fraction], target: Sum) -> Fraction:
    return sum((times * world[one] for one, times in target.items()), Fraction(0))


def agrees(fact: Fact, world: Mapping[Unknown, Fraction]) -> bool:
    """In exact fractions."""
    sum_ = _in(world, fact.sum)
    return sum_ >= fact.is_ if fact.least else abs(sum_ - fact.is_) <= fact.slack
