"""The workbook: taken, filled in and sent back; unchanged it changes nothing, and another's is refused."""

from decimal import Decimal

import pytest

from backend.files.workbook.layout import PERIOD_SWITCH, TO_DATE
from backend.kit.db import Scope
from backend.kit.errors import Refused
from backend.rounds.tables import Round
from backend.submissions.rules import State, Status
from backend.submissions.tables import Submission
from tests.files.workbooks import cells, changed, opened, read, row_of, saved, taken, written
from tests.makers import Here
from tests.worlds import FIRST, World, make_world


@pytest.fixture
async def quarter(world: World) -> Round:
    return await world.opened()


@pytest.fixture
async def mine(world: World, quarter: Round) -> Submission:
    return await world.submission(quarter)


async def test_unchanged_it_changes_nothing(world: World, mine: Submission):
    await world.save(
        mine, n__hires="40", t__hires="Two lines,\nand “quotes”; =1+1", n__local_hires="", s__local_hires="withheld"
    )
    before = await world.answers(mine)
    page = await saved(world, mine, await taken(world, mine))
    assert "Save " not in page
    assert "<dt>Unchanged</dt><dd>2</dd>" in page
    assert await world.answers(mine) == before


async def test_the_same_submission_gives_the_same_file(world: World, mine: Submission):
    await world.fill(mine)
    assert await taken(world, mine) == await taken(world, mine)


async def test_what_is_filled_in_is_shown_and_then_saved(world: World, mine: Submission):
    await world.save(mine, n__hires="40", n__local_hires="10", t__local_hires="As last time")
    content = changed(
        await taken(world, mine),
        {
            "Work!D6": 41, "Work!D7": 20, "Work!D8": 21, "Work!F8": "Counted twice", "Work!D13": None, "Work!F13": None,
            "Money!D6": 1200.55, "Money!E6": "an estimate", "Money!E7": "not available",
        },
    )  # fmt: skip
    page = await saved(world, mine, content)
    assert "<dt>New</dt><dd>4</dd>" in page
    assert "<dt>Changed</dt><dd>2</dd>" in page
    assert "Work!D6" in page
    answers = await world.answers(mine)
    assert {place: (one.number, one.status, one.note) for place, one in answers.items()} == {
        ("hires", None): (Decimal(41), Status.REPORTED, ""),
        ("hires", "gender.women"): (Decimal(20), Status.REPORTED, ""),
        ("hires", "gender.men"): (Decimal(21), Status.REPORTED, "Counted twice"),
        ("local_hires", None): (None, None, ""),
        ("spend", None): (Decimal("1200.55"), Status.ESTIMATED, ""),
        ("policy", None): (None, Status.NOT_AVAILABLE, ""),
    }
    assert cells(await read(world, mine, content)).keys() == answers.keys()  # sent again, it still says all of that


async def test_what_was_not_touched_leaves_the_site_alone(world: World, mine: Submission):
    await world.save(mine, n__hires="40")
    content = changed(await taken(world, mine), {"Money!D6": 7})
    await world.save(mine, n__hires="44", r__hires="1", n__local_hires="9")
    found = await read(world, mine, content)
    assert cells(found).keys() == {("spend", None)}
    assert "Work!D6, Work!D13 were answered anew on the site" in " ".join(found.notes)


async def test_everything_wrong_is_named_by_its_cell(world: World, mine: Submission):
    content = changed(
        await taken(world, mine),
        {
            "Money!D6": "1,2o0", "Money!D7": "perhaps", "Work!D6": "1,234", "Work!E7": "no idea", "Work!D8": "12%",
            "Work!D13": 12,
        },
    )  # fmt: skip
    found = await read(world, mine, content)
    assert {problem.where: problem.message for problem in found.problems} == {
        "Money!D6": "“1,2o0” is not an amount of money; write digits, e.g. 1200.50",
        "Money!D7": "“perhaps” is neither yes nor no; write one of the two",
        "Work!D6": "“1,234” may have a decimal comma or not: write it without the comma, e.g. 1200.50",
        "Work!E7": "“no idea” is none of the reasons: “an estimate”, “not available”, “does not apply to us”,"
        " “not to be shared”, “reported by our parent organization”",
        "Work!D8": "“12%” is a percent and this asks for people; write the number itself",
    }
    assert cells(found).keys() == {("local_hires", None)}


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1 234,50", "1234.50"),
        ("$1.2m", None),
        ("£1.2m", "1200000"),
        (0.1 + 0.2, "0.3"),
        ("123456789012345678.12", None),
    ],
)
async def test_numbers_written_as_text_are_read_exactly_or_refused(
    world: World, mine: Submission, typed: object, number: str | None
):
    found = await read(world, mine, changed(await taken(world, mine), {"Money!D6": typed}))
    if number is None and typed == "$1.2m":
        assert [one.where for one in found.problems] == ["Money!D6"]
    else:
        assert Decimal(cells(found)["spend", None].typed) == Decimal(number or str(typed))


