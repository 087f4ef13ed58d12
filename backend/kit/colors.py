"""Colors that can be read: contrast as WCAG counts it, and the nearest color that has enough. Pure.

What is nearest is looked for in Oklab, a space in which equal steps look equal: hue and chroma stay, lightness moves. Where
a screen cannot show that chroma at that lightness, chroma gives way too, and hue still stays.
Sources: WCAG 2.2, 1.4.3 (4.5 to 1 for text); Björn Ottosson, "A perceptual color space for image processing" (2020).
"""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

ENOUGH = 4.5
_STEP = 0.002  # of lightness, from 0 to 1; two of them are one step of a screen at most
_HEX = re.compile(r"#?(?:([0-9a-f])([0-9a-f])([0-9a-f])|([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2}))", re.IGNORECASE)


class Rgb(NamedTuple):
    """Each from 0 to 255, as a screen has it."""

    red: int
    green: int
    blue: int

    def __str__(self) -> str:
        return f"#{self.red:02x}{self.green:02x}{self.blue:02x}"


WHITE = Rgb(255, 255, 255)


def color(text: str) -> Rgb:
    """Of `#0b5f6b`, `0b5f6b` or `#0bf`. Raises ValueError."""
    found = _HEX.fullmatch(text.strip())
    if found is None:
        raise ValueError("Write a color as six digits and letters, such as #0b5f6b.")
    short, whole = found.groups()[:3], found.groups()[3:]
    return Rgb(*(int(part, 16) for part in (whole if whole[0] else (one * 2 for one in short))))


def contrast(one: Rgb, other: Rgb) -> float:
    """From 1 to 21."""
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def mixed(ink: Rgb, ground: Rgb, share: float) -> Rgb:
    """So much ink over a ground, as `color-mix(in srgb, …)` puts it there."""
    return Rgb(*(round(a * share + b * (1 - share)) for a, b in zip(ink, ground, strict=True)))


@dataclass(frozen=True, slots=True)
class Ground:
    """What a color of text stands on, and what is written on it. tint: a ground of its own color, so much of it."""

    under: Sequence[Rgb]
    over: Rgb
    tint: float = 0.14

    def readable(self, ink: Rgb) -> bool:
        return self.least(ink) >= ENOUGH

    def least(self, ink: Rgb) -> float:
        """The weakest contrast it comes to anywhere."""
        grounds = [*self.under, *(mixed(ink, one, self.tint) for one in self.under), self.over]
        return min(contrast(ink, one) for one in grounds)


def nearest(wanted: Rgb, fits: Callable[[Rgb], bool]) -> Rgb:
    """Of the same hue, the color nearest in lightness that fits; black or white do where nothing else does.

    Raises ValueError: nothing fits at all.
    """
    lightness, chroma, hue = _polar(wanted)
    for step in range(int(1 / _STEP) + 1):
        for moved in (lightness - step * _STEP, lightness + step * _STEP):
            if 0 <= moved <= 1 and fits(found := wanted if step == 0 else _shown(moved, chroma, hue)):
                return found
    raise ValueError("No color fits.")


def _luminance(one: Rgb) -> float:
    red, green, blue = map(_linear, one)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: int) -> float:
    share = part / 255
    return share / 12.92 if share <= 0.04045 else math.pow((share + 0.055) / 1.055, 2.4)


def _screen(light: float) -> float:
    return 12.92 * light if light <= 0.0031308 else 1.055 * math.pow(light, 1 / 2.4) - 0.055


def _polar(one: Rgb) -> tuple[float, float, float]:
    """Lightness, chroma and hue in Oklab."""
    red, green, blue = map(_linear, one)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def _shown(lightness: float, chroma: float, hue: float) -> Rgb:
    """On a screen: with as much of the chroma as it has at this lightness."""
    low, high = 0.0, chroma
    if _fits_a_screen(_light(lightness, chroma, hue)):
        low = chroma
    else:
        for _ in range(20):
            half = (low + high) / 2
            low, high = (half, high) if _fits_a_screen(_light(lightness, half, hue)) else (low, half)
    return Rgb(*(round(255 * min(1.0, max(0.0, _screen(max(0.0, part))))) for part in _light(lightness, low, hue)))


def _light(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def _fits_a_screen(light: Sequence[float]) -> bool:
    return all(-1e-4 <= part <= 1 + 1e-4 for part in light)
