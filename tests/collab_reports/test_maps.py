"""Maps: nothing by colour alone, nothing drawn that has no number, the same text each time."""

from decimal import Decimal as D
from xml.etree import ElementTree

from collab_reports.grounds import Ground, Shape
from collab_reports.maps import RAMP, Map, Place, area_map, band, bands, painted

SVG = "{http://www.w3.org/2000/svg}"
GROUND = Ground(
    width=200,
    height=100,
    shapes={
        "a": Shape(rings=((0, 0, 100, 0, 100, 100, 0, 100),), at=(50, 50), room=90),
        "b": Shape(rings=((100, 0, 200, 0, 200, 100, 100, 100),), at=(150, 50), room=4),
    },
)


def drawn(*places: Place, **more: object) -> ElementTree.Element:
    of = Map("m", "Highest in A", "Two areas", GROUND, places, **more)  # type: ignore[arg-type]
    assert area_map(of) == area_map(of)
    assert "style=" not in area_map(of)
    return ElementTree.fromstring(area_map(of))


def texts(svg: ElementTree.Element) -> list[str]:
    return [one.text or "" for one in svg.iter(f"{SVG}text")]


def test_each_area_bears_its_name_and_figure_or_its_number_and_the_key_says_the_rest():
    svg = drawn(
        Place("a", 1, "A & co", "12 people", "12", band=1, chosen=True),
        Place("b", 2, "A long name", "hidden", band=None),
        bands=("0 to under 10", "10 to 20"), hatched="hidden", chosen="A & co",
    )  # fmt: skip
    assert texts(svg) == ["A & co", "12", "2.", "0 to under 10", "10 to 20", "hidden", "A & co"]
    *areas, around = [one for one in svg.iter(f"{SVG}use") if one.get("stroke")]
    assert {one.get("href"): one.get("class") for one in areas} == {"#m-1": "hollow", "#m-0": "area band-6"}
    assert (around.get("href"), around.get("fill"), around.get("stroke-width")) == ("#m-0", "none", "1.5")
    assert [one.findtext(f"{SVG}title") for one in areas] == ["A long name: hidden", "A & co: 12 people"]
    assert next(svg.iter(f"{SVG}path")).get("d") == "M0 0l100 0 0 100-100 0z"


def test_where_there_is_no_number_lines_are_drawn_across_and_cut_where_the_area_ends():
    [cut] = drawn(Place("a", 1, "A", band=1), Place("b", 2, "B", band=None)).iter(f"{SVG}clipPath")
    assert [one.get("href") for one in cut] == ["#m-1"]
    assert list(drawn(Place("a", 1, "A"), Place("b", 2, "B")).iter(f"{SVG}clipPath")) == []


def test_what_the_colors_say_is_below_the_areas_or_beside_them():
    tall, wide = (drawn(Place("a", 1, "A"), Place("b", 2, "B"), bands=["low"] * 6, wide=wide) for wide in (False, True))
    assert int(wide.get("height", 0)) < int(tall.get("height", 0))
    assert [int(one.get("width", 0)) for one in (tall, wide)] == [360, 680]


def test_it_can_be_drawn_in_another_color():
    svg = area_map(Map("m", "A", "A", GROUND, [Place("a", 1, "A", band=1), Place("b", 2, "B")], bands=("low", "high")))
    assert 'class="area band-6" fill="#8a1c4b"' in painted(svg, "#8a1c4b")
    assert not any(ours in painted(svg, "#8a1c4b") for ours in RAMP)


def test_shapes_drawn_before_are_drawn_again_and_a_place_without_one_is_not_there():
    svg = drawn(Place("a", 1, "A"), Place("c", 2, "C"), like="first")
    assert [one.get("href") for one in svg.iter(f"{SVG}use")] == ["#first-0"]
    assert list(svg.iter(f"{SVG}path")) == []


def test_bands_are_round_hold_all_and_no_more():
    for values in ([D(3), D(40)], [D(7)], [D(0), D(0)], [D("0.1"), D("99.9")], [D(-5), D(5)], [D(100), D(101)]):
        bounds = bands(values)
        assert bounds[0] <= min(values)
        assert max(values) <= bounds[-1]
        assert 2 <= len(bounds) <= 7
        assert all(bounds[band(value, bounds)] <= value <= bounds[band(value, bounds) + 1] for value in values)
