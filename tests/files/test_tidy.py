"""The tidy list: out of a submission and back, of many members at once, and what is said of what cannot be read."""

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.files.tidy.facts import Asking, Owner, TidyFacts
from backend.files.tidy.way import interpret, recognises
from backend.kit.db import NOWHERE
from backend.kit.errors import Invalid
from backend.kit.sheets.book import Book, CellKind, SheetCell, Tab
from backend.kit.sheets.fields import delimited
from backend.members.rules import Role
from backend.rounds.tables import Round
from backend.submissions.checks import Asked, Kind
from backend.submissions.rules import Status
from backend.submissions.tables import Submission
from tests.files.sending import row, send, sent, tidy, upload, uploads
from tests.worlds import FIRST, World, statements


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


async def test_what_is_taken_out_comes_back_unchanged(world: World, mine: Submission):
    await world.save(
        mine, n__hires="40", n__hires__gender__women="12", t__hires="=SUM(A1) is no formula, “quoted”\nand long",
        s__local_hires="not_applicable", t__local_hires="'-1 as it was",
    )  # fmt: skip
    await world.save(mine, section="money", n__spend="-1200.50", t__spend="-", n__policy="no")
    before = await world.answers(mine)
    out = await world.contributor.get(world.path(mine, "/values.csv"))
    assert out.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in out.headers["content-disposition"]
    head, *rows = rows_of(out.text)
    assert head == ["member", "period", "element", "breakdown", "value", "status", "note", "legend"]
    legends = [one.pop() for one in rows]
    assert legends == [(await world.collaborative()).legend, *[""] * (len(rows) - 1)]
    assert [world.abbey.code, "2025-26 Q1", "spend", "", "-1200.50", "reported", "'-"] in rows  # a number stays one
    assert not [cell for one in rows for cell in one if cell.startswith("=")]
    at = await sent(world, mine, out.content)
    page = (await world.contributor.get(at)).text
    assert "Nothing would change" in page
    assert f"<dt>Unchanged</dt><dd>{len(rows)}</dd>" in page
    assert await world.answers(mine) == before


async def test_a_collection_comes_out_as_the_backbone_sees_it(world: World, opened: Round, mine: Submission):
    theirs = await world.submission(opened, world.birch)
    await world.fill(mine)
    await world.fill(theirs, by=world.people["Birch", Role.CONTRIBUTOR])
    path = f"/{world.here.slug}/rounds/{opened.id}/values.csv"
    rows = rows_of((await world.here.coordinator.get(path)).text)
    assert {one[0] for one in rows[1:]} == {world.abbey.code, world.birch.code}
    assert len(rows) == 1 + 2 * 4
    assert (await world.contributor.get(path)).status_code == 403


async def test_a_list_of_many_members_and_collections_is_saved_together(world: World, opened: Round, mine: Submission):
    later = await world.opened(FIRST.next())
    abbey, birch = world.abbey, world.birch
    second = [birch.code, "2025-26 Q2", "hires", "", "7", "", ""]
    rows = [row(abbey, "hires", "4"), row(birch, "hires", "5"), row(birch, "spend", "1.5", note="By mail"), second]
    answer = await send(world.here.coordinator, f"/{world.here.slug}/uploads", tidy(rows))
    at = answer.headers["location"]
    page = (await world.here.coordinator.get(at)).text
    assert "<dt>New</dt><dd>4</dd>" in page
    assert page.count("Birch</a>") == 2
    await world.here.coordinator.send_form(f"{at}/saving")
    found = {
        (one.member.name, one.round_id): await world.answers(one)
        for one in [mine, await world.submission(opened, birch), await world.submission(later, birch)]
    }
    assert found["Abbey", opened.id]["hires", None].number == 4
    assert found["Birch", opened.id]["spend", None].number == Decimal("1.5")
    assert found["Birch", later.id]["hires", None].number == 7
    assert all(answer.for_member for answers in found.values() for answer in answers.values())
    assert (await world.contributor.get(at)).status_code == 404
    assert (await send(world.contributor, f"/{world.here.slug}/uploads", tidy(rows))).status_code == 403


