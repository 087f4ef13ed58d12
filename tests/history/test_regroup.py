"""Rows cut at their commas: a column is read only when every arrangement gives it the same text."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from backend.history.regroup import Cut, Holds, Possible, arrange

REGIONS = frozenset({"NORTH", "SOUTH"})
CUT = Cut(",", REGIONS, frozenset({"Not Applicable"}))
NAMED = (Holds.TEXT, Holds.NAME, Holds.CHOICE, Holds.TEXT)


def certain(possible: tuple[Possible, ...]) -> list[str | None]:
    return [each.certain for each in possible]


def cut(text: str) -> list[str]:
    """As the export does it: at every comma, each group of digits stored as a number of its own."""
    first, *groups = text.split(",")
    return [first, *(group.lstrip("0") or "0" if group[0].isdigit() else group for group in groups)]


def test_a_name_is_put_together_up_to_the_region_that_follows() -> None:
    row = ["RF4", "BARKING", " HAVERING AND REDBRIDGE", "NORTH", "ACUTE", "7"]
    possible = arrange(row, [*NAMED, Holds.WHOLE, Holds.WHOLE], CUT)
    assert certain(possible)[:4] == ["RF4", "BARKING, HAVERING AND REDBRIDGE", "NORTH", "ACUTE"]
    assert possible[1].cells == (1, 3)


def test_zero_ends_a_number_and_a_percentage_is_never_cut() -> None:
    holds = [Holds.WHOLE, Holds.SHARE, Holds.WHOLE, Holds.TEXT, Holds.TEXT]
    assert certain(arrange(["1", "412", "408", "30", "0", "Yes", "No"], holds, CUT))[:4] == [
        "1412408",
        "30",
        "0",
        "Yes",
    ]


def test_groups_get_their_leading_zeros_back() -> None:
    possible = arrange(["44", "0", "7", "Yes", "No"], [Holds.WHOLE, Holds.TEXT, Holds.TEXT], CUT)
    assert possible[0].certain == "44000007"


def test_what_can_be_cut_in_two_ways_is_certain_in_neither_and_shows_both() -> None:
    possible = arrange(["3", "158", "370", "Yes", "No"], [Holds.WHOLE, Holds.WHOLE, Holds.TEXT, Holds.TEXT], CUT)
    assert certain(possible)[:3] == [None, None, "Yes"]
    assert possible[0].texts == ("3", "3158")
    assert possible[1].texts == ("158370", "370")


def test_what_runs_into_the_edge_may_have_gone_on_and_is_not_certain() -> None:
    possible = arrange(["0", "7"], [Holds.WHOLE, Holds.WHOLE, Holds.WHOLE], CUT)
    assert certain(possible) == ["0", None, None]


def test_a_decimal_point_ends_a_number_and_a_whole_number_has_none() -> None:
    holds = [Holds.DECIMAL, Holds.TEXT, Holds.TEXT]
    assert certain(arrange(["6", "360.5", "Yes", "No"], holds, CUT))[0] == "6360.5"
    assert arrange(["6", "360.5", "Yes", "No"], [Holds.WHOLE, *holds[1:]], CUT) == ()


def test_a_row_no_arrangement_fits_has_none() -> None:
    assert arrange(["RF4", "BARKING", "EAST", "1"], [*NAMED, Holds.WHOLE], CUT) == ()


NUMBERS = st.integers(0, 3_000_000).map(lambda number: f"{number:,}") | st.just("Not Applicable")


@given(st.lists(NUMBERS, min_size=1, max_size=6), st.integers(0, 3))
def test_the_truth_is_always_among_what_is_possible(truth: list[str], lost: int) -> None:
    """Whatever was cut, and however many cells slid out at the right edge, nothing untrue is ever certain."""
    cells = [cell for text in [*truth, "Yes", "No"] for cell in cut(text)]
    seen = cells[: len(cells) - lost] if lost else cells
    possible = arrange(seen, [*[Holds.WHOLE] * len(truth), Holds.TEXT, Holds.TEXT], CUT)
    for text, there in zip(truth, possible, strict=False):
        assert there.certain in (None, text.replace(",", ""))
        assert text.replace(",", "") in there.texts or not there.whole


@given(st.lists(st.sampled_from(["0", "1", "12", "370", "Yes"]), min_size=2, max_size=6))
def test_the_lattice_finds_what_trying_every_arrangement_finds(cells: list[str]) -> None:
    holds = (Holds.WHOLE, Holds.WHOLE, Holds.TEXT)
    texts: list[set[str]] = [set(), set(), set()]
    for spans in product(range(len(cells) + 1), repeat=3):
        found = _by_hand(cells, holds, spans)
        for index, text in enumerate(found or []):
            texts[index].add(text)
    possible = arrange(cells, holds, CUT)
    assert [set(there.texts) for there in possible] == (texts if possible else [])
    assert bool(possible) == bool(texts[0])


def _by_hand(cells: list[str], holds: tuple[Holds, ...], spans: tuple[int, ...]) -> list[str] | None:
    """The texts when each column takes so many cells, the last ones none if the row is used up; None if it cannot be."""
    texts, at = [], 0
    for column, span in zip(holds, spans, strict=True):
        if at == len(cells):
            return texts if not any(spans[len(texts) :]) else None
        taken = cells[at : at + span]
        if span == 0 or len(taken) < span or not _may_be(taken, column):
            return None
        texts.append(taken[0] + "".join(group.zfill(3) for group in taken[1:]))
        at += span
    return texts if at == len(cells) else None


def _may_be(taken: list[str], column: Holds) -> bool:
    if column is Holds.TEXT:
        return taken == ["Yes"]
    return "Yes" not in taken and (len(taken) == 1 or taken[0] != "0")
