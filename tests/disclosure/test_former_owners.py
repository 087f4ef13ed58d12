"""A site that was sold: its former owner knows what it gave before, and must not tell another's by it."""

import json
from dataclasses import replace
from datetime import date
from uuid import uuid4

from backend.agreements.queries import WaiverInForce
from backend.agreements.rules import Waived
from backend.disclosure import kept
from backend.disclosure.agreed import of_parents
from backend.disclosure.collective import cell_id, table
from backend.disclosure.explaining import explained
from backend.disclosure.figures import Audience, Measure, Table
from backend.disclosure.rules import US, show
from backend.disclosure.same_members import safe, with_same
from backend.disclosure.sensitivity import for_readers
from backend.disclosure.splits import rolled_splits
from backend.rollups.ledger import Asked, Ledger
from tests.disclosure.rolled import GENDER, Q1, Q2, gave, indicator, who

UNTIL = date(2026, 5, 14)  # in the second quarter
NAMES = ("East", "Site", "West")
HIRES = cell_id("HI", Q1)


def books(*values, names=NAMES, sold: bool = True) -> Ledger:
    """East had the site, which is its own since."""
    asked = []
    for name in names:
        site = name == "Site"
        parent = who("East") if site and not sold else who(name)
        former = ((UNTIL, who("East")),) if site and sold else ()
        asked.append(Asked(who(name), parent, frozenset((Q1, Q2)), former=former))
    return Ledger(asked, values)


def hires(*numbers, names=NAMES, sold: bool = True, measure=Measure.PEOPLE) -> Table:
    given = books(*gave("hires", *numbers, names=names), names=names, sold=sold)
    return table([indicator("HI", "hires", given, measure=measure)], age_months={})


def is_hidden(whole: Table, *earlier: Table, id: str = HIRES) -> bool:
    return show(whole, Audience.MEMBERS, US, earlier).cells[id].hidden is not None


def test_a_figure_the_former_owner_could_take_its_own_from_is_hidden():
    whole = hires(200, 100, 50)
    by_now = replace(whole, then=None)
    assert not is_hidden(by_now), "by the parents of now it is of three, and East would read West's 50 from it"
    assert by_now.cells[0].number - 200 - 100 == 50
    assert is_hidden(whole)
    of_four = ("East", "Site", "West", "North")
    assert not is_hidden(hires(200, 100, 50, 60, names=of_four)), "two others are left"
    after = books(*gave("hires", 200, 100, 50, period=Q2, names=NAMES))
    assert table([indicator("HI", "hires", after, periods=(Q2,))], age_months={}).then is None


def test_what_the_former_owner_spent_with_its_site_is_not_told_closely():
    names = ("East", "Site", "West", "North")
    assert not is_hidden(hires(500, 500, 400, 150, names=names, measure=Measure.MONEY))
    whole = hires(300, 300, 50, 20, names=names, measure=Measure.MONEY)
    assert not is_hidden(replace(whole, then=None))
    assert is_hidden(whole), "West would be told what East had, to within 20 of 600"


def test_a_correction_after_the_sale_is_held_as_it_would_be_before():
    names = ("East", "Site", "West", "North", "South")
    before = hires(200, 100, 50, 60, 70, names=names, sold=False)
    again = hires(200, 100, 55, 60, 70, names=names)
    assert is_hidden(again, before)
    assert is_hidden(again, kept.read(json.loads(json.dumps(kept.written(hires(200, 100, 50, 60, 70, names=names))))))


def test_what_is_kept_reads_back_with_both_ways_of_counting():
    whole = hires(200, 100, 50)
    [cell] = show(whole, Audience.MEMBERS, US).kept(whole).hidden
    again = kept.read(json.loads(json.dumps(kept.written(show(whole, Audience.MEMBERS, US).kept(whole)))))
    assert again.then
    assert len(again.then.hidden[0].figures[0].contributors) == 2
    assert len(again.hidden[0].figures[0].contributors) == len(cell.figures[0].contributors) == 3
    assert "then" not in kept.written(hires(200, 100, 50, sold=False))


def test_the_backbone_is_told_how_many_it_was_of_then():
    whole = hires(200, 100, 50)
    [found] = explained(show(whole, Audience.MEMBERS, US).kept(whole), US)
    assert found.why.startswith("Only 2 organizations are in it, and it takes 3.")


def test_what_was_not_split_is_counted_with_whoever_had_it():
    whole = books(*gave("hires", 200, 100, 50, names=NAMES))
    female = books(*gave("hires", 150, 80, 40, names=NAMES))
    one = indicator("HI", "hires", whole)
    splits = rolled_splits(one.points[0], {"gender": {"female": female}}, {"hires": [GENDER]})
    [rest] = [row.roll_up for split in splits for code, row in split.rows.items() if code == "not_split"]
    key = "hires"
    assert {got.parent: got.parts[key] for got in rest.contributors} == {
        who("East"): 50, who("Site"): 20, who("West"): 10,
    }  # fmt: skip
    assert {got.parent: got.parts[key] for got in rest.then} == {who("East"): 70, who("West"): 10}


def test_a_second_trend_gives_way_where_the_former_owner_would_be_left_with_one_other():
    """South and North answered once: beside the others, theirs and the site's can be had together."""
    names = ("East", "Site", "West", "A", "B", "C")
    values = [*gave("hires", 20, 30, 40, 50, 60, 70, names=names)]
    values += gave("hires", None, None, None, 50, 60, 70, period=Q2, names=names)
    one = indicator("HI", "hires", books(*values, names=names), periods=(Q1, Q2))
    [found] = with_same([one], books(*values, names=names))
    whole = table([found], age_months={})
    sensitive = for_readers(US, frozenset())
    assert safe([found], replace(whole, then=None), sensitive)[0].same
    assert not safe([found], whole, sensitive)[0].same


def test_a_parent_does_without_a_rule_only_where_those_do_that_it_once_had():
    sold = books(names=("East", "Site"))
    given = [WaiverInForce(who("East"), "spend", Waived.DOMINANCE)]
    assert of_parents(given, sold) == frozenset()
    given.append(WaiverInForce(who("Site"), "spend", Waived.DOMINANCE))
    assert {one.member for one in of_parents(given, sold)} == {str(who("East")), str(who("Site"))}
    assert of_parents([WaiverInForce(uuid4(), "spend", Waived.DOMINANCE)], sold) == frozenset()
