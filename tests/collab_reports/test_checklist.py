"""Questions of yes or no stand side by side in one table."""

import io
import re
from datetime import date
from typing import Any

from pypdf import PdfReader

from collab_reports import html, pdf
from collab_reports.edition import Edition, Figure
from collab_reports.outline import outline
from collab_reports.parts import Change, Definition, Signed
from collab_reports.tables import Table
from tests.collab_reports.samples import coverage, edition, figure

NAMES = ("Local hiring", "Health fairs", "Safe havens", "Lead screening")


def asked(name: str, value: str = "3", **more: Any) -> Figure:
    says = f"How many members answered yes to: “You see to {name.lower()}.”"
    facts: dict[str, Any] = {
        "name": name, "sentence": says, "unit": "members", "coverage": coverage(4, 5), "value": value,
        "signed": Signed(members=4, accepted_on=date(2026, 11, 3)),
        "definitions": (Definition(version=1, valid_from=date(2024, 1, 1), text=says, source="The charter"),),
    }  # fmt: skip
    return figure(f"C-{name}", **facts | more)


def report(*more: Figure) -> Edition:
    return edition(figure(), *(asked(name) for name in NAMES[:3]), *more)


def table(of: Edition) -> Table:
    found = outline(of).sections[0].checklist
    assert found is not None
    return found


def column(of: Table, name: str) -> list[str]:
    place = [head for head, _ in of.columns].index(name) - 1
    return [row.cells[place].text for row in of.rows]


def test_it_says_of_each_who_where_it_stands_and_who_signed():
    made = edition(asked("Local hiring", "4"), asked("Health fairs", "0"), asked("Safe havens"))
    shown = table(made)
    assert (shown.rows[0].head, shown.rows[0].detail) == ("Local hiring", "You see to local hiring.")
    assert column(shown, "Who") == ["4 of 4 members", "0 of 4 members", "3 of 4 members"]
    assert column(shown, "State") == ["all say yes", "none says yes", "some say yes"]
    assert column(shown, "Evidence") == ["signed by 4 approvers"] * 3
    assert shown.caption == "Jobs. How many members answered yes to: …"
    assert "Source: The charter." in shown.note
    assert "Version: version 1, valid from 1 January 2024." in shown.note
    assert shown.notes == ()


def test_other_figures_stay_as_they_are_and_few_questions_do_too():
    section = outline(report()).sections[0]
    assert [one.code for one in section.figures] == ["WF-02"]
    two = outline(edition(asked("Local hiring"), asked("Health fairs"))).sections[0]
    assert (len(two.figures), two.checklist) == (2, None)


def test_no_number_and_its_reason_are_told_and_what_changed():
    hidden = asked("Lead screening", status="suppressed", value=None, hidden_reason="Two said no.")
    moved = asked("Year", change=Change(since="2025", value="1"))  # type: ignore[arg-type]
    shown = table(report(hidden, moved))
    assert column(shown, "Who")[3:] == ["hidden to protect a member", "3 of 4 members"]
    assert shown.rows[3].cells[0].sign == "[c]"
    assert column(shown, "State")[3] == ""
    assert column(shown, "Change")[3:] == ["", "up by 1 member since 2025"]
    assert column(shown, "Notes") == ["", "", "", "1", ""]
    assert shown.notes == ("Two said no.",)


def test_each_is_found_by_its_address_on_the_page_and_by_its_link_on_paper():
    made = report()
    page = html.print_edition(made).decode()
    ids = re.findall(r'id="([^"]+)"', page)
    for target in re.findall(r'href="#(figure-[^"]+)"', page):
        assert ids.count(target) == 1
    paper = PdfReader(io.BytesIO(pdf.print_edition(made).content))
    links = [
        note.get_object()["/Dest"]
        for one in paper.pages
        for note in one.get("/Annots", [])
        if "/Dest" in note.get_object()
    ]
    text = " ".join(" ".join(one.extract_text().split()) for one in paper.pages)
    assert len(links) >= 4
    assert text.count("signed by 4 approvers") == 3
    assert "You see to health fairs." in text


def test_a_checklist_is_on_one_page():
    several = [asked(f"{letter} question") for letter in "ABCDEFGHIJ"]
    one = edition(figure("a"), figure("b"), figure("c"), figure("d"), *several)
    told = [page.extract_text() for page in PdfReader(io.BytesIO(pdf.print_edition(one).content)).pages]
    (on,) = [page for page in told if "Jobs. How many" in page]
    assert all(f"see to {letter} question" in on for letter in "abcdefghij")
