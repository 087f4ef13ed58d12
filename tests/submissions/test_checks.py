"""What a draft must pass: each check finds its fault at its place, and is silent when the fault is gone."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from backend.kit.errors import Severity
from backend.submissions.checks import Asked, Cell, Kind, Split, check
from backend.submissions.rules import Status

AREAS = Split("area", {"area.west": "West Side", "area.south": "South Side", "area.unknown": "Unknown"})
OWNERS = Split("ownership", {"owner.women": "Women-owned", "owner.minority": "Minority-owned"}, multi_select=True)

HIRES = Asked("hires", "New hires", "people", Kind.COUNT, splits=(AREAS,))
LOCAL = Asked("local_hires", "New hires living in the focus area", "people", Kind.COUNT, part_of="hires")
SPEND = Asked("spend", "Spend with diverse vendors", "USD", Kind.MONEY, splits=(OWNERS,))
POLICY = Asked("policy", "Living wage policy", "yes or no", Kind.YES_NO, required=False)
STORY = Asked("story", "What helped", "words", Kind.TEXT, required=False)
BALANCE = Asked("balance", "Net change in reserves", "USD", Kind.MONEY, required=False, minimum=None)
ALL = (HIRES, LOCAL, SPEND, POLICY, STORY, BALANCE)


def cell(element: str, number: str | None = None, category: str | None = None, **rest: object) -> Cell:
    status = Status.REPORTED if number is not None else None
    return Cell(element, category, Decimal(number) if number is not None else None, status=status)._replace(**rest)


GOOD = (
    cell("hires", "64"),
    cell("hires", "42", "area.west"),
    cell("hires", "15", "area.south"),
    cell("hires", "7", "area.unknown"),
    cell("local_hires", "42"),
    cell("spend", "1200.50"),
    cell("spend", "1000", "owner.women"),
    cell("spend", "900", "owner.minority"),
    cell("policy", "1"),
    cell("story", text="A bus line.", status=Status.REPORTED),
    cell("balance", "-300"),
)


def swap(*cells: Cell) -> list[Cell]:
    """The good draft with these cells in place of the ones at their places."""
    return [*(c for c in GOOD if c.place not in {n.place for n in cells}), *cells]


def found(cells: Sequence[Cell], **kw: object) -> list[tuple[str, str]]:
    return [(p.where, p.code) for p in check(cells, ALL, **kw)]


def test_a_good_draft_has_no_problems():
    assert check(GOOD, ALL) == []


@pytest.mark.parametrize(
    ("change", "where", "code"),
    [
        (cell("hires", text="1,2o0"), "New hires", "number.not_a_number"),
        (cell("hires", "NaN"), "New hires", "number.not_a_number"),
        (cell("spend", "Infinity"), "Spend with diverse vendors", "number.not_a_number"),
        (cell("hires", status=Status.REPORTED), "New hires", "number.missing"),
        (cell("local_hires", "41.5"), "New hires living in the focus area", "number.not_whole"),
        (cell("local_hires", "-1"), "New hires living in the focus area", "number.too_low"),
        (cell("spend", "-1", "owner.women"), "Spend with diverse vendors, Women-owned", "number.too_low"),
        (cell("local_hires", "65"), "New hires living in the focus area", "part.exceeds_whole"),
        (cell("hires", "43", "area.west"), "New hires, by area", "breakdown.exceeds_total"),
        (cell("hires", "41", "area.west"), "New hires, by area", "breakdown.below_total"),
        (
            cell("spend", "1300", "owner.women"),
            "Spend with diverse vendors, Women-owned",
            "breakdown.part_exceeds_total",
        ),
        (cell("policy", "2"), "Living wage policy", "number.not_yes_no"),
        (cell("policy", text="perhaps"), "Living wage policy", "number.not_a_number"),
        (cell("story", "4"), "What helped", "text.is_number"),
        (cell("story", status=Status.REPORTED), "What helped", "text.missing"),
        (cell("spend", "5", status=Status.WITHHELD), "Spend with diverse vendors", "status.with_answer"),
        (cell("story", text="A bus.", status=Status.NOT_AVAILABLE), "What helped", "status.with_answer"),
        (cell("beds", "5"), "beds", "element.not_asked"),
        (cell("hires", "5", "area.north"), "New hires, area.north", "category.not_asked"),
        (cell("local_hires"), "New hires living in the focus area", "answer.missing"),
    ],
)
def test_a_fault_is_found_at_its_place(change: Cell, where: str, code: str):
    assert found(swap(change)) == [(where, code)]


def test_the_first_look_finds_every_fault():
    draft = swap(cell("hires", "50"), cell("local_hires", "-3.5"), cell("spend"), cell("policy", "7"))
    assert found(draft) == [
        ("New hires, by area", "breakdown.exceeds_total"),
        ("New hires living in the focus area", "number.not_whole"),
        ("New hires living in the focus area", "number.too_low"),
        ("Spend with diverse vendors", "answer.missing"),
        ("Living wage policy", "number.not_yes_no"),
    ]


def test_a_place_answered_twice_is_a_fault():
    assert found([*GOOD, cell("hires", "42", "area.west")]) == [("New hires, West Side", "answer.double")]


@pytest.mark.parametrize("status", [s for s in Status if not s.has_number])
def test_a_status_is_an_answer_and_is_not_compared_with_numbers(status: Status):
    assert check(swap(cell("hires", status=status)), ALL) == []
    assert check(swap(cell("local_hires", status=status)), ALL) == []


def test_zero_is_an_answer_and_blank_is_not():
    zero = swap(cell("local_hires", "0"))
    assert check(zero, ALL) == []
    assert found([c for c in zero if c.element != "local_hires"]) == [
        ("New hires living in the focus area", "answer.missing")
    ]


def test_an_unasked_for_part_of_a_breakdown_may_stay_blank():
    """With one part blank the rest may fall short of the total; with all answered they may not."""
    short = [c for c in GOOD if c.category != "area.south"]
    assert check(short, ALL) == []
    assert found([*short, cell("hires", "0", "area.south")]) == [("New hires, by area", "breakdown.below_total")]


def test_parts_below_the_total_are_explained_by_a_note():
    explained = swap(cell("hires", "70", note="Six live outside the state."))
    assert check(explained, ALL) == []
    assert [p.severity for p in check(swap(cell("hires", "70")), ALL)] == [Severity.EXPLAIN]


def test_the_message_gives_the_figures():
    (problem,) = check(swap(cell("hires", "43", "area.west")), ALL)
    assert problem.message == "the parts add up to 65, 1 more than the total 64"
    (problem,) = check(swap(cell("hires", text="1,2o0")), ALL)
    assert problem.message == "write a whole number, e.g. 120; “1,2o0” cannot be read as one"


@pytest.mark.parametrize(
    ("now", "earlier", "said"),
    [
        ("640", ["64"], "about 10 times what"),
        ("6400", ["60", "64", "70", "61"], "about 100 times what"),
        ("64000", ["64"], "about 1,000 times what"),
        ("64", ["64000"], "about 1,000 times less than what"),
        ("64", ["512"], "about 10 times less than what"),
        ("1920", ["64"], "about 30 times what"),
    ],
)
def test_a_jump_is_to_be_explained_and_a_note_explains_it(now: str, earlier: list[str], said: str):
    history = {("local_hires", None): [Decimal(n) for n in earlier]}
    draft = [cell("local_hires", now)]
    (problem,) = check(draft, [replace(LOCAL, part_of=None)], history)
    assert (problem.code, problem.severity) == ("number.jump", Severity.EXPLAIN)
    assert said in problem.message
    assert check([draft[0]._replace(note="Two hospitals merged.")], [LOCAL], history) == []


def test_large_numbers_are_said_with_their_thousands():
    history = {("local_hires", None): [Decimal(3811100), Decimal(6097864)]}
    (problem,) = check([cell("local_hires", "48079356")], [replace(LOCAL, part_of=None)], history)
    assert problem.message.startswith("48,079,356 is about 10 times what was usual (4,954,482)")


@pytest.mark.parametrize(("now", "earlier"), [("64", []), ("0", ["64"]), ("64", ["0"]), ("440", ["64"]), ("9", ["64"])])
def test_what_is_no_jump_is_not_asked_about(now: str, earlier: list[str]):
    history = {("local_hires", None): [Decimal(n) for n in earlier]}
    assert check([cell("local_hires", now)], [LOCAL], history) == []


def test_one_outlier_among_the_earlier_ones_does_not_set_the_measure():
    history = {("local_hires", None): [Decimal(n) for n in (60, 64, 6400)]}
    assert check([cell("local_hires", "66")], [LOCAL], history) == []
