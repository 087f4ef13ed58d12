"""Nothing that is shown together, now and before, tells what one member put in. By example; the attack tries the rest."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from backend.disclosure.figures import CellIn, Figure, Measure, Ratio, Reason, Relation, Table, Term, Visibility, Waiver
from backend.disclosure.policy import US, Policy
from backend.disclosure.rules import Audience, decide, show

D = Decimal
GAS = {"Ash": 100, "Birch": 120, "Cedar": 140, "Dogwood": 90}
POWER = {"Ash": 300, "Birch": 280, "Cedar": 260, "Elm": 310}


def made(measure: Measure = Measure.OTHER, **given: Mapping[str, int]) -> Figure:
    """A sum of these things, each by member; what two members gave under one name is one thing."""
    terms = {of: Term(D(1), {name: D(amount) for name, amount in by.items()}) for of, by in given.items()}
    names = {name for by in given.values() for name in by}
    amounts = {name: D(sum(by.get(name, 0) for by in given.values())) for name in sorted(names)}
    return Figure("+".join(given), sum(amounts.values(), D(0)), measure, amounts, terms=terms)


def cell(id: str, holds: Figure | Ratio) -> CellIn:
    return CellIn(id, Visibility.PUBLIC, holds)


def among(amounts: Mapping[str, int], *names: str) -> dict[str, int]:
    return {name: amounts[name] for name in names}


def hidden(table: Table, *earlier: Table, policy: Policy = US, **kw: object) -> set[str]:
    return set(decide(table, Audience.PUBLIC, policy, earlier, **kw))


def released(table: Table, *earlier: Table) -> Table:
    return show(table, Audience.MEMBERS, US, earlier).kept(table)


def test_sums_over_other_members_may_not_leave_one_of_them():
    """Gas, power, and gas with power of three: D's gas is left over, and what else there is beside it."""
    three = ("Ash", "Birch", "Cedar")
    gas, both = cell("gas", made(gas=GAS)), cell("both", made(gas=among(GAS, *three), power=among(POWER, *three)))

    def left_over(**others: int) -> set[str]:
        return hidden(Table((gas, cell("power", made(power={**among(POWER, *three), **others})), both)))

    assert left_over() != set(), "a stranger has D's gas"
    assert left_over(Elm=310) != set(), "E, which knows its own power, has it"
    assert left_over(Elm=310, Fir=200) == set()


def test_nor_what_one_member_put_into_a_sum_of_several_things():
    """Neither D's gas nor its power is left over, and both together are."""
    everybody, three = ("Ash", "Birch", "Cedar", "Dogwood"), ("Ash", "Birch", "Cedar")
    power = {**POWER, "Dogwood": 75}

    def both(*names: str) -> CellIn:
        return cell(f"of {len(names)}", made(gas=among(GAS, *names), power=among(power, *names)))

    assert hidden(Table((both(*everybody), both(*three)))) != set()
    assert hidden(Table((both(*everybody),))) == set()


def test_two_rates_over_other_members_give_away_what_lies_between():
    """Nobody prints the hires. 55 of 500 and 60 of 560 are told by their rates all the same, and D's 60 with them."""
    hires = {"Ash": 200, "Birch": 150, "Cedar": 150, "Dogwood": 60}
    local, senior = {"Ash": 20, "Birch": 20, "Cedar": 15}, {"Ash": 15, "Birch": 15, "Cedar": 15, "Dogwood": 15}

    def rate(top: dict[str, int], name: str) -> Ratio:
        return Ratio(D(1), made(**{name: top}), made(hires=among(hires, *top)))

    cells = [
        cell("local", made(local=local)),
        cell("senior", made(senior=senior)),
        cell("local rate", rate(local, "local")),
        cell("senior rate", rate(senior, "senior")),
    ]
    found = hidden(Table(tuple(cells)))
    assert found
    assert found <= {"local rate", "senior rate"}, "a rate is the first to go"
    assert hidden(Table(tuple(cells[:3]))) == set(), "the control: one rate alone"


def test_a_figure_that_an_earlier_report_hid_stays_hidden():
    """Seven in the north were hidden with the fifteen of the south. The north has grown and may be shown; not both may."""
    names = ("Ash", "Birch", "Cedar", "Dogwood")

    def people(of: str, *amounts: int) -> Figure:
        return made(Measure.PEOPLE, **{of: dict(zip(names, amounts, strict=True))})

    def table(north: Figure) -> Table:
        south, west = people("south", 4, 4, 4, 3), people("west", 11, 11, 10, 10)
        amounts = [north.contributors[name] + south.contributors[name] + west.contributors[name] for name in names]
        total = people("all", *map(int, amounts))
        cells = (cell("all", total), cell("north", north), cell("south", south), cell("west", west))
        return Table(cells, (Relation("all", ("north", "south", "west")),))

    first, second = table(people("north", 2, 2, 2, 1)), table(people("north", 20, 30, 40, 50))
    before = released(first)
    assert {one.id for one in before.hidden} == {"north", "south"}
    assert hidden(second) == set(), "the control: by itself it may all be shown"
    found = hidden(second, before)
    assert "south" in found
    assert len(found) == 2, "or it were the total less the others"


def test_a_year_does_not_give_away_a_quarter_of_one_member():
    """Ash gave no fourth quarter of one thing; the year of that and the year of another lie apart by just that."""
    quarters = [f"gas Q{n}" for n in range(1, 5)]
    year = {quarter: dict(GAS) for quarter in quarters}
    short = {quarter: among(GAS, *(n for n in GAS if (n, quarter) != ("Ash", quarters[-1]))) for quarter in quarters}
    table = Table((cell("year", made(**year)), cell("short", made(**short))))
    assert hidden(table) != set()


@pytest.mark.parametrize("of", [Reason.FEW_CONTRIBUTORS, Reason.UNPAIRED])
def test_who_agreed_is_not_protected_from_it(of: Reason):
    three = ("Ash", "Birch", "Cedar")
    table = Table((cell("all", made(gas=GAS)), cell("three", made(gas=among(GAS, *three)))))
    assert hidden(table) != set()
    assert hidden(table, waivers=[Waiver("gas", "Dogwood", of)]) == set()
    assert hidden(table, waivers=[Waiver("gas", "Ash", of)]) != set()


def test_members_alike_in_everything_cannot_be_told_apart():
    """Ten thousand of them are one unknown: this takes no time."""
    many = {f"m{n}": n + 1 for n in range(10_000)}
    table = Table((cell("gas", made(gas=many)), cell("both", made(gas=many, power=many))))
    assert hidden(table) == set()
    without_one = {name: amount for name, amount in many.items() if name != "m7"}
    assert hidden(replace(table, cells=(*table.cells, cell("less", made(gas=without_one))))) == {"less"}
