"""Our workbook, written: what a member is asked in one collection, with what stands and what was before.

Nothing in it is a formula, and what people typed goes out as text. The same submission gives the same bytes.
"""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from backend.files.workbook import zip as workbook_zip
from backend.files.workbook.facts import marks_of
from backend.files.workbook.layout import (
    DEFINITIONS,
    PERIOD_SWITCH,
    READ_ME,
    THIS_PERIOD,
    TO_DATE,
    ZIP,
)
from backend.files.workbook.looks import BRAND, LINE, Looks, height
from backend.files.workbook.section import Drawn, draw, earlier
from backend.files.workbook.words import chapters
from backend.files.zip_sheet.lines import ZipLines
from backend.indicators.queries import Question, Questionnaire
from backend.kit.days import deadline
from backend.kit.periods import Period
from backend.kit.sheets.writing import new_workbook, put, tab_name
from backend.members.tables import Collaborative
from backend.submissions.checks import Kind, Place
from backend.submissions.drafts import Standing
from backend.submissions.queries import HISTORY, Past
from backend.submissions.tables import Submission
from collab_reports.unit_names import unit_name

_PROTECTED = {"select_locked_cells": True, "select_unlocked_cells": True, "format_columns": True, "format_rows": True}
_LETTER_PAPER = frozenset({"US", "CA", "MX"})


@dataclass(frozen=True, slots=True)
class Filling:
    """What a workbook is written from. due_on: this member's, with any extension. address: where it is sent back to.

    zip: the lines of its ZIP sheet; None where none is asked for.
    """

    here: Collaborative
    submission: Submission
    questionnaire: Questionnaire
    standing: Standing
    history: Mapping[Place, Sequence[Past]]
    due_on: date
    address: str
    zip: ZipLines | None = None

    @property
    def period(self) -> Period:
        return self.submission.round.period

    @property
    def offers_to_date(self) -> bool:
        """Whether there is a year to count from, and anything that adds up in it."""
        adds = any(question.adds for question in self.questionnaire.questions)
        return adds and self.period.months < 12 and self.standing.year.fits


def workbook(filling: Filling) -> bytes:
    """XLSX: how to fill it in, one tab for each section, what everything means."""
    out = io.BytesIO()
    book = new_workbook(out)
    looks, asks = Looks(book), filling.questionnaire
    _facts(book, filling)
    first = book.add_worksheet(READ_ME)
    rows = {question.code: number for number, question in enumerate(asks.questions, start=2)}
    drawn = Drawn(
        filling.standing, filling.history, filling.period, _named(filling), rows, _under(filling), _marks(filling)
    )
    names = _tab_names(asks)
    for name, section in zip(names, asks.sections, strict=True):
        tab = book.add_worksheet(name)
        tab.set_tab_color(BRAND)
        draw(tab, looks, section, [one for one in asks.questions if one.section == section.code], drawn)
        _paper(tab, filling, wide=True)
    if filling.zip is not None:
        by_zip = book.add_worksheet(ZIP)
        by_zip.set_tab_color(BRAND)
        workbook_zip.draw(by_zip, looks, filling.zip)
        _paper(by_zip, filling, wide=False)
    _read_me(first, looks, filling, names)
    _definitions(book.add_worksheet(DEFINITIONS), looks, filling)
    first.activate()
    book.close()
    return out.getvalue()


def _tab_names(asks: Questionnaire) -> list[str]:
    """Of the sections, in their order; no program lets a tab be called History."""
    names: list[str] = []
    for section in asks.sections:
        name = " ".join(re.split(r"[\s\[\]:*?/\\]+", section.name)).strip()
        names.append(tab_name(name, [READ_ME, DEFINITIONS, ZIP, "History", *names]))
    return names


def file_name(filling: Filling) -> str:
    """`Millrace Anchors Together 2026 Q3 St Odile.xlsx`"""
    label = _label(filling, filling.period)
    return f"{filling.here.name} {label} {filling.submission.member.name}.xlsx".replace("/", "-").replace("\\", "-")


def _facts(book: Workbook, filling: Filling) -> None:
    """Who wrote it and whom it is for. Its day is the day the collection opens, so that it is the same file every time."""
    of = filling.submission
    book.set_properties(
        {
            "title": f"{of.round.name}, {of.member.name}",
            "author": filling.here.name,
            "created": datetime.combine(of.round.opens_on, time(12)),
        }
    )
    for name, value in marks_of(of).properties.items():
        book.set_custom_property(name, value, "text")


def _marks(filling: Filling) -> str:
    return marks_of(filling.submission).text


def _label(filling: Filling, period: Period) -> str:
    calendar = filling.here.calendar
    return calendar.label(period) if calendar.has(period) else period.spoken


def _named(filling: Filling) -> Mapping[Period, str]:
    """What this period and those before it are called here."""
    periods = [earlier(filling.period, back) for back in range(HISTORY + 1)]
    return {period: _label(filling, period) for period in periods}


def _due(filling: Filling) -> str:
    return deadline(filling.due_on, filling.here.time_zone, filling.here.locale)


def _under(filling: Filling) -> str:
    return f"{filling.submission.member.name}  ·  {filling.submission.round.name}  ·  due {_due(filling)}"


