import re
from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collab_reports.charts import Mark, Series, axis, bars, begins_at_zero, line
from collab_reports.trends import split_series, trend
from tests.collab_reports.samples import energy, figure, local_staff, points

SVG = "{http://www.w3.org/2000/svg}"


def drawn(words: str, versions: str = "", unit: str = "people") -> ElementTree.Element:
    value = words.split()[-1].lstrip("~")
    one = figure(series=points(words, versions=versions), unit=unit, value=value)
    return ElementTree.fromstring(line(trend(one, "en_GB", key="k")))


def of_class(picture: ElementTree.Element, kind: str) -> list[ElementTree.Element]:
    return [part for part in picture.iter() if kind in part.get("class", "").split()]


def texts(picture: ElementTree.Element) -> list[str]:
    return [part.text or "" for part in picture.iter(f"{SVG}text")]


def test_neighbours_are_joined_and_a_missing_number_is_a_gap_with_its_sign():
    assert len(of_class(drawn("1 2 3 4"), "line")) == 3
    gap = drawn("1 2 not_available 4")
    assert len(of_class(gap, "line")) == 1
    assert len(of_class(gap, "dot")) == 3
    assert "[x]" in texts(gap)


def test_each_status_leaves_its_own_sign():
    picture = drawn("not_available not_applicable withheld reported_elsewhere suppressed 0")
    assert {"[x]", "[z]", "[w]", "[p]", "[c]"} <= set(texts(picture))
    assert len(of_class(picture, "dot")) == 1


def test_a_new_definition_is_a_break_and_the_line_does_not_cross_it():
    same, changed = drawn("1 2 3", "111"), drawn("1 2 3", "112")
    assert not of_class(same, "break")
    assert len(of_class(changed, "break")) == 1
    assert len(of_class(changed, "line")) == len(of_class(same, "line")) - 1
    assert "new definition" in texts(changed)


def test_an_estimate_is_hollow():
    assert len(of_class(drawn("1 ~2 3"), "hollow")) == 1


def test_the_axis_begins_at_zero_unless_it_says_so():
    near, far = figure(series=points("4 9"), value=9), figure(series=points("80 90"), value=90)
    assert begins_at_zero(trend(near, "en_GB", key="k"))
    assert "does not begin at zero" not in trend(near, "en_GB", key="k").summary
    assert "The axis does not begin at zero." in trend(far, "en_GB", key="k").summary


@given(st.lists(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=4)))
def test_an_axis_holds_every_value_in_few_even_steps(values):
    for from_zero in (True, False):
        ticks = axis(values, from_zero=from_zero)
        assert 2 <= len(ticks) <= 7
        assert all(ticks[0] <= value <= ticks[-1] for value in values)
        assert len({after - before for before, after in pairwise(ticks)}) == 1


def test_bars_grow_from_zero_to_both_sides():
    marks = (Mark("up", Decimal(10), "10"), Mark("down", Decimal(-5), "-5"), Mark("none", Decimal(0), "0"))
    picture = ElementTree.fromstring(bars(Series("k", "t", "", marks, "s", str)))
    up, down, none = of_class(picture, "bar")
    drawn_to = Decimal("0.2")  # places are written to a tenth
    assert abs(Decimal(up.get("x")) - Decimal(down.get("x")) - Decimal(down.get("width"))) <= drawn_to
    assert abs(Decimal(up.get("width")) - 2 * Decimal(down.get("width"))) <= drawn_to
    assert Decimal(none.get("width")) == 0


def test_a_category_without_a_number_has_words_and_no_bar():
    wage = local_staff().splits[0]
    picture = ElementTree.fromstring(bars(split_series(wage, local_staff(), "en_GB", key="k")))
    assert len(of_class(picture, "bar")) == 2
    assert texts(picture).count("[c] hidden to protect a member") == 2
    assert "[x] not available" in texts(picture)


@pytest.mark.parametrize("words", ["5", "0 0 0", "suppressed withheld 0", "-3 -2", "1 999999999999999999"])
def test_every_series_can_be_drawn_inside_its_frame(words):
    picture = drawn(words)
    _, _, width, height = map(Decimal, picture.get("viewBox").split())
    for dot in of_class(picture, "dot"):
        assert 0 <= Decimal(dot.get("cx")) <= width
        assert 0 <= Decimal(dot.get("cy")) <= height


