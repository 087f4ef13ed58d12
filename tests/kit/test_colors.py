"""Colors: what can be read, and the nearest that can."""

import colorsys

import pytest

from backend.kit.colors import ENOUGH, WHITE, Ground, Rgb, color, contrast, nearest

PAPER = Ground((WHITE, Rgb(0xFB, 0xFA, 0xF7)), WHITE)
NIGHT = Ground((Rgb(0x18, 0x23, 0x27), Rgb(0x11, 0x19, 0x1C)), Rgb(0x0B, 0x1A, 0x1D))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("#000000", "#ffffff", 21), ("#767676", "#ffffff", 4.54), ("#777777", "#ffffff", 4.48), ("#0000ff", "#fff", 8.59)],
)
def test_contrast_is_as_wcag_counts_it(one: str, other: str, expected: float):
    assert contrast(color(one), color(other)) == pytest.approx(expected, abs=0.01)
    assert contrast(color(one), color(other)) == contrast(color(other), color(one))


def test_a_color_is_written_in_three_ways():
    assert color("#0B5F6b") == color("0b5f6b ") == Rgb(11, 95, 107)
    assert str(color("#0bf")) == "#00bbff"
    for text in ("", "blue", "#12345", "#1234567", "rgb(0,0,0)", "#gggggg"):
        with pytest.raises(ValueError, match="such as #0b5f6b"):
            color(text)


def test_what_can_be_read_stays_as_it_is():
    assert nearest(color("#12474f"), PAPER.readable) == color("#12474f")


@pytest.mark.parametrize("ground", [PAPER, NIGHT])
def test_of_every_hue_the_nearest_can_be_read_and_is_of_that_hue(ground: Ground):
    """Hue as another model of color counts it: near enough to be called by the same name."""
    for hue in range(0, 360, 15):
        wanted = Rgb(*(round(255 * part) for part in colorsys.hls_to_rgb(hue / 360, 0.55, 0.9)))
        found = nearest(wanted, ground.readable)
        assert ground.least(found) >= ENOUGH
        if found != wanted:
            assert ground.least(found) < ENOUGH + 0.1  # no further than it must
        turned = colorsys.rgb_to_hls(*(part / 255 for part in found))[0] * 360
        assert min(abs(turned - hue), 360 - abs(turned - hue)) < 35


def test_text_stands_on_a_tint_of_its_own_too():
    bare, tinted = Ground((WHITE,), WHITE, tint=0), Ground((WHITE,), WHITE)
    assert bare.readable(color("#757575"))
    assert not tinted.readable(color("#757575"))


def test_where_nothing_fits_it_says_so():
    with pytest.raises(ValueError, match="No color fits"):
        nearest(WHITE, lambda _: False)
