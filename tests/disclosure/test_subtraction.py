"""No hidden cell can be worked out. Held against an attacker of its own: ranks of matrices, and plain enumeration."""

from collections.abc import Collection
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import product
from math import prod
from random import Random

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from backend.disclosure.rules import (
    US,
    Audience,
    CellIn,
    Figure,
    Measure,
    Ratio,
    Reason,
    Relation,
    Table,
    Visibility,
    decide,
    show,
)
from backend.disclosure.sensitivity import for_readers
from tests.disclosure.samples import cell, hidden, row


def rank(rows: list[list[Fraction]]) -> int:
    rows, found = [list(r) for r in rows], 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((i for i in range(found, len(rows)) if rows[i][column]), None)
        if pivot is None:
            continue
        rows[found], rows[pivot] = rows[pivot], rows[found]
        for i in range(found + 1, len(rows)):
            times = rows[i][column] / rows[found][column]
            rows[i] = [a - times * b for a, b in zip(rows[i], rows[found], strict=True)]
        found += 1
    return found


def solved(table: Table, unknown: Collection[str], shown: Collection[str]) -> set[str]:
    """The unknown cells a reader can solve for: those whose column, taken away, takes a rank with it."""
    order = sorted(unknown)
    rows = [[Fraction((i == r.total_id) - (i in r.part_ids)) for i in order] for r in table.relations]
    for it in table.cells:
        if isinstance(it.holds, Ratio) and it.id in shown and it.holds.denominator.number:
            share = Fraction(it.holds.numerator.number) / Fraction(it.holds.denominator.number)
            tie = {it.holds.numerator_id: Fraction(1), it.holds.denominator_id: -share}
            rows.append([tie.get(i, Fraction(0)) for i in order])
    full = rank(rows)
    return {i for k, i in enumerate(order) if rank([r[:k] + r[k + 1 :] for r in rows]) == full - 1}


def contributed(cells: dict[str, list[int]], measure: Measure) -> dict[str, CellIn]:
    return {
        name: cell(
            name,
            Figure("it", Decimal(sum(amounts)), measure, {f"m{k}": Decimal(a) for k, a in enumerate(amounts)}),
        )
        for name, amounts in cells.items()
    }


@st.composite
def crossed(
    draw: st.DrawFn,
    largest: int = 25,
    sides: tuple[int, int] = (1, 4),
    members: tuple[int, int] = (3, 5),
    measures: Collection[Measure] = (Measure.PEOPLE, Measure.MONEY, Measure.OTHER),
) -> Table:
    """Rows by columns with all their totals, from what each member put into each cell; many zeros and small ones.

    Under each grand total sits a ratio of the first row to the whole.
    """
    n_rows, n_columns = draw(st.integers(*sides)), draw(st.integers(*sides))
    n_members = draw(st.integers(*members))
    amounts = st.one_of(st.just(0), st.integers(0, 4), st.integers(0, largest))
    inner = {(r, c): [draw(amounts) for _ in range(n_members)] for r, c in product(range(n_rows), range(n_columns))}

    def added(keys: list[tuple[int, int]]) -> list[int]:
        return [sum(inner[k][m] for k in keys) for m in range(n_members)]

    rows = {f"r{r}": [(r, c) for c in range(n_columns)] for r in range(n_rows)}
    columns = {f"c{c}": [(r, c) for r in range(n_rows)] for c in range(n_columns)}
    cells = {f"r{r}c{c}": amounts for (r, c), amounts in inner.items()}
    cells |= {name: added(keys) for name, keys in (rows | columns).items()}
    cells["all"] = added(list(inner))
    made = contributed(cells, draw(st.sampled_from(sorted(measures))))
    relations = [Relation(name, tuple(f"r{r}c{c}" for r, c in keys)) for name, keys in (rows | columns).items()]
    relations += [Relation("all", tuple(rows)), Relation("all", tuple(columns))]
    top, bottom = made["r0"].figures[0], made["all"].figures[0]
    if bottom.number:
        made["share"] = cell("share", Ratio(100 * top.number / bottom.number, top, bottom, "r0", "all"))
    return Table(tuple(made.values()), tuple(relations))


def plain(ids: Collection[str]) -> set[str]:
    return {i for i in ids if i != "share"}


@settings(max_examples=150, deadline=None)
@given(crossed())
def test_a_stranger_solves_for_no_hidden_cell(table: Table):
    gone = hidden(table)
    assert solved(table, plain(gone), table.by_id.keys() - gone) == set()


@settings(max_examples=150, deadline=None)
@given(crossed(members=(1, 4)))
def test_nor_does_a_member_with_what_it_alone_put_in(table: Table):
    """But for what was fit to be shown, and what it would know from its own numbers with all else of those sums hidden."""
    gone = hidden(table)
    sensitive = for_readers(US, frozenset())
    unfit = {i for i in plain(gone) if sensitive(table.by_id[i].figures[0])}
    unshown = replace(table, relations=tuple(r for r in table.relations if gone.issuperset((r.total_id, *r.part_ids))))
    for member in {name for c in table.cells for f in c.figures for name in f.contributors}:
        own = {i for i in plain(gone) if table.by_id[i].figures[0].sole == member}
        alone = solved(unshown, plain(gone) - own, ())
        assert solved(table, plain(gone) - own, table.by_id.keys() - gone) & unfit <= alone