async def test_one_submission_that_cannot_be_written_keeps_all_of_them_back(
    world: World, opened: Round, mine: Submission
):
    rows = [row(world.abbey, "hires", "4"), row(world.birch, "hires", "5")]
    answer = await send(world.here.coordinator, f"/{world.here.slug}/uploads", tidy(rows))
    await world.submitted(mine)
    await world.here.coordinator.send_form(f"{answer.headers['location']}/saving")
    assert not await world.answers(await world.submission(opened, world.birch))
    assert (await upload(world)).state == "read"
    page = (await world.here.coordinator.get(answer.headers["location"])).text
    assert "Abbey, 2025-26 Q1 collection" in page


async def test_what_is_not_known_is_named_by_its_row(world: World, opened: Round):
    rows = [
        ["nobody", "2025-26 Q1", "hires", "", "1", "", ""],
        [world.abbey.code, "2025 Q9", "hires", "", "1", "", ""],
        [world.abbey.code, "1999-00 Q1", "hires", "", "1", "", ""],
        row(world.abbey, "payroll", "1"),
        row(world.abbey, "spend", "1", "gender.women"),
        row(world.abbey, "hires", "1", status="suppressed"),
    ]
    answer = await send(world.here.coordinator, f"/{world.here.slug}/uploads", tidy(rows))
    (kept,) = await uploads(world)
    assert [one["where"] for one in kept.problems] == ["A2", "B3", "B4", "C5", "D6", "F7"]
    assert "There is nothing in it to save." in (await world.here.coordinator.get(answer.headers["location"])).text


async def test_a_longer_list_asks_the_database_no_more(world: World, opened: Round, mine: Submission):
    async def asked(rows: list[object]) -> int:
        with statements(world.here) as said:
            await send(world.here.coordinator, f"/{world.here.slug}/uploads", tidy(rows))  # type: ignore[arg-type]
        return len(said)

    short = await asked([row(world.abbey, "hires", "4")])
    long = await asked([row(of, code, "4") for of in (world.abbey, world.birch) for code in ("hires", "local_hires")])
    assert long == short


def book(rows: list[list[str]], name: str = "", kind: CellKind = CellKind.TEXT) -> Book:
    cells = {
        (number, column): SheetCell(text, kind if column == 5 and number > 1 else CellKind.TEXT)
        for number, one in enumerate(rows, 1)
        for column, text in enumerate(one, 1)
        if text
    }
    return Book([Tab(name, cells)], "")


ASKED = {"e": Asked("e", "An element", "people", Kind.COUNT)}
HEAD = ["member", "period", "element", "breakdown", "value", "status", "note"]


def test_a_list_is_known_by_its_columns_in_any_order():
    assert recognises(book([["Value", "note", " PERIOD", "Element", "member"]]))
    assert not recognises(book([["value", "element", "member"]]))
    assert not recognises(book([["Hospital figures"], HEAD]))


@pytest.mark.parametrize("kind", [CellKind.ERROR, CellKind.UNCOMPUTED, CellKind.PERCENT, CellKind.DATE])
def test_a_spreadsheets_cell_that_is_no_plain_number_is_named(kind: CellKind):
    found = interpret(book([HEAD, ["a", "p", "e", "", "0.12", "", ""]], "Values", kind), TidyFacts({}))
    assert [problem.where for problem in found.problems] == ["Values!E2"]


def test_rows_of_another_are_refused_all_at_once():
    strange = Owner(fault="this row is for another", stranger=True)
    rows = [HEAD, ["b", "p", "e", "", "1"], ["c", "p", "e", "", "1"]]
    with pytest.raises(Invalid) as refused:
        interpret(book(rows), TidyFacts({("b", "p"): strange, ("c", "p"): strange}))
    assert [problem.where for problem in refused.value.problems] == ["A2", "A3"]


@given(note=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40).map(str.strip))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_note_comes_back_as_it_went_out(note: str):
    out = rows_of(delimited([HEAD, ["a", "p", "e", "", "1", "reported", note]]).decode())
    found = interpret(book(out), TidyFacts({("a", "p"): Owner([Asking(NOWHERE, "c", ASKED)])}))
    (cell,) = found.answers[0].draft.cells
    assert (cell.note, cell.typed, cell.status, cell.at) == (note, "1", Status.REPORTED, "E2")
