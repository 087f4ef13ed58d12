"""The tab ZIP of the workbook: there where it is asked for, and worked out into the questions it answers."""

import pytest
import sqlalchemy as sa

from backend.files.zip_sheet.facts import KEPT_BACK
from backend.indicators.tables import Element
from backend.submissions.tables import Submission
from tests.files.sending import sent
from tests.files.test_zip_pages import described, kept
from tests.files.workbooks import cells, changed, opened, read, saved, taken
from tests.makers import Here, make_here
from tests.worlds import World, make_world


@pytest.fixture
async def world(here: Here) -> World:
    facts = {"country": "US", "currency": "USD", "locale": "en_US", "year_starts_in": 1}
    return await make_world(await make_here(here.app, here.owner, here.database, **facts), described())


LINES = {
    "ZIP!A2": "60624",
    "ZIP!B2": 10,
    "ZIP!C2": 100.01,
    "ZIP!A3": "60651",
    "ZIP!B3": 4,
    "ZIP!A4": "unknown",
    "ZIP!B4": 2,
}
WORKED_OUT = {
    ("hires", None): "16",
    ("hires", "area.zip_60624"): "10",
    ("hires", "area.outside"): "4",
    ("hires", "area.unknown"): "2",
    ("local_hires", None): "10",
    ("spend", None): "100.01",
}


async def test_the_tab_is_there_only_where_something_is_asked_by_zip(world: World, mine: Submission, here: Here):
    assert "ZIP" in opened(await taken(world, mine)).sheetnames
    plain = await make_world(here)
    assert "ZIP" not in opened(await taken(plain, await plain.submission(await plain.opened()))).sheetnames


async def test_its_lines_answer_the_questions_and_come_back_unchanged(world: World, mine: Submission):
    await saved(world, mine, changed(await taken(world, mine), LINES))
    assert {place: one.typed for place, one in (await world.answers(mine)).items()} == WORKED_OUT
    assert [(one.zip, one.hires) for one in await kept(world)] == [("", 2), ("60624", 10), ("60651", 4)]
    before = await world.answers(mine)
    again = await taken(world, mine)
    assert opened(again)["ZIP"]["A3"].value == "60624"
    assert "Save " not in await saved(world, mine, again)
    assert await world.answers(mine) == before


async def test_an_answer_written_by_hand_must_say_the_same(world: World, mine: Submission):
    content = changed(await taken(world, mine), {**LINES, "Work!D6": 17, "Money!D6": 100.01})
    found = await read(world, mine, content)
    assert {one.where: one.message for one in found.problems} == {
        "Work!D6": "this says 17, and the tab ZIP comes to 16; let them say the same"
    }
    assert {place: one.typed for place, one in cells(found).items()} == {
        place: typed for place, typed in WORKED_OUT.items() if place != ("hires", None)
    }


async def test_a_wrong_line_is_named_and_nothing_of_the_tab_is_taken(world: World, mine: Submission):
    found = await read(world, mine, changed(await taken(world, mine), {**LINES, "ZIP!A3": "Austin", "ZIP!B2": "x"}))
    assert {one.where for one in found.problems} == {"ZIP, row 3", "ZIP!B2"}
    assert not cells(found)
    assert not found.kept


async def test_who_may_not_read_what_they_answer_is_not_given_the_lines_and_leaves_them(world: World, mine: Submission):
    await saved(world, mine, changed(await taken(world, mine), LINES))
    before, coordinator = (await world.answers(mine), await kept(world)), world.here.coordinator
    assert opened(await taken(world, mine, coordinator))["ZIP"]["A4"].value == "60651"
    async with world.here.session() as session:
        element = await session.scalar(sa.select(Element.id).where(Element.code == "spend"))
    address = f"/{world.here.slug}/agreements/members/{world.abbey.id}/withholdings"
    await world.approver.send_form(address, element=str(element), breakdown="", reason="Counsel")
    content = await taken(world, mine, coordinator)
    book = opened(content)
    assert book["ZIP"]["A2"].value is None
    told = [cell.value for row in book["Read me"] for cell in row]
    page = (await coordinator.get(world.path(mine, "/zip"))).text
    changes = (await coordinator.get(f"/{world.here.slug}/trail")).text
    assert KEPT_BACK in told
    assert KEPT_BACK in page
    assert "something kept back" in changes
    assert "60651" not in page + changes
    at = await sent(world, mine, content, by=coordinator, name="workbook.xlsx")
    assert "Save " not in (await coordinator.get(at)).text
    nothing = await coordinator.send_form(world.path(mine, "/zip"), lines="ZIP\tNew hires\tPayments\n", then="save")
    assert nothing.status_code in (409, 422)
    assert (await world.answers(mine), [one.zip for one in await kept(world)]) == (
        before[0],
        [one.zip for one in before[1]],
    )
    assert "60651" in (await world.contributor.get(world.path(mine, "/zip"))).text