@settings(max_examples=150, deadline=None)
@given(crossed())
def test_what_a_total_less_its_parts_leaves_is_itself_fit_to_be_shown(table: Table):
    gone = hidden(table)
    sensitive = for_readers(US, frozenset())
    for relation in table.relations:
        left = [table.by_id[i].figures[0] for i in relation.part_ids if i in gone]
        if relation.total_id in gone or not left:
            continue
        together = left[0]
        for other in left[1:]:
            together = together.plus(other)
        assert sensitive(together) is None


@st.composite
def counted(draw: st.DrawFn) -> Table:
    """Two rows of two or three small counts, to which four members gave equal parts."""
    count = st.one_of(st.just(0), st.integers(1, 10), st.integers(11, 14))
    ids = [f"{r}{c}" for r, c in product("ab", draw(st.sampled_from(["12", "123"])))]
    inner = {i: draw(count) for i in ids}
    lines = {line: [i for i in ids if line in i] for line in "ab123" if any(line in i for i in ids)} | {"all": ids}
    cells = inner | {line: sum(inner[i] for i in parts) for line, parts in lines.items()}
    relations = tuple(Relation(line, tuple(parts)) for line, parts in lines.items())
    return Table(tuple(cell(i, n) for i, n in cells.items()), relations)


@settings(max_examples=100, deadline=None)
@given(counted())
def test_counting_through_every_possible_table_does_not_find_a_hidden_count(table: Table):
    """Also knowing that people come in whole numbers from zero up, at least two tables look the same from outside."""
    truth = {c.id: int(c.number) for c in table.cells}
    totals = {r.total_id: r.part_ids for r in table.relations}
    gone = hidden(table)
    inner = sorted(gone - totals.keys())
    shown = {total: parts for total, parts in totals.items() if total not in gone}
    bounds = [range(min([truth[t] for t, parts in shown.items() if i in parts], default=12) + 1) for i in inner]
    assume(prod(map(len, bounds)) < 100_000)
    worlds = (truth | dict(zip(inner, guess, strict=True)) for guess in product(*bounds))
    possible = [w for w in worlds if all(w[t] == sum(w[i] for i in parts) for t, parts in shown.items())]
    assert possible
    assert all(len({world[i] for world in possible}) > 1 for i in inner)


@settings(max_examples=60, deadline=None)
@given(crossed(), st.randoms(use_true_random=False))
def test_the_order_of_the_cells_changes_nothing(table: Table, random):
    cells, relations = list(table.cells), [list(r.part_ids) for r in table.relations]
    random.shuffle(cells)
    for parts in relations:
        random.shuffle(parts)
    mixed = [Relation(r.total_id, tuple(p)) for r, p in zip(table.relations, relations, strict=True)]
    random.shuffle(mixed)
    assert decide(Table(tuple(cells), tuple(mixed)), Audience.PUBLIC, US) == decide(table, Audience.PUBLIC, US)


@settings(max_examples=60, deadline=None)
@given(crossed(), st.data())
def test_the_reports_of_all_readers_together_tell_no_more_than_the_members_own(table: Table, data: st.DataObject):
    visibility = st.sampled_from(Visibility)
    table = replace(table, cells=tuple(replace(c, visibility=data.draw(visibility)) for c in table.cells))
    shown = {
        audience: {i for i, c in show(table, audience, US).cells.items() if c.hidden is None}
        for audience in (Audience.PUBLIC, Audience.PARTNERS, Audience.MEMBERS)
    }
    assert shown[Audience.PUBLIC] <= shown[Audience.PARTNERS] <= shown[Audience.MEMBERS]


@settings(max_examples=60, deadline=None)
@given(crossed())
def test_every_cell_has_a_number_or_a_reason_and_the_number_is_right(table: Table):
    shown = show(table, Audience.MEMBERS, US)
    assert shown.cells.keys() == table.by_id.keys()
    for i, it in shown.cells.items():
        assert (it.number is None) is (it.hidden is not None)
        assert it.number is None or it.number == table.by_id[i].number
        if it.number is not None and table.by_id[i].measure is Measure.PEOPLE and i != "share":
            assert it.number == 0 or it.number >= 11


def test_the_attacker_is_real():
    """The control: with the companions left out, the same attack finds the small cell."""
    table = row(64, west=42, north=7, south=15)
    small = {i for i, reason in decide(table, Audience.PUBLIC, US).items() if reason is Reason.SMALL}
    assert solved(table, small, table.by_id.keys() - small) == small == {"north"}
    assert solved(table, hidden(table), table.by_id.keys() - hidden(table)) == set()


def test_a_table_of_many_rows_and_columns_is_closed_and_still_says_something():
    """8 areas by 20 categories of ten members, with a fixed seed."""
    dice = Random(20260)
    inner = {
        f"r{r}c{c}": [
            0 if dice.random() < 0.4 else dice.choice([dice.randint(0, 4), dice.randint(0, 30)]) for _ in range(10)
        ]
        for r, c in product(range(8), range(20))
    }
    lines = {f"r{r}": [f"r{r}c{c}" for c in range(20)] for r in range(8)}
    lines |= {f"c{c}": [f"r{r}c{c}" for r in range(8)] for c in range(20)}
    sums = {name: [sum(inner[i][m] for i in ids) for m in range(10)] for name, ids in lines.items()}
    cells = contributed(inner | sums, Measure.PEOPLE)
    table = Table(tuple(cells.values()), tuple(Relation(name, tuple(ids)) for name, ids in lines.items()))
    gone = hidden(table)
    small = {i for i, c in cells.items() if 0 < c.number < 11}
    assert small < gone
    assert solved(table, gone, cells.keys() - gone) == set()
    assert len(gone) <= 3 * len(small)
