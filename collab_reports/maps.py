"""Areas in, SVG out: where they lie, and how much each has. Web and PDF may show the same drawing.

Nothing is told by colour alone: each area bears its number, name or figure, the one that is meant has a thick border, and
where there is no number the area is hatched and the key says why.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from xml.sax.saxutils import escape

from collab_reports import drawing
from collab_reports.charts import GLYPH, axis, shortened
from collab_reports.drawing import INK, LINE, SOFT, WIDTH
from collab_reports.grounds import Ground, Shape

EDGE, TALLEST, LINE_OF_KEY, WIDE = 6, 340, 22, 680
RAMP = ("#e6f2f5", "#bfdfe7", "#92c8d5", "#5fabbd", "#25788d", LINE)
_SHARES = (10, 26, 42, 60, 82, 100)  # of another color, in hundredths, as report.css has them
_DARK = 4  # from this one on text is light
_AS_IT_IS = Decimal(1)
_BETWEEN = 8  # lines of hatching
_MOST_LABELLED = 60  # beyond that a label is a smudge; the table has them all


@dataclass(frozen=True)
class Place:
    """One area of a map. number: its line in the table twin. text: its figure, or why there is none; short: without a unit.

    band: how much, counted from 0; None is hatched.
    """

    code: str
    number: int
    name: str
    text: str = ""
    short: str = ""
    band: int | None = 0
    chosen: bool = False


@dataclass(frozen=True)
class Map:
    """key: unique on the page. title states what is found; summary is the alt text.

    bands: what each band of colour says, from the first; none where areas have no figures. hatched: why areas are.
    like: the key of a map before it on the page with the same ground, whose shapes are drawn again. wide: what the colours
    say stands beside the areas, for a page that has more room across than down.
    """

    key: str
    title: str
    summary: str
    ground: Ground
    places: Sequence[Place]
    bands: Sequence[str] = ()
    hatched: str = ""
    chosen: str = ""
    like: str = ""
    wide: bool = False


def area_map(of: Map) -> str:
    """Places without a shape are not in it; whoever shows it names them."""
    scale = min(Decimal(WIDTH - 2 * EDGE) / of.ground.width, Decimal(TALLEST) / of.ground.height)
    left = (WIDTH - scale * of.ground.width) / 2
    shaped = [place for place in of.places if place.code in of.ground.shapes]
    parts = [] if of.like else [_shapes(of)]
    parts.append(f'<g transform="translate({left:.1f} {EDGE}) scale({scale:.4f})">')
    without, told = ([one for one in shaped if (one.band is None) is hollow] for hollow in (True, False))
    parts += [_area(of, place, 1 / scale) for place in without]
    parts += _hatched(of, without, 1 / scale)
    parts += [_area(of, place, 1 / scale) for place in told]
    parts += [_around(of, place, 1 / scale) for place in shaped if place.chosen]
    parts.append("</g>")
    for place in shaped if len(shaped) <= _MOST_LABELLED else [one for one in shaped if one.chosen]:
        shape = of.ground.shapes[place.code]
        x, y = left + scale * shape.at[0], EDGE + scale * shape.at[1]
        parts += _labels(of, place, x, y, scale * shape.room)
    foot = int(EDGE + scale * of.ground.height) + 14
    rows = list(_key(of, WIDTH + EDGE, EDGE) if of.wide else _key(of, EDGE, foot))
    height, width = (
        (max(foot, EDGE + LINE_OF_KEY * len(rows)), WIDE) if of.wide else (foot + LINE_OF_KEY * len(rows), WIDTH)
    )
    return drawing.svg(of.key, height, [*parts, *rows], title=of.title, summary=of.summary, width=width)


def bands(values: Sequence[Decimal]) -> list[Decimal]:
    """Round bounds that hold all values, at most seven; the last value may lie on the last bound."""
    bounds = axis(values, from_zero=min(values) <= 0 or min(values) * 2 < max(values))
    while len(bounds) > len(RAMP) + 1 or (len(bounds) > 2 and max(values) <= bounds[-2]):
        bounds.pop()
    return bounds


def band(value: Decimal, bounds: Sequence[Decimal]) -> int:
    """Which of them holds a value: from a bound to under the next."""
    return min(sum(value >= bound for bound in bounds[1:]), len(bounds) - 2)


def painted(svg: str, main: str) -> str:
    """The same drawing in another color, #0b5d72, that can be read on white. On the web the stylesheet does that."""
    parts = [int(main[place : place + 2], 16) for place in (1, 3, 5)]
    mixed = {
        ours: "#" + "".join(f"{255 + (part - 255) * share // 100:02x}" for part in parts)
        for ours, share in zip(RAMP, _SHARES, strict=True)
    }
    return re.sub("|".join(mixed), lambda found: mixed[found[0]], svg)


