"""Shared goals and other sources' figures in the workbook: one line a goal, and one a figure or a point of its path."""

from collections.abc import Iterator
from datetime import date

from collab_reports.cells import Field, Sheet
from collab_reports.edition import Edition
from collab_reports.goal_outline import ASKED, LEVELS, STANDINGS
from collab_reports.goals import Goal, Reached
from collab_reports.parts import Number, plain
from collab_reports.statuses import READINGS
from collab_reports.wording import HEADINGS

_GOALS = {
    "goal": "short", "name": "middle", "aim": "long", "level": "middle", "measured by": "middle", "figure": "short",
    "unit": "short", "better": "short", "each member": "middle", "target": "short", "by": "short", "on track?": "short",
    "why": "long", "what would change this?": "long", "source": "middle", "version": "short", "since": "short",
    "what changed": "long",
}  # fmt: skip
_FIGURES = {
    "goal": "short", "name": "middle", "kind": "short", "label": "middle", "first_day": "short", "last_day": "short",
    "value": "short", "exactly": "short", "lowest": "short", "highest": "short", "path": "short", "unit": "short",
    "status": "middle", "why_hidden": "middle", "members": "middle", "note": "long",
}  # fmt: skip
_SAID = {
    "goal": "short", "name": "middle", "what it is": "middle", "who": "middle", "on": "short", "words": "long",
    "who answers": "middle", "answer": "long",
}  # fmt: skip
_OTHERS = {
    "series": "short", "name": "middle", "what it says": "long", "place": "middle", "label": "middle",
    "first_day": "short", "last_day": "short", "value": "short", "exactly": "short", "lowest": "short",
    "highest": "short", "unit": "short", "status": "middle", "source": "long", "published": "short", "note": "long",
}  # fmt: skip


def goals(edition: Edition) -> Sheet:
    """One row a version of a goal; what it is held to now stands in its last."""
    rows = [tuple(_goal(goal)) + version for goal in edition.goals for version in _versions(goal)]
    return Sheet("Shared goals", list(_GOALS.items()), rows)


def _goal(goal: Goal) -> Iterator[Field]:
    yield from (goal.code, goal.name, goal.aim, LEVELS[goal.level], goal.measured_by, goal.figure_code, goal.unit)
    yield from (goal.direction.value, goal.each, goal.target.value, goal.target.on, STANDINGS[goal.standing])
    yield from (goal.sentence, goal.would_change, goal.source)


def _versions(goal: Goal) -> Iterator[tuple[Field, ...]]:
    for version in goal.versions:
        yield version.version, version.valid_from, " ".join(filter(None, (version.says, version.reason)))


def goal_figures(edition: Edition) -> Sheet:
    """The path of each goal, then its figures."""
    rows: list[tuple[Field, ...]] = []
    for goal in edition.goals:
        rows += [
            (
                goal.code, goal.name, mark.role, "", mark.on, mark.on, mark.value, plain(mark.value), None, None,
                mark.value, goal.unit, "", "", "", mark.note,
            )
            for mark in goal.marks
        ]  # fmt: skip
        rows += [
            (
                goal.code, goal.name, "figure", one.label, *_days(one), *_number(one), one.low, one.high, one.expected,
                goal.unit, READINGS[one.status].words, one.hidden_reason, one.counted or one.coverage, one.note,
            )
            for one in goal.figures
        ]  # fmt: skip
    return Sheet("Goal figures", list(_FIGURES.items()), rows)


def said(edition: Edition) -> Sheet:
    """What people asked about each goal and what community partners hear, one line each."""
    rows: list[tuple[Field, ...]] = []
    for goal in edition.goals:
        rows += [
            (
                goal.code, goal.name, HEADINGS["asked"], ASKED[one.asked_by], one.asked_on, one.words, one.answered_by,
                one.answer,
            )
            for one in goal.asked
        ]  # fmt: skip
        rows += [
            (goal.code, goal.name, HEADINGS["heard"], one.organization, one.written_on, one.words, "", "")
            for one in goal.heard
        ]
    return Sheet("Asked and heard", list(_SAID.items()), rows)


def other_sources(edition: Edition) -> Sheet:
    """Never to be added to members' figures: they are not theirs."""
    rows = [
        (
            series.code, series.name, series.sentence, series.place, one.label, *_days(one), *_number(one), one.low,
            one.high, series.unit, READINGS[one.status].words, series.source, series.published_on,
            " ".join(filter(None, (one.note, series.note))),
        )
        for series in edition.context
        for one in series.points
    ]  # fmt: skip
    return Sheet("Other sources", list(_OTHERS.items()), rows)


def _days(of: Reached) -> tuple[date, date]:
    return of.first, of.last


def _number(of: Reached) -> tuple[Number | None, str]:
    return of.value, "" if of.value is None else plain(of.value)
