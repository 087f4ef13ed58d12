"""Goals in an Edition: they say no more than their figures show, and every chart has its table."""

import io
import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError
from pypdf import PdfReader

from collab_reports import html, pdf, xlsx
from collab_reports.charts import BOTTOM
from collab_reports.edition import Edition
from collab_reports.goals import Goal, Standing
from collab_reports.outline import outline
from collab_reports.parts import Status
from tests.collab_reports.goal_samples import (
    ASKED,
    CONTEXT,
    GOALS,
    HEARD,
    each,
    gap,
    goal,
    mark,
    nothing_yet,
    reached,
    series,
)
from tests.collab_reports.samples import edition, figure

D = Decimal


def refused(make: Any, **given: Any) -> str:
    with pytest.raises(ValidationError) as fault:
        make(**given)
    return str(fault.value)


def test_a_report_of_before_keeps_its_text_and_one_with_goals_is_read_again() -> None:
    before, with_goals = edition(), edition(goals=GOALS, context=CONTEXT)
    assert '"goals"' not in before.to_json()
    assert '"context"' not in before.to_json()
    assert Edition.from_json(with_goals.to_json()) == with_goals


def test_what_people_asked_and_partners_hear_is_on_every_kind_of_paper() -> None:
    one = edition(goals=(goal(asked=ASKED, heard=HEARD),))
    assert '"asked"' not in edition(goals=GOALS).to_json(), "reports of before keep their text"
    assert Edition.from_json(one.to_json()) == one
    paper = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.print_edition(one).content)).pages)
    said = [*(text for it in ASKED for text in (it.words, it.answer, it.answered_by)), HEARD[0].words]
    said += ["Tenants of the Flats, 1 November 2026", "A resident, 2 October 2026"]
    for text in said:
        assert text in html.fragment(one)
        assert "".join(text.split()) in "".join(paper.split())
    sheet = next(one for one in xlsx.sheets(one) if one.name == "Asked and heard")
    assert [row[5] for row in sheet.rows] == [*(it.words for it in ASKED), HEARD[0].words]


def test_no_standing_is_told_of_figures_that_are_hidden() -> None:
    hidden = (reached(2025, None), reached(2026, None))
    assert "no figure is shown" in refused(goal, figures=hidden)
    assert "would tell of them" in refused(goal, figures=hidden, overridden=True)
    shown = goal(figures=hidden, standing=Standing.NOT_YET_KNOWN)
    assert shown.newest is None


def test_a_person_may_say_where_a_goal_stands_before_there_is_a_figure() -> None:
    assert nothing_yet(standing=Standing.ON_TRACK, overridden=True).standing is Standing.ON_TRACK


def test_no_member_is_in_the_figures_of_a_population_goal() -> None:
    for given in (
        {"figures": (reached(2024, "14", coverage="7 of 10 members reported"),)},
        {"figures": (reached(2024, "14", counted="7 of 10 members"),)},
        {"figure_code": "WF-02"},
        {"each": "at least 3"},
    ):
        assert "no member is in its figures" in refused(gap, **given)


def test_a_path_is_in_order_and_ends_with_its_target() -> None:
    start, end = mark(date(2024, 1, 1), "13", "baseline"), mark(date(2030, 1, 1), "20", "target")
    assert "not in order of time" in refused(goal, marks=(mark(date(2031, 1, 1), "13", "baseline"), end))
    assert "ends with its one target" in refused(goal, marks=(start,))
    assert "ends with its one target" in refused(goal, marks=(start, mark(date(2025, 1, 1), "14", "baseline"), end))


def test_a_hidden_figure_has_no_interval() -> None:
    assert "interval or count would tell it" in refused(reached, year=2025, value=None, low=D(1), high=D(2))


