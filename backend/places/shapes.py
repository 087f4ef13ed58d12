"""Shapes of areas as a GeoJSON file brings them: every fault at its shape, and a small drawing once there is none. Pure.

What is kept is a picture and no survey: whole numbers on a grid, north up, borders thinned so that neighbours keep one line
between them.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from geojson_pydantic import MultiPolygon, Polygon
from pydantic import ValidationError
from pydantic_core import from_json

from backend.kit.errors import Invalid, Problem
from backend.kit.languages import translated
from backend.places.area_lines import Named, folded
from backend.places.crosswalks import first_few
from backend.places.shape_names import MOST_BYTES, Feature, properties, property_naming, spellings
from collab_reports.grounds import Ground, Shape

MOST_POINTS = 300_000  # in a file
KEPT_POINTS, MOST_KEPT = 2_500, 8_000  # of all areas together: what is aimed at, and what a page can bear
GRID = 2_000  # the longer side of the drawing
_SLIVER = 2.0  # units; nobody sees what is narrower
_SPECK = 40  # square units; a smaller part beside a larger one is not seen
_KINDS: Mapping[str, type[Polygon] | type[MultiPolygon]] = {"Polygon": Polygon, "MultiPolygon": MultiPolygon}


@dataclass(frozen=True, slots=True)
class Read:
    """by: the property that named the areas. left_out: how many shapes of other places there were."""

    ground: Ground
    by: str
    left_out: int


def read_shapes(content: bytes, areas: Sequence[Named], *, by: str = "", others: bool = False) -> Read:
    """The areas of a list, each with its shape. by: the property that names them, found out where it is empty.

    others: whether shapes of other places are left out, instead of being a fault.

    Raises:
        Invalid: it is no GeoJSON, too large, or every shape that is wrong and every area without one, the first told.
    """
    features = _features(content)
    spelled = spellings(areas)
    named_by = property_naming(features, spelled, wanted=by)
    named = {area.code: area.name for area in areas}
    problems: list[Problem] = []
    found: dict[str, Any] = {}
    left_out = 0
    for number, feature in enumerate(features, 1):
        called = properties(feature).get(named_by, "")
        code = spelled.get(folded(called))
        if code is None and others:
            left_out += 1
            continue
        try:
            if code is None:
                raise Invalid(_unknown(called))
            if code in found:
                raise Invalid(translated("there is a shape of it already; keep one, of several parts if need be"))
            found[code] = None
            found[code] = _geometry(feature.get("geometry"))
        except Invalid as invalid:
            name = named[code] if code else called
            problems += [Problem(_where(number, name), one.message, one.code) for one in invalid.problems]
    problems += [
        Problem(name, translated("this area of the list has no shape in the file"), "shapes.missing")
        for code, name in named.items()
        if code not in found
    ]
    if problems:
        raise Invalid(first_few(problems, "shapes.more"))
    return Read(_drawn({area.code: found[area.code] for area in areas}), named_by, left_out)


# ---- The file --------------------------------------------------------------------------------------------------------


def _features(content: bytes) -> Sequence[Feature]:
    if len(content) > MOST_BYTES:
        raise Invalid(
            translated(
                "This file is larger than %(most)s MB. Simplify the shapes first.", most=MOST_BYTES // 1_000_000
            ),
            code="shapes.large",
        )
    if content.count(b"[") > 2 * MOST_POINTS:  # each point has one: told before anything is made of them
        raise _too_many()
    try:
        said = from_json(content.removeprefix(b"\xef\xbb\xbf"), allow_inf_nan=False)
    except ValueError:
        raise Invalid(translated("This is no JSON. Save the shapes as GeoJSON."), code="shapes.json") from None
    if isinstance(said, dict) and said.get("type") == "Topology":
        raise Invalid(translated("This is TopoJSON. Save the shapes as GeoJSON."), code="shapes.geojson")
    features = said.get("features") if isinstance(said, dict) and said.get("type") == "FeatureCollection" else None
    if not isinstance(features, list) or not features or not all(isinstance(one, dict) for one in features):
        raise Invalid(
            translated("This is no GeoJSON with a list of shapes (a FeatureCollection)."), code="shapes.geojson"
        )
    return features


def _too_many() -> Invalid:
    most = f"{MOST_POINTS:,}"
    return Invalid(
        translated("The shapes have more than %(most)s points. Simplify them first.", most=most), code="shapes.points"
    )


# ---- Which area it is of ---------------------------------------------------------------------------------------------


def _unknown(called: str) -> str:
    if not called:
        return translated("it does not say which area it is of")
    return translated(
        "“%(called)s” is no area of this list; add it there, or let other places be left out", called=called
    )


def _where(number: int, name: str) -> str:
    return translated("Shape %(number)s", number=number) + (f" ({name[:60]})" if name else "")


# ---- One shape -------------------------------------------------------------------------------------------------------


def _geometry(said: object) -> Any:
    """Longitude and latitude, as polygons that are sound."""
    if not isinstance(said, dict):
        raise Invalid(translated("it has no shape"), code="shapes.none")
    kind = _KINDS.get(str(said.get("type")))
    if kind is None:
        raise Invalid(
            translated(
                "it is a %(kind)s; only a Polygon or MultiPolygon has an inside", kind=str(said.get("type"))[:40]
            ),
            code="shapes.kind",
        )
    try:
        read = kind.model_validate(said)
    except ValidationError as error:
        raise _misshapen({fault["type"] for fault in error.errors(include_url=False)}) from None
    if not read.coordinates:
        raise Invalid(translated("it has no shape"), code="shapes.none")
    shape = shapely.force_2d(shapely.geometry.shape(read.model_dump()))
    west, south, east, north = shape.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise Invalid(
            translated(
                "%(x)s, %(y)s is no longitude and latitude; save the shapes in WGS 84 (EPSG:4326)",
                x=f"{west:g}",
                y=f"{south:g}",
            ),
            code="shapes.range",
        )
    polygons = [one for one in _parts(shapely.make_valid(shape, method="structure")) if one.area > 0]
    if not polygons:
        raise Invalid(translated("it encloses nothing"), code="shapes.empty")
    return shapely.unary_union(polygons)


def _misshapen(kinds: set[str]) -> Invalid:
    if "value_error" in kinds:
        return Invalid(translated("one of its rings does not end where it begins"), code="shapes.ring")
    if "too_short" in kinds:
        return Invalid(translated("one of its rings has fewer than four points"), code="shapes.ring")
    return Invalid(translated("its points are not all pairs of numbers"), code="shapes.points")


def _parts(shape: Any) -> Iterator[Any]:
    """Its polygons, the largest first."""
    flat = shapely.get_parts(shapely.get_parts(shape))
    yield from sorted((one for one in flat if one.geom_type == "Polygon"), key=lambda one: -one.area)


# ---- All of them on a grid -------------------------------------------------------------------------------------------


def _drawn(found: Mapping[str, Any]) -> Ground:
    shapes = list(found.values())
    if sum(shapely.get_num_coordinates(shape) for shape in shapes) > MOST_POINTS:
        raise _too_many()
    west, south, east, north = shapely.total_bounds(shapes)
    squeeze = math.cos(math.radians((south + north) / 2))
    step = max((east - west) * squeeze, north - south) / GRID
    flat = shapely.transform(shapes, lambda at: (at - [west, north]) * [squeeze / step, -1 / step])
    drawn = {code: _shape(one) for code, one in zip(found, _thinned(flat), strict=True)}
    return Ground(
        width=max(1, round((east - west) * squeeze / step)), height=max(1, round((north - south) / step)), shapes=drawn
    )


def _thinned(shapes: Any) -> Any:
    """With few enough points; a border between two areas stays one line."""
    thin = shared = _sharing(shapes)
    tolerance = 1.0
    while (points := sum(shapely.get_num_coordinates(thin))) > KEPT_POINTS and tolerance < GRID / 20:
        thin = shapely.coverage_simplify(shared, tolerance)
        tolerance *= 1.6
    if points > MOST_KEPT:
        raise Invalid(translated("These areas are too many for one map."), code="shapes.many")
    return thin


def _sharing(shapes: Any) -> Any:
    """Without the slivers between borders that were drawn twice. Areas that lie upon each other are left so."""
    clean = shapely.coverage_clean(shapes, gap_width=_SLIVER, snapping_distance=_SLIVER / 2)
    apart = shapely.area(clean) * 2 > shapely.area(shapes)
    return clean if apart.all() else shapes


def _shape(area: Any) -> Shape:
    largest, *rest = _parts(area)
    rings = tuple(
        ring
        for part in (largest, *(one for one in rest if one.area > _SPECK))
        for line in (part.exterior, *part.interiors)
        if (ring := _ring(line))
    )
    x, y = map(round, shapely.maximum_inscribed_circle(largest, tolerance=GRID / 100).coords[0])
    return Shape(rings=rings or ((x - 4, y, x, y - 4, x + 4, y, x, y + 4),), at=(x, y), room=_room(largest, x, y))


def _ring(line: Any) -> tuple[int, ...]:
    """Its corners in whole numbers, without the last, which is the first. Nothing where too few are left."""
    corners = list(dict.fromkeys((round(x), round(y)) for x, y in line.coords))
    return tuple(number for corner in corners for number in corner) if len(corners) > 2 else ()


def _room(part: Any, x: int, y: int) -> int:
    """How wide a text may be whose middle is there."""
    across = shapely.intersection(part, shapely.LineString([(part.bounds[0] - 1, y), (part.bounds[2] + 1, y)]))
    for piece in shapely.get_parts(across):
        left, _, right, _ = piece.bounds
        if left <= x <= right:
            return int(2 * min(x - left, right - x))
    return 0
