"""What an audience is shown: each rule alone, its worked example, and the same facts just on the other side of it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from backend.disclosure.rules import (
    UK,
    US,
    Audience,
    Figure,
    Measure,
    Policy,
    Ratio,
    Reason,
    Relation,
    Table,
    Visibility,
    Waiver,
    Why,
    decide,
    show,
)
from tests.disclosure.samples import cell, figure, row, share

OUTSIDE = [Audience.MEMBERS, Audience.PARTNERS, Audience.PUBLIC]


def why(
    holds: Figure | Ratio, audience: Audience = Audience.PUBLIC, policy: Policy = US, **kw: object
) -> Reason | None:
    return decide(Table((cell("it", holds),)), audience, policy, **kw).get("it")


def money(number: str, *amounts: str) -> Figure:
    return figure(number, *amounts, measure=Measure.MONEY, element="spend")


# ---- Audience ----


@pytest.mark.parametrize(
    ("visibility", "seen_by"),
    [
        (Visibility.PUBLIC, {"own_member", "members", "backbone", "partners", "public"}),
        (Visibility.PARTNERS, {"own_member", "members", "backbone", "partners"}),
        (Visibility.MEMBERS, {"own_member", "members", "backbone"}),
        (Visibility.BACKBONE, {"backbone"}),
    ],
)
def test_an_indicator_goes_as_far_as_it_was_meant_to(visibility: Visibility, seen_by: set[str]):
    table = Table((cell("it", 64, visibility),))
    shown = {audience: show(table, audience, US).cells["it"] for audience in Audience}
    assert {audience for audience, it in shown.items() if it.number == 64} == seen_by
    assert {it.hidden.code for it in shown.values() if it.hidden} <= {Why.NOT_SHARED}


def test_an_audience_the_policy_does_not_name_sees_nothing():
    policy = Policy(sees={Audience.BACKBONE: frozenset(Visibility)})
    table = Table((cell("it", 64),))
    assert show(table, Audience.PUBLIC, policy).cells["it"].number is None
    assert show(table, Audience.BACKBONE, policy).cells["it"].number == 64


# ---- Fewest contributors ----


@pytest.mark.parametrize("measure", [Measure.PEOPLE, Measure.PATIENT, Measure.OTHER, Measure.MEMBERS])
def test_two_contributors_are_too_few_and_three_are_not(measure: Measure):
    assert why(figure(64, 30, 34, measure=measure)) is Reason.FEW_CONTRIBUTORS
    assert why(figure(64, 30, 20, 14, measure=measure)) is None


def test_sites_of_one_parent_are_one_contributor():
    """The rule counts what it is given: three sites come as their topmost parent, with their sum."""
    sites_of_one = Figure("hires", Decimal(64), Measure.PEOPLE, {"Ash": Decimal(40), "Birch": Decimal(24)})
    assert why(sites_of_one) is Reason.FEW_CONTRIBUTORS


def test_a_number_without_contributors_is_hidden_unless_a_public_source_gave_it():
    nobody = Figure("income", Decimal(41200), Measure.OTHER, {})
    assert why(nobody) is Reason.FEW_CONTRIBUTORS
    assert why(replace(nobody, measure=Measure.EXTERNAL)) is None


def test_how_many_members_meet_it_is_shown_of_three_and_not_of_two():
    assert why(figure(1, 1, 0, measure=Measure.MEMBERS)) is Reason.FEW_CONTRIBUTORS
    assert why(figure(1, 1, 0, 0, measure=Measure.MEMBERS)) is None


# ---- Small cells ----


@pytest.mark.parametrize(("number", "hidden"), [(0, False), (1, True), (10, True), (11, False)])
def test_one_to_ten_people_are_hidden_zero_and_eleven_are_shown(number: int, hidden: bool):
    assert (why(figure(number)) is Reason.SMALL) is hidden
    assert why(figure(number, measure=Measure.OTHER)) is None


@pytest.mark.parametrize(("number", "printed"), [(0, 0), (1, None), (7, None), (8, 10), (12, 10), (13, 15)])
def test_the_british_preset_hides_one_to_seven_and_rounds_to_five(number: int, printed: int | None):
    assert show(Table((cell("it", number),)), Audience.PUBLIC, UK).cells["it"].number == printed


def test_money_is_not_rounded_with_the_people():
    spend = Table((cell("it", money("1234", "400", "400", "434")),))
    assert show(spend, Audience.PUBLIC, UK).cells["it"].number == 1234


def test_patient_counts_keep_the_stricter_bound():
    assert why(figure(9), policy=UK) is None
    assert why(figure(9, measure=Measure.PATIENT), policy=UK) is Reason.SMALL


@pytest.mark.parametrize(
    ("top", "bottom", "reason"),
    [(11, 64, None), (0, 64, None), (7, 64, Reason.SMALL), (0, 10, Reason.SMALL)],
)
def test_a_ratio_is_as_small_as_its_parts(top: int, bottom: int, reason: Reason | None):
    assert why(share(figure(top), figure(bottom))) is reason


def test_a_ratio_of_rounded_counts_is_drawn_from_the_rounded_counts():
    table = Table((cell("it", share(figure(12), figure(64), "18.75")),))
    assert show(table, Audience.PUBLIC, US).cells["it"].number == Decimal("18.75")
    rounded = show(table, Audience.PUBLIC, UK).cells["it"].number
    assert rounded is not None
    assert abs(rounded - Decimal(1000) / Decimal(65)) < Decimal("1e-20")


# ---- Dominance ----


def test_the_worked_example_of_dominance():
    """T = 10.0M, 8.2 and 1.5: the second can tell the first to within 0.3 / 8.2 = 3.7 %."""
    assert why(money("10.0", "8.2", "1.5", "0.3")) is Reason.DOMINANCE
    assert why(money("10.0", "8.2", "0.9", "0.9")) is None  # 0.9 / 8.2 = 11.0 %
    assert why(money("9.85", "8.2", "0.83", "0.82")) is None  # exactly 10 %
    assert why(money("10.0", "8.2", "1.5", "0.3"), policy=Policy(p_percent=Decimal(3))) is None


def test_dominance_is_about_money_and_either_part_of_a_ratio_of_it():
    lopsided, even = money("10.0", "8.2", "1.5", "0.3"), money("40", "15", "13", "12")
    assert why(share(lopsided, even)) is Reason.DOMINANCE
    assert why(share(even, lopsided)) is Reason.DOMINANCE
    assert why(share(even, even)) is None
    assert why(replace(lopsided, measure=Measure.OTHER)) is None


def test_the_exposed_member_may_waive_and_no_other_for_it():
    lopsided = money("10.0", "8.2", "1.5", "0.3")
    assert why(lopsided, waivers=[Waiver("spend", "Birch", Reason.DOMINANCE)]) is Reason.DOMINANCE
    assert why(lopsided, waivers=[Waiver("capital", "Ash", Reason.DOMINANCE)]) is Reason.DOMINANCE
    assert why(lopsided, waivers=[Waiver("spend", "Ash", Reason.DOMINANCE)]) is None


def test_a_waiver_of_the_largest_does_not_lay_open_the_second():
    """Ash can tell Birch's 50 to within 1 of it, whatever Ash itself has agreed to."""
    two_large = money("151", "100", "50", "1")
    assert why(two_large, waivers=[Waiver("spend", "Ash", Reason.DOMINANCE)]) is Reason.DOMINANCE
    both = [Waiver("spend", name, Reason.DOMINANCE) for name in ("Ash", "Birch")]
    assert why(two_large, waivers=both) is None


