"""A collaborative's own look over the site's."""

import re

from backend.kit.branding import DARK, LIGHT, OURS, Brand, Logo, brand_of, readable, tone
from backend.kit.colors import ENOUGH, color
from backend.kit.shell import STATIC

SHEET = (STATIC[0] / "anchorline.css").read_text()


def of_the_sheet(name: str) -> tuple[str, str]:
    found = re.search(rf"--{name}: light-dark\((#[0-9a-f]+), (#[0-9a-f]+)\)", SHEET)
    assert found
    return found[1], found[2]


def test_the_grounds_are_those_of_the_sheet():
    for ground, at in ((LIGHT, 0), (DARK, 1)):
        assert tuple(map(str, ground.under)) == (of_the_sheet("sheet")[at], of_the_sheet("paper")[at])
        assert str(ground.over) == of_the_sheet("brand-ink")[at]
    assert f"var(--brand) {ground.tint:.0%}" in SHEET  # the tint under the menu's current line
    assert {"main": of_the_sheet("brand")[0], "second": of_the_sheet("link")[0]} == OURS


def test_the_site_s_own_colors_can_be_read():
    for name in ("brand", "link"):
        light, dark = of_the_sheet(name)
        assert LIGHT.least(color(light)) >= ENOUGH
        assert DARK.least(color(dark)) >= ENOUGH


def test_a_color_that_cannot_be_read_has_one_near_that_can():
    yellow = color("#ffcc00")
    assert not readable(yellow)
    both = tone(yellow)
    assert readable(both.light)
    assert both.dark == yellow  # bright as it is, it can be read on a dark page
    assert tone(color("#12474f")).light == color("#12474f")


def test_two_colors_are_a_sheet_and_none_is_none():
    brand = brand_of({"main": "#7a1f5c", "second": "#12474f", "logo": "ab", "width": 20, "height": 10})
    assert brand.logo == Logo("ab", 20, 10)
    assert "--brand: light-dark(#7a1f5c, #" in brand.sheet
    assert "--link: light-dark(#12474f, #" in brand.sheet
    assert brand.version
    assert brand.version != Brand("#12474f", "#7a1f5c").version
    assert (brand_of({}).sheet, brand_of({}).version) == ("", "")
