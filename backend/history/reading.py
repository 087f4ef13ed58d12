"""A foreign file read through a saved column mapping. Pure.

Nothing is dropped silently: a row is a draft or a fault, a mapped cell is a draft's cell or a fault.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from backend.files.answers import Answer, add_up, answer
from backend.history.columns import Columns, Located, ValueColumn, locate
from backend.history.findings import Counts, Finding, FindingKind, MemberDraft, Reading
from backend.history.regroup import Cut, Holds, Possible, arrange
from backend.kit.errors import Invalid
from backend.kit.sheets.delimited import Row, Sheet, letters
from backend.submissions.checks import Cell
from backend.submissions.rules import Status

_MOST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class _File:
    """What does not change from row to row. holds: of the columns that were cut, from the left."""

    sheet: Sheet
    columns: Columns
    at: Located
    holds: tuple[Holds, ...]
    cut: Cut
    take_repairs: bool


@dataclass(frozen=True, slots=True)
class _Held:
    """What a column holds in a row: its text, or None. said: why it cannot be told, or where it was put together from."""

    index: int
    text: str | None
    said: str = ""


def read(
    sheet: Sheet, columns: Columns, *, take_repairs: bool, progress: Callable[[int, int], None] = lambda *_: None
) -> Reading:
    """Every row as a draft or as faults.

    take_repairs: without it, what only a repair makes readable is refused, and the repair is listed as offered.
    progress: called with rows read so far and all rows.

    Raises:
        Invalid: the mapping does not fit the header.
    """
    file = _file(sheet, columns, take_repairs)
    drafts: dict[str, MemberDraft] = {}
    findings = [*_about_header(file)]
    for done, row in enumerate(sheet.rows, 1):
        draft, found = _row(file, row)
        if draft and draft.member_key in drafts:
            first = drafts[draft.member_key].row
            found = [
                _finding(file, FindingKind.FAULT, row, file.at.key, f"{draft.member_key} is already in row {first}.")
            ]
        elif draft:
            drafts[draft.member_key] = draft
        findings += found
        progress(done, len(sheet.rows))
    taken = tuple(drafts.values())
    return Reading(taken, tuple(findings), _counts(file, taken, findings))


def _file(sheet: Sheet, columns: Columns, take_repairs: bool) -> _File:
    at = locate(sheet, columns)
    cut = Cut(columns.cut.at if columns.cut else "", frozenset(columns.regions), frozenset(filter(None, columns.texts)))
    return _File(sheet, columns, at, tuple(_holds(sheet, columns, at)), cut, take_repairs)


def _holds(sheet: Sheet, columns: Columns, at: Located) -> Iterator[Holds]:
    special = {at.name: Holds.NAME, at.region: Holds.CHOICE}
    endings = columns.cut.holds if columns.cut else {}
    for index, name in enumerate(sheet.header[: at.cut_before]):
        by_ending = (holds for ending, holds in endings.items() if name.strip().endswith(ending))
        yield special.get(index) or next(by_ending, Holds.TEXT)


def _about_header(file: _File) -> Iterator[Finding]:
    header = Row(file.sheet.header_row, file.sheet.header)
    for name in file.at.joined:
        message = "A column name was cut in two; columns right of it cannot be told apart and are not read."
        yield _finding(file, FindingKind.REPAIR, header, name.index, message, was=name.was, became=name.became)
    for index in file.at.lost:
        message = "A character of this name was lost before the file came here; the rest of it matches."
        yield _finding(file, FindingKind.NOTE, header, index, message)


def _row(file: _File, row: Row) -> tuple[MemberDraft | None, list[Finding]]:
    possible = arrange(row.cells[: file.at.cut_before], file.holds, file.cut) if file.holds else ()
    if file.holds and not possible:
        return None, [Finding(FindingKind.FAULT, row.number, "", "No arrangement of its cells fits the columns.")]
    member, found = _member(file, row, possible)
    if member is None:
        return None, found
    key, name, region = member
    answers = [_answer(file, row, value, indexes, possible) for value, indexes in _values(file)]
    cells = tuple(cell for cell, _ in answers if cell is not None)
    about_cells = [finding for _, about in answers for finding in about]
    found += [*about_cells, *_about_shape(file, row)]
    return MemberDraft(row.number, key, " ".join(name.split()), file.columns.regions[region], cells), found


def _values(file: _File) -> Iterator[tuple[ValueColumn, tuple[int, ...]]]:
    return zip(file.columns.values, file.at.values, strict=True)


def _member(file: _File, row: Row, possible: Sequence[Possible]) -> tuple[tuple[str, str, str] | None, list[Finding]]:
    """Key, name and region; None when one of them is no good, for then nobody knows whose row it is."""
    held = [_held(row, index, possible) for index in (file.at.key, file.at.name, file.at.region)]
    found = [finding for each in held for finding in _about_repair(file, row, each, "")]
    key, name, region = (each.text or "" for each in held)
    if not re.fullmatch(file.columns.member.key_pattern, key):
        found.append(_finding(file, FindingKind.FAULT, row, file.at.key, f'"{key}" is not the key of a member.'))
    if not name:
        found.append(_finding(file, FindingKind.FAULT, row, file.at.name, "The member has no name here."))
    if region not in file.columns.regions:
        known = ", ".join(file.columns.regions)
        found.append(
            _finding(file, FindingKind.FAULT, row, file.at.region, f'"{region}" is not a region; known: {known}.')
        )
    refused = any(finding.kind is FindingKind.FAULT for finding in found)
    return (None if refused else (key, name, region)), found


def _held(row: Row, index: int, possible: Sequence[Possible]) -> _Held:
    if index >= len(possible):
        return _Held(index, row.cell(index).strip())
    there = possible[index]
    if there.certain is None:
        return _Held(index, None, _uncertain(there))
    start, stop = there.cells
    if (start, stop) == (index, index + 1):
        return _Held(index, there.certain)
    place = letters(start) if stop == start + 1 else f"{letters(start)} to {letters(stop - 1)}"
    return _Held(index, there.certain, f"It stands in {place}: {' | '.join(row.cells[start:stop])}.")


def _uncertain(there: Possible) -> str:
    texts = sorted(there.texts, key=lambda text: (len(text), text))
    shown = ", ".join(texts[:_MOST_SHOWN]) + (" …" if len(texts) > _MOST_SHOWN else "")
    if not texts:
        return "The row was cut inside its numbers, and this column slid out of it."
    past = "" if there.whole else ", or it slid out of the row"
    return f"The row was cut inside its numbers and can be put together in several ways: this can be {shown}{past}."


def _about_repair(file: _File, row: Row, held: _Held, element: str) -> list[Finding]:
    """The repair, if the cell needs one; and a fault when it is not to be taken or there is none."""
    if held.text is None:
        return [_finding(file, FindingKind.FAULT, row, held.index, held.said, element=element)]
    if not held.said:
        return []
    was = row.cell(held.index)
    repair = _finding(file, FindingKind.REPAIR, row, held.index, held.said, was=was, became=held.text, element=element)
    if file.take_repairs:
        return [repair]
    return [
        repair,
        _finding(
            file, FindingKind.FAULT, row, held.index, "Only the repair offered makes it readable.", element=element
        ),
    ]


def _answer(
    file: _File, row: Row, value: ValueColumn, indexes: Sequence[int], possible: Sequence[Possible]
) -> tuple[Cell | None, list[Finding]]:
    """One mapped cell: an answer, or the faults for which there is none."""
    held = [_held(row, index, possible) for index in indexes]
    found: list[Finding] = []
    parts: list[Answer] = []
    for each in held:
        part, about = _part(file, row, value, each)
        found += about
        parts += [] if part is None else [part]
    if any(finding.kind is FindingKind.FAULT for finding in found):
        return None, found
    try:
        number, status = add_up(parts, value.factor)
    except Invalid as fault:
        return None, [*found, _finding(file, FindingKind.FAULT, row, indexes[0], str(fault), element=value.element)]
    return Cell(value.element, value.category, number=number, status=status), found


def _part(file: _File, row: Row, value: ValueColumn, held: _Held) -> tuple[Answer | None, list[Finding]]:
    """One column's share of an answer, or None with the fault that refuses it."""
    if held.text is not None and value.refused:
        return None, [_finding(file, FindingKind.FAULT, row, held.index, value.refused, element=value.element)]
    found = _about_repair(file, row, held, value.element)
    if held.text is None:
        return None, found
    try:
        part = answer(held.text, file.columns.texts)
    except Invalid as fault:
        return None, [*found, _finding(file, FindingKind.FAULT, row, held.index, str(fault), element=value.element)]
    if isinstance(part, Status) or part >= 0:
        return part, found
    kind = FindingKind.NOTE if value.below_zero else FindingKind.FAULT
    message = f"{part} is below zero" + (f", taken as it stands: {value.below_zero}" if value.below_zero else ".")
    return part, [*found, _finding(file, kind, row, held.index, message, element=value.element)]


