"""Sending a file in a real Chromium: on a phone, without JavaScript, with a progress that moves by itself."""

import asyncio
from typing import Any

import pytest

from backend.files import uploads
from backend.kit.sheets import apart
from backend.submissions.tables import Submission
from tests.browser.opening import TOO_SMALL, Opens
from tests.files.sending import row, sent, tidy
from tests.worlds import World

pytestmark = pytest.mark.browser


def file(*rows: Any) -> dict[str, Any]:
    return {"name": "our figures.csv", "mimeType": "text/csv", "buffer": tidy(rows)}


@pytest.mark.parametrize("width", [320, 360])
async def test_on_a_phone_nothing_runs_off_the_side(world: World, mine: Submission, opens: Opens, width: int):
    abbey = world.abbey
    await world.save(mine, n__hires="40")
    good = [row(abbey, "hires", "41"), row(abbey, "local_hires", "9", note="Counted by the payroll office in May")]
    at = await sent(world, mine, tidy([*good, row(abbey, "spend", "1,2o0")]))
    refused = await sent(world, mine, tidy([row(world.birch, "hires", "41")]))
    paths = [world.path(mine, "/files"), at, refused]
    for path in paths:
        page = await opens(world.contributor, width=width, has_touch=True, is_mobile=True)
        await page.goto(path)
        assert await page.evaluate("document.documentElement.scrollWidth") == width, path
        assert await page.evaluate(TOO_SMALL) == [], path
        assert page.said == [], path
        await page.close()


@pytest.mark.parametrize("script", [True, False])
async def test_a_file_is_chosen_shown_and_saved(world: World, mine: Submission, opens: Opens, script: bool):
    page = await opens(world.contributor, java_script_enabled=script)
    await page.goto(world.path(mine, "/files"))
    await page.set_input_files("#file", file(row(world.abbey, "hires", "41")))
    await page.get_by_role("button", name="Send this file").click()
    await page.get_by_role("button", name="Save one answer").click()
    await page.get_by_text("Saved: one answer.").wait_for()
    assert (await world.answers(mine))["hires", None].number == 41


async def test_the_page_of_a_file_under_way_moves_by_itself(
    world: World, mine: Submission, opens: Opens, monkeypatch: pytest.MonkeyPatch
):
    go_on, read = asyncio.Event(), apart.read

    async def slow(content: bytes, name: str, *, progress: apart.Progress) -> Any:
        book = await read(content, name)
        progress(12_000, 40_000)
        await go_on.wait()
        return book

    monkeypatch.setattr(uploads.apart, "read", slow)
    page = await opens(world.contributor)
    await page.goto(world.path(mine, "/files"))
    await page.set_input_files("#file", file(row(world.abbey, "hires", "41")))
    await page.get_by_role("button", name="Send this file").click()
    await page.get_by_text("12,000 of 40,000 rows.").wait_for()
    go_on.set()
    await page.get_by_role("button", name="Save one answer").wait_for()
    assert await page.locator("dl.tally div").all_inner_texts() == ["New\n1", "Changed\n0", "Unchanged\n0", "Wrong\n0"]
    assert await page.get_by_text("of 40,000 rows.").count() == 0
    assert page.said == []