def _shapes(of: Map) -> str:
    order = list(of.ground.shapes)
    paths = "".join(
        f'<path id="{of.key}-{order.index(code)}" d="{_path(of.ground.shapes[code])}" fill-rule="evenodd"/>'
        for code in order
    )
    return f"<defs>{paths}</defs>"


def _path(shape: Shape) -> str:
    """By steps from corner to corner, which are short to write."""
    written = []
    for ring in shape.rings:
        corners = list(zip(ring[::2], ring[1::2], strict=True))
        steps = [f"{x - before_x} {y - before_y}" for (before_x, before_y), (x, y) in pairwise(corners)]
        written.append(f"M{corners[0][0]} {corners[0][1]}l{' '.join(steps).replace(' -', '-')}z")
    return "".join(written)


def _hatched(of: Map, places: Sequence[Place], size: Decimal) -> Iterator[str]:
    """Lines across all of these, cut where they end: a pattern is drawn anew, and otherwise, in each area of a PDF."""
    if places:
        cut = "".join(f'<use href="{_shape_of(of, place)}"/>' for place in places)
        yield f'<clipPath id="{of.key}-hatched">{cut}</clipPath>'
        lines = _lines(0, 0, of.ground.width, of.ground.height, size)
        yield f'<g clip-path="url(#{of.key}-hatched)" pointer-events="none">{lines}</g>'


def _lines(left: int, top: int, width: int, height: int, size: Decimal = _AS_IT_IS) -> str:
    """Slanting ones across a box. size: how much larger all is written, where it is drawn smaller."""
    step, path = max(1, int(_BETWEEN * size)), ""
    for at in range(step // 2, width + height, step):
        down, across = max(0, at - width), min(at, width)
        path += f"M{left + across} {top + down}L{left + max(0, at - height)} {top + min(at, height)}"
    return f'<path d="{path}" class="axis" fill="none" stroke="{SOFT}" stroke-width="{size:.1f}"/>'


def _area(of: Map, place: Place, size: Decimal) -> str:
    """What a pointer reads over it is its name and figure."""
    said = f"{place.name}: {place.text}" if place.text else place.name
    return (
        f'<use href="{_shape_of(of, place)}" {_filled(of, place.band)} {_edged(False, size)}>'
        f"<title>{escape(said)}</title></use>"
    )


def _around(of: Map, place: Place, size: Decimal) -> str:
    return f'<use href="{_shape_of(of, place)}" fill="none" {_edged(True, size)} pointer-events="none"/>'


def _shape_of(of: Map, place: Place) -> str:
    return f"#{of.like or of.key}-{list(of.ground.shapes).index(place.code)}"


def _filled(of: Map, band: int | None) -> str:
    if band is None:
        return 'class="hollow" fill="#ffffff"'
    shade = _shade(of, band)
    return f'class="area band-{shade + 1}" fill="{RAMP[shade]}"'


def _shade(of: Map, band: int) -> int:
    """Few bands lie as far apart as many."""
    return band * (len(RAMP) - 1) // (len(of.bands) - 1) if len(of.bands) > 1 else band


def _edged(chosen: bool, size: Decimal = _AS_IT_IS) -> str:
    width = size * Decimal("2.6" if chosen else "0.8")
    return f'stroke="{INK}" stroke-width="{width:.1f}" stroke-linejoin="round"'


def _labels(of: Map, place: Place, x: Decimal, y: Decimal, room: Decimal) -> Iterator[str]:
    """Its name where that fits, and its figure; of neither, the number it has in the table."""
    name = [place.name] if GLYPH * len(place.name) <= room else []
    said = [*name, *([place.short] if place.short else [])] or [f"{place.number}."]
    kind = "reverse" if place.band is not None and _shade(of, place.band) >= _DARK else "ink"
    for line, text in enumerate(said):
        height = y + 4 + 13 * line - Decimal("6.5") * (len(said) - 1)
        yield drawing.text(x, height, text, anchor="middle", kind=kind, weight=700 if place.chosen else 0, halo=True)


def _key(of: Map, left: int, top: int) -> Iterator[str]:
    lines = [(_filled(of, number), False, False, said) for number, said in enumerate(of.bands)]
    if of.hatched:
        lines.append((_filled(of, None), True, False, of.hatched))
    if of.chosen:
        lines.append(('fill="none"', False, True, of.chosen))
    for row, (filled, hatched, thick, said) in enumerate(lines):
        y = top + LINE_OF_KEY * row
        box = f'<rect x="{left}" y="{y}" width="20" height="13" {filled} {_edged(thick)}/>'
        across = _lines(left, y, 20, 13) if hatched else ""
        yield f"<g>{box}{across}{drawing.text(left + 28, y + 11, shortened(said, 50))}</g>"
