"""Who may take a workbook, whose it says it is, and what is left out of it for whoever may not read an answer."""

import io
import re

import openpyxl
import pytest
import sqlalchemy as sa

from backend.files.workbook.section import KEPT_BACK
from backend.indicators.tables import Element
from backend.kit.db import Scope
from backend.members.rules import Role
from backend.members.tables import Collaborative
from backend.rounds.tables import Round
from backend.submissions.tables import Submission
from tests.files.sending import sent
from tests.files.workbooks import ANSWER, NOTE, WHY, changed, opened, row_of, saved, taken
from tests.worlds import World


@pytest.fixture
async def quarter(world: World) -> Round:
    return await world.opened()


@pytest.fixture
async def mine(world: World, quarter: Round) -> Submission:
    return await world.submission(quarter)


async def test_whoever_reads_a_submission_may_have_its_workbook(world: World, mine: Submission):
    path = world.path(mine, "/workbook")
    for reader in (world.contributor, world.approver, world.here.coordinator):
        answer = await reader.get(path)
        assert answer.status_code == 200
        assert re.search(r'filename="Collaborative .* 2025-26 Q1 Abbey\.xlsx"', answer.headers["content-disposition"])
    assert (await world.people["Birch", Role.CONTRIBUTOR].get(path)).status_code == 404


async def test_whom_to_ask_is_no_row_about_a_person(world: World, mine: Submission):
    async with world.here.owner.session(Scope()) as session, session.begin():
        here = await session.get(Collaborative, world.here.id)
        here.contact_email = "nadia.okafor@millrace.example"
    content = await taken(world, mine)
    assert "nadia.okafor@millrace.example" in str(opened(content)["Read me"]["B8"].value)
    assert "<dt>New</dt><dd>1</dd>" in await saved(world, mine, changed(content, {"Work!D6": 41}))


async def test_it_says_whose_it_is_on_its_first_tab_and_on_every_page(world: World, mine: Submission):
    book = openpyxl.load_workbook(io.BytesIO(await taken(world, mine)))
    legend = (await world.collaborative()).legend
    assert world.here.slug in legend
    assert legend in [cell.value for row in book.worksheets[0].iter_rows() for cell in row]
    drawn = [tab for tab in book.worksheets if tab.sheet_state == "visible" and tab.oddFooter.left.text]
    assert len(drawn) > 2
    assert {tab.oddHeader.left.text for tab in drawn} == {legend}


async def test_who_may_not_read_an_answer_gets_the_workbook_without_it_and_leaves_it_as_it_is(
    world: World, mine: Submission
):
    await world.save(mine, n__hires="40", t__hires="For counsel")
    await world.save(mine, section="money", n__spend="98765.43")
    before, coordinator = await world.answers(mine), world.here.coordinator
    async with world.here.session() as session:
        element = await session.scalar(sa.select(Element.id).where(Element.code == "hires"))
    address = f"/{world.here.slug}/agreements/members/{world.abbey.id}/withholdings"
    await world.approver.send_form(address, element=str(element), breakdown="", reason="Counsel")
    content = await taken(world, mine, coordinator)
    work = opened(content)["Work"]
    row = row_of(work, "New hires")
    assert [work[f"{column}{row}"].value for column in (ANSWER, WHY, NOTE, "G")] == [None, None, None, KEPT_BACK]
    assert opened(content)["Money"]["D6"].value == 98765.43
    # Its own people read all of it; what they took is no way around, whoever sends it.
    own = await taken(world, mine)
    assert opened(own)["Work"][f"{ANSWER}{row}"].value == 40
    for sending in (content, changed(own, {f"Work!{ANSWER}{row}": None, f"Work!{NOTE}{row}": None})):
        at = await sent(world, mine, sending, by=coordinator, name="workbook.xlsx")
        page = (await coordinator.get(at)).text
        assert "For counsel" not in page
        assert "Save " not in page
    at = await sent(world, mine, changed(content, {f"Work!{ANSWER}{row}": 41}), by=coordinator, name="workbook.xlsx")
    page = (await coordinator.get(at)).text
    assert "<dt>Changed</dt><dd>1</dd>" in page
    assert "For counsel" not in page
    assert "not shared by the member" in page
    assert await world.answers(mine) == before
    await coordinator.send_form(f"{at}/saving")
    assert (await world.answers(mine))["hires", None].number == 41
