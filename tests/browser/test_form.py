"""The form in a real Chromium: on a phone, by keyboard, without JavaScript, and when one leaves too soon."""

import pytest
from playwright.async_api import Dialog

from backend.rounds.tables import Round
from backend.submissions.tables import Submission
from tests.browser.opening import TOO_SMALL, Opens
from tests.worlds import FIRST, World

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [320, 360])
async def test_on_a_phone_nothing_runs_off_the_side_and_a_finger_finds_everything(
    world: World, opened: Round, mine: Submission, opens: Opens, width: int
):
    await world.fill(mine, hires="3", local_hires="4")
    backbone, member = world.here.coordinator, world.contributor
    paths = [
        (member, world.path(mine)),
        (member, world.path(mine, "?section=money")),
        (member, world.path(mine, "/check")),
        (member, f"/{world.here.slug}/submissions"),
        (backbone, world.path(mine)),
        (backbone, f"/{world.here.slug}/rounds"),
        (backbone, f"/{world.here.slug}/rounds/{opened.id}/closing"),
        (backbone, f"/{world.here.slug}/members"),
    ]
    for visitor, path in paths:
        page = await opens(visitor, width=width, has_touch=True, is_mobile=True)
        await page.goto(path)
        await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        assert await page.evaluate("document.documentElement.scrollWidth") == width, path
        assert await page.evaluate(TOO_SMALL) == [], path
        assert page.said == [], path
        await page.close()


async def test_by_keyboard_the_definition_is_one_key_away_and_enter_saves(world: World, mine: Submission, opens: Opens):
    page = await opens(world.contributor)
    await page.goto(world.path(mine))
    field, definition = page.locator('[id="n.hires"]'), page.get_by_text("What New hires means.")
    await field.focus()
    await page.keyboard.type("4")
    await page.keyboard.press("?")
    assert await definition.is_visible()
    await page.keyboard.press("?")
    assert not await definition.is_visible()
    await page.keyboard.type("0")
    await page.keyboard.press("Enter")
    await page.get_by_text("Saved.").wait_for()
    assert (await world.answers(mine))["hires", None].number == 40
    assert page.said == []


async def test_a_question_mark_in_a_note_is_just_written(world: World, mine: Submission, opens: Opens):
    page = await opens(world.contributor)
    await page.goto(world.path(mine))
    await page.locator(".note summary").first.click()
    await page.locator('[id="t.hires"]').fill("why")
    await page.keyboard.press("?")
    assert await page.locator('[id="t.hires"]').input_value() == "why?"


UNDER_SOMETHING = """
() => { const e = document.activeElement, box = e.getBoundingClientRect();
  const seen = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return document.querySelector('main').contains(e) && !(seen && (e.contains(seen) || seen.contains(e))) ? e.outerHTML : '' }
"""


async def test_what_is_in_focus_is_seen_all_the_way_down_and_up(world: World, mine: Submission, opens: Opens):
    for width in (1280, 360):
        page = await opens(world.contributor, width=width)
        await page.goto(world.path(mine))
        await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        for key in ("Tab", "Shift+Tab"):
            for _ in range(60):
                await page.keyboard.press(key)
                assert await page.evaluate(UNDER_SOMETHING) == ""
        await page.close()


async def test_the_summary_has_the_focus_and_leads_to_the_field(world: World, mine: Submission, opens: Opens):
    page = await opens(world.contributor)
    await page.goto(world.path(mine))
    await page.locator('[id="n.local_hires"]').fill("1,2o0")
    await page.get_by_role("button", name="Save", exact=True).click()
    await page.get_by_text("1 thing to put right").wait_for()
    await page.locator("#problems:focus").wait_for()  # the script may come a moment after the words
    assert await page.evaluate("document.activeElement.id") == "problems"
    await page.get_by_role("link", name="Local hires").click()
    await page.locator('[id="n.local_hires"]:focus').wait_for()
    assert await page.evaluate("document.activeElement.id") == "n.local_hires"
    described = await page.locator('[id="n.local_hires"]').get_attribute("aria-describedby")
    assert described
    said = [await page.locator(f'[id="{name}"]').inner_text() for name in described.split()]
    assert any("is not a number" in text for text in said)


async def test_without_javascript_one_fills_in_checks_and_submits(world: World, mine: Submission, opens: Opens):
    page = await opens(world.contributor, java_script_enabled=False)
    await page.goto(world.path(mine))
    await page.locator('[id="n.hires"]').fill("40")
    await page.locator('[id="s.local_hires"]').select_option(label="not available")
    await page.get_by_role("button", name="Save, then Money").click()
    await page.locator('[id="n.spend"]').fill("1,200.50")
    await page.locator('[id="n.policy"]').select_option("yes")
    await page.get_by_role("button", name="Save and check everything").click()
    await page.get_by_role("button", name="Submit for approval").click()
    await page.get_by_text("waiting for approval").first.wait_for()
    assert await world.state(mine) == "submitted"


async def test_leaving_with_something_unsaved_asks_first(world: World, mine: Submission, opens: Opens):
    page = await opens(world.contributor)
    asked: list[str] = []

    async def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        await dialog.dismiss()

    page.on("dialog", stay)
    await page.goto(world.path(mine))
    await page.get_by_role("navigation", name="Sections").get_by_role("link", name="Money").click()
    await page.locator('[id="n.spend"]').wait_for()
    await page.wait_for_load_state()  # the script that asks is there only then
    assert asked == []
    await page.locator('[id="n.spend"]').type("12")
    await page.get_by_role("navigation", name="Sections").get_by_role("link", name="Work").click()
    assert asked == ["beforeunload"]
    assert await page.locator('[id="n.spend"]').input_value() == "12"


async def test_the_switch_of_the_year_works_without_javascript(opens: Opens, world: World):
    first, second = [await world.submission(await world.opened(period)) for period in (FIRST, FIRST.next())]
    await world.fill(first, hires="100", local_hires="10")
    page = await opens(world.contributor, java_script_enabled=False)
    await page.goto(world.path(second))
    await page.get_by_label("Our numbers count since April").check()
    await page.get_by_label("New hires in").first.fill("220")
    await page.get_by_label("Local hires in").fill("15")
    await page.get_by_role("button", name="Save", exact=True).click()
    assert await page.get_by_label("Our numbers count since April").is_checked()
    assert await page.get_by_text("220 since April, 120 in this quarter").is_visible()
    await page.get_by_label("Our numbers count since April").uncheck()
    await page.get_by_role("button", name="Save", exact=True).click()
    assert await page.get_by_label("New hires in").first.input_value() == "120"