def test_a_goal_is_measured_by_the_very_figure_of_the_report() -> None:
    now = edition().period
    quarter = {"label": now.label, "first": now.start, "last": date(2026, 9, 30)}
    point = {"status": "reported", "value": "16", "period": now, "definition_version": 1}
    shown = figure("WF-03", unit="%", value="16", series=(point,))
    same, other = reached(2026, "16", **quarter), reached(2026, "17", **quarter)
    assert edition(shown, goals=(goal(figure_code="WF-03", figures=(same,)),)).goals[0].newest == same
    fault = refused(lambda: edition(shown, goals=(goal(figure_code="WF-03", figures=(other,)),)))
    assert "Goal local-hires and figure WF-03 disagree about 2026 Q3." in fault


def test_no_goal_is_there_twice() -> None:
    assert "A goal is there twice." in refused(lambda: edition(goals=(goal(), goal())))
    assert "A series is there twice." in refused(lambda: edition(context=(series(), series())))


def test_a_curve_and_its_table_tell_the_same_numbers() -> None:
    for one in outline(edition(goals=GOALS)).goals:
        told = [cell.text for row in one.chart.table.rows for cell in row.cells if cell.kind == "number" and cell.text]
        assert told
        assert one.chart.svg
        assert one.chart.alt.startswith("Line chart of")
    rows = {
        row.head: [cell.text for cell in row.cells]
        for row in outline(edition(goals=(goal(),))).goals[0].chart.table.rows
    }
    assert rows["2026"] == ["15.9%", "16.0%", "8 of 10"]
    assert rows["Target, 31 Dec 2030"] == ["", "20.0%", ""]


def test_a_curve_is_drawn_with_its_path_marks_and_intervals() -> None:
    drawn = outline(edition(goals=(gap(),))).goals[0].chart.svg
    assert drawn.count('class="mark"') == 3  # two marks and the key
    assert drawn.count('class="interval"') == 3
    assert drawn.count('class="break"') == 1
    assert drawn.count('class="line"') == 2  # one run and the key: what was counted otherwise is not joined


def lines(drawn: str) -> set[tuple[Decimal, Decimal]]:
    """From where to where, left to right, each stroke of the figures goes; that of the key lies below the axis."""
    found = re.findall(r'<line x1="([\d.]+)" y1="([\d.]+)" x2="([\d.]+)" y2="[\d.]+" class="line"', drawn)
    return {(D(start), D(end)) for start, y, end in found if D(y) <= BOTTOM}


