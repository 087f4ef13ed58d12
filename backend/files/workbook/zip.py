"""The tab ZIP of our workbook: a ZIP sheet, for collections that ask what can be counted by ZIP."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from xlsxwriter.worksheet import Worksheet

from backend.files.workbook.layout import ZIP
from backend.files.workbook.looks import Looks
from backend.files.zip_sheet import facts as zip_facts
from backend.files.zip_sheet import way as zip_sheet
from backend.files.zip_sheet.facts import ZipFacts
from backend.files.zip_sheet.lines import Counted, ZipLines, headings, read_lines
from backend.files.zip_sheet.rules import answers
from backend.kit.errors import Problem
from backend.kit.languages import translated
from backend.kit.sheets.book import Book, Tab
from backend.kit.sheets.writing import put
from backend.submissions.checks import Place
from backend.submissions.schemas import DraftCell
from backend.submissions.tables import Submission

HEADINGS = {"ZIP": 14, "New hires": 16, "Payments": 20}
_ROOM = 400  # lines to write in below those that stand
_UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ZipSaid:
    """What the tab answers. kept: its lines, as `zip_facts.keep` takes them; empty when it says nothing new."""

    cells: Sequence[DraftCell] = ()
    problems: Sequence[Problem] = ()
    notes: Sequence[str] = ()
    kept: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ZipKnown:
    facts: ZipFacts
    stands: ZipLines


def draw(tab: Worksheet, looks: Looks, stands: ZipLines) -> None:
    """stands: the lines that were saved last."""
    for column, (name, width) in enumerate(HEADINGS.items()):
        tab.set_column(column, column, width, looks("plain"))
        put(tab, 0, column, name, looks("head_right" if column else "head"))
    lines = [(line.zip or _UNKNOWN, *(line.counts.get(one) for one in Counted)) for line in stands.lines]
    forms = looks("field", "@"), looks("field_number", "#,##0"), looks("field_number", "#,##0.00########")
    for row in range(1, len(lines) + _ROOM + 1):
        line = lines[row - 1] if row <= len(lines) else ("", None, None)
        for column, what in enumerate(line):
            put(tab, row, column, what, forms[column])
    tab.ignore_errors({"number_stored_as_text": f"A1:A{len(lines) + _ROOM + 1}"})
    tab.freeze_panes(1, 1)
    tab.repeat_rows(0)
    tab.print_area(0, 0, len(lines) + 30, len(HEADINGS) - 1)


def zip_tab(book: Book) -> Tab | None:
    found = book.tab(ZIP)
    tabs = ([found] if found else []) + list(book.tabs)
    return next((tab for tab in tabs if tab.cells and headings(tab)), None)


async def known(session: AsyncSession, of: Submission, book: Book) -> ZipKnown | None:
    """None where the workbook has no such tab with anything in it, for it takes several reads."""
    tab = zip_tab(book)
    if tab is None or tab.rows < 2:
        return None
    return ZipKnown(await zip_facts.read(session, of), await zip_facts.kept(session, of.id))


def said(book: Book, known: ZipKnown | None) -> ZipSaid:
    """Nothing while its lines are those that stand, so that what was answered on the site meanwhile stays.

    Raises Invalid when it lists people.
    """
    tab = zip_tab(book)
    if tab is None or known is None:
        return ZipSaid()
    sheet = read_lines(tab, currency=known.facts.currency)
    problems = [replace(one, where=_at(tab, one.where)) for one in sheet.problems]
    if problems or _lines(sheet) == _lines(known.stands):
        return ZipSaid(problems=problems)
    found = answers(sheet, known.facts.own, known.facts.questions, known.facts.notes)
    cells = [cell._replace(at=tab.at(1, 1)) for cell in found]
    return ZipSaid(cells, (), zip_sheet.notes(sheet, known.facts), zip_facts.as_kept(sheet))


def _at(tab: Tab, where: str) -> str:
    return f"{tab.name}, {where}" if where.startswith("row") else where


def _lines(sheet: ZipLines) -> Mapping[str, Mapping[Counted, object]]:
    return {line.zip: line.counts for line in sheet.lines}


def together(
    cells: Sequence[DraftCell], touched: frozenset[Place], by_zip: ZipSaid, problems: list[Problem]
) -> Iterator[DraftCell]:
    """The answers of the other tabs with those of this one, which are worked out. Where somebody wrote another answer by
    hand, neither is taken.
    """
    worked_out = {cell.place: cell for cell in by_zip.cells}
    for cell in cells:
        other = worked_out.get(cell.place)
        if other is None:
            yield cell
        elif cell.place in touched and (cell.typed, cell.status) != (other.typed, other.status):
            del worked_out[cell.place]
            message = translated(
                "this says %(typed)s, and the tab %(tab)s comes to %(typed2)s; let them say the same",
                typed=cell.typed or translated("nothing"),
                tab=ZIP,
                typed2=other.typed,
            )
            problems.append(Problem(cell.at, message, "workbook.zip_differs"))
    yield from worked_out.values()
