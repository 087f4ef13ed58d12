"""A figure by a breakdown: the rows are the total, whoever gave what of it."""

from decimal import Decimal

from backend.disclosure.collective import RolledIndicator, RolledSplit, cell_id, table
from backend.disclosure.figures import Audience, Measure, Relation, Visibility
from backend.disclosure.policy import US
from backend.disclosure.rules import show
from backend.disclosure.splits import NOT_SPLIT, rolled_splits
from backend.indicators.queries import Part, SplitBy
from backend.rollups.ledger import Given
from tests.disclosure.rolled import GENDER, Q1, D, gave, indicator, ledger, who


def split_of(totals: list[Given], **parts: list[Given]) -> list[RolledSplit]:
    now = indicator("HI", "hires", ledger(*totals)).points[-1]
    by_category = {"gender": {code: ledger(*parts.get(code, [])) for code in ("female", "male", "unknown")}}
    return rolled_splits(now, by_category, {"hires": [GENDER]})


def numbers(split) -> dict[str, Decimal | None]:
    return {code: row.roll_up.number for code, row in split.rows.items()}


def test_what_a_member_did_not_split_is_a_row_so_that_the_rows_are_the_total():
    [split] = split_of(
        gave("hires", 100, 200, 300, 400), female=gave("hires", 60, 120, 150), male=gave("hires", 40, 80, 140)
    )
    assert numbers(split) == {"female": 330, "male": 260, NOT_SPLIT: 410}
    rest = split.rows[NOT_SPLIT].roll_up
    assert {c.parent: c.parts["hires"] for c in rest.contributors} == {who("Cedar"): 10, who("Dogwood"): 400}


def test_all_split_leaves_no_such_row_and_nothing_split_no_split():
    whole = gave("hires", 10, 20, 30, 40)
    [split] = split_of(whole, female=gave("hires", 4, 5, 6, 7), male=gave("hires", 6, 15, 24, 33))
    assert numbers(split) == {"female": 22, "male": 78}
    assert split_of(whole) == []


def test_a_member_that_gave_parts_and_no_total_is_in_no_row():
    """Were it in the rows, they would exceed the total by exactly its figure."""
    parts = gave("hires", 60, 120, 150, 999)
    [split] = split_of(gave("hires", 100, 200, 300), female=parts)
    assert numbers(split) == {"female": 330, NOT_SPLIT: 270}


def test_multi_select_parts_do_not_add_up_and_have_no_rest():
    by = SplitBy("owner", "Owner", multi_select=True, parts=[Part(who("w"), "owner.women", "Women", False)])
    now = indicator("HI", "hires", ledger(*gave("hires", 10, 20, 30, 40))).points[-1]
    [split] = rolled_splits(now, {"owner": {"women": ledger(*gave("hires", 9, 9, 9, 9))}}, {"hires": [by]})
    assert (split.adds_up, numbers(split)) == (False, {"women": 36})


def test_a_split_in_another_unit_than_its_element_still_adds_up():
    now = indicator("HI", "hires", ledger(*gave("hires", 1000, 2000, 3000)), factor="0.001").points[-1]
    parts = {"gender": {"female": ledger(*gave("hires", 400, 500)), "male": ledger(), "unknown": ledger()}}
    [split] = rolled_splits(now, parts, {"hires": [GENDER]})
    assert numbers(split) == {"female": D("0.9"), NOT_SPLIT: D("5.1")}


def test_a_split_is_tied_to_its_total_and_a_small_part_takes_a_companion():
    totals = gave("hires", 100, 200, 300, 400)
    made = indicator("HI", "hires", ledger(*totals), measure=Measure.PEOPLE)
    splits = split_of(
        totals,
        female=gave("hires", 60, 120, 150, 200),
        male=gave("hires", 39, 79, 148, 198),
        unknown=gave("hires", 1, 1, 2, 2),
    )
    whole = table([RolledIndicator("HI", Visibility.PUBLIC, Measure.PEOPLE, made.points, splits)], age_months={})
    ids = {part: cell_id("HI", Q1, f"gender.{part}") for part in ("female", "male", "unknown")}
    assert whole.relations == (Relation(cell_id("HI", Q1), tuple(ids.values())),)
    seen = show(whole, Audience.PUBLIC, US)
    assert {id for id, cell in seen.cells.items() if cell.hidden} == {ids["unknown"], ids["male"]}
