"""Published reports as linear equations: their numbers as somebody fetched them, over what each contributor gave to each.

What was given is read from what a release keeps for the next to be held against (`release_bases`): the numbers said must be
its sums, so that a mistake there would be seen as a lie here.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import partial

from backend.disclosure.collective import cell_id
from backend.disclosure.figures import CellIn, Figure, Measure, Table
from backend.disclosure.policy import PERSONS, Policy
from tests.attack.breaches import Breach, Said, far, not_few
from tests.attack.systems import NEAR, Fact, Range, Sum, System, agrees

Amount = tuple[str, str, Decimal]  # whose, of what, how much


@dataclass(frozen=True)
class Frozen:
    """reports: of each release in order, the cells it showed and those it hid. agreed: who has done without a rule, and for
    which element: that may be told."""

    reports: Sequence[Table]
    policy: Policy
    agreed: frozenset[tuple[str, str]] = frozenset()

    def facts(self, said: Iterable[Said]) -> Iterator[Fact]:
        seen = set()
        for one in said:
            id = cell_id(one.code, one.period, one.category)
            shown = {cell.id: cell for cell in self.reports[one.report].cells}
            assert id in shown, f"{id} is said in report {one.report}, which was to hide it"
            if (key := (id, one.report)) not in seen:
                seen.add(key)
                yield from self._fact(shown[id], one.number)
        for report in self.reports:
            yield from _plain(report)

    def _fact(self, cell: CellIn, number: Decimal) -> Iterator[Fact]:
        step = Fraction(self.policy.round_to or 0) / 2 if cell.measure in PERSONS else Fraction(0)
        if isinstance(cell.holds, Figure):
            assert abs(cell.number - number) <= step, f"{cell.id}: {number} is said, and it is {cell.number}"
            sum_ = cell.holds.amounts()
            if sum_:
                off = Fraction(number) - Fraction(cell.number)
                yield Fact(sum_, _worth(sum_) * (1 + off / Fraction(cell.number) if cell.number else 1), step)
            return
        top, bottom = cell.holds.numerator.amounts(), cell.holds.denominator.amounts()
        share = _worth(top) / _worth(bottom)
        slack = step * (1 + share)
        yield Fact(
            {one: top.get(one, Fraction(0)) - share * bottom.get(one, 0) for one in {**top, **bottom}},
            Fraction(0),
            slack,
        )

    def own(self, parent: str) -> dict[Amount, Fraction]:
        return {
            amount: Fraction(amount[2])
            for report in self.reports
            for cell in (*report.cells, *report.hidden)
            for figure in cell.figures
            for amount in figure.amounts()
            if parent in ("", amount[0])
        }

    @property
    def parents(self) -> list[str]:
        return sorted({amount[0] for amount in self.own("")})

    def breaches(self, said: Sequence[Said], reader: str = "") -> Iterator[Breach]:
        """As `readers.Book.breaches`. A reader that is a member is told nobody's amount, and no few people of others."""
        facts = list(self.facts(said))
        everything = self.own("")
        assert all(agrees(fact, everything) for fact in facts), "what is said is not true"
        known = {one: number for one, number in everything.items() if one[0] == reader}
        system = System(facts, known)
        fair = {frozenset(fact.sum.keys() - known.keys()) for fact in facts if not fact.least} if reader else set()
        for what, target in self._hidden(known):
            most = self.policy.smallest_count - 1
            if system.ever(target, partial(not_few, most=most, of=_worth(target), member=bool(known))):
                continue
            found = system.range(target)
            few = found.within(Fraction(1), Fraction(self.policy.smallest_count - 1)) and not known
            if frozenset(target) not in fair and (few or (found.is_one or system.settled(target))):
                yield Breach(reader or "a stranger", what, Decimal(str(float(_worth(target)))), found)
        measures = self._measures()
        for one in everything:
            if one[2] and one[0] != reader and (one[0], one[1].partition("|")[0]) not in self.agreed:
                measure = measures.get(one[1], Measure.OTHER)
                if system.ever({one: Fraction(1)}, partial(far, of=Fraction(one[2]), p=self._p(measure))):
                    continue
                found = system.range({one: Fraction(1)})
                exact = not found.shown_otherwise({one: Fraction(1)}, Fraction(one[2]))
                if self._told(found, one, measure) or (exact and system.settled({one: Fraction(1)})):
                    yield Breach(reader or "a stranger", f"{one[1]} of {one[0]}", one[2], found)

    def _p(self, measure: Measure) -> Decimal | None:
        return self.policy.p_percent if measure is Measure.MONEY else None

    def _told(self, found: Range, one: Amount, measure: Measure) -> bool:
        number = Fraction(one[2])
        if measure is Measure.MONEY and found.high is not None:
            return (found.high - number) * 100 < number * (Fraction(self.policy.p_percent) - NEAR)
        return found.is_one

    def _hidden(self, known: Mapping[Amount, Fraction]) -> Iterator[tuple[str, Sum]]:
        """Small counts and wages that a report hid, as far as they are not the reader's own."""
        for at, report in enumerate(self.reports):
            for cell in report.hidden:
                few = cell.measure in PERSONS and 0 < cell.number < self.policy.smallest(cell.measure)
                if isinstance(cell.holds, Figure) and (few or cell.measure is Measure.WAGE):
                    target = {one: times for one, times in cell.holds.amounts().items() if one not in known}
                    if _worth(target):
                        yield f"{cell.id} in report {at}", target

    def _measures(self) -> dict[str, Measure]:
        found: dict[str, list[Measure]] = defaultdict(list)
        for report in self.reports:
            for cell in (*report.cells, *report.hidden):
                for figure in cell.figures:
                    for of in figure.terms:
                        found[of].append(cell.measure)
        return {of: min(some, key=list(Measure).index) for of, some in found.items()}


def _worth(sum_: Sum) -> Fraction:
    return sum((times * Fraction(amount[2]) for amount, times in sum_.items()), Fraction(0))  # type: ignore[index]


def _plain(report: Table) -> Iterator[Fact]:
    """Of each member for itself: its parts are its whole, or no more than it."""
    cells = {cell.id: cell.holds for cell in (*report.cells, *report.hidden)}
    for relation in report.relations:
        whole, parts = cells[relation.total_id], [cells[id] for id in relation.part_ids]
        by_parent: dict[str, dict[Amount, Fraction]] = defaultdict(dict)
        for sign, holds in ((1, whole), *((-1, part) for part in parts)):
            assert isinstance(holds, Figure)
            for amount, times in holds.amounts().items():
                by_parent[amount[0]][amount] = by_parent[amount[0]].get(amount, Fraction(0)) + sign * times
        left = [({one: times for one, times in sum_.items() if times}, _worth(sum_)) for sum_ in by_parent.values()]
        yield from (Fact(sum_, Fraction(0), least=worth > 0) for sum_, worth in left if sum_ and worth >= 0)
