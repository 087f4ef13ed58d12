"""Areas in, SVG out: where they lie, and how much each has. Web and PDF may show the same drawing.

Nothing is told by colour alone: each area bears its number, name or figure, the one that is meant has a thick border, and
where there is no number the area is hatched and the key says why.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from xml.sax.saxutils import escape

from pydantic import BaseModel, ConfigDict

from collab_reports import drawing
from collab_reports.charts import GLYPH, axis, shortened
from collab_reports.drawing import INK, SOFT, WIDTH

EDGE, TALLEST, LINE_OF_KEY = 6, 340, 22
RAMP = ("#e6f2f5", "#bfdfe7", "#92c8d5", "#5fabbd", "#25788d", "#0b5d72")
_DARK = 4  # from this one on text is light
_MOST_LABELLED = 60  # beyond that a label is a smudge; the table has them all


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Shape(_Kept):
    """One area on a ground's grid. rings: x, y, x, y …, outer ones and holes alike, each closed by its first corner.

    at: where a label has most room; room: how wide it may be there.
    """

    rings: tuple[tuple[int, ...], ...]
    at: tuple[int, int]
    room: int


class Ground(_Kept):
    """Areas by code on a grid of whole numbers, y downwards."""

    width: int
    height: int
    shapes: Mapping[str, Shape]


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
    like: the key of a map before it on the page with the same ground, whose shapes are drawn again.
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


def area_map(of: Map) -> str:
    """Places without a shape are not in it; whoever shows it names them."""
    scale = min(Decimal(WIDTH - 2 * EDGE) / of.ground.width, Decimal(TALLEST) / of.ground.height)
    left = (WIDTH - scale * of.ground.width) / 2
    shaped = sorted((place for place in of.places if place.code in of.ground.shapes), key=lambda one: one.chosen)
    parts = [] if of.like else [_shapes(of)]
    if any(place.band is None for place in shaped):
        parts.append(_hatching(f"{of.key}-hatch", 1 / scale) + _hatching(f"{of.key}-key", Decimal(1)))
    parts.append(f'<g transform="translate({left:.1f} {EDGE}) scale({scale:.4f})">')
    parts += [_area(of, place) for place in shaped]
    parts.append("</g>")
    for place in shaped if len(shaped) <= _MOST_LABELLED else [one for one in shaped if one.chosen]:
        shape = of.ground.shapes[place.code]
        x, y = left + scale * shape.at[0], EDGE + scale * shape.at[1]
        parts += _labels(of, place, x, y, scale * shape.room)
    foot = int(EDGE + scale * of.ground.height) + 14
    rows = list(_key(of, foot))
    return drawing.svg(of.key, foot + LINE_OF_KEY * len(rows), [*parts, *rows], title=of.title, summary=of.summary)


def bands(values: Sequence[Decimal]) -> list[Decimal]:
    """Round bounds that hold all values, at most seven; the last value may lie on the last bound."""
    bounds = axis(values, from_zero=min(values) <= 0 or min(values) * 2 < max(values))
    while len(bounds) > len(RAMP) + 1 or (len(bounds) > 2 and max(values) <= bounds[-2]):
        bounds.pop()
    return bounds


def band(value: Decimal, bounds: Sequence[Decimal]) -> int:
    """Which of them holds a value: from a bound to under the next."""
    return min(sum(value >= bound for bound in bounds[1:]), len(bounds) - 2)


def _shapes(of: Map) -> str:
    order = list(of.ground.shapes)
    paths = "".join(
        f'<path id="{of.key}-{order.index(code)}" d="{_path(of.ground.shapes[code])}" vector-effect="non-scaling-stroke"'
        ' fill-rule="evenodd"/>'
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


def _hatching(id: str, size: Decimal) -> str:
    """size: how much larger it is written, where all is drawn smaller."""
    return (
        f'<defs><pattern id="{id}" width="6" height="6" patternUnits="userSpaceOnUse" '
        f'patternTransform="scale({size:.3f}) rotate(45)"><rect width="6" height="6" class="hollow" fill="#ffffff"/>'
        f'<path d="M0 0v6" class="axis" stroke="{SOFT}" stroke-width="2"/></pattern></defs>'
    )


def _area(of: Map, place: Place) -> str:
    """What a pointer reads over it is its name and figure."""
    number = list(of.ground.shapes).index(place.code)
    said = f"{place.name}: {place.text}" if place.text else place.name
    return (
        f'<use href="#{of.like or of.key}-{number}" {_filled(of, place.band)} {_edged(place.chosen)}>'
        f"<title>{escape(said)}</title></use>"
    )


def _filled(of: Map, band: int | None, hatch: str = "hatch") -> str:
    if band is None:
        return f'fill="url(#{of.key}-{hatch})"'
    shade = _shade(of, band)
    return f'class="area band-{shade + 1}" fill="{RAMP[shade]}"'


def _shade(of: Map, band: int) -> int:
    """Few bands lie as far apart as many."""
    return band * (len(RAMP) - 1) // (len(of.bands) - 1) if len(of.bands) > 1 else band


def _edged(chosen: bool) -> str:
    return f'stroke="{INK}" stroke-width="{"3.5" if chosen else "0.8"}" stroke-linejoin="round"'


def _labels(of: Map, place: Place, x: Decimal, y: Decimal, room: Decimal) -> Iterator[str]:
    """Its name where that fits, and its figure; of neither, the number it has in the table."""
    name = [place.name] if GLYPH * len(place.name) <= room else []
    said = [*name, *([place.short] if place.short else [])] or [str(place.number)]
    kind = "reverse" if place.band is not None and _shade(of, place.band) >= _DARK else "ink"
    for line, text in enumerate(said):
        height = y + 4 + 13 * line - Decimal("6.5") * (len(said) - 1)
        yield drawing.text(x, height, text, anchor="middle", kind=kind, weight=700 if place.chosen else 0, halo=True)


def _key(of: Map, top: int) -> Iterator[str]:
    lines = [(_filled(of, number), _edged(False), said) for number, said in enumerate(of.bands)]
    if of.hatched:
        lines.append((_filled(of, None, "key"), _edged(False), of.hatched))
    if of.chosen:
        lines.append(('fill="none"', _edged(True), of.chosen))
    for row, (filled, edged, said) in enumerate(lines):
        y = top + LINE_OF_KEY * row
        box = f'<rect x="{EDGE}" y="{y}" width="20" height="13" {filled} {edged}/>'
        yield f"<g>{box}{drawing.text(EDGE + 28, y + 11, shortened(said, 50))}</g>"
