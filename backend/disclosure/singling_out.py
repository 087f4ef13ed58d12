"""Whether everything that is shown, now and before, taken together tells what one member put in. Pure.

A figure is a sum of members' amounts, and so is one over other members, of a part, of a year, of an earlier report. Taking
some from others may leave a single amount, though each figure by itself is of many: gas of four members, gas and power of
three of them and another. The amounts are the unknowns, every shown figure is a row, and a secret is told when it is a sum
of multiples of rows. Secrets are each member's amounts and their changes, and the figures hidden for themselves, also those
that an earlier report hid.

Members that are in the same figures in the same way cannot be told apart: of three nobody learns one, so they stand as one
unknown. The others are looked at one by one, as seen by a stranger and by each of them, who knows its own.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations

from backend.disclosure.figures import CellIn, Earlier, Figure, Ratio, Table, Waivers
from backend.disclosure.modular import Echelon, Terms, residue
from backend.disclosure.sensitivity import Sensitive, of_cell

CROWD = 3
Amount = tuple[str, str, Decimal]  # whose, of what, how much: unchanged in another report, it is the same unknown
Row = Mapping[Amount, Fraction]
Name = tuple[int, str]  # which report, the one in question last; which figure in it


def consented(table: Table, waivers: Waivers) -> frozenset[tuple[str, str]]:
    """Whose amounts of what may be told: who gave them has agreed to it."""
    agreed = {(waiver.element, waiver.member) for waiver in waivers}
    return frozenset(
        (whose, of)
        for cell in table.cells
        for figure in cell.figures
        for of, term in figure.terms.items()
        for whose in term.given
        if (of.partition("|")[0], whose) in agreed
    )


@dataclass(frozen=True, slots=True)
class Reader:
    """alone: columns of amounts of one thing that are one member's, to it; members: all columns of each of those.
    own: columns it knows. A stranger knows none."""

    alone: Sequence[Sequence[int]]
    members: Sequence[frozenset[int]]
    own: frozenset[int] = frozenset()


class SinglingOut:
    """All there is to find out about one table beside earlier ones.

    consented: whose amounts of what may be told. among_members: whether readers know their own amounts.
    """

    def __init__(
        self,
        table: Table,
        earlier: Earlier,
        sensitive: Sensitive,
        *,
        consented: frozenset[tuple[str, str]] = frozenset(),
        among_members: bool = True,
    ) -> None:
        now, reports = len(earlier), [*earlier, table]
        cells = {(at, cell.id): cell for at, one in enumerate(reports) for cell in (*one.cells, *one.hidden)}
        out = {(at, cell.id) for at, one in enumerate(earlier) for cell in one.cells}
        rows = dict(_rows(cells))
        secret = {name for name in rows if name not in out and _is_secret(cells[name], sensitive)}
        same = [row for one in reports for row in _same(one)]
        sums = {name for name in rows if isinstance(cells[name].holds, Figure)}
        self._parts = [
            _Part(
                now, own, [row for row in same if _things(row) <= things], out, secret, sums, consented, among_members
            )
            for things, own in _apart(rows, same)
        ]

    def told(self, shown: Iterable[str]) -> Iterator[list[str]]:
        """For each secret that can be worked out, the ids of the shown figures of this table that lead to it."""
        ids = frozenset(shown)
        for part in self._parts:
            yield from part.told(ids)


def _things(row: Row) -> set[str]:
    return {amount[1] for amount in row}


def _apart(rows: Mapping[Name, Row], same: Iterable[Row]) -> Iterator[tuple[set[str], dict[Name, Row]]]:
    """Figures that have nothing in common tell nothing about each other. What is split hangs together with its whole."""
    leads: dict[str, str] = {}

    def first(thing: str) -> str:
        while (ahead := leads.setdefault(thing, thing)) != thing:
            leads[thing] = leads[ahead]
            thing = ahead
        return thing

    for row in (*rows.values(), *same):
        one, *others = {first(thing.rpartition("|")[0]) for thing in _things(row)}
        leads.update(dict.fromkeys(others, one))
    groups: dict[str, tuple[set[str], dict[Name, Row]]] = defaultdict(lambda: (set(), {}))
    for name, row in rows.items():
        things = _things(row)
        group = groups[first(next(iter(things)).rpartition("|")[0])]
        group[0].update(things)
        group[1][name] = row
    yield from groups.values()


class _Part:
    """Figures that hang together."""

    def __init__(
        self,
        now: int,
        rows: Mapping[Name, Row],
        same: Sequence[Row],
        out: Set[Name],
        secret: Set[Name],
        sums: Set[Name],
        consented: frozenset[tuple[str, str]],
        among_members: bool,
    ) -> None:
        kinds = _Kinds(rows, same)
        terms = {name: kinds.terms(row) for name, row in rows.items()}
        given = [*map(kinds.terms, same), *(terms[name] for name in rows if name in out)]
        self._given = list({tuple(sorted(one.items())): one for one in given}.values())
        self._own = {name[1]: one for name, one in terms.items() if name[0] == now}
        self._secret = [terms[name] for name in rows if name in secret]
        several = (terms[name] for name in rows if name in sums)
        self._sums = list({tuple(sorted(one.items())): one for one in several}.values())
        self._readers = list(kinds.readers(consented, among_members=among_members))
        self._safe: frozenset[str] | None = None

    def told(self, shown: frozenset[str]) -> Iterator[list[str]]:
        own = shown & self._own.keys()
        if own == self._safe:
            return
        found = False
        names = sorted(own)
        for reader in self._readers:
            known = Echelon()
            for at, terms in enumerate([*(self._own[id] for id in names), *self._given]):
                known.put(at, _without(terms, reader.own))
            for target in self._targets(reader):
                if path := known.made_of(target):
                    found = True
                    yield [names[at] for at in sorted(path) if at < len(names)]
        if not found:
            self._safe = own

    def _targets(self, reader: Reader) -> Iterator[Terms]:
        for columns in reader.alone:
            yield from ({column: 1} for column in columns)
            yield from ({one: 1, other: residue(Fraction(-1))} for one, other in combinations(columns, 2))
        yield from self._put_in(reader)
        yield from (left for terms in self._secret if (left := _without(terms, reader.own)))

    def _put_in(self, reader: Reader) -> Iterator[Terms]:
        """What one member put into a figure, where that is several amounts: gas and power, the quarters of a year."""
        seen = set()
        for terms in self._sums:
            for columns in reader.members:
                put = {at: terms[at] for at in columns & terms.keys()}
                if len(put) > 1 and (key := tuple(sorted(put.items()))) not in seen:
                    seen.add(key)
                    yield put


def _without(terms: Terms, own: frozenset[int]) -> Terms:
    return {at: times for at, times in terms.items() if at not in own} if own else terms


def _is_secret(cell: CellIn, sensitive: Sensitive) -> bool:
    return isinstance(cell.holds, Figure) and of_cell(cell, sensitive) is not None


def _rows(cells: Mapping[Name, CellIn]) -> Iterator[tuple[Name, Row]]:
    """Most figures of a report stand in the one before as they were: their row is worked out once."""
    known: dict[str, list[tuple[Figure | Ratio, Row]]] = defaultdict(list)
    for (at, id), cell in cells.items():
        row = next((row for holds, row in known[id] if holds == cell.holds), None)
        if row is None:
            row = _row(cell)
            known[id].append((cell.holds, row))
        if row:
            yield (at, id), row


def _row(cell: CellIn) -> Row:
    """What is known when it is shown: a sum, or how often one sum is in another. Empty where its amounts are not kept."""
    if isinstance(cell.holds, Figure):
        return cell.holds.amounts()
    top, bottom = cell.holds.numerator.amounts(), cell.holds.denominator.amounts()
    below = sum((times * Fraction(amount[2]) for amount, times in bottom.items()), Fraction(0))
    if not top or not below:
        return {}
    share = sum((times * Fraction(amount[2]) for amount, times in top.items()), Fraction(0)) / below
    tie = {amount: top.get(amount, Fraction(0)) - share * bottom.get(amount, 0) for amount in {**top, **bottom}}
    return {amount: times for amount, times in tie.items() if times}


def _same(table: Table) -> Iterator[Row]:
    """Of each member for itself: its whole is its parts."""
    cells = {cell.id: cell for cell in (*table.cells, *table.hidden)}
    for relation in table.ordered:
        whole, *parts = (_by_parent(cells[id]) for id in (relation.total_id, *relation.part_ids))
        for parent, row in whole.items():
            split = [part[parent] for part in parts if parent in part]
            if _amount(row) == sum(map(_amount, split), Fraction(0)):
                found: dict[Amount, Fraction] = defaultdict(Fraction, row)
                for amount, times in (pair for part in split for pair in part.items()):
                    found[amount] -= times
                if left := {amount: times for amount, times in found.items() if times}:
                    yield left


def _by_parent(cell: CellIn) -> Mapping[str, Row]:
    found: dict[str, dict[Amount, Fraction]] = defaultdict(dict)
    for amount, times in _row(cell).items():
        found[amount[0]][amount] = times
    return found


def _amount(row: Row) -> Fraction:
    return sum((times * Fraction(amount[2]) for amount, times in row.items()), Fraction(0))


class _Kinds:
    """Members by the figures they are in, and the columns of each kind."""

    def __init__(self, rows: Mapping[Name, Row], same: Iterable[Row]) -> None:
        self._state: dict[Amount, int] = {}  # the first, the second … amount of one member of one thing
        states: dict[tuple[str, str], int] = defaultdict(int)
        marks: dict[str, set[tuple[object, ...]]] = defaultdict(set)
        for name, row in rows.items():
            for amount, times in row.items():
                if amount not in self._state:
                    self._state[amount] = states[amount[:2]]
                    states[amount[:2]] += 1
                marks[amount[0]].add((*name, amount[1], self._state[amount], times))
        for row in same:
            marks[next(iter(row))[0]].add(tuple(sorted((a[1], self._state[a], times) for a, times in row.items())))
        alike: dict[frozenset[tuple[object, ...]], list[str]] = defaultdict(list)
        for parent, own in marks.items():
            alike[frozenset(own)].append(parent)
        self.kinds = list(alike.values())
        self._of = {parent: kind[0] for kind in self.kinds for parent in kind}
        self._columns: dict[tuple[str, str, int], int] = {}

    def terms(self, row: Row) -> Terms:
        """A sum over columns. Members of a kind are in it alike, so the first speaks for all."""
        return {
            self._column(amount): residue(times) for amount, times in row.items() if self._of[amount[0]] == amount[0]
        }

    def _column(self, amount: Amount) -> int:
        whose, of, _ = amount
        return self._columns.setdefault((self._of[whose], of, self._state[amount]), len(self._columns))

    def readers(self, consented: frozenset[tuple[str, str]], *, among_members: bool) -> Iterator[Reader]:
        """A stranger, and each member that is one of a few of its kind."""
        single = {kind[0]: self._alone(kind[0], consented) for kind in self.kinds if len(kind) == 1}
        every: dict[str, set[int]] = defaultdict(set)
        for (whose, *_), at in self._columns.items():
            every[whose].add(at)
        yield self._reader(single, every)
        for kind in self.kinds if among_members else ():
            others = {who: found for who, found in single.items() if who != kind[0]}
            if len(kind) == 1:
                yield self._reader(others, every, frozenset(every[kind[0]]))
            elif len(kind) < CROWD:
                both = [self._alone(who, consented) for who in kind]
                yield self._reader({**others, kind[0]: max(both, key=len)}, every)

    def _reader(
        self, alone: Mapping[str, list[list[int]]], every: Mapping[str, Set[int]], own: frozenset[int] = frozenset()
    ) -> Reader:
        """alone: by member, what of it is to be found out, by thing."""
        members = [frozenset(every[who]) for who, found in alone.items() if found]
        return Reader([columns for found in alone.values() for columns in found], members, own)

    def _alone(self, whose: str, consented: frozenset[tuple[str, str]]) -> list[list[int]]:
        """Of each thing it gave other than nothing, the columns of its amounts in order."""
        found: dict[str, list[int]] = defaultdict(list)
        for amount in self._state:
            if amount[0] == whose and amount[2] and amount[:2] not in consented:
                found[amount[1]].append(self._columns[self._of[whose], amount[1], self._state[amount]])
        return list(found.values())
