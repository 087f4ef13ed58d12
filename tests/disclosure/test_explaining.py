"""Why a figure is hidden, in words for the backbone: the rule that hides it, and no number."""

import re
from dataclasses import replace

import pytest

from backend.disclosure.collective import cell_id
from backend.disclosure.explaining import explained
from backend.disclosure.figures import CellIn, Figure, Measure, Reason, Relation, Table, Visibility
from backend.disclosure.rules import US, Audience, show
from tests.disclosure.rolled import Q1
from tests.disclosure.samples import figure


def why(holds: Figure, *earlier: Figure) -> tuple[Reason, str, str]:
    """Of the only figure of a report."""

    def kept(one: Figure, *before: Table) -> Table:
        table = Table((CellIn(cell_id("WF-04", Q1), Visibility.PUBLIC, one),))
        return show(table, Audience.MEMBERS, US, before).kept(table)

    [found] = explained(kept(holds, *map(kept, earlier)), US)
    assert (found.code, found.period, found.category) == ("WF-04", Q1, "")
    return found.reason, found.why, found.helps


MONEY, WAGE = Measure.MONEY, Measure.WAGE


@pytest.mark.parametrize(
    ("holds", "reason", "said"),
    [
        (figure(64, 60, 4), Reason.FEW_CONTRIBUTORS, "Only 2 organizations are in it, and it takes 3."),
        (figure(64, 64), Reason.FEW_CONTRIBUTORS, "Only one organization is in it"),
        (figure(7, 2, 2, 2, 1), Reason.SMALL, "between 1 and 10 people"),
        (figure(1000, 950, 30, 20, measure=MONEY), Reason.DOMINANCE, "One member makes up so much of it"),
        (figure(40, 10, 10, 10, 10, measure=WAGE), Reason.WAGE, "Only 4 organizations are in it, and wages take 5"),
        (figure(50, 30, 5, 5, 5, 5, measure=WAGE), Reason.WAGE, "one member holds more than 25 % of it"),
        (figure(50, 10, 10, 10, 10, 10, measure=WAGE, age=2), Reason.WAGE, "it is less than 3 months old"),
    ],
)
def test_each_rule_says_what_it_looked_at_and_what_would_help(holds: Figure, reason: Reason, said: str):
    found, words, helps = why(holds)
    assert found is reason
    assert said in words
    assert helps


def test_what_was_held_back_says_so():
    reason, words, _ = why(figure(133, 30, 30, 30, 30, 13), figure(120, 30, 30, 30, 30))
    assert reason is Reason.HELD
    assert "only one or two members changed" in words


def test_a_companion_does_not_say_what_it_protects_and_no_number_is_said():
    parts = {"west": 42, "north": 7, "south": 15}
    cells = [CellIn(cell_id("WF-04", Q1), Visibility.PUBLIC, figure(64))]
    cells += [CellIn(cell_id("WF-04", Q1, f"area.{name}"), Visibility.PUBLIC, figure(n)) for name, n in parts.items()]
    table = Table(tuple(cells), (Relation(cells[0].id, tuple(cell.id for cell in cells[1:])),))
    found = {one.category: one for one in explained(show(table, Audience.MEMBERS, US).kept(table), US)}
    assert {category: one.reason for category, one in found.items()} == {
        "area.north": Reason.SMALL,
        "area.south": Reason.COMPLEMENT,
    }
    assert not [one for one in found.values() if re.search(r"\b(7|15|22|42|64)\b", one.why + one.helps)]


def test_what_is_meant_for_the_backbone_alone_is_not_explained_as_hidden():
    cell = CellIn(cell_id("WF-04", Q1), Visibility.BACKBONE, figure(64))
    table = Table((cell, replace(cell, id=cell_id("WF-05", Q1), visibility=Visibility.PUBLIC)))
    assert list(explained(show(table, Audience.MEMBERS, US).kept(table), US)) == []
