"""What a coordinator does besides a quarter: wide in English, narrow in Spanish, and there with and without scripts."""

from decimal import Decimal

import pytest

from backend.rounds.tables import Round
from tests.browser.opening import Opens
from tests.browser.reading import reader
from tests.goals.aims import aim
from tests.goals.test_translating import STORY
from tests.makers import Here
from tests.places.test_map_pages import THREE
from tests.places.test_pages import west as west
from tests.releases.reporting import Q1, make_reporting
from tests.releases.test_past_pages import TIDY, pasted
from tests.worlds import World

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize(
        ("language", "width", "scripts"), [("en", 1280, True), ("es", 390, True), ("es", 390, False)]
    ),
]


async def test_earlier_quarters_are_brought_held_beside_a_spreadsheet_and_taken_back(
    here: Here, opens: Opens, language: str, width: int, scripts: bool
):
    await make_reporting(here)
    you = await reader(opens, here.coordinator, f"/{here.slug}/past", language, width, java_script_enabled=scripts)
    await you.sees("Nothing yet.")
    await you.presses("See what it would be")
    await you.sees("Paste the figures with their headings, or choose a file.")
    await you.writes("Figures", TIDY)
    await you.presses("See what it would be")
    await you.sees("Nothing is saved yet.", "New figures")
    save = you.page.locator('button[name="then"][value="save"]')
    await save.click()
    await you.sees("Say whose figures these are and where they stood, such as: Our quarterly book of 2023.")
    await you.writes("Where they come from", "The quarterly book")
    await save.click()
    await you.sees("Saved. It counts from now on, and can be taken back as long as no report rests on it.")

    await you.opens(f"/{here.slug}/spreadsheet")
    await you.writes("Figures", pasted("element|Q1 2023-24", "Local hires|110", "Local hire rate|25"))
    await you.presses("Hold it beside")
    await you.sees("differs by %(by)s: yours is less", by="2.5")
    await you.sees("equal")

    await you.opens(f"/{here.slug}/past")
    await you.page.get_by_role("link", name="The quarterly book").click()
    await you.presses("Take it back")
    await you.sees("Taken back. None of it counts any longer.")
    assert you.complaints == []


async def test_a_map_is_brought_looked_at_and_used(west: Here, opens: Opens, language: str, width: int, scripts: bool):
    you = await reader(opens, west.coordinator, f"/{west.slug}/areas", language, width, java_script_enabled=scripts)
    await you.page.locator(f'a[href="/{west.slug}/areas/lists/west/map"]').first.click()
    await you.brings("File", "areas.geojson", b"no shapes")
    await you.writes("Source", "The city, 2025")
    await you.presses("Look at it first")
    await you.page.locator("#problems:focus").wait_for()
    assert await you.page.get_by_label(you.says("Source"), exact=True).input_value() == "The city, 2025"
    await you.brings("File", "areas.geojson", THREE)
    await you.presses("Look at it first")
    await you.sees("This map is shown on this page alone. Look whether each area is where it should be.")
    assert await you.page.locator("main svg").count() == 1
    await you.presses("Use this map")
    await you.sees("As it is now", "Shapes: %(source)s. Borders are simplified.", source="The city, 2025")
    await you.opens(f"/{west.slug}/places?q=austin&lang={language}")
    await you.sees("Shapes: %(source)s. Borders are simplified.", source="The city, 2025")
    assert await you.page.locator("main svg").count() == 1
    assert you.complaints == []


async def test_a_goal_is_translated_beside_its_words(
    here: Here, opens: Opens, language: str, width: int, scripts: bool
):
    world = await make_reporting(here)
    id = await aim(world, "hiring", "WF-06", target=Decimal(25), name="One in four", would_change="")
    await world.released(await world.reported(Q1, story=STORY))
    you = await reader(
        opens, here.coordinator, f"/{here.slug}/goals/{id}/beside", language, width, java_script_enabled=scripts
    )
    await you.page.locator('a[href$="/languages/es"]').first.click()
    await you.sees("not yet translated")
    await you.page.get_by_role("group").filter(has_text="One in four").locator("textarea").fill("Una de cada cuatro")
    await you.presses("Keep what is written")
    await you.sees("Kept. Whoever reads that language reads it from now on.")
    await you.opens(f"/{here.slug}/shared-goals/hiring?lang={language}")
    heading = await you.page.locator("h1").inner_text()
    assert heading == ("One in four" if language == "en" else "Una de cada cuatro")
    assert you.complaints == []


async def test_the_form_is_tried_out_and_nothing_of_it_is_kept(
    world: World, opened: Round, opens: Opens, language: str, width: int, scripts: bool
):
    you = await reader(
        opens, world.contributor, f"/{world.here.slug}/practice/quarterly", language, width, java_script_enabled=scripts
    )
    await you.sees("This is practice.")
    await you.presses("Fill it in for me")
    await you.presses("Check everything")
    await you.sees(
        "Check before you submit", "A figure that is right though it looks unusual is explained in the note beside it."
    )
    await you.presses("Back to the form")
    await you.sees("This is practice.")
    assert you.complaints == []


async def test_sizes_are_said_and_the_bands_looked_at(
    here: Here, opens: Opens, language: str, width: int, scripts: bool
):
    names = ("Ash", "Birch", "Cedar", "Dogwood", "Elm", "Fir")
    for name in names:
        await here.member(name)
    where = f"/{here.slug}/settings"
    you = await reader(opens, here.administrator, where, language, width, java_script_enabled=scripts)
    await you.follows("Sizes of members")
    await you.writes("Counted in", "staffed beds")
    await you.writes("The next band begins at", "200, 500")
    await you.writes("Sizes", "Ash 90\nBirch 120\nCedar 150\nDogwod 400\nElm 420\nFir 1,300")
    await you.presses("See what would change")
    await you.page.locator("#problems:focus").wait_for()
    await you.sees("Did you mean “%(name)s”?", name="Dogwood")
    await you.writes("Sizes", "Ash 90\nBirch 120\nCedar 150\nDogwood 400\nElm 420\nFir 1,300")
    await you.presses("See what would change")
    await you.sees(
        "“%(band)s” is in the way, with %(some)s: as long as a band has fewer than %(count)s, no figure is shown by size.",
        band={"en": "500 staffed beds and more", "es": "500 staffed beds o más"}[language],
        some=1,
        count=3,
    )
    await you.writes("The next band begins at", "200")
    await you.presses("See what would change")
    await you.sees("Under %(end)s %(of)s", end="200", of="staffed beds")
    await you.writes("Counted in", "beds")
    await you.presses("Save this")
    await you.sees("You changed something after you looked. Nothing is saved yet: this is how it would be now.")
    await you.presses("Save this")
    await you.sees("Saved. It holds from the next report for members on.")
    assert you.complaints == []
