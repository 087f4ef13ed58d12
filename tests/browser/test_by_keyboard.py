"""The coordinator's quarter with a keyboard alone: no mouse, no shortcut, and always to be seen where one is."""

import pytest
from playwright.async_api import Locator, Page

from backend.rounds.tables import Round
from tests.browser.opening import Opens
from tests.worlds import World

pytestmark = pytest.mark.browser
MOST_STOPS = 80  # from the top of a page to whatever is on it

# Whether this is where one is; what is there; whether a ring is drawn around it; whether some of it is in view, on top.
STOP = """wanted => { const at = document.activeElement, box = at.getBoundingClientRect(), drawn = getComputedStyle(at);
  const across = [Math.max(0, box.left), Math.min(innerWidth, box.right)];
  const down = [Math.max(0, box.top), Math.min(innerHeight, box.bottom)];
  const points = [.1, .5, .9].flatMap(x => [.1, .5, .9].map(y =>
    [across[0] + x * (across[1] - across[0]), down[0] + y * (down[1] - down[0])]));
  const onTop = ([x, y]) => { const hit = document.elementFromPoint(x, y);
    return hit && hit !== document.body && (at.contains(hit) || hit.contains(at)) };
  return { here: at === wanted, what: at.outerHTML.slice(0, 160),
    ringed: drawn.outlineStyle !== 'none' && parseFloat(drawn.outlineWidth) >= 2,
    seen: across[1] > across[0] && down[1] > down[0] && points.some(onTop) } }"""


class Keyboard:
    """What somebody does who has no mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def to(self, target: Locator) -> None:
        """By Tab from where one is. Every stop on the way is seen, with a ring around it."""
        await self.page.wait_for_load_state()  # a page still being read has neither all its stops nor its rings
        wanted, stops = await target.element_handle(), []
        for _ in range(MOST_STOPS):
            await self.page.keyboard.press("Tab")
            stop = await self.page.evaluate(STOP, wanted)
            assert stop["ringed"], f"no ring around {stop['what']}"
            assert stop["seen"], f"out of view, or behind something else: {stop['what']}"
            stops.append(stop["what"])
            if stop["here"]:
                return
        raise AssertionError(f"{target} is not reached by Tab: " + "\n".join(stops))

    async def press(self, target: Locator, key: str = "Enter") -> None:
        await self.to(target)
        await self.page.keyboard.press(key)

    async def past_the_menu(self) -> None:
        await self.press(self.page.get_by_role("link", name="Skip to the page"))


async def test_a_collection_is_looked_over_and_closed(world: World, opened: Round, opens: Opens):
    abbey, birch = await world.both_approved(opened)
    page, at = await opens(world.here.coordinator), f"/{world.here.slug}"
    keyboard, main = Keyboard(page), page.get_by_role("main")
    await page.goto(f"{at}/home")
    await keyboard.press(page.get_by_role("navigation").get_by_role("link", name="Collections"))
    await page.get_by_role("heading", name="Collections", exact=True).wait_for()
    await keyboard.past_the_menu()
    await keyboard.press(main.locator(f'a[href="{at}/rounds/{opened.id}"]'))
    await page.get_by_text("2 of 2 members have approved").wait_for()
    await keyboard.past_the_menu()
    await keyboard.press(main.get_by_role("link", name="2 wait for your review"))

    await page.get_by_role("heading", name="Review", exact=True).wait_for()
    await keyboard.past_the_menu()
    await keyboard.press(main.get_by_role("link", name="Abbey", exact=True))
    await page.get_by_role("heading", name="Abbey", exact=True).wait_for()
    await keyboard.past_the_menu()
    await keyboard.press(page.locator("#accept"))
    await page.get_by_text("Abbey is accepted").wait_for()
    await keyboard.past_the_menu()
    await keyboard.press(main.get_by_role("link", name="Birch", exact=True))

    await page.get_by_role("heading", name="Birch", exact=True).wait_for()
    await keyboard.past_the_menu()
    asked_again = main.get_by_role("checkbox", name="Ask again: Spend")
    await keyboard.press(asked_again, "Space")
    assert await asked_again.is_checked()
    await keyboard.press(page.locator("#back summary"))
    await keyboard.to(page.locator("#reason"))
    await page.keyboard.type("Is this all of it?")
    of_it = page.get_by_role("radio")
    await keyboard.press(of_it.last, "ArrowUp")
    assert await of_it.first.is_checked()
    await keyboard.press(page.get_by_role("button", name="Send back", exact=True), "Space")
    await page.get_by_text("Sent back with your reason.").wait_for()
    assert [await world.state(one) for one in (abbey, birch)] == ["accepted", "returned"]

    await keyboard.press(page.get_by_role("navigation").get_by_role("link", name="Collections"))
    await page.get_by_role("heading", name="Collections", exact=True).wait_for()
    await keyboard.past_the_menu()
    await keyboard.press(main.get_by_role("button", name="Close Quarterly return"))
    await page.get_by_text("1 of 2 members are accepted.").wait_for()
    await keyboard.past_the_menu()
    assert await main.get_by_role("link", name="Birch").is_visible()
    await keyboard.press(main.get_by_role("button", name="Close it", exact=True))
    await page.get_by_text("The collection is closed.").wait_for()
    assert page.said == []