def test_the_alternative_text_says_what_the_picture_shows():
    summary = trend(local_staff(), "en_GB", key="k").summary
    assert "6,900 people in 2024 Q1, 8,140 people in 2026 Q3" in summary
    assert "2024 Q3 is not available" in summary
    assert "The definition changes between 2025 Q2 and 2025 Q3" in summary


def test_a_picture_has_name_and_role_and_nothing_a_strict_policy_refuses():
    picture = line(trend(energy(), "en_GB", key="k"))
    root = ElementTree.fromstring(picture)
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text == "Energy used per square metre, by period"
    assert root.get("aria-labelledby").split() == [root.find(f"{SVG}{part}").get("id") for part in ("title", "desc")]
    assert not re.search(r"<script|<style|style=|\son\w+=|href", picture)


def beside(numbers: str, second: str) -> ElementTree.Element:
    """second: the numbers of the second line; "." where one is hidden, "|5" where it is counted otherwise from here on."""
    own = [Mark(f"Q{at}", Decimal(word), word, number=word) for at, word in enumerate(numbers.split())]
    marks = [
        Mark(one.label, None if word == "." else Decimal(word.lstrip("|")), word, breaks=word.startswith("|"))
        for one, word in zip(own, second.split(), strict=True)
    ]
    one = Series("k", "Hires", "people", tuple(own), "", str, tuple(marks), "all together")
    return ElementTree.fromstring(line(one))


def strokes(picture: ElementTree.Element) -> list[tuple[Decimal, ...]]:
    """Of the second line, without the one before its name."""
    ends = [tuple(Decimal(part.get(end)) for end in ("x1", "y1", "x2", "y2")) for part in of_class(picture, "beside")]
    return ends[:-1]


def test_a_number_alone_on_the_second_line_is_a_level_stroke_across_its_place_and_no_dot():
    picture = beside("10 20 30 40 50", ". . 25 . .")
    [(x1, y1, x2, y2)] = strokes(picture)
    third = of_class(picture, "dot")[2]
    assert (x1 + x2) / 2 == pytest.approx(Decimal(third.get("cx")), abs=Decimal("0.1"))
    assert y1 == y2
    assert x2 - x1 > 2 * Decimal(third.get("r")), "seen on both sides of a dot in the same place"
    assert all(part.get("stroke-dasharray") for part in of_class(picture, "beside"))
    assert len(of_class(picture, "dot")) == 5


def test_among_many_periods_it_is_narrower():
    [(few, _, to, _)] = strokes(beside("1 2 3", ". 2 ."))
    [(many, _, until, _)] = strokes(beside(" ".join(["1"] * 20), " ".join([".", "1", *["."] * 18])))
    assert to - few > until - many > 8


def test_first_and_last_alone_are_drawn_and_who_has_a_neighbour_is_drawn_once():
    assert len(strokes(beside("1 2 3 4 5", "5 . 4 . 3"))) == 3
    assert len(strokes(beside("1 2 3 4 5", "5 4 . 3 2"))) == 2
    assert strokes(beside("1 2 3 4 5", ". . . . .")) == []


def test_the_second_line_does_not_cross_a_new_definition_and_what_is_alone_between_two_is_drawn():
    ends = strokes(beside("1 2 3 4 5", "5 4 |3 |2 1"))
    assert len(ends) == 3
    assert [y1 == y2 for _, y1, _, y2 in ends] == [False, True, False]


def test_a_number_alone_is_a_dot_on_the_first_line():
    alone = drawn("not_available not_available 3")
    assert (len(of_class(alone, "line")), len(of_class(alone, "dot"))) == (0, 1)


def test_names_are_words_and_never_markup():
    marks = (Mark('<script>alert("1")</script> & more', Decimal(1), "1"),)
    picture = bars(Series("k", "<b>&", "", marks, "]]><i>", str))
    assert "<script" not in picture
    assert '<script>alert("1")</script> & more' in texts(ElementTree.fromstring(picture))


def test_the_same_series_is_the_same_bytes():
    assert line(trend(energy(), "en_GB", key="k")) == line(trend(energy(), "en_GB", key="k"))


def test_whole_numbers_have_an_axis_of_whole_numbers():
    for values in ((13, 15), (0, 1), (7, 7), (11, 14), (2, 9)):
        ticks = axis([Decimal(value) for value in values], from_zero=False)
        assert all(tick % 1 == 0 for tick in ticks), values
        assert ticks[0] <= min(values)
        assert ticks[-1] >= max(values)
    assert any(tick % 1 for tick in axis([Decimal("13.2"), Decimal("14.1")], from_zero=False))
