"""The tables behind the curves of goals and of other sources: number for number, each remark said once, under them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from collab_reports import numbers
from collab_reports.goals import ContextSeries, Goal, GoalMark, Reached
from collab_reports.phrases import later, phrase
from collab_reports.tables import MEMBERS, Cell, Row, Table, amount_cell, share, without_empty

BREAK = later("Counted otherwise than before.")
COUNTED = later("How many members")
_SHARE = re.compile(r"(\d+) of (\d+) members?(?: reported)?")  # what the head of its column says need not follow each

MARKS = {"baseline": later("Baseline"), "milestone": later("Milestone"), "target": later("Target")}


@dataclass(frozen=True)
class Remarked:
    """A row, and what is to be known of it."""

    row: Row
    remarks: tuple[str, ...] = ()


def written(value: Decimal, of: Goal | ContextSeries, locale: str) -> str:
    return numbers.written(value, of.unit, locale=locale, decimals=of.decimals)


def goal_table(goal: Goal, locale: str) -> Table:
    """Figures and marks in one order of time."""
    rows = [
        (one.last, 0, Remarked(_figure_row(one, goal, locale), tuple(_remarks(one, locale)))) for one in goal.figures
    ]
    rows += [(mark.on, 1, Remarked(_mark_row(mark, goal, locale))) for mark in goal.marks]
    columns = (
        (phrase("When", locale), "period"),
        (phrase("Figure", locale), "number"),
        (phrase("Interval", locale), "text"),
        (phrase("Path", locale), "number"),
        (phrase(COUNTED, locale), "text"),
        (phrase(MEMBERS, locale), "text"),
    )
    ordered = [row for *_, row in sorted(rows, key=lambda row: row[:2])]
    caption = phrase("%(goal)s: figures and path", locale, goal=goal.name)
    return _with_notes(Table(caption, columns, ()), ordered, locale)


def series_table(series: ContextSeries, locale: str) -> Table:
    """What is to be known of a single figure stands beside it, and needs no table."""
    rows = [
        Remarked(
            Row(
                numbers.period(one.label, locale=locale),
                (
                    amount_cell(one, series.unit, series.decimals, locale),
                    Cell("text", _interval(one, series, locale)),
                ),
            ),
            tuple(_remarks(one, locale)) if len(series.points) > 1 else (),
        )
        for one in series.points
    ]
    columns = (
        (phrase("When", locale), "period"),
        (phrase("Figure", locale), "number"),
        (phrase("Interval", locale), "text"),
    )
    return _with_notes(Table(series.name, columns, ()), rows, locale)


def _with_notes(table: Table, rows: Sequence[Remarked], locale: str) -> Table:
    """Each remark once under the table, and its number in the rows it is about."""
    notes = tuple(dict.fromkeys(remark for one in rows for remark in one.remarks))
    marked = (", ".join(str(notes.index(remark) + 1) for remark in one.remarks) for one in rows)
    told = tuple(
        replace(one.row, cells=(*one.row.cells, Cell("text", marks))) for one, marks in zip(rows, marked, strict=True)
    )
    columns = (*table.columns, (phrase("Notes", locale), "text"))
    return without_empty(replace(table, columns=columns, rows=told, notes=notes))


def _remarks(one: Reached, locale: str) -> Iterator[str]:
    for said in (one.hidden_reason, phrase(BREAK, locale) if one.breaks else "", one.note):
        if said:
            yield said if said[-1] in ".!?" else f"{said}."


def _figure_row(one: Reached, goal: Goal, locale: str) -> Row:
    path = written(one.expected, goal, locale) if one.expected is not None else ""
    return Row(
        numbers.period(one.label, locale=locale),
        (
            amount_cell(one, goal.unit, goal.decimals, locale),
            Cell("text", _interval(one, goal, locale)),
            Cell("number", path),
            Cell("text", _share(one.counted, locale)),
            Cell("text", _share(one.coverage, locale)),
        ),
    )


def _share(sentence: str, locale: str) -> str:
    short = _SHARE.fullmatch(sentence)
    return share(short[1], short[2], locale) if short else sentence


def _mark_row(mark: GoalMark, goal: Goal, locale: str) -> Row:
    value = Cell("number", written(mark.value, goal, locale))
    nothing = Cell("text", "")
    head = f"{phrase(MARKS[mark.role], locale)}, {numbers.day(mark.on, locale=locale, narrow=True)}"
    return Row(head, (nothing, nothing, value, nothing, nothing))


def _interval(one: Reached, of: Goal | ContextSeries, locale: str) -> str:
    if one.low is None or one.high is None:
        return ""
    return numbers.between(written(one.low, of, locale), written(one.high, of, locale), locale=locale)
