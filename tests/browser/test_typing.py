"""What is typed is checked beside its cell, and is there again after whatever came in between."""

import pytest
from playwright.async_api import Page

from backend.submissions.tables import Submission
from tests.browser.opening import Opens, until
from tests.makers import Visitor
from tests.worlds import World

pytestmark = pytest.mark.browser

KEPT = "() => Object.keys(localStorage).filter(name => name.startsWith('typed:')).length"


async def opened(opens: Opens, visitor: Visitor, path: str, width: int = 1280) -> Page:
    page = await opens(visitor, width=width)
    page.on("dialog", lambda dialog: dialog.accept())
    await page.goto(path)
    return page


async def test_the_checks_speak_beside_the_cell_while_one_types(world: World, mine: Submission, opens: Opens):
    page = await opened(opens, world.contributor, world.path(mine), width=390)
    await page.locator('[id="n.hires"]').type("1,2o0")
    said = page.locator('[data-key="hires"] p.wrong')
    await said.wait_for()
    assert "is not a number" in await said.inner_text()
    field = page.locator('[id="n.hires"]')
    assert await field.get_attribute("aria-invalid") == "true"
    assert "w.hires.1" in str(await field.get_attribute("aria-describedby"))
    assert "is not a number" in str(await page.locator("#said-aloud").text_content())
    await field.fill("4")
    await said.wait_for(state="detached")
    await page.locator('[id="n.local_hires"]').type("5")
    await page.locator('[data-key="local_hires"] p.wrong').wait_for()
    assert (await world.answers(mine)) == {}  # nothing is saved by that


async def test_what_was_typed_survives_a_session_that_ended(world: World, mine: Submission, opens: Opens):
    page = await opened(opens, world.contributor, world.path(mine))
    cookies, token = world.contributor.cookies, world.contributor.csrf
    await page.locator('[id="n.hires"]').type("40")
    world.contributor.cookies = {}
    await page.locator('[id="n.local_hires"]').type("4")
    await page.get_by_text("You were signed out").wait_for()
    again = await page.get_by_role("link", name="Sign in again").get_attribute("href")
    assert again == f"/sign-in?next={world.path(mine)}%3Fsection%3Dwork"
    await page.get_by_role("button", name="Save", exact=True).click()
    await page.get_by_role("heading", name="Sign in").wait_for()
    world.contributor.cookies, world.contributor.csrf = cookies, token
    await page.goto(world.path(mine, "?section=work"))
    await page.get_by_text("You typed something on this page that was not saved").wait_for()
    assert await page.locator('[id="n.hires"]').input_value() == ""
    await page.get_by_role("button", name="Put it back").click()
    assert await page.locator('[id="n.hires"]').input_value() == "40"
    assert await page.locator('[id="n.local_hires"]').input_value() == "4"
    await page.get_by_role("button", name="Save", exact=True).click()
    await page.get_by_text("Saved.").wait_for()
    assert (await world.answers(mine))["hires", None].number == 40
    await until(page, f"({KEPT})() === 0")  # the script runs once the page is read


async def test_what_somebody_saved_meanwhile_is_not_written_over_unseen(world: World, mine: Submission, opens: Opens):
    page = await opened(opens, world.contributor, world.path(mine))
    await page.locator('[id="n.hires"]').type("40")
    await world.save(mine, n__hires="50", r__hires="0")
    await page.goto(world.path(mine))
    await page.get_by_role("button", name="Put it back").click()
    await page.get_by_role("button", name="Save", exact=True).click()
    await page.get_by_text("One answer was changed while you were writing").wait_for()
    assert (await world.answers(mine))["hires", None].number == 50


async def test_nothing_is_kept_once_it_is_thrown_away_signed_out_or_somebody_elses(
    world: World, mine: Submission, opens: Opens
):
    page = await opened(opens, world.contributor, world.path(mine))
    await page.locator('[id="n.hires"]').type("40")
    await page.goto(world.path(mine))
    await page.get_by_role("button", name="Throw it away").click()
    await until(page, f"({KEPT})() === 0")  # the script runs once the page is read
    await page.locator('[id="n.hires"]').type("41")
    assert await page.evaluate(KEPT) == 1
    await page.evaluate("() => { for (const name of Object.keys(localStorage)) localStorage[name] = "
                        "localStorage[name].replace(/\"person\":\"[^\"]*/, '\"person\":\"other') }")  # fmt: skip
    await page.goto(world.path(mine))
    assert await page.get_by_text("You typed something").count() == 0
    await until(page, f"({KEPT})() === 0")  # the script runs once the page is read
    out = await world.contributor.send_form("/sign-out")
    assert out.headers["clear-site-data"] == '"storage"'


async def test_without_a_connection_nothing_is_lost_and_the_page_says_so(world: World, mine: Submission, opens: Opens):
    page = await opened(opens, world.contributor, world.path(mine))
    await page.route("**/checking", lambda route: route.abort())
    await page.locator('[id="n.hires"]').type("40")
    await page.get_by_text("There is no connection just now").wait_for()
    assert await page.evaluate(KEPT) == 1
