"""Maps of published figures: of the report's own parts, and what is hidden there is nowhere in them."""

import re

from backend.places.area_lines import Named
from backend.places.shapes import read_shapes
from backend.releases.area_maps import On, by_area
from backend.releases.goal_telling import MISSING, Issue
from collab_reports.edition import Figure
from collab_reports.parts import Row, Split, Status
from collab_reports.statuses import READINGS
from tests.collab_reports.samples import figure
from tests.places.test_shapes import feature, square, written

AREAS = {"1": "North", "2": "South", "3": "East", "4": "New"}
NAMED = [Named(code, name) for code, name in AREAS.items()]
GROUND = read_shapes(written(*(feature(square(int(c)), code=c) for c in AREAS)), NAMED).ground
ON = On(GROUND, "ward", AREAS, "The city", like="where")


def told(*values: str | None) -> Figure:
    rows = [
        Row(
            code=f"area.ward_{number}" if number < 4 else "area.unknown",
            name=f"Part {number}",
            status=Status.REPORTED if value else Status.SUPPRESSED,
            value=value,
        )
        for number, value in enumerate(values, 1)
    ]
    return figure(splits=(Split(code="area", name="Area", rows=tuple(rows), adds_up=True),))


def issue(*figures: Figure) -> Issue:
    return Issue("", "A report", "en_US", (), (), figures)


def test_it_says_where_it_is_highest_and_what_is_hidden_is_hatched_and_named():
    [map] = by_area(issue(told("12", None, "40", None), figure()), ON, chosen="1", key="m")
    assert map.title.endswith(": of the areas with a number, highest in East, 40 people")
    [spoken] = by_area(issue(told("12", None, "40", None)), ON, chosen="1", key="m", called=lambda name: f"“{name}”")
    assert (spoken.title, spoken.figure) == (map.title.replace(map.figure, f"“{map.figure}”"), f"“{map.figure}”")
    assert [row[1:] for row in map.rows] == [
        ("North", "12 people"), ("South", "hidden to protect a member"), ("East", "40 people"),
        ("New", "not in this report"), ("Part 4", "hidden to protect a member"),
    ]  # fmt: skip
    assert "Without a number: South, New." in map.svg
    hatched = re.search(r'<clipPath id="m-1-hatched">(.*?)</clipPath>', map.svg)
    assert hatched is not None
    assert re.findall(r'href="#(.*?)"', hatched[1]) == ["where-1", "where-3"]
    assert "#where-0" in map.svg


def test_one_area_with_a_number_makes_no_map():
    assert list(by_area(issue(told("12", None, None, "7")), ON, chosen="1", key="m")) == []


def test_there_are_six_maps_of_a_report_at_most():
    assert len(list(by_area(issue(*[told("1", "2", "3", "4")] * 8), ON, chosen="1", key="m"))) == 6


def test_why_there_is_no_number_is_said_as_wherever_it_is_missing():
    assert {status: READINGS[status].words for status in MISSING} == MISSING