def test_two_members_show_their_total_when_both_agree():
    pair = money("10", "6", "4")
    few = [Waiver("spend", name, Reason.FEW_CONTRIBUTORS) for name in ("Ash", "Birch")]
    near = [Waiver("spend", name, Reason.DOMINANCE) for name in ("Ash", "Birch")]
    assert why(pair, waivers=few[:1]) is Reason.FEW_CONTRIBUTORS
    assert why(pair, waivers=few) is Reason.DOMINANCE
    assert why(pair, waivers=few + near) is None


@pytest.mark.parametrize("reason", [Reason.SMALL, Reason.WAGE, Reason.AUDIENCE, Reason.COMPLEMENT])
def test_people_and_wages_are_not_the_members_to_give_away(reason: Reason):
    with pytest.raises(ValueError, match="cannot be waived"):
        Waiver("hires", "Ash", reason)


# ---- Wages ----


def wages(*weights: int, age: int = 3) -> Figure:
    return figure(25, *weights, measure=Measure.WAGE, age=age)


@pytest.mark.parametrize("audience", [*OUTSIDE, Audience.BACKBONE])
def test_wages_need_five_members_none_above_a_quarter_and_three_months(audience: Audience):
    assert why(wages(25, 25, 25, 13, 12), audience) is None
    assert why(wages(26, 25, 25, 12, 12), audience) is Reason.WAGE
    assert why(wages(25, 25, 25, 25), audience) is Reason.WAGE
    assert why(wages(25, 25, 25, 13, 12, age=2), audience) is Reason.WAGE