async def test_numbers_no_spreadsheet_can_hold_come_back_exact(world: World, mine: Submission):
    await world.save(mine, section="money", n__spend="123456789012345678.1234567891")
    await world.save(mine, n__hires="999999999999999999")
    content = await taken(world, mine)
    assert opened(content)["Money"]["D6"].value == "123456789012345678.1234567891"
    found = await read(world, mine, changed(content, {"Money!F6": "Every digit."}))
    assert cells(found)["spend", None].typed == "123456789012345678.1234567891"
    assert cells(found)["hires", None].typed == "999999999999999999"


async def test_a_reason_in_the_place_of_the_number_is_taken_as_one(world: World, mine: Submission):
    found = await read(world, mine, changed(await taken(world, mine), {"Work!D6": "Not available", "Work!D13": "n/a"}))
    assert cells(found)["hires", None].status is Status.NOT_AVAILABLE
    assert [one.where for one in found.problems] == ["Work!D13"]  # not available, or not applicable?


# ---- Whose it is -----------------------------------------------------------------------------------------------------


async def test_a_workbook_for_somebody_else_is_refused(world: World, mine: Submission, quarter: Round, elsewhere: Here):
    theirs = await world.submission(quarter, world.birch)
    content = await taken(world, theirs, world.here.coordinator)
    as_abbey = Scope(world.here.id, frozenset({world.abbey.id}))
    with pytest.raises(Refused, match="for another member, and this is the submission of Abbey"):
        await read(world, mine, content, scope=as_abbey)
    with pytest.raises(Refused, match="for Birch, and this"):
        await read(world, mine, content)
    next_one = await world.submission(await world.opened(FIRST.next()))
    with pytest.raises(Refused, match="for 2025-26 Q2 collection, and this is 2025-26 Q1"):
        await read(world, mine, await taken(world, next_one))
    other = await make_world(elsewhere)
    foreign = await taken(other, await other.submission(await other.opened()))
    with pytest.raises(Refused, match="for another collaborative"):
        await read(world, mine, foreign)
    assert (await read(world, theirs, content)).problems == []


async def test_a_workbook_made_before_the_correction_is_read_with_a_word(world: World, mine: Submission):
    await world.accepted(mine)
    content = changed(await taken(world, mine), {"Work!D6": 41})
    async with world.here.session() as session:
        facts = {"member_id": mine.member_id, "round_id": mine.round_id, "version": 2, "state": State.IN_PROGRESS}
        later = Submission(**facts, restates_reason="A ward was missing.")
        session.add(later)
    found = await read(world, later, content)
    assert "before the present correction" in " ".join(found.notes)
    assert (found.answers[0].submission_id, cells(found)["hires", None].typed) == (later.id, "41")


# ---- What people do to it --------------------------------------------------------------------------------------------


async def test_rows_and_columns_and_tabs_may_move(world: World, mine: Submission):
    await world.fill(mine)
    book = opened(await taken(world, mine))
    work = book["Work"]
    work.title = "Our staff"
    work["D6"], work["D13"] = 41, 11
    work.insert_rows(1, 3)
    work.insert_cols(2, 2)
    work["A5"] = "Filled in by the personnel office"
    book.move_sheet("Money", -2)
    found = await read(world, mine, written(book))
    assert not found.problems
    assert cells(found)["hires", None].typed == "41"
    assert cells(found)["local_hires", None].at == "Our staff!F16"
    assert cells(found)["spend", None].typed == "1200.5"


