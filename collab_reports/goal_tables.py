"""The tables behind the curves of goals and of other sources: number for number, each remark said once, under them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from collab_reports import numbers
from collab_reports.goals import ContextSeries, Goal, GoalMark, Reached
from collab_reports.tables import MEMBERS, Cell, Row, Table, amount_cell, without_empty

BREAK = "Counted otherwise than before."
COUNTED = "How many members"
_SHARE = re.compile(r"(\d+ of \d+) members?(?: reported)?")  # what the head of its column says need not follow each


@dataclass(frozen=True)
class Remarked:
    """A row, and what is to be known of it."""

    row: Row
    remarks: tuple[str, ...] = ()


def written(value: Decimal, of: Goal | ContextSeries, locale: str) -> str:
    return numbers.written(value, of.unit, locale=locale, decimals=of.decimals)


def goal_table(goal: Goal, locale: str) -> Table:
    """Figures and marks in one order of time."""
    rows = [(one.last, 0, Remarked(_figure_row(one, goal, locale), tuple(_remarks(one)))) for one in goal.figures]
    rows += [(mark.on, 1, Remarked(_mark_row(mark, goal, locale))) for mark in goal.marks]
    columns = (
        ("When", "period"),
        ("Figure", "number"),
        ("Interval", "text"),
        ("Path", "number"),
        (COUNTED, "text"),
        (MEMBERS, "text"),
    )
    ordered = [row for *_, row in sorted(rows, key=lambda row: row[:2])]
    return _with_notes(Table(f"{goal.name}: figures and path", columns, ()), ordered)


def series_table(series: ContextSeries, locale: str) -> Table:
    """What is to be known of a single figure stands beside it, and needs no table."""
    rows = [
        Remarked(
            Row(
                one.label,
                (
                    amount_cell(one, series.unit, series.decimals, locale),
                    Cell("text", _interval(one, series, locale)),
                ),
            ),
            tuple(_remarks(one)) if len(series.points) > 1 else (),
        )
        for one in series.points
    ]
    return _with_notes(Table(series.name, (("When", "period"), ("Figure", "number"), ("Interval", "text")), ()), rows)


def _with_notes(table: Table, rows: Sequence[Remarked]) -> Table:
    """Each remark once under the table, and its number in the rows it is about."""
    notes = tuple(dict.fromkeys(remark for one in rows for remark in one.remarks))
    marked = (", ".join(str(notes.index(remark) + 1) for remark in one.remarks) for one in rows)
    told = tuple(
        replace(one.row, cells=(*one.row.cells, Cell("text", marks))) for one, marks in zip(rows, marked, strict=True)
    )
    columns = (*table.columns, ("Notes", "text"))
    return without_empty(replace(table, columns=columns, rows=told, notes=notes))


def _remarks(one: Reached) -> Iterator[str]:
    for said in (one.hidden_reason, BREAK if one.breaks else "", one.note):
        if said:
            yield said if said[-1] in ".!?" else f"{said}."


def _figure_row(one: Reached, goal: Goal, locale: str) -> Row:
    path = written(one.expected, goal, locale) if one.expected is not None else ""
    return Row(
        one.label,
        (
            amount_cell(one, goal.unit, goal.decimals, locale),
            Cell("text", _interval(one, goal, locale)),
            Cell("number", path),
            Cell("text", _share(one.counted)),
            Cell("text", _share(one.coverage)),
        ),
    )


def _share(sentence: str) -> str:
    short = _SHARE.fullmatch(sentence)
    return short[1] if short else sentence


def _mark_row(mark: GoalMark, goal: Goal, locale: str) -> Row:
    value = Cell("number", written(mark.value, goal, locale))
    nothing = Cell("text", "")
    head = f"{mark.role.capitalize()}, {numbers.day(mark.on, locale=locale, narrow=True)}"
    return Row(head, (nothing, nothing, value, nothing, nothing))


def _interval(one: Reached, of: Goal | ContextSeries, locale: str) -> str:
    if one.low is None or one.high is None:
        return ""
    return f"{written(one.low, of, locale)} to {written(one.high, of, locale)}"