def _about_shape(file: _File, row: Row) -> Iterator[Finding]:
    for index in range(len(file.sheet.header), len(row.cells)):
        if row.cells[index].strip():
            message = "A cell under no column name; it is not read."
            yield _finding(file, FindingKind.NOTE, row, index, message, was=row.cells[index])
    outside = [index for indexes in file.at.values for index in indexes if index >= file.at.cut_before]
    if outside and not any(row.cell(index).strip() for index in outside):
        names = f"columns {letters(min(outside))} to {letters(max(outside))}"
        yield Finding(FindingKind.NOTE, row.number, names, "All cells the mapping reads here are blank.")


def _finding(
    file: _File,
    kind: FindingKind,
    row: Row,
    index: int,
    message: str,
    *,
    was: str = "",
    became: str = "",
    element: str = "",
) -> Finding:
    return Finding(kind, row.number, file.sheet.column(index), message, was, became, element)


def _counts(file: _File, drafts: Sequence[MemberDraft], findings: Sequence[Finding]) -> Counts:
    taken = {draft.row for draft in drafts}
    repairs = {
        (f.row, f.element) for f in findings if f.kind is FindingKind.REPAIR and f.row in taken and file.take_repairs
    }
    refused = {(f.row, f.element) for f in findings if f.kind is FindingKind.FAULT and f.row in taken and f.element}
    return Counts(
        rows_read=len(file.sheet.rows),
        rows_taken=len(taken),
        rows_repaired=len({row for row, _ in repairs}),
        rows_refused=len(file.sheet.rows) - len(taken),
        cells_taken=sum(len(draft.cells) for draft in drafts),
        cells_repaired=len([cell for cell in repairs if cell[1]]),
        cells_refused=len(refused),
    )
