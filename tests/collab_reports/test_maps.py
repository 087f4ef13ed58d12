"""Maps: nothing by colour alone, nothing drawn that has no number, the same text each time."""

from decimal import Decimal as D
from xml.etree import ElementTree

from collab_reports.maps import Ground, Map, Place, Shape, area_map, band, bands

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
    assert texts(svg) == ["2", "A & co", "12", "0 to under 10", "10 to 20", "hidden", "A & co"]
    used = {one.get("href"): one for one in svg.iter(f"{SVG}use")}
    assert used["#m-1"].get("fill") == "url(#m-hatch)"
    assert (used["#m-0"].get("class"), used["#m-0"].get("stroke-width")) == ("area band-6", "3.5")
    assert [one.findtext(f"{SVG}title") for one in used.values()] == ["A long name: hidden", "A & co: 12 people"]
    assert next(svg.iter(f"{SVG}path")).get("d") == "M0 0l100 0 0 100-100 0z"


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
