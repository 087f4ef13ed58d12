"""Maps in a report: on the shapes it holds, above the tables that say the same, on the web and on paper."""

import gzip
import io
import random
import re
from html import unescape
from xml.etree import ElementTree

import pytest
from pydantic import ValidationError
from pypdf import PdfReader

from collab_reports import html, pdf
from collab_reports.edition import Edition, Figure
from collab_reports.grounds import MappedArea, MappedList, Shape
from collab_reports.outline import outline
from collab_reports.parts import Brand, Row, Split, Status
from collab_reports.tables import Chart
from tests.collab_reports.reading_aloud import Aloud
from tests.collab_reports.samples import edition, figure, local_staff, points

NAMES = ("Austin", "Belmont", "Cragin", "Dunning")


def mapped(names: tuple[str, ...] = NAMES, code: str = "west") -> MappedList:
    """Squares in a row. A name in brackets is of an area without a shape."""
    areas = tuple(
        MappedArea(
            code=f"ward_{at}",
            name=name.strip("()"),
            shape=None if name.startswith("(") else square(at),
        )
        for at, name in enumerate(names)
    )
    return MappedList(code=code, source="The city", width=100 * len(names), height=100, areas=areas)


def square(at: int) -> Shape:
    left = 100 * at
    return Shape(rings=((left, 0, left + 100, 0, left + 100, 100, left, 100),), at=(left + 50, 50), room=90)


def by_area(*values: str | None, code: str = "WF-05", first: int = 0, lacking: Status = Status.SUPPRESSED) -> Figure:
    """None has no number, for it is hidden or lacks another way."""
    rows = [
        Row(
            code=f"ward_{at}",
            name=NAMES[at] if at < len(NAMES) else f"Ward number {at}",
            status=Status.REPORTED if value else lacking,
            value=value,
        )
        for at, value in enumerate(values, first)
    ]
    rows.append(Row(code="outside", name="Elsewhere", status=Status.SUPPRESSED))
    split = Split(code="area", name="Area", rows=tuple(rows), adds_up=False)
    return figure(code, name=f"Hires {code}", splits=(split,))


def chart(of: Edition, *, apart: bool = False) -> Chart:
    [found] = outline(of, apart=apart).sections[0].figures[0].charts
    return found


def drawn_parts(of: Chart) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(of.svg).iter())


def words(of: Chart) -> set[str]:
    return {one.text for one in drawn_parts(of) if one.tag.endswith(("text", "title", "desc")) and one.text}


def test_a_report_from_before_keeps_its_text_and_its_bars():
    before = edition(local_staff())
    text = before.to_json()
    assert '"grounds"' not in text
    assert Edition.from_json(text).to_json() == text
    trend, wages, areas = outline(Edition.from_json(text)).sections[0].figures[0].charts
    assert {one.title for one in (trend, wages, areas)} == {""}
    assert "bar" in areas.svg
    one = edition(by_area("12", "40"), grounds=(mapped(),))
    assert Edition.from_json(one.to_json()) == one
    assert chart(Edition.from_json(one.to_json())) == chart(one)


def test_shapes_of_areas_that_no_figure_is_split_by_draw_nothing():
    plain = edition(local_staff())
    with_shapes = edition(local_staff(), grounds=(mapped(),))
    assert outline(plain).sections == outline(with_shapes).sections


def test_a_list_has_its_shapes_once():
    with pytest.raises(ValidationError, match="A list of areas is there twice"):
        edition(grounds=(mapped(), mapped()))


