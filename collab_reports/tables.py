"""Tables of a report: at a glance, behind each chart, and the parts of a formula. Built once, placed by every printer."""

from dataclasses import dataclass, replace

from collab_reports import numbers, wording
from collab_reports.charts import Mark, Series
from collab_reports.edition import Edition, Figure
from collab_reports.parts import Amount, Coverage, Split
from collab_reports.statuses import READINGS

MEMBERS = "Members reporting"


@dataclass(frozen=True)
class Cell:
    """A number with its sign, or the words for why there is none.

    words: what the sign stands for, empty where there is none.
    kind: "number" (set to the right, tabular digits), "missing" (words in a softer tone) or "text".
    """

    kind: str
    text: str
    sign: str = ""
    words: str = ""


@dataclass(frozen=True)
class Row:
    """head names the row, detail says more under it; link is the anchor of the figure it is about, or empty.

    anchor: of a figure that is told by this row alone.
    """

    head: str
    cells: tuple[Cell, ...]
    link: str = ""
    anchor: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Table:
    """columns: first the row heads', then one for each cell, each with the kind of its cells ("period" heads never wrap).

    notes: said under it, each once; rows name them by their number, counted from 1.
    """

    caption: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]
    note: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chart:
    """svg is empty where nothing can be drawn; the table, made from the same series, is always there."""

    svg: str
    alt: str
    table: Table


def amount_cell(amount: Amount, unit: str, decimals: int | None, locale: str) -> Cell:
    reading = READINGS[amount.status]
    if amount.value is None:
        return Cell("missing", reading.words, reading.sign)
    text = numbers.written(amount.value, unit, locale=locale, decimals=decimals)
    return Cell("number", text, reading.sign, words=reading.words if reading.sign else "")


def glance(edition: Edition) -> Table | None:
    """Every figure in one table; a report with one figure needs none."""
    locale = edition.collaborative.locale
    if len(edition.figures) < 2:
        return None
    rows = []
    for figure in edition.figures:
        number = amount_cell(figure, figure.unit, figure.decimals, locale)
        cells = (number, change_cell(figure, locale), _coverage(figure.coverage))
        rows.append(Row(figure.name, cells, link=wording.anchor("figure", figure.code)))
    columns = (("Figure", "text"), (edition.period.label, "number"), ("Change", "text"), (MEMBERS, "text"))
    return without_empty(Table(f"All figures for {edition.period.label}", columns, tuple(rows)))


def trend_table(series: Series, figure: Figure) -> Table:
    versions = {point.definition_version for point in figure.series}
    beside = list(series.beside)
    rows = []
    for mark, point in zip(series.marks, figure.series, strict=True):
        version = f"version {point.definition_version}{', new' if mark.breaks else ''}" if len(versions) > 1 else ""
        same = _mark_cell(beside.pop(0)) if beside else Cell("text", "")
        rows.append(Row(mark.label, (_mark_cell(mark), _coverage(point.coverage), same, Cell("text", version))))
    columns = (
        ("Period", "period"),
        (_head(series.unit), "number"),
        (MEMBERS, "text"),
        (f"Same {figure.same.members} members" if figure.same else "", "number"),
        ("Definition", "text"),
    )
    return without_empty(Table(series.title, columns, tuple(rows)))


def split_table(series: Series, split: Split) -> Table:
    rows = tuple(Row(mark.label, (_mark_cell(mark),)) for mark in series.marks)
    note = split.note or ("" if split.adds_up else "These do not add up to the total.")
    return Table(series.title, ((_head(split.name), "text"), (_head(series.unit), "number")), rows, note)


def parts_table(figure: Figure, locale: str) -> Table:
    rows = tuple(
        Row(part.name, (Cell("text", part.role), amount_cell(part, part.unit, None, locale))) for part in figure.parts
    )
    columns = (("Part", "text"), ("Role", "text"), ("Number", "number"))
    return Table(f"What {figure.name} is worked out from", columns, rows)


def _mark_cell(mark: Mark) -> Cell:
    if mark.value is None:
        return Cell("missing", mark.text, mark.sign)
    return Cell("number", mark.number, mark.sign)


def change_cell(figure: Figure, locale: str) -> Cell:
    if not figure.change:
        return Cell("text", "")
    moved = numbers.change(figure.change.value, figure.unit, locale=locale, decimals=figure.decimals)
    return Cell("text", f"{moved} since {figure.change.since}")


def _coverage(coverage: Coverage | None) -> Cell:
    return Cell("text", f"{coverage.reported} of {coverage.asked}" if coverage else "")


def _head(name: str) -> str:
    """A column's head begins with a capital, but for units, whose letters mean something: kWh."""
    return (name[0].upper() + name[1:] if name.replace(" ", "").isalpha() and name.islower() else name) or "Number"


def without_empty(table: Table) -> Table:
    """A column that says nothing in any row is not there."""
    said = [any(row.cells[place].text for row in table.rows) for place in range(len(table.columns) - 1)]
    columns = tuple(column for column, keep in zip(table.columns, (True, *said), strict=True) if keep)
    rows = tuple(
        replace(row, cells=tuple(cell for cell, keep in zip(row.cells, said, strict=True) if keep))
        for row in table.rows
    )
    return replace(table, columns=columns, rows=rows)
