from collab_reports.outline import outline
from collab_reports.tables import Table
from collab_reports.wording import anchor
from tests.collab_reports.samples import (
    coverage,
    each_status,
    edition,
    energy,
    figure,
    local_share,
    local_staff,
    points,
    rich,
)


def column(table: Table, name: str) -> list[str]:
    place = [head for head, _ in table.columns].index(name) - 1
    return [row.cells[place].text for row in table.rows]


def test_every_status_reads_differently():
    figures = outline(edition(*each_status())).sections[0].figures
    cells = [(one.cell.text, one.cell.sign, one.cell.words) for one in figures]
    assert len(set(cells)) == len(cells) == 8
    assert figures[0].cell.text == "0 people"
    assert len({one.cell.kind for one in figures[:3]}) == 1


def test_the_key_explains_the_signs_that_occur_and_no_other():
    assert [sign for sign, _, _ in outline(rich()).key] == ["[e]", "[x]", "[z]", "[w]", "[p]", "[c]"]
    assert outline(edition(energy())).key == ()
    assert [sign for sign, _, _ in outline(edition(figure(series=points("withheld 8140")))).key] == ["[w]"]


def test_a_chart_and_its_table_say_the_same():
    staff = local_staff()
    chart, *splits = outline(edition(staff)).sections[0].figures[0].charts
    assert len(chart.table.rows) == len(staff.series)
    assert column(chart.table, "People")[-1] == "8,140"
    assert chart.svg.count("<circle") == sum(point.status.has_value for point in staff.series)
    assert [len(one.table.rows) for one in splits] == [len(one.rows) for one in staff.splits]


def test_the_table_tells_which_definition_counted_each_period():
    chart = outline(edition(local_staff())).sections[0].figures[0].charts[0]
    assert column(chart.table, "Definition")[5:8] == ["version 1", "version 2, new", "version 2"]
    assert "Definition" not in dict(outline(edition(energy())).sections[0].figures[0].charts[0].table.columns)


def test_a_break_is_explained_only_where_the_series_crosses_it():
    assert any(
        "Three ZIP codes joined" in note for note in outline(edition(local_staff())).sections[0].figures[0].notes
    )
    later = local_staff().model_copy(update={"series": points("8010 8140", versions="22")})
    assert outline(edition(later)).sections[0].figures[0].notes == ()


def test_a_series_without_any_number_is_a_table_alone():
    chart = (
        outline(edition(figure(status="withheld", series=points("withheld withheld")))).sections[0].figures[0].charts[0]
    )
    assert chart.svg == ""
    assert len(chart.table.rows) == 2


def test_a_single_figure_needs_no_overview():
    assert outline(edition(figure())).glance is None
    two = outline(edition(figure(coverage=coverage()), local_share())).glance
    assert [row.link for row in two.rows] == ["figure-WF-02", "figure-WF-03"]
    assert column(two, "Members reporting") == ["7 of 10", "6 of 10"]


def test_codes_that_differ_have_anchors_that_differ():
    codes = ["WF-1", "wf-1", "WF_1", "WF 1", "WF.1", "WF-É", 'WF"><', "é", "_e9"]
    assert len({anchor("figure", code) for code in codes}) == len(codes)


def test_the_facts_tell_the_definition_the_formula_and_who_signed():
    facts = dict(outline(edition(local_share())).sections[0].figures[0].facts)
    assert facts["Signed by"] == "The approvers of 6 members; accepted on 3 November 2026"
    assert facts["Worked out as"].startswith("Employees living in the focus area, divided by")
    assert facts["Version"] == "WF-03, version 1, valid from 1 January 2023"
