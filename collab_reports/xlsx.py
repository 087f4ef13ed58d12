"""An Edition as a workbook for those who reckon on: tidy data first, then what every figure, column and sign means.

Nothing is in it that the Edition does not hold, and no cell is a formula. Same Edition and same printer, same bytes.
"""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, time
from importlib.metadata import version
from io import BytesIO

from xlsxwriter import Workbook

from collab_reports import wording
from collab_reports.cells import LONGEST_TEXT, Field, Sheet, new_workbook, put
from collab_reports.edition import Edition, sha256
from collab_reports.glyphs import legible
from collab_reports.goal_sheets import goal_figures, goals, other_sources, said
from collab_reports.numbers import span
from collab_reports.parts import Status
from collab_reports.statuses import READINGS
from collab_reports.tidy import COLUMNS, lines

PRINTER = f"xlsx 1, xlsxwriter {version('xlsxwriter')}"
CUT = " … (cut here: a cell holds no more; the whole text is in the JSON file)"
_WIDTHS = {"short": 14, "middle": 28, "long": 70}


def print_edition(edition: Edition) -> bytes:
    out = BytesIO()
    with new_workbook(out) as book:
        book.set_properties(
            {
                "title": f"{edition.title}, {edition.period.label}",
                "author": edition.collaborative.name,
                "created": datetime.combine(edition.released, time(12)),
            }
        )
        for sheet in sheets(edition):
            _write(book, sheet, legend=edition.legend)
    return out.getvalue()


def sheets(edition: Edition) -> list[Sheet]:
    """In the order of the tabs; one that would say nothing is not there."""
    data = Sheet(
        "Data", [(head, _width(head)) for head in COLUMNS], [tuple(asdict(line).values()) for line in lines(edition)]
    )
    all_of_it = [
        _about(edition),
        data,
        goals(edition),
        goal_figures(edition),
        said(edition),
        other_sources(edition),
        _dictionary(edition),
        Sheet("Columns", [("column", "short"), ("what it holds", "long")], list(COLUMNS.items())),
        Sheet("Signs", [("status", "middle"), ("sign", "short"), ("what it means", "long")], list(_signs())),
        Sheet("Method", [("about", "middle"), ("text", "long")], list(_method(edition))),
        Sheet(
            "In their own words",
            [("member", "middle"), ("question", "middle"), ("words", "long")],
            [(voice.member, voice.question, voice.words) for voice in edition.voices],
        ),
        Sheet("Members", [("member", "long"), ("note", "middle")], [(one.name, one.note) for one in edition.members]),
    ]
    return [sheet for sheet in all_of_it if sheet.rows]


def _width(head: str) -> str:
    return "middle" if head in ("name", "section", "category", "status", "why_hidden") else "short"


def _about(edition: Edition) -> Sheet:
    head = wording.HEADINGS
    facts: list[tuple[str, Field]] = [
        ("Title", edition.title),
        ("Collaborative", edition.collaborative.name),
        (head["period"], edition.period.label),
        ("From and to", span(edition.period, locale=edition.collaborative.locale)),
        (head["audience"], wording.audience(edition, "en").removeprefix("For ")),
        (head["released"], edition.released),
        ("Introduction", edition.introduction),
        (head["disclosure"], edition.disclosure_note),
        ("This file", edition.legend),
        ("An empty place in Data", "No number, for the reason its column status gives. It is never a zero."),
        (head["contact"], edition.contact),
        (head["fingerprint"], sha256(edition.to_json())),
    ]
    return Sheet("About", [("about", "middle"), ("text", "long")], [fact for fact in facts if fact[1]])


def _dictionary(edition: Edition) -> Sheet:
    """One row a version of a definition."""
    columns = {
        "figure": "short", "name": "middle", "section": "middle", "unit": "short", "better": "short",
        "what it says": "long", "version": "short", "valid_from": "short", "definition": "long", "counted": "long",
        "not counted": "long", "worked out as": "long", "source": "middle", "what changed": "long", "note": "long",
    }  # fmt: skip
    rows = [
        (
            figure.code, figure.name, section.title, figure.unit, figure.direction.value,
            figure.sentence, definition.version, definition.valid_from, definition.text, definition.inclusions,
            definition.exclusions, figure.formula, definition.source, definition.break_note, figure.note,
        )
        for section in edition.sections
        for figure in section.figures
        for definition in figure.definitions
    ]  # fmt: skip
    return Sheet("Dictionary", list(columns.items()), rows)


def _signs() -> Iterator[tuple[Field, ...]]:
    """All of them, whether they occur or not: two files of one collaborative are read by one key."""
    for status in Status:
        reading = READINGS[status]
        yield reading.words, reading.sign, reading.sentence


def _method(edition: Edition) -> Iterator[tuple[Field, ...]]:
    yield from ((note.title, note.text) for note in edition.methods)
    locale = edition.collaborative.locale
    for one in edition.corrections:
        what, text = wording.correction(one, edition, locale)
        yield f"Correction: {what}", text


# ---- Writing ---------------------------------------------------------------------------------------------------------


def _write(book: Workbook, sheet: Sheet, *, legend: str) -> None:
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    body = book.add_format({"valign": "top"})
    wrapped = book.add_format({"valign": "top", "text_wrap": True})
    day = book.add_format({"valign": "top", "num_format": "yyyy-mm-dd", "align": "left"})
    tab = book.add_worksheet(sheet.name)
    for column, (name, width) in enumerate(sheet.columns):
        tab.set_column(column, column, _WIDTHS[width])
        put(tab, 0, column, name, head)
    for number, row in enumerate(sheet.rows, start=1):
        for column, field in enumerate(row):
            look = wrapped if sheet.columns[column][1] == "long" else body if isinstance(field, str | None) else None
            is_day = not isinstance(field, str | int) and hasattr(field, "isoformat")
            put(tab, number, column, _fitting(field), day if is_day else look)
    tab.freeze_panes(1, 1)
    tab.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
    tab.set_landscape()
    tab.fit_to_pages(1, 0)
    tab.repeat_rows(0)
    if legend:
        tab.set_header(f"&L&8{legible(legend)[0].replace('&', '&&')[:240]}")


def _fitting(field: Field) -> Field:
    if not isinstance(field, str):
        return field
    clean, _ = legible(field)
    return str(clean) if len(clean) <= LONGEST_TEXT else clean[: LONGEST_TEXT - len(CUT)] + CUT