def test_a_split_by_area_is_a_map_and_its_table_says_the_same():
    one = chart(edition(by_area("12", "40", "7", "33"), grounds=(mapped(),)))
    assert one.title == "Hires WF-05: highest in Belmont, 40 people"
    assert one.alt.startswith(f"{one.title}. A map: 4 areas have a number, from 7 people to 40 people;")
    assert [(row.number, row.head, row.cells[0].text) for row in one.table.rows] == [
        ("1", "Austin", "12"), ("2", "Belmont", "40"), ("3", "Cragin", "7"), ("4", "Dunning", "33"),
        ("", "Elsewhere", "hidden to protect a member"),
    ]  # fmt: skip
    assert one.table.caption == "Hires WF-05, by Area"
    assert one.notes == (
        "A larger area is not more: its shade and its number count, not its size.",
        "Shapes: The city. Borders are simplified.",
    )


def test_it_is_told_in_the_language_of_whom_it_is_drawn_for():
    of = edition(by_area("40", None, "7", first=1), grounds=(mapped(),))
    [one] = outline(of, "es_US").sections[0].figures[0].charts
    assert one.title == "Hires WF-05: entre las zonas con número, lo más alto en Belmont, 40 personas"
    assert one.notes[0] == "No están en este informe: 4. Austin."
    assert "Cragin: oculto para proteger a un miembro" in words(one)
    assert "Cragin: hidden to protect a member" in words(chart(of))


def test_what_is_hidden_is_told_by_nothing_of_the_map():
    """Neither where it is highest, nor the bands, nor a shade or a number in its place; only that it is hidden."""
    hidden = chart(edition(by_area("12", None, "7", None), grounds=(mapped(),)))
    assert hidden.title == "Hires WF-05: of the areas with a number, highest in Austin, 12 people"
    assert hidden.alt.endswith("Without a number: Belmont, Dunning.")
    areas = {
        title.text: part.get("class")
        for part in drawn_parts(hidden)
        if part.tag.endswith("use") and (title := next(iter(part), None)) is not None
    }
    assert {areas[f"{name}: hidden to protect a member"] for name in ("Belmont", "Dunning")} == {"hollow"}
    assert {areas[name] for name in ("Austin: 12 people", "Cragin: 7 people")} <= {
        f"area band-{n}" for n in range(1, 7)
    }
    nobody_gave_it = chart(edition(by_area("12", None, "7", None, lacking=Status.NOT_AVAILABLE), grounds=(mapped(),)))
    assert hidden.svg.replace("hidden to protect a member", "not available") == nobody_gave_it.svg


def test_an_area_without_a_row_or_without_a_shape_is_named_below():
    names = ("Austin", "Belmont", "(Cragin)", "Dunning")
    one = chart(edition(by_area("40", "12", "7", first=1), grounds=(mapped(names),)))
    assert "of the areas with a number, highest in Belmont" in one.title
    assert [row.number for row in one.table.rows] == ["1", "2", "3", ""]
    assert one.notes[:2] == ("Not in this report: 4. Austin.", "Not on the map, as no shape of it was brought: Cragin.")
    assert "Austin: not in this report" in words(one)


def test_one_area_with_a_number_is_no_map_and_six_maps_are_drawn_of_more():
    assert "bar" in chart(edition(by_area("12", None), grounds=(mapped(),))).svg
    figures = [by_area("12", "40", code=f"WF-{number}") for number in range(8)]
    several = outline(edition(*figures, grounds=(mapped(),))).sections[0].figures
    assert [bool(one.charts[0].title) for one in several] == [True] * 6 + [False] * 2


def test_shapes_are_drawn_once_on_a_page_and_in_each_drawing_on_paper():
    figures = [by_area("12", "40", code=f"WF-{number}") for number in range(3)]
    other = mapped(("Here", "There"), code="east")
    other = other.model_copy(update={"areas": tuple(
        area.model_copy(update={"code": f"east_{area.code}"}) for area in other.areas
    )})  # fmt: skip
    whole = edition(*figures, grounds=(mapped(), other))
    page = html.fragment(whole)
    ids = re.findall(r'id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'<use href="#([^"]+)"', page)) <= set(ids)
    assert page.count(' d="M0 0l100 0') == 1
    on_paper = [one.charts[0].svg for one in outline(whole, apart=True).sections[0].figures]
    assert [one.count(' d="M0 0l100 0') for one in on_paper] == [1, 1, 1]