def test_a_policy_may_tighten_the_wage_rule_and_not_loosen_it():
    assert Policy(wage_fewest_contributors=8).wage_fewest_contributors == 8
    with pytest.raises(ValueError, match="wage_fewest_contributors is 5 or more; wage_months is 3 or more"):
        Policy(wage_fewest_contributors=4, wage_months=1)


# ---- Complements, as seen from outside ----


def test_the_worked_example_of_complements():
    """Hires by area 42, 7, 15 of 64: without 15 hidden too, 64 - 42 - 15 = 7."""
    table = row(64, west=42, north=7, south=15)
    shown = show(table, Audience.PUBLIC, US)
    assert {i: c.number for i, c in shown.cells.items()} == {"total": 64, "west": 42, "north": None, "south": None}
    assert decide(table, Audience.PUBLIC, US) == {"north": Reason.SMALL, "south": Reason.COMPLEMENT}


def test_readers_cannot_see_which_of_two_hidden_cells_is_the_small_one():
    shown = show(row(64, west=42, north=7, south=15), Audience.PUBLIC, US).cells
    assert shown["north"].hidden == shown["south"].hidden
    assert shown["north"].hidden is not None
    assert "rests on too few" in shown["north"].hidden.sentence


def test_what_is_hidden_is_the_same_for_every_reader():
    """The south is for members only. Were it the public's free companion, the members' report would give away the north."""
    table = row(79, west=42, north=7, south=15, east=15)
    table = replace(
        table, cells=tuple(replace(c, visibility=Visibility.MEMBERS) if c.id == "south" else c for c in table.cells)
    )
    members, public = (show(table, audience, US).cells for audience in (Audience.MEMBERS, Audience.PUBLIC))
    assert {i for i, c in members.items() if c.hidden} == {"north", "east"}
    assert {i for i, c in public.items() if c.hidden} == {"north", "east", "south"}
    assert [c.hidden and c.hidden.code for c in public.values()] == [None, None, "protected", "not_shared", "protected"]


def test_what_goes_to_nobody_outside_is_a_companion_for_nothing():
    """The backbone's own 15 are in no report, so nothing else has to be hidden beside the 7."""
    table = row(64, west=42, north=7, south=15)
    cells = tuple(replace(c, visibility=Visibility.BACKBONE) if c.id == "south" else c for c in table.cells)
    assert decide(replace(table, cells=cells), Audience.PUBLIC, US) == {"north": Reason.SMALL, "south": Reason.AUDIENCE}


# ---- The backbone, and one's own ----


def test_the_backbone_sees_all_but_small_patient_counts_and_near_wages():
    for seen in (figure(7), figure(64, 64), money("10", "9", "1"), figure(1, 1, measure=Measure.OTHER)):
        assert why(seen, Audience.BACKBONE) is None
        assert why(seen, Audience.PUBLIC) is not None
    assert why(figure(7, measure=Measure.PATIENT), Audience.BACKBONE) is Reason.SMALL
    assert why(wages(50, 50), Audience.BACKBONE) is Reason.WAGE


def test_nor_may_the_backbone_subtract_its_way_to_patients():
    patients = {k: figure(n, measure=Measure.PATIENT) for k, n in {"total": 64, "a": 42, "b": 7, "c": 15}.items()}
    table = row(patients.pop("total"), **patients)
    assert decide(table, Audience.BACKBONE, US) == {"b": Reason.SMALL, "c": Reason.COMPLEMENT}


def test_a_member_sees_its_own_and_of_the_others_what_members_see():
    mine = cell("mine", figure(7, 7), Visibility.BACKBONE, own=True)
    table = Table((mine, cell("all", 64), cell("few", figure(64, 60, 4))))
    shown = show(table, Audience.OWN_MEMBER, UK).cells
    assert {i: c.number for i, c in shown.items()} == {"mine": 7, "all": 65, "few": None}
    for other in set(Audience) - {Audience.OWN_MEMBER}:
        with pytest.raises(ValueError, match="own values"):
            show(table, other, UK)


# ---- What a table must be ----


def test_a_table_that_does_not_hang_together_is_refused():
    with pytest.raises(ValueError, match="not in the table: south"):
        Table((cell("total", 64), cell("west", 42)), (Relation("total", ("west", "south")),))
    with pytest.raises(ValueError, match="one cell twice"):
        Table((cell("west", 42), cell("west", 42)))
    with pytest.raises(ValueError, match="do not add up"):
        Table((cell("total", 64), cell("west", share(figure(11), figure(64)))), (Relation("total", ("west",)),))
