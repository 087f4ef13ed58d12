"""Fields that belong together in a form: named, and as far apart as fields outside."""

import pytest

from tests.browser.opening import Opens
from tests.makers import Here
from tests.releases.reporting import Reporting, make_reporting

pytestmark = pytest.mark.browser
GAPS = """() => [...document.querySelectorAll('main fieldset:not(.row)')].flatMap(group =>
  [...group.children].slice(1).map((after, at) =>
    Math.round(after.getBoundingClientRect().top - group.children[at].getBoundingClientRect().bottom)))"""
OUTSIDE = """() => { const [one, two] = document.querySelectorAll('main form.stack > .field');
  return Math.round(two.getBoundingClientRect().top - one.getBoundingClientRect().bottom) }"""


@pytest.fixture
async def world(here: Here) -> Reporting:
    return await make_reporting(here)


@pytest.mark.parametrize("width", [1280, 390])
async def test_the_fields_of_a_group_stand_apart_and_its_name_stands_out(world: Reporting, opens: Opens, width: int):
    page = await opens(world.here.coordinator, width=width)
    await page.goto(f"/{world.here.slug}/goals/new")
    _, *between = await page.evaluate(GAPS)
    assert len(between) >= 5
    assert min(between) >= await page.evaluate(OUTSIDE) >= 12
    legend = page.get_by_text("The path", exact=True)
    weight, size = await legend.evaluate(
        "e => [getComputedStyle(e).fontWeight, parseFloat(getComputedStyle(e).fontSize)]"
    )
    assert int(weight) >= 600
    assert size >= await page.locator("main label").first.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    await page.close()
