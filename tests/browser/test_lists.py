"""Search and lists in a real Chromium: the key that leads to the search, and lists on a phone."""

import pytest

from backend.rounds.tables import Round
from tests.browser.opening import TOO_SMALL, Opens, until
from tests.worlds import World

pytestmark = pytest.mark.browser


async def test_a_key_leads_to_the_search_and_can_be_switched_off(world: World, opened: Round, opens: Opens):
    page = await opens(world.here.coordinator)
    await page.goto(f"/{world.here.slug}/rounds")
    await page.keyboard.press("/")
    assert await page.evaluate("document.activeElement.id") == "find"
    await page.keyboard.type("abb/")
    assert await page.locator("#find").input_value() == "abb/"
    await page.keyboard.press("Enter")
    await page.get_by_role("link", name="Abbey").first.wait_for()
    switch = page.get_by_label("On this computer, the key /")
    await switch.wait_for()  # a script shows it, set as it is kept; Playwright takes an empty box for unchecked already
    await switch.uncheck()
    await page.goto(f"/{world.here.slug}/rounds")
    # What one page keeps reaches another through the browser's own process, a moment later.
    await until(page, "localStorage.getItem('search-key') === 'off'")
    await page.keyboard.press("/")
    assert await page.evaluate("document.activeElement.id") != "find"
    assert page.said == []


async def test_lists_fit_a_phone_and_a_finger(world: World, opened: Round, opens: Opens):
    for path in ("search?q=a", "people", "submissions/list", "trail", "letters", "definitions", "calendar", "views"):
        page = await opens(world.here.coordinator, width=320, has_touch=True, is_mobile=True)
        await page.goto(f"/{world.here.slug}/{path}")
        await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        assert await page.evaluate("document.documentElement.scrollWidth") == 320, path
        assert await page.evaluate(TOO_SMALL) == [], path
        assert page.said == [], path
        await page.close()
