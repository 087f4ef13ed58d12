"""Shared goals and other sources' figures, laid out: every number and sentence already written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from collab_reports import numbers, wording
from collab_reports.curves import Corner, Curve, Dot, begins_at_zero, curve
from collab_reports.edition import Edition
from collab_reports.goal_tables import goal_table, series_table, written
from collab_reports.goals import ContextSeries, Goal, Level, Reached, Standing
from collab_reports.parts import Direction, Status
from collab_reports.statuses import READINGS
from collab_reports.tables import Cell, Chart, Row, Table, amount_cell

STANDINGS = {
    Standing.MET: "Met",
    Standing.ON_TRACK: "On track",
    Standing.AT_RISK: "At risk",
    Standing.OFF_TRACK: "Off track",
    Standing.NOT_YET_KNOWN: "Not yet known",
}
LEVELS = {
    Level.POPULATION: "About everyone in a place. It belongs to no single institution, and no member’s figures are in it.",
    Level.PERFORMANCE: "About what members do together.",
}


ASKED = {
    "backbone": "The backbone team",
    "member": "Somebody of a member",
    "partner": "A community partner",
    "resident": "A resident",
}


@dataclass(frozen=True)
class AskedOutline:
    """asker: who asked, and when. by: who answered; empty where nobody did."""

    words: str
    asker: str
    by: str
    answer: str


@dataclass(frozen=True)
class GoalOutline:
    """standing: one of `Standing`, for its mark; said: the same in words. heard: words, and whose. facts: as of a figure."""

    anchor: str
    code: str
    name: str
    aim: str
    level: str
    standing: str
    said: str
    sentence: str
    would_change: str
    asked: tuple[AskedOutline, ...]
    heard: tuple[tuple[str, str], ...]
    chart: Chart
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ContextOutline:
    anchor: str
    name: str
    sentence: str
    cell: Cell
    when: str
    source: str
    notes: tuple[str, ...]
    chart: Chart


def goals(edition: Edition) -> tuple[GoalOutline, ...]:
    locale = edition.collaborative.locale
    return tuple(goal(one, locale) for one in edition.goals)


def context(edition: Edition) -> tuple[ContextOutline, ...]:
    locale = edition.collaborative.locale
    return tuple(series(one, locale) for one in edition.context)


def goals_at_a_glance(edition: Edition) -> Table | None:
    """All goals in one table; one goal needs none."""
    locale = edition.collaborative.locale
    if len(edition.goals) < 2:
        return None
    rows = [Row(one.name, tuple(_glance(one, locale)), link=wording.anchor("goal", one.code)) for one in edition.goals]
    columns = (
        ("Goal", "text"),
        ("Newest figure", "number"),
        ("Target", "number"),
        ("By", "text"),
        ("On track?", "text"),
    )
    return Table("All shared goals", columns, tuple(rows))


def _glance(goal: Goal, locale: str) -> Iterator[Cell]:
    newest = goal.latest
    if newest is None:
        yield Cell("missing", "none yet")
    else:
        cell = amount_cell(newest, goal.unit, goal.decimals, locale)
        yield Cell(cell.kind, f"{cell.text}, {newest.label}", cell.sign, cell.words)
    yield Cell("number", written(goal.target.value, goal, locale))
    yield Cell("text", numbers.day(goal.target.on, locale=locale))
    yield Cell("text", STANDINGS[goal.standing])


def goal(of: Goal, locale: str) -> GoalOutline:
    return GoalOutline(
        anchor=wording.anchor("goal", of.code),
        code=of.code,
        name=of.name,
        aim=of.aim,
        level=LEVELS[of.level],
        standing=of.standing.value.replace("_", "-"),
        said=STANDINGS[of.standing],
        sentence=of.sentence,
        would_change=of.would_change,
        asked=tuple(
            AskedOutline(
                one.words,
                f"{ASKED[one.asked_by]}, {numbers.day(one.asked_on, locale=locale)}",
                one.answered_by,
                one.answer,
            )
            for one in of.asked
        ),
        heard=tuple(
            (one.words, f"{one.organization}, {numbers.day(one.written_on, locale=locale)}") for one in of.heard
        ),
        chart=_goal_chart(of, locale),
        facts=tuple(_facts(of, locale)),
    )


def _facts(goal: Goal, locale: str) -> Iterator[tuple[str, str]]:
    yield "What kind of goal", LEVELS[goal.level]
    yield "Measured by", goal.measured_by
    if goal.each:
        yield "What each member is to reach", goal.each
    for mark in goal.marks:
        if mark.note:  # those without are told by the table
            value = written(mark.value, goal, locale)
            yield mark.role.capitalize(), f"{value} on {numbers.day(mark.on, locale=locale)} ({mark.note})"
    if goal.source:
        yield "Source", goal.source
    for version in reversed(goal.versions):
        since = numbers.day(version.valid_from, locale=locale)
        why = f" {version.reason}" if version.reason else ""
        yield f"Version {version.version}", f"Since {since}: {version.says}{why}"


# ---- The curve and its table -----------------------------------------------------------------------------------------


def _goal_chart(goal: Goal, locale: str) -> Chart:
    path = [Corner(mark.on, mark.value, written(mark.value, goal, locale)) for mark in goal.marks]
    drawn = Curve(
        wording.anchor("curve", goal.code),
        f"{goal.name}: figures and path",
        numbers.unit_words(goal.unit, locale=locale),
        tuple(dots(goal.figures, goal, locale)),
        path,
        _summary(goal, locale),
        lambda value: numbers.tick(value, goal.unit, locale=locale),
        ("figures", "path to the target"),
    )
    return Chart(curve(drawn), _whole(drawn), goal_table(goal, locale))


def series(of: ContextSeries, locale: str) -> ContextOutline:
    newest = of.points[-1]
    drawn = Curve(
        wording.anchor("curve", f"series-{of.code}"),
        of.name,
        numbers.unit_words(of.unit, locale=locale),
        tuple(dots(of.points, of, locale)),
        (),
        f"Line chart of {of.name}. {'; '.join(_told(one, of, locale) for one in of.points)}.",
        lambda value: numbers.tick(value, of.unit, locale=locale),
        ("figures of the source", ""),
    )
    several = len(of.points) > 1
    return ContextOutline(
        anchor=wording.anchor("series", of.code),
        name=of.name,
        sentence=of.sentence,
        cell=amount_cell(newest, of.unit, of.decimals, locale),
        when=" · ".join(part for part in (newest.label, of.place, _better(of)) if part),
        source=f"{of.source}, published {numbers.day(of.published_on, locale=locale)}",
        notes=tuple(note for note in (of.note, "" if several else newest.note) if note),
        chart=Chart(curve(drawn) if several else "", _whole(drawn), series_table(of, locale)),
    )


def _better(series: ContextSeries) -> str:
    return {Direction.HIGHER: "Higher is better", Direction.LOWER: "Lower is better"}.get(series.direction, "")


def _whole(drawn: Curve) -> str:
    return drawn.summary if begins_at_zero(drawn) else f"{drawn.summary} The axis does not begin at zero."


def dots(points: Sequence[Reached], of: Goal | ContextSeries, locale: str) -> Iterator[Dot]:
    """Of a curve. What lies without a number between two dots parts them, and hands its break on to the second."""
    breaks = apart = False
    for one in points:
        breaks = breaks or one.breaks
        if one.value is None:
            apart = apart or one.status is not Status.NOT_APPLICABLE
            continue
        text, estimated = written(one.value, of, locale), one.status is Status.ESTIMATED
        yield Dot(one.last, one.value, text, one.low, one.high, estimated, breaks, apart)
        breaks = apart = False


def _summary(goal: Goal, locale: str) -> str:
    known = [one for one in goal.figures if one.value is not None] or goal.figures[-1:]
    said = f"Line chart of {goal.name}"
    if known:
        first, last = known[0], known[-1]
        said += f": {_told(first, goal, locale)}"
        said += f"; {_told(last, goal, locale)}" if last is not first else ""
    else:
        said += ": no figure yet"
    marks = (
        f"{mark.role} {written(mark.value, goal, locale)} on {numbers.day(mark.on, locale=locale)}"
        for mark in goal.marks
    )
    return f"{said}. The path: {'; '.join(marks)}."


def _told(point: Reached, of: Goal | ContextSeries, locale: str) -> str:
    number = READINGS[point.status].words if point.value is None else written(point.value, of, locale)
    return f"{number} in {point.label}"
