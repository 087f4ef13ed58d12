"""Where pages end: what is read together stands together."""

import io

import pytest
from pypdf import PdfReader

from collab_reports.edition import Edition, Section
from collab_reports.parts import Note, RosterMember
from collab_reports.pdf import print_edition
from collab_reports.tables import MEMBERS
from tests.collab_reports.goal_samples import goal, mark, reached
from tests.collab_reports.samples import edition, figure, points


def pages(of: Edition) -> list[str]:
    """The text of each, in one line."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(print_edition(of).content)).pages]


def place(text: str, of: list[str]) -> set[int]:
    return {number for number, page in enumerate(of) if text in page}


@pytest.mark.parametrize("lines", range(34, 40))
def test_a_caption_is_never_on_the_page_before_its_table(lines: int) -> None:
    staff = figure(status="withheld", series=points(" ".join(["withheld"] * 11)))
    introduction = "\n".join(["A line of its own."] * lines)
    told = pages(edition(sections=(Section(code="a", title="Jobs", introduction=introduction, figures=(staff,)),)))
    (caption,) = place("Employees living in the focus area, by period", told)
    assert caption in place("2024 Q1", told)


def test_a_goal_is_on_one_page() -> None:
    years = [
        reached(2000 + year, None if year % 3 else "15", coverage="12 of 13 members reported") for year in range(9)
    ]
    marks = goal().marks
    several = [
        goal(
            code=f"g{number}",
            name=f"Goal {number}{number}",
            sentence="It is where it is. " * (number * 6 + 1),
            figures=tuple(years),
            marks=(mark(marks[0].on.replace(year=1999), "13", "baseline"), *marks[1:]),
        )
        for number in range(5)
    ]
    told = pages(edition(goals=tuple(several)))
    for one in several:
        (heading,) = place(f"{one.name} By 2030", told)
        assert f"{one.name}: figures and path" in told[heading]
        table = told[heading].split(f"{one.name}: figures and path")[1]
        assert MEMBERS in table
        assert "Target, 31 Dec 2030" in table
        assert "1. Hidden to protect a member." in table


@pytest.mark.parametrize("lines", range(24, 36, 2))
def test_who_takes_part_is_on_one_page(lines: int) -> None:
    names = [f"Hospital number {number:02}" for number in range(14)]
    method = Note(title="How", text="\n".join(["A line of its own."] * lines))
    told = pages(edition(figure(), methods=(method,), members=tuple(RosterMember(name=name) for name in names)))
    (heading,) = place("Who takes part", told)
    assert all(place(name, told) == {heading} for name in names)


def test_a_roster_of_any_size_is_printed_whole() -> None:
    for size in (1, 7, 9, 130):
        members = tuple(RosterMember(name=f"Hospital number {number:03}") for number in range(size))
        text = " ".join(pages(edition(figure(), members=members)))
        assert all(text.count(one.name) == 1 for one in members)
