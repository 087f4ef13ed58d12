"""Tables of a report: at a glance, behind each chart, and the parts of a formula. Built once, placed by every printer."""

from dataclasses import dataclass, replace

from collab_reports import numbers, wording
from collab_reports.charts import Mark, Series
from collab_reports.edition import Edition, Figure
from collab_reports.parts import Amount, Coverage, Split
from collab_reports.phrases import later, phrase
from collab_reports.statuses import READINGS

MEMBERS = later("Members reporting")
MOST_BARS = 14  # a split with more categories is a table only, or a map above its table

ROLES = {"numerator": later("numerator"), "denominator": later("denominator"), "part": later("part")}


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

    anchor: of a figure that is told by this row alone. number: by which a drawing names it.
    """

    head: str
    cells: tuple[Cell, ...]
    link: str = ""
    anchor: str = ""
    detail: str = ""
    number: str = ""


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
    """svg is empty where nothing can be drawn; the table, made from the same series, is always there.

    title: what a map finds, said above it; notes: what is said below it.
    """

    svg: str
    alt: str
    table: Table
    title: str = ""
    notes: tuple[str, ...] = ()


def amount_cell(amount: Amount, unit: str, decimals: int | None, locale: str) -> Cell:
    reading = READINGS[amount.status]
    if amount.value is None:
        return Cell("missing", reading.said(locale), reading.sign)
    text = numbers.written(amount.value, unit, locale=locale, decimals=decimals)
    return Cell("number", text, reading.sign, words=reading.said(locale) if reading.sign else "")


def glance(edition: Edition, locale: str) -> Table | None:
    """Every figure in one table; a report with one figure needs none."""
    if len(edition.figures) < 2:
        return None
    rows = []
    for figure in edition.figures:
        number = amount_cell(figure, figure.unit, figure.decimals, locale)
        cells = (number, change_cell(figure, locale), _coverage(figure.coverage, locale))
        rows.append(Row(figure.name, cells, link=wording.anchor("figure", figure.code)))
    period = numbers.period(edition.period.label, locale=locale)
    columns = (
        (phrase("Figure", locale), "text"),
        (period, "number"),
        (phrase("Change", locale), "text"),
        (phrase(MEMBERS, locale), "text"),
    )
    return without_empty(Table(phrase("All figures for %(period)s", locale, period=period), columns, tuple(rows)))


def trend_table(series: Series, figure: Figure, locale: str) -> Table:
    versions = {point.definition_version for point in figure.series}
    beside = list(series.beside)
    rows = []
    for mark, point in zip(series.marks, figure.series, strict=True):
        version = _version(point.definition_version, locale, new=mark.breaks) if len(versions) > 1 else ""
        same = _mark_cell(beside.pop(0)) if beside else Cell("text", "")
        rows.append(Row(mark.label, (_mark_cell(mark), _coverage(point.coverage, locale), same, Cell("text", version))))
    columns = (
        (phrase("Period", locale), "period"),
        (_head(series.unit, locale), "number"),
        (phrase(MEMBERS, locale), "text"),
        (phrase("Same %(count)s members", locale, count=figure.same.members) if figure.same else "", "number"),
        (phrase("Definition", locale), "text"),
    )
    return without_empty(Table(series.title, columns, tuple(rows)))


def split_table(series: Series, split: Split, locale: str) -> Table:
    rows = tuple(Row(mark.label, (_mark_cell(mark),)) for mark in series.marks)
    note = split.note or ("" if split.adds_up else phrase("These do not add up to the total.", locale))
    return Table(
        series.title, ((_head(split.name, locale), "text"), (_head(series.unit, locale), "number")), rows, note
    )


def parts_table(figure: Figure, locale: str) -> Table:
    rows = tuple(
        Row(part.name, (Cell("text", phrase(ROLES[part.role], locale)), amount_cell(part, part.unit, None, locale)))
        for part in figure.parts
    )
    columns = (
        (phrase("Part", locale), "text"),
        (phrase("Role", locale), "text"),
        (phrase("Number", locale), "number"),
    )
    return Table(phrase("What %(figure)s is worked out from", locale, figure=figure.name), columns, rows)


def _version(version: int, locale: str, *, new: bool) -> str:
    said = later("version %(version)s, new") if new else later("version %(version)s")
    return phrase(said, locale, version=version)


def _mark_cell(mark: Mark) -> Cell:
    if mark.value is None:
        return Cell("missing", mark.text, mark.sign)
    return Cell("number", mark.number, mark.sign)


def change_cell(figure: Figure, locale: str) -> Cell:
    if not figure.change:
        return Cell("text", "")
    moved = numbers.change(figure.change.value, figure.unit, locale=locale, decimals=figure.decimals)
    return Cell("text", wording.since(moved, figure.change.since, locale))


def _coverage(coverage: Coverage | None, locale: str) -> Cell:
    return Cell("text", share(coverage.reported, coverage.asked, locale) if coverage else "")


def share(some: object, every: object, locale: str) -> str:
    return phrase("%(some)s of %(all)s", locale, some=some, all=every)


def _head(name: str, locale: str) -> str:
    """A column's head begins with a capital, but for units, whose letters mean something: kWh."""
    return (name[0].upper() + name[1:] if name.replace(" ", "").isalpha() and name.islower() else name) or phrase(
        "Number", locale
    )


def without_empty(table: Table) -> Table:
    """A column that says nothing in any row is not there."""
    said = [any(row.cells[place].text for row in table.rows) for place in range(len(table.columns) - 1)]
    columns = tuple(column for column, keep in zip(table.columns, (True, *said), strict=True) if keep)
    rows = tuple(
        replace(row, cells=tuple(cell for cell, keep in zip(row.cells, said, strict=True) if keep))
        for row in table.rows
    )
    return replace(table, columns=columns, rows=rows)