def test_a_split_by_the_areas_of_two_lists_is_drawn_on_the_one_that_tells_more():
    few = MappedList(code="few", width=100, height=100, areas=mapped().areas[:1])
    one = chart(edition(by_area("12", "40", "7"), grounds=(few, mapped())))
    assert one.title == "Hires WF-05: of the areas with a number, highest in Belmont, 40 people"


def test_the_map_stands_above_its_table_and_a_long_table_is_folded():
    page = html.fragment(edition(by_area("12", "40"), grounds=(mapped(),)))
    title = unescape(page).index("highest in Belmont, 40 people</strong>")
    assert title < page.index("<svg") < page.index("<caption>Hires WF-05, by Area")
    assert "1. <bdi>Austin</bdi>" in page
    assert '<div class="twins">' in page
    assert '<div class="twins above">' in html.fragment(many_areas(20, figures=1))


def many_areas(areas: int, *, figures: int) -> Edition:
    ground = mapped(tuple(f"Ward number {at}" for at in range(areas)))
    told = [
        by_area(*(None if at % 7 == of else str(at * 13 % 97 + 1) for at in range(areas)), code=f"WF-{of}")
        for of in range(figures)
    ]
    return edition(*told, grounds=(ground,))


@pytest.mark.parametrize(("count", "corners", "drawn"), [(77, 32, 6), (300, 26, 2), (601, 4, 0)])
def test_a_page_of_many_areas_stays_small(count: int, corners: int, drawn: int):
    """Shapes of as many corners as a map of so many areas keeps at most, no two alike."""
    whole = many_areas(count, figures=6)
    [ground] = whole.grounds
    chance = random.Random(count)
    areas = tuple(
        one.model_copy(update={"shape": one.shape and one.shape.model_copy(update={"rings": (ring,)})})
        for one in ground.areas
        for ring in [tuple(chance.randrange(2_000 if n < 2 else 200) for n in range(2 * corners))]
    )
    whole = whole.model_copy(update={"grounds": (ground.model_copy(update={"areas": areas}),)})
    charts = [chart for one in outline(whole).sections[0].figures for chart in one.charts]
    assert sum("A map:" in chart.alt for chart in charts) == drawn
    assert len(gzip.compress(html.print_edition(whole))) < 60_000


# ---- On paper --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("areas", [4, 30])
def test_on_paper_it_is_read_aloud_and_whole_on_a_page_with_what_it_says(areas: int):
    trend = points("8000 8010 8100 8140")
    several = tuple(one.model_copy(update={"series": trend}) for one in many_areas(areas, figures=3).figures)
    whole = edition(*several, grounds=many_areas(areas, figures=1).grounds)
    content = pdf.print_edition(whole).content
    assert content == pdf.print_edition(whole).content
    aloud = Aloud(content)
    assert aloud.faults() == []
    told = [str(one.held["/Alt"]) for one in aloud.of("/Figure")]
    maps = [one.charts[1] for one in outline(whole, apart=True).sections[0].figures]
    assert [one.alt for one in maps] == [one for one in told if "A map:" in one]
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]
    for one in maps:
        [page] = [text for text in pages if one.title in text]
        assert "hidden to protect a member" in page.split(one.title)[1], "what the hatching says"


def test_on_paper_it_has_the_color_of_the_collaborative():
    one = edition(by_area("12", "40"), grounds=(mapped(),), brand=Brand(main="#8a1c4b"))
    pages = PdfReader(io.BytesIO(pdf.print_edition(one).content)).pages
    drawn = b"".join(page.get_contents().get_data() for page in pages)
    lightest = (0xF3, 0xE8, 0xED)  # a tenth of it, for the first of the bands
    assert all(f"{part / 255:.4f}"[:5].encode() in drawn for part in lightest)
