"""What a reader of reports knows: every number said in them, who gave what to which figure, and its own figures.

A strong reader on purpose: it knows the catalogue, which member answered which question, and whose answer changed between
two reports, though never to what.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import partial

from backend.disclosure.collective import sides_of
from backend.disclosure.figures import Measure
from backend.disclosure.policy import PERSONS, Policy
from backend.disclosure.size_bands import SIZE
from backend.indicators.trees import Tree, evaluate, is_linear, readings
from backend.kit.periods import Period
from tests.attack.breaches import Breach, Said, far, not_few
from tests.attack.systems import NEAR, Fact, Range, Sum, System, agrees

Place = tuple[str, str, str, Period]  # member, element, category or "", the period it was given for
Given = Mapping[Place, Decimal]  # what counted when a report was made
NOT_SPLIT = "not_split"


@dataclass(frozen=True)
class Counted:
    """One indicator as the catalogue has it. factor: from the unit of its elements to its own."""

    code: str
    formula: Tree
    measure: Measure
    factor: Fraction = Fraction(1)
    last: bool = False  # what stands: a year's is that of its last quarter


@dataclass(frozen=True)
class Book:
    """What is true, report by report.

    parents: of each member, who it is counted with. within: an element to the one it is part of.
    one_of_each: breakdowns whose parts add up to no more than the whole.
    spans: of each report, the periods it is about, hidden figures included.
    bands: of each member the band of its size, where there are such.
    """

    indicators: Mapping[str, Counted]
    reports: Sequence[Given]
    parents: Mapping[str, str]
    within: Mapping[str, str]
    one_of_each: frozenset[str]
    policy: Policy
    spans: Sequence[Set[Period]]
    bands: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        versions: list[dict[Place, int]] = []
        for at, given in enumerate(self.reports):
            before, then = (self.reports[at - 1], versions[at - 1]) if at else ({}, {})
            versions.append(
                {place: then.get(place, -1) + (before.get(place) != number) for place, number in given.items()}
            )
        object.__setattr__(self, "versions", versions)

    # ---- What is added up --------------------------------------------------------------------------------------------

    def sum(self, report: int, tree: Tree, of: Counted, period: Period, category: str = "", parent: str = "") -> Sum:
        """A sum of elements over those who gave everything the indicator reads, as unknowns. parent: its members alone."""
        found: dict[object, Fraction] = defaultdict(Fraction)
        by, _, band = category.partition(".")
        category = "" if by == SIZE else category
        asked = [one for one in self.parents if parent in ("", self.parents[one])]
        for member in (one for one in asked if by != SIZE or self.bands[one] == band):
            for part in self._parts(report, member, of, period):
                for element, times in _terms(tree).items():
                    for place, sign in self._places(report, (member, element, category, part)):
                        found[self._unknown(report, place)] += sign * times
        return found

    def number(self, report: int, sum_: Sum) -> Fraction:
        return sum((times * Fraction(self.reports[report][place]) for (place, _), times in sum_.items()), Fraction(0))

    def _parts(self, report: int, member: str, of: Counted, period: Period) -> list[Period]:
        """The periods in which this member takes part."""
        given, elements = self.reports[report], [one.element for one in readings(of.formula)]

        def gave_all(when: Period) -> bool:
            return all((member, element, "", when) in given for element in elements)

        if gave_all(period):
            return [period]
        parts = [part for part in (period.split(3) if period.months == 12 else ()) if gave_all(part)]
        return [part for part in parts if part.end == period.end] if of.last else parts

    def _places(self, report: int, place: Place) -> Iterator[tuple[Place, int]]:
        member, element, category, period = place
        if not category.endswith(NOT_SPLIT):
            if place in self.reports[report]:
                yield place, 1
            return
        yield (member, element, "", period), 1
        for other in self._split(report, member, element, period, category.partition(".")[0]):
            yield other, -1

    def _split(self, report: int, member: str, element: str, period: Period, by: str) -> list[Place]:
        whose = (member, element, period)
        return [
            one for one in self.reports[report] if (one[0], one[1], one[3]) == whose and one[2].startswith(f"{by}.")
        ]

    def _unknown(self, report: int, place: Place) -> object:
        return place, self.versions[report][place]  # type: ignore[attr-defined]

    # ---- What is known -----------------------------------------------------------------------------------------------

    def facts(self, said: Iterable[Said]) -> Iterator[Fact]:
        for one in said:
            yield from self._told(one, self.indicators[one.code])
        for report in range(len(self.reports)):
            yield from self._plain(report)

    def _told(self, one: Said, of: Counted) -> Iterator[Fact]:
        step = Fraction(self.policy.round_to or 0) / 2 if of.measure in PERSONS else Fraction(0)
        if is_linear(of.formula):
            sum_ = self.sum(one.report, of.formula, of, one.period, one.category)
            true = self.number(one.report, sum_)
            assert abs(true * of.factor - Fraction(one.number)) <= step, f"{one} is not {true * of.factor}"
            yield Fact(sum_, true if not step else Fraction(one.number) / of.factor, step)
            return
        sides = sides_of(of.formula)
        assert sides
        top, bottom = (self.sum(one.report, side, of, one.period, one.category) for side in sides)
        share = Fraction(one.number) / of.factor
        if not step:
            share, said = self.number(one.report, top) / self.number(one.report, bottom), share
            assert abs(share - said) <= abs(said) * Fraction(1, 10**20), f"{one} is not {float(share)}"
        tie = {**top, **{unknown: top.get(unknown, 0) - share * times for unknown, times in bottom.items()}}
        yield Fact(tie, Fraction(0), step * (1 + share))

    def _plain(self, report: int) -> Iterator[Fact]:
        """What the questions themselves say: a part is no more than the whole."""
        given = self.reports[report]
        for place in given:
            member, element, category, period = place
            whole = (member, self.within.get(element, ""), category, period)
            if whole in given:
                yield Fact(self._less(report, whole, [place]), Fraction(0), least=True)
            if not category:
                for by in self.one_of_each:
                    if parts := self._split(report, member, element, period, by):
                        yield Fact(self._less(report, place, parts), Fraction(0), least=True)

    def _less(self, report: int, whole: Place, parts: Iterable[Place]) -> Sum:
        return {
            self._unknown(report, whole): Fraction(1),
            **{self._unknown(report, one): Fraction(-1) for one in parts},
        }

    def own(self, parent: str = "") -> dict[object, Fraction]:
        """What one parent's members gave; of nobody named, what everybody gave."""
        return {
            self._unknown(report, place): Fraction(number)
            for report, given in enumerate(self.reports)
            for place, number in given.items()
            if parent in ("", self.parents[place[0]])
        }

    # ---- What must not be told ---------------------------------------------------------------------------------------

    def breaches(self, said: Sequence[Said], reader: str = "") -> Iterator[Breach]:
        """reader: a parent, which knows what its members gave; a stranger otherwise."""
        known = self.own(reader) if reader else {}
        facts = list(self.facts(said))
        system = System(facts, known)
        assert all(agrees(fact, self.own()) for fact in facts), "what is said is not true"
        # Of a figure it is shown, a member has the sum of the others by its own: of two at least, and of whom is not told.
        fair = {frozenset(fact.sum.keys() - known.keys()) for fact in facts if not fact.least} if reader else set()
        yield from self._small(system, reader, fair)
        yield from self._of_one(system, reader)

    def _small(self, system: System, reader: str, fair: Set[frozenset[object]]) -> Iterator[Breach]:
        """Counts of a few people; to a member, those of the others."""
        seen = set(fair)
        for report in range(len(self.reports)):
            for of, tree, period, category in self._figures(report):
                if system.known and not is_linear(of.formula):
                    continue  # a sum of the others, which a member has by its own, is no figure of a report
                whole = self.sum(report, tree, of, period, category)
                target = {one: times for one, times in whole.items() if one not in system.known}
                number, most = self.number(report, target), self.policy.smallest(of.measure) - 1
                hidden = 0 < self.number(report, whole) <= most and number
                if not hidden or (key := frozenset(target)) in seen:
                    continue
                seen.add(key)
                if system.ever(target, partial(not_few, most=most, of=number, member=bool(system.known))):
                    continue
                found = system.range(target)
                told = found.is_one if system.known else found.within(Fraction(1), Fraction(most))
                if told or (not found.shown_otherwise(target, number) and system.settled(target)):
                    what = f"{of.code} {category} {period.spoken} in report {report}"
                    yield Breach(reader or "a stranger", what, Decimal(str(float(number))), found)

    def _figures(self, report: int) -> Iterator[tuple[Counted, Tree, Period, str]]:
        """Every sum there could be in a report: whole, by category, and both sides of a rate."""
        places, bands = self.reports[report], [f"{SIZE}.{band}" for band in sorted(set(self.bands.values()))]
        for of in self.indicators.values():
            elements = {one.element for one in readings(of.formula)}
            categories = {place[2] for place in places if place[1] in elements}
            for period in sorted(self.spans[report], key=lambda one: (one.start, one.months)):
                if is_linear(of.formula):
                    of_one = sorted(categories) if len(elements) == 1 else [""]
                    yield from ((of, of.formula, period, category) for category in (*of_one, *bands))
                else:
                    sides = sides_of(of.formula) or ()
                    yield from ((of, side, period, category) for side in sides for category in ("", *bands))

    def _of_one(self, system: System, reader: str) -> Iterator[Breach]:
        """What one parent gave."""
        by_parent: dict[tuple[object, ...], dict[object, Fraction]] = defaultdict(dict)
        for report, given in enumerate(self.reports):
            for place, number in given.items():
                if number and (parent := self.parents[place[0]]) != reader:
                    # Two members of one parent may change apart; each state of both is looked at.
                    state = tuple(
                        (member, self.versions[report].get((member, *place[1:])))  # type: ignore[attr-defined]
                        for member in self.parents
                        if self.parents[member] == parent
                    )
                    by_parent[(parent, *place[1:], state)][self._unknown(report, place)] = Fraction(1)
        numbers = self.own()
        for (parent, element, category, period, _), target in by_parent.items():
            yield from self._is_told(
                system,
                reader,
                f"{parent}'s {element} {category} {period.spoken}",
                target,
                self._measure(element),
                numbers,
            )
        yield from self._put_in(system, reader, numbers)

    def _put_in(self, system: System, reader: str, numbers: Mapping[object, Fraction]) -> Iterator[Breach]:
        """What one parent put into a figure, where that is several amounts: gas and power, the quarters of a year."""
        seen: set[frozenset[object]] = set()
        for report in range(len(self.reports)):
            for of, tree, period, category in self._figures(report):
                for parent in set(self.parents.values()) - {reader}:
                    target = self.sum(report, tree, of, period, category, parent)
                    if len(target) > 1 and is_linear(of.formula) and (key := frozenset(target.items())) not in seen:
                        seen.add(key)
                        what = f"{parent}'s {of.code} {category} {period.spoken} in report {report}"
                        yield from self._is_told(system, reader, what, target, of.measure, numbers)

    def _is_told(
        self,
        system: System,
        reader: str,
        what: str,
        target: Sum,
        measure: Measure,
        numbers: Mapping[object, Fraction],
    ) -> Iterator[Breach]:
        number = sum((times * numbers[unknown] for unknown, times in target.items()), Fraction(0))
        if not number:
            return
        p = self.policy.p_percent if measure is Measure.MONEY else None
        if system.ever(target, partial(far, of=number, p=p)):
            return
        found = system.range(target)
        told = found.high is not None and self._told_near(found, number, measure)
        if told or (not found.shown_otherwise(target, number) and system.settled(target)):
            yield Breach(reader or "a stranger", what, Decimal(str(float(number))), found)

    def _measure(self, element: str) -> Measure:
        plain = (one for one in self.indicators.values() if element in {each.element for each in readings(one.formula)})
        return min((one.measure for one in plain), key=list(Measure).index, default=Measure.OTHER)

    def _told_near(self, found: Range, number: Fraction, measure: Measure) -> bool:
        """As money, when the most it can be is nearer than p %; as anything, when it can be one number alone."""
        assert found.high is not None
        if measure is Measure.MONEY:
            return (found.high - number) * 100 < number * (Fraction(self.policy.p_percent) - NEAR)
        return found.is_one


def _terms(tree: Tree) -> dict[str, Fraction]:
    """How often each element is in a sum."""
    keys = [one.key for one in readings(tree)]
    return {key: Fraction(str(evaluate(tree, {other: Decimal(other == key) for other in keys}))) for key in keys}
