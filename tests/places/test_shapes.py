"""Shapes of areas as a GeoJSON file brings them: whole, or every fault at once."""

import json
from typing import Any

import pytest
import shapely

from backend.kit.errors import Invalid
from backend.places.area_lines import Named
from backend.places.shapes import GRID, KEPT_POINTS, read_shapes

AREAS = [Named("25", "Austin"), Named("31", "Lower West Side", ("Pilsen",))]


def square(west: float, south: float = 41.8, side: float = 0.1) -> list[list[float]]:
    east, north = west + side, south + side
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def feature(ring: Any, kind: str = "Polygon", **said: Any) -> dict[str, Any]:
    geometry = ring and {"type": kind, "coordinates": [ring]}
    return {"type": "Feature", "properties": said, "geometry": geometry}


def written(*features: dict[str, Any]) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


AUSTIN, PILSEN = feature(square(-87.8), name="AUSTIN"), feature(square(-87.7), name="Pilsen")


def faults(content: bytes, **how: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        read_shapes(content, AREAS, **how)
    return {problem.where: problem.message for problem in refused.value.problems}


def test_areas_are_known_by_code_name_or_another_spelling_and_drawn_side_by_side_north_up():
    read = read_shapes(written(PILSEN, AUSTIN), AREAS)
    assert (read.by, read.left_out, list(read.ground.shapes)) == ("name", 0, ["25", "31"])
    austin, pilsen = read.ground.shapes["25"], read.ground.shapes["31"]
    assert max(austin.rings[0][::2]) == min(pilsen.rings[0][::2]) == GRID // 2
    assert austin.at[0] < GRID // 2 < pilsen.at[0]
    assert austin.room == pytest.approx(GRID // 2, abs=60)
    north = read_shapes(written(feature(square(-87.8, 42), c=25.0), feature(square(-87.8), c=31.0)), AREAS).ground
    assert north.shapes["25"].at[1] < north.shapes["31"].at[1]


def test_every_fault_is_told_at_its_shape_at_once():
    told = faults(
        written(
            feature(square(-87.8)[:-1], name="Austin"),
            feature(square(-87.8), name="Narnia"),
            feature([[0, 0], [1, 1]], "LineString", name="Pilsen"),
            feature(square(-87.8), name="31"),
        ),
        by="name",
    )
    assert told.keys() == {
        "Shape 1 (Austin)",
        "Shape 2 (Narnia)",
        "Shape 3 (Lower West Side)",
        "Shape 4 (Lower West Side)",
    }
    assert "does not end where it begins" in told["Shape 1 (Austin)"]
    assert "no area of this list" in told["Shape 2 (Narnia)"]
    assert "it is a LineString" in told["Shape 3 (Lower West Side)"]
    assert "already" in told["Shape 4 (Lower West Side)"]
    assert faults(written(AUSTIN)) == {"Lower West Side": "this area of the list has no shape in the file"}


@pytest.mark.parametrize(
    ("ring", "sentence"),
    [
        (None, "has no shape"),
        ([[0, 0], [1, 1], [0, 0]], "fewer than four points"),
        ([[0, 0], ["x", 1], [1, 1], [0, 0]], "not all pairs of numbers"),
        ([[0, 0], [1, 1], [2, 2], [0, 0]], "encloses nothing"),
        (square(1_150_000, 1_900_000, 5000), "no longitude and latitude"),
        (square(1e999), "no JSON"),
    ],
)
def test_what_is_no_shape_on_the_globe_is_refused(ring: Any, sentence: str):
    assert sentence in " ".join(faults(written(feature(ring, name="Austin"), PILSEN)).values())


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04", "no JSON"),
        (b"[1]", "no GeoJSON"),
        (b'{"type": "FeatureCollection", "features": []}', "no GeoJSON"),
        (b'{"type": "Topology"}', "TopoJSON"),
        (b" " * 10_000_001, "larger than 10 MB"),
        (b"[" * 600_001, "more than 300,000 points"),
        (written(feature(square(0), called="Elsewhere", size=3)), "“called”, “size”"),
    ],
)
def test_what_is_no_file_of_these_areas_is_refused_whole(content: bytes, sentence: str):
    assert [sentence in message for message in faults(content).values()] == [True]


def test_other_places_are_left_out_where_that_is_said():
    file = written(AUSTIN, feature(square(-87.9), name="Oak Park"), PILSEN)
    assert "let other places be left out" in faults(file)["Shape 2 (Oak Park)"]
    assert read_shapes(file, AREAS, others=True).left_out == 1


def test_a_row_number_that_looks_like_a_code_is_not_taken_for_one():
    areas = [Named("1", "Austin"), Named("2", "Pilsen")]
    rows = feature(square(-87.8), row=2, name="Austin"), feature(square(-87.7), row=1, name="Pilsen")
    with pytest.raises(Invalid, match="do not agree: “row”, “name”"):
        read_shapes(written(*rows), areas)
    assert read_shapes(written(*rows), areas, by="name").ground.shapes["1"].at[0] < GRID // 2


def test_borders_are_thinned_and_neighbours_keep_one():
    circle = shapely.Point(0, 0).buffer(1, quad_segs=5000)
    west = circle.intersection(shapely.box(-2, -2, 0, 2))
    east = circle.difference(west)
    ground = read_shapes(
        written(*(feature(list(half.exterior.coords), name=name) for half, name in ((west, "25"), (east, "31")))), AREAS
    ).ground
    rings = [set(zip(shape.rings[0][::2], shape.rings[0][1::2], strict=True)) for shape in ground.shapes.values()]
    assert sum(map(len, rings)) <= KEPT_POINTS
    assert len(rings[0] & rings[1]) >= 2
    assert all(abs(x - GRID // 2) <= 1 for x, _ in rings[0] & rings[1])


def test_borders_that_were_drawn_twice_become_one_and_areas_upon_each_other_stay():
    beside = feature(square(-87.7001), name="Pilsen")
    ground = read_shapes(written(AUSTIN, beside), AREAS).ground
    assert max(ground.shapes["25"].rings[0][::2]) == min(ground.shapes["31"].rings[0][::2])
    same = read_shapes(written(AUSTIN, feature(square(-87.8), name="Pilsen")), AREAS).ground.shapes
    assert same["25"].rings == same["31"].rings