def _paper(tab: Worksheet, filling: Filling, *, wide: bool) -> None:
    if wide:
        tab.set_landscape()
    tab.set_paper(1 if filling.here.country in _LETTER_PAPER else 9)
    tab.fit_to_pages(1, 0)
    tab.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    named = f"{filling.submission.member.name}, {filling.submission.round.name}".replace("&", "&&")
    tab.set_header(f"&L&8{filling.here.legend.replace('&', '&&')[:240]}")
    tab.set_footer(f"&L&8{named[:200]}&R&8&A, page &P of &N")
    tab.hide_gridlines(2)
    tab.protect("", dict(_PROTECTED))


# ---- The first tab ---------------------------------------------------------------------------------------------------


_READ_ME_WIDTHS = (34, 88)


def _read_me(tab: Worksheet, looks: Looks, filling: Filling, names: Sequence[str]) -> None:
    for column, width in enumerate(_READ_ME_WIDTHS):
        tab.set_column(column, column, width, looks("plain"))
    tab.set_column(2, 2, 20, looks("plain"), {"hidden": True})
    tab.set_row(0, 30)
    put(tab, 0, 0, filling.submission.round.name, looks("title"))
    put(tab, 0, 2, _marks(filling), looks("soft"))
    put(tab, 1, 0, filling.here.name, looks("soft"))
    row = _pairs(tab, looks, 3, _about(filling))
    if filling.offers_to_date:
        row = _switch(tab, looks, row, filling)
    for title, pairs in chapters(filling.period, names, filling.address, by_zip=filling.zip is not None):
        tab.set_row(row + 1, 20)
        put(tab, row + 1, 0, title, looks("heading"))
        put(tab, row + 1, 1, None, looks("heading"))
        row = _pairs(tab, looks, row + 2, pairs, strong=True)
    tab.print_area(0, 0, row, 1)
    _paper(tab, filling, wide=False)


def _pairs(tab: Worksheet, looks: Looks, row: int, pairs: Iterable[tuple[str, str]], *, strong: bool = False) -> int:
    """Returns the row below."""
    for label, text in pairs:
        tab.set_row(row, height(*zip((label, text), _READ_ME_WIDTHS, strict=True)))
        put(tab, row, 0, label, looks("text" if strong else "label"))
        put(tab, row, 1, text, looks("text" if strong else "strong"))
        row += 1
    return row


def _about(filling: Filling) -> list[tuple[str, str]]:
    ask = filling.here.contact_email
    return [
        ("Member", filling.submission.member.name),
        ("Collection", filling.submission.round.name),
        ("Period", filling.period.spoken),
        ("Due", _due(filling)),
        ("Who to ask", f"{filling.here.name}, {ask}" if ask else f"The coordinator of {filling.here.name}"),
        ("This file", filling.here.legend),
        *(("Kept back", note) for note in (filling.zip.notes if filling.zip else ())),
    ]


def _switch(tab: Worksheet, looks: Looks, row: int, filling: Filling) -> int:
    """For whoever has only figures since the year began."""
    tab.set_row(row, 18)
    put(tab, row, 0, PERIOD_SWITCH, looks("label"))
    put(tab, row, 1, TO_DATE if filling.standing.year_to_date else THIS_PERIOD, looks("field"))
    tab.data_validation(
        row, 1, row, 1,
        {
            "validate": "list", "source": [THIS_PERIOD, TO_DATE], "error_message": "Choose one of the two.",
            "input_title": "One choice for the whole file",
            "input_message": f"Choose “{TO_DATE}” if your figures count from the first day of your own year; each"
            f" {filling.period.kind} is then worked out for you.",
        },
    )  # fmt: skip
    return row + 1


# ---- What everything means -------------------------------------------------------------------------------------------

_DEFINED = (
    ("Question", 30), ("Section", 15), ("Unit", 10), ("What it means", 44), ("Counts", 30), ("Leaves out", 30),
    ("Examples", 28),
)  # fmt: skip


def _definitions(tab: Worksheet, looks: Looks, filling: Filling) -> None:
    """The row of each question is named beside it in its tab."""
    tab.set_tab_color(LINE)
    for column, (name, width) in enumerate(_DEFINED):
        tab.set_column(column, column, width, looks("plain"))
        put(tab, 0, column, name, looks("head"))
    sections = {section.code: section.name for section in filling.questionnaire.sections}
    row = 0
    for row, question in enumerate(filling.questionnaire.questions, start=1):
        texts = _defined(question, sections[question.section])
        tab.set_row(row, height(*zip(texts, (width for _, width in _DEFINED), strict=True)))
        for column, text in enumerate(texts):
            put(tab, row, column, text, looks("cell" if column else "question"))
    tab.freeze_panes(1, 1)
    tab.repeat_rows(0)
    tab.print_area(0, 0, row, len(_DEFINED) - 1)
    _paper(tab, filling, wide=True)


def _defined(question: Question, section: str) -> Sequence[str]:
    lists = [
        "\n".join(f"• {one}" for one in lines) if len(lines) > 1 else "".join(lines)
        for lines in (question.inclusions, question.exclusions, question.examples)
    ]
    unit = {Kind.YES_NO: "yes or no", Kind.TEXT: "in words"}.get(Kind(question.kind), unit_name(question.unit))
    return [question.name, section, unit, question.definition, *lists]