def places(drawn: str) -> list[Decimal]:
    return [D(x) for x, y in re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', drawn) if D(y) <= BOTTOM]


@pytest.mark.parametrize(
    ("figures", "joined", "breaks"),
    [
        ("1 2 3 4", "1-2 2-3 3-4", ()),
        ("1 2 |3 4", "1-2 3-4", ("2-3",)),
        ("1 2 |? 4", "1-2", ("2-4",)),
        ("1 |? |? 4", "", ("1-4",)),
        ("1 ? 3 |4", "", ("3-4",)),
        ("|1 2 3 |?", "1-2 2-3", ()),
    ],
)
def test_no_line_leads_over_a_break_or_a_gap(figures: str, joined: str, breaks: tuple[str, ...]) -> None:
    """`|` is counted otherwise than before, `?` is hidden."""
    given = [
        reached(2020 + place, None if "?" in word else str(13 + place), breaks="|" in word)
        for place, word in enumerate(figures.split(), start=1)
    ]
    for drawn in (
        outline(edition(goals=(goal(figures=tuple(given)),))).goals[0].chart.svg,
        outline(edition(context=(series(points=tuple(given)),))).context[0].chart.svg,
    ):
        at = dict(zip([word.strip("|") for word in figures.split() if "?" not in word], places(drawn), strict=True))
        spans = [tuple(at[end] for end in span.split("-")) for span in joined.split()]
        assert lines(drawn) == set(spans)
        crossing = [D(x) for x in re.findall(r'<line x1="([\d.]+)"[^>]*class="break"', drawn)]
        assert len(crossing) == len(breaks) == drawn.count(">counted otherwise<")
        for x, span in zip(crossing, breaks, strict=True):
            start, end = (at[one] for one in span.split("-"))
            assert start < x < end


def test_a_break_is_told_in_the_table_and_is_on_every_kind_of_paper() -> None:
    report = edition(goals=(gap(),))
    table = outline(report).goals[0].chart.table
    marks = {row.head: row.cells[-1].text for row in table.rows if row.cells[-1].text}
    assert marks == {"2024": "1, 2"}
    assert table.notes == ("Counted otherwise than before.", "Another life table.")
    page, paper = html.print_edition(report).decode(), PdfReader(io.BytesIO(pdf.print_edition(report).content))
    text = " ".join(page.extract_text() for page in paper.pages)
    for said in ("counted otherwise", *table.notes):
        assert said in page
        assert said in text


def test_a_reason_for_several_is_said_once() -> None:
    hidden = [reached(2024, None), reached(2025, None), reached(2026, "15")]
    table = outline(edition(goals=(goal(figures=tuple(hidden)),))).goals[0].chart.table
    assert table.notes == ("Hidden to protect a member.",)
    told = {row.head: (row.cells[0].text, row.cells[0].sign, row.cells[-1].text) for row in table.rows}
    assert told["2024"] == told["2025"] == ("hidden to protect a member", "[c]", "1")
    assert told["2026"] == ("15.0%", "", "")
    page = html.print_edition(edition(goals=(goal(figures=tuple(hidden)),))).decode()
    assert page.count("<li>Hidden to protect a member.</li>") == 1


def test_a_hidden_figure_is_drawn_nowhere_and_named_in_the_table() -> None:
    shown = outline(edition(goals=(each(),))).goals[0].chart
    assert shown.svg.count("<circle") == 2  # the one figure and the key
    assert "hidden to protect a member" in [cell.text for row in shown.table.rows for cell in row.cells]


def test_every_standing_is_told_in_words_on_every_kind_of_paper() -> None:
    report = edition(goals=GOALS, context=CONTEXT)
    page = html.print_edition(report).decode()
    for said in ("At risk", "Off track", "Not yet known"):
        assert f"<strong>{said}</strong>" in page
    assert "Two members joined." in page
    assert "City Health Survey, published 1 May 2025" in page
    assert "250 schools" in page
    assert pdf.print_edition(report).content == pdf.print_edition(report).content


def test_several_goals_are_listed_at_a_glance_and_one_is_not() -> None:
    assert outline(edition(goals=(goal(),))).goals_glance is None
    table = outline(edition(goals=GOALS)).goals_glance
    assert table is not None
    assert [row.cells[-1].text for row in table.rows] == ["At risk", "Off track", "Not yet known", "Not yet known"]


def test_a_figure_that_is_hidden_one_that_is_missing_and_none_at_all_read_differently() -> None:
    unknown = {"standing": Standing.NOT_YET_KNOWN, "sentence": "It is not known yet."}
    missing = reached(2026, None, status=Status.NOT_AVAILABLE, hidden_reason="")
    lacking = (nothing_yet(), goal(code="hidden", figures=(reached(2026, None),), **unknown))
    shown = outline(edition(goals=(*lacking, goal(code="missing", figures=(missing,), **unknown))))
    assert shown.goals_glance is not None
    newest = [row.cells[0] for row in shown.goals_glance.rows]
    assert [(cell.kind, cell.text, cell.sign) for cell in newest] == [
        ("missing", "none yet", ""),
        ("missing", "hidden to protect a member, 2026", "[c]"),
        ("missing", "not available, 2026", "[x]"),
    ]
    told = [one.chart.alt.partition(": ")[2].partition(".")[0] for one in shown.goals]
    assert told == ["no figure yet", "hidden to protect a member in 2026", "not available in 2026"]


def test_figures_of_other_sources_stand_apart() -> None:
    shown = outline(edition(figure(), context=(series(),)))
    assert [one.name for one in shown.context] == ["Adults who smoke"]
    assert "Adults who smoke" not in [one.name for section in shown.sections for one in section.figures]
    page = html.print_edition(edition(figure(), context=(series(),))).decode()
    assert "none are added to what members report" in page


def test_a_goal_knows_its_newest_number() -> None:
    newest = Goal.model_validate(goal(figures=(reached(2025, "14"), reached(2026, None)))).newest
    assert newest is not None
    assert newest.label == "2025"
