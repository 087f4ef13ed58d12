"""What a release keeps of itself reads back as it was."""

import json
from dataclasses import replace
from decimal import Decimal

from backend.disclosure import kept
from backend.disclosure.figures import Audience, Measure, Relation, Table, Term, Visibility
from backend.disclosure.policy import US
from backend.disclosure.rules import decide, show
from tests.disclosure.samples import cell, figure, row, share


def test_figures_and_ratios_come_back_as_they_were():
    ratio = share(figure("55", 20, 20, 15), figure("500", 200, 200, 100), "11.000")
    money = figure("0.10", "0.05", "0.03", "0.02", measure=Measure.MONEY, element="spend")
    whole = Table((cell("a", money, Visibility.MEMBERS), cell("b", ratio)))
    through_text = json.loads(json.dumps(kept.written(whole)))
    again = kept.read(through_text)
    assert [(one.id, one.visibility, one.number) for one in again.cells] == [
        (one.id, one.visibility, one.number) for one in whole.cells
    ]
    assert [figure.contributors for one in again.cells for figure in one.figures] == [
        figure.contributors for one in whole.cells for figure in one.figures
    ]


def test_what_was_hidden_is_kept_too_with_the_sums_it_is_in():
    whole = row(64, west=42, north=7, south=15)
    again = kept.read(json.loads(json.dumps(kept.written(show(whole, Audience.MEMBERS, US).kept(whole)))))
    assert {one.id for one in again.cells} == {"total", "west"}
    assert {one.id: one.number for one in again.hidden} == {"north": 7, "south": 15}
    assert again.relations == (Relation("total", ("north", "south", "west")),)


def test_what_each_figure_is_made_of_comes_back():
    terms = {"gas|2026-01-01/3|": Term(Decimal("-1.5"), {"Ash": Decimal("0.5"), "Birch": Decimal(0)})}
    whole = Table((cell("a", replace(figure(300, 100, 100, 100), terms=terms)),))
    [again] = kept.read(json.loads(json.dumps(kept.written(whole)))).cells
    assert again.figures[0].terms == terms


def test_what_was_kept_before_hidden_figures_were_is_read_as_shown():
    old = {
        "a": {
            "visibility": "public",
            "figure": {"element": "hires", "number": "300", "measure": "people", "contributors": {"Ash": "300"}},
        }
    }
    again = kept.read(old)
    assert [(one.id, one.number) for one in again.cells] == [("a", 300)]
    assert (again.hidden, again.relations) == ((), ())


def test_a_release_is_held_against_what_is_read_back_as_against_what_was_shown():
    before = Table((cell("a", figure(300, 100, 100, 100)),))
    now = Table((cell("a", figure(420, 100, 100, 100, 120)),))
    for earlier in (before, kept.read(kept.written(before))):
        assert set(decide(now, Audience.PUBLIC, US, [earlier])) == {"a"}
    assert not decide(now, Audience.PUBLIC, US, [])
