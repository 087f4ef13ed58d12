from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.kit.errors import Invalid
from backend.places.areas import ByArea, allocate, category_code, over_areas, rounded

D = Decimal
WEIGHTS = {
    "60624": {"north_lawndale": D("0.75"), "oak_park": D("0.25")},
    "60644": {"austin": D("0.98")},  # a ratio that does not come to 1
}
WEST = ["austin", "north_lawndale", "west_town"]


def test_figures_are_allocated_and_what_lies_outside_or_is_unknown_stays_in_the_total():
    spread = allocate({"60624": D(100), "60644": D(50), "99999": D(7)}, WEIGHTS, WEST, unknown=D(3))
    assert spread.areas == {"austin": D(49), "north_lawndale": D(75), "west_town": D(0)}
    assert (spread.outside, spread.unknown) == (D(25), D(11))
    assert spread.total == 160


def test_fractions_that_come_to_more_than_one_are_refused_and_exactly_one_is_taken():
    assert allocate({"x": D(3)}, {"x": {"a": D("0.5"), "b": D("0.5")}}, ["a", "b"]).unknown == 0
    for fractions in ({"a": D("0.6"), "b": D("0.5")}, {"a": D("-0.1")}):
        with pytest.raises(Invalid, match="crosswalk gives x"):
            allocate({"x": D(3)}, {"x": fractions}, ["a"])


FIGURES = st.dictionaries(st.sampled_from(["60624", "60644", "60612"]), st.decimals(0, 10**9, places=10))


@given(st.lists(st.tuples(FIGURES, st.decimals(0, 1000, places=2)), max_size=5))
def test_areas_outside_and_unknown_are_the_members_totals_to_the_last_digit(members):
    spread = over_areas(allocate(figures, WEIGHTS, WEST, unknown=unknown) for figures, unknown in members)
    expected = sum(int(n * 10**10) for figures, unknown in members for n in [*figures.values(), unknown])
    assert int(spread.total * 10**10) == expected


def test_over_members_each_area_adds_up():
    one = ByArea({"austin": D(1)}, D(2), D(3))
    two = ByArea({"austin": D(10), "west_town": D(5)}, D(20), D(30))
    assert over_areas([one, two]) == ByArea({"austin": D(11), "west_town": D(5)}, D(22), D(33))


def test_people_stay_whole_and_their_total_the_same():
    spread = allocate({"60624": D(10), "60644": D(1)}, WEIGHTS, WEST, unknown=D(2))
    assert spread.areas["north_lawndale"] == D("7.5")
    whole = rounded(spread, places=0)
    assert (whole.areas, whole.outside, whole.unknown) == (
        {"austin": D(1), "north_lawndale": D(8), "west_town": D(0)},
        D(2),
        D(2),
    )
    assert whole.total == spread.total == 13


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.decimals(0, 1, places=4)),
    st.integers(0, 10**6),
    st.sampled_from([0, 2]),
)
def test_rounding_keeps_the_total_and_moves_no_part_by_a_whole_step(shares, number, places):
    if sum(shares.values()) > 1:
        return
    spread = allocate({"x": D(number)}, {"x": shares}, list("abc"))
    near = rounded(spread, places=places)
    assert near.total == spread.total
    step = D(1).scaleb(-places)
    assert all(abs(near.areas[code] - spread.areas[code]) < step for code in near.areas)
    assert all(part % step == 0 for part in [*near.areas.values(), near.outside, near.unknown])


def test_an_area_s_part_is_called_by_kind_and_code():
    assert category_code("community_area", "25") == "community_area_25"
    assert category_code("zip", "00011") == "zip_00011"
    assert category_code("LSOA", "E01000001/a") == "lsoa_e01000001_a"