async def test_without_its_hidden_columns_it_is_read_by_its_words(world: World, mine: Submission):
    await world.save(mine, n__local_hires="10")
    book = opened(changed(await taken(world, mine), {"Work!D6": 41, "Work!D9": 1}))
    book["Work"].delete_cols(12, 2)
    found = await read(world, mine, written(book))
    assert {place: cell.typed for place, cell in cells(found).items()} == {
        ("hires", None): "41",
        ("hires", "gender.unknown"): "1",
        ("local_hires", None): "10",
    }
    assert "found by question and split instead" in " ".join(found.notes)


async def test_without_its_marks_it_is_read_for_where_it_was_sent(world: World, mine: Submission, quarter: Round):
    book = opened(changed(await taken(world, mine), {"Work!D6": 41}))
    for name in list(book.custom_doc_props.names):
        del book.custom_doc_props[name]
    for tab in book.worksheets:
        for row in tab["A1:M1"]:
            for cell in row:
                if str(cell.value or "").startswith("anchorline"):
                    cell.value = None
    content = written(book)
    found = await read(world, mine, content)
    assert cells(found)["hires", None].typed == "41"
    assert "because it was sent there" in " ".join(found.notes)
    with pytest.raises(Refused, match=r"Read me!B4 says that this workbook is for somebody else"):
        await read(world, await world.submission(quarter, world.birch), content)


async def test_sorted_without_its_codes_it_is_read_by_what_stands_beside_the_answer(world: World, mine: Submission):
    content = await taken(world, mine)
    work = opened(content)["Work"]
    first, last = row_of(work, "New hires"), row_of(work, "Local hires")
    swap = {f"Work!A{first}": "Local hires", f"Work!A{last}": "New hires", f"Work!D{first}": 3, f"Work!D{last}": 30}
    found = await read(world, mine, changed(content, swap))
    assert (cells(found)["local_hires", None].typed, cells(found)["hires", None].typed) == ("3", "30")
    assert "Look at these twice" in " ".join(found.notes)


async def test_rows_that_cannot_be_told_apart_are_named(world: World, mine: Submission):
    content = changed(
        await taken(world, mine),
        {"Work!D6": 41, "Work!A15": "New hires", "Work!D15": 42, "Work!A16": "Chairs bought", "Work!D16": 3},
    )
    found = await read(world, mine, content)
    assert {one.where: one.code for one in found.problems} == {
        "Work!D6": "workbook.answered_twice",
        "Work!D15": "workbook.answered_twice",
        "Work!D16": "workbook.unknown_row",
    }
    assert not cells(found)


async def test_merged_answers_formulas_and_errors_are_named(world: World, mine: Submission):
    book = opened(await taken(world, mine))
    work = book["Work"]
    work["D7"], work["D9"], work["D13"] = 5, "=1+1", "=1/0"
    work.merge_cells("D7:D8")
    found = await read(world, mine, written(book))
    told = {one.where: one.code for one in found.problems}
    assert told.keys() >= {"Work!D7", "Work!D8", "Work!D9"}
    assert told["Work!D8"] == "workbook.merged"
    assert told["Work!D9"] == "cell.uncomputed"
    assert not cells(found)


# ---- Since the year began --------------------------------------------------------------------------------------------


async def test_figures_since_the_year_began_are_turned_into_the_quarters(world: World, mine: Submission):
    await world.fill(mine, hires="100")
    second = await world.submission(await world.opened(FIRST.next()))
    book = opened(changed(await taken(world, second), {"Work!D6": 220, "Money!D7": "Yes"}))
    first_tab = book["Read me"]
    row = next(row for row in range(1, 30) if first_tab.cell(row, 1).value == PERIOD_SWITCH)
    first_tab.cell(row, 2).value = TO_DATE
    content = written(book)
    found = cells(await read(world, second, content))
    assert found["hires", None].to_date
    assert not found["policy", None].to_date
    await saved(world, second, content)
    assert (await world.answers(second))["hires", None].number == 120
    again = await taken(world, second)
    assert opened(again)["Work"]["D6"].value == 220
    assert "Save " not in await saved(world, second, again)
    assert (await world.answers(second))["hires", None].number == 120


# ---- Who may have it -------------------------------------------------------------------------------------------------
