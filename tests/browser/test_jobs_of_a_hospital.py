"""What a hospital reads afterwards: wide in English, narrow in Spanish, and there with and without scripts."""

import pytest

from backend.members.rules import Role
from tests.browser.opening import Opens
from tests.browser.reading import reader
from tests.releases.reporting import Reporting
from tests.releases.test_own_size import sized as sized

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize(
        ("language", "width", "scripts"), [("en", 1280, True), ("es", 390, True), ("es", 390, False)]
    ),
]


async def test_own_figures_are_read_beside_all_together_and_those_of_ones_size(
    sized: Reporting, opens: Opens, language: str, width: int, scripts: bool
):
    elm = await sized.person(Role.CONTRIBUTOR, "Elm")
    where = f"/{sized.here.slug}/reports"
    you = await reader(opens, elm, where, language, width, java_script_enabled=scripts)
    await you.follows("Our figures beside all together")
    await you.sees("Members of our size")
    spend = you.page.get_by_role("region", name="Spend", exact=True)
    assert [line.split("\n")[:2] for line in await spend.locator(".tally > div").all_inner_texts()] == [
        [you.says("Our own"), "£70,000"],
        [you.says("All together"), "£300,000"],
        [you.says("Members of our size"), "£240,000"],
    ]
    await you.sees({"en": "500 staffed beds and more", "es": "500 staffed beds o más"}[language])
    await spend.get_by_text(you.says("How we made our number")).click()
    await spend.get_by_text("As it is.").first.wait_for()
    for rival in ("Fir", "Gorse", "Ash"):
        assert await you.page.get_by_text(rival, exact=True).count() == 0
    await you.follows("The receipt of what was sent")
    await you.sees("These answers as CSV")
    assert you.complaints == []
