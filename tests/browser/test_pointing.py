"""Pointing at one's own file in a real Chromium: with a mouse, by keyboard alone, without JavaScript, on a phone."""

from decimal import Decimal

import pytest
from playwright.async_api import Locator, Page

from backend.submissions.tables import Submission
from tests.browser.opening import TOO_SMALL, Opens
from tests.files import own_files
from tests.files.sending import sent
from tests.worlds import World

pytestmark = pytest.mark.browser


@pytest.fixture
async def address(world: World, mine: Submission) -> str:
    return f"{await sent(world, mine, own_files.mine(), name='mine.xlsx')}/mapping"


def _field(page: Page, question: str) -> Locator:
    return page.get_by_role("combobox", name=question, exact=True)


async def _saved(page: Page) -> None:
    await page.get_by_role("button", name="Save and read the file").click()
    await page.get_by_role("button", name="Save 3 answers").click()
    await page.get_by_text("Saved: 3 answers.").wait_for()


async def _as_pointed(world: World, of: Submission) -> None:
    answers = await world.answers(of)
    assert answers["hires", None].number == 15
    assert answers["local_hires", None].number == 5
    assert answers["spend", None].number == Decimal(1_234_500)


async def test_with_a_mouse_one_goes_to_a_question_and_clicks_its_heading(
    world: World, opens: Opens, mine: Submission, address: str
):
    page = await opens(world.contributor)
    await page.goto(address)
    for question, cell in (("New hires", "People!B3"), ("Local hires", "People!C3")):
        await _field(page, question).focus()
        await page.locator(f'td[data-at="{cell}"]').click()
    assert await _field(page, "New hires").input_value() == "People!B3"
    assert await page.locator("td.pointed").count() == 3
    assert await page.locator("#count").inner_text() == "3 pointed at"
    await page.get_by_label("Keep this under the name").fill("HR sheet")
    await _saved(page)
    await _as_pointed(world, mine)
    assert page.said == []  # type: ignore[attr-defined]


async def test_several_cells_are_taken_together_and_let_go_again(world: World, opens: Opens, address: str):
    page = await opens(world.contributor)
    await page.goto(address)
    field = _field(page, "New hires")
    await field.focus()
    await page.locator('td[data-at="People!B3"]').click()
    await page.locator('td[data-at="People!C3"]').click(modifiers=["Shift"])
    assert await field.input_value() == "People!B3, People!C3"
    await page.locator('td[data-at="People!B3"]').click(modifiers=["Shift"])
    assert await field.input_value() == "People!C3"


@pytest.mark.parametrize("script", [True, False])
async def test_by_keyboard_alone_with_a_script_or_without(
    world: World, opens: Opens, mine: Submission, address: str, script: bool
):
    page = await opens(world.contributor, java_script_enabled=script)
    await page.goto(address)
    await _field(page, "New hires").focus()
    await page.keyboard.type("People!B3")
    await _field(page, "Local hires").focus()
    await page.keyboard.type("People!C3")
    await page.get_by_label("Keep this under the name").focus()
    await page.keyboard.type("HR sheet")
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Save 3 answers").press("Enter")
    await page.get_by_text("Saved: 3 answers.").wait_for()
    await _as_pointed(world, mine)
    await page.get_by_role("link", name="Look at the form").press("Enter")
    await page.locator('[id="n.hires"]').wait_for()
    assert [await page.locator(f'[id="n.{of}"]').input_value() for of in ("hires", "local_hires")] == ["15", "5"]
    assert page.said == []  # type: ignore[attr-defined]


@pytest.mark.parametrize("width", [320, 360])
async def test_on_a_phone_nothing_runs_off_the_side_and_a_finger_finds_everything(
    world: World, opens: Opens, address: str, width: int
):
    page = await opens(world.contributor, width=width, has_touch=True, is_mobile=True)
    await page.goto(address)
    await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    assert await page.evaluate("document.documentElement.scrollWidth") == width
    assert await page.evaluate(TOO_SMALL) == []
