"""Shared goals and other sources' figures, laid out: every number and sentence already written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from collab_reports import numbers, wording
from collab_reports.curves import BREAK, Corner, Curve, Dot, begins_at_zero, curve
from collab_reports.edition import Edition
from collab_reports.goal_tables import MARKS, goal_table, series_table, written
from collab_reports.goals import ContextSeries, Goal, Level, Reached, Standing
from collab_reports.parts import Status
from collab_reports.phrases import later, phrase
from collab_reports.statuses import READINGS
from collab_reports.tables import Cell, Chart, Row, Table, amount_cell

STANDINGS = {
    Standing.MET: later("Met"),
    Standing.ON_TRACK: later("On track"),
    Standing.AT_RISK: later("At risk"),
    Standing.OFF_TRACK: later("Off track"),
    Standing.NOT_YET_KNOWN: later("Not yet known"),
}
LEVELS = {
    Level.POPULATION: later(
        "About everyone in a place. It belongs to no single institution, and no member’s figures are in it."
    ),
    Level.PERFORMANCE: later("About what members do together."),
}


ASKED = {
    "backbone": later("The backbone team"),
    "member": later("Somebody of a member"),
    "partner": later("A community partner"),
    "resident": later("A resident"),
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


def goals(edition: Edition, locale: str) -> tuple[GoalOutline, ...]:
    return tuple(goal(one, locale) for one in edition.goals)


def context(edition: Edition, locale: str) -> tuple[ContextOutline, ...]:
    return tuple(series(one, locale) for one in edition.context)


def goals_at_a_glance(edition: Edition, locale: str) -> Table | None:
    """All goals in one table; one goal needs none."""
    if len(edition.goals) < 2:
        return None
    rows = [Row(one.name, tuple(_glance(one, locale)), link=wording.anchor("goal", one.code)) for one in edition.goals]
    columns = (
        (phrase("Goal", locale), "text"),
        (phrase("Newest figure", locale), "number"),
        (phrase("Target", locale), "number"),
        (phrase("By when", locale), "text"),
        (phrase("On track?", locale), "text"),
    )
    return Table(phrase("All shared goals", locale), columns, tuple(rows))


def _glance(goal: Goal, locale: str) -> Iterator[Cell]:
    newest = goal.latest
    if newest is None:
        yield Cell("missing", phrase("none yet", locale))
    else:
        cell = amount_cell(newest, goal.unit, goal.decimals, locale)
        yield Cell(cell.kind, f"{cell.text}, {numbers.period(newest.label, locale=locale)}", cell.sign, cell.words)
    yield Cell("number", written(goal.target.value, goal, locale))
    yield Cell("text", numbers.day(goal.target.on, locale=locale))
    yield Cell("text", phrase(STANDINGS[goal.standing], locale))


def goal(of: Goal, locale: str) -> GoalOutline:
    return GoalOutline(
        anchor=wording.anchor("goal", of.code),
        code=of.code,
        name=of.name,
        aim=of.aim,
        level=phrase(LEVELS[of.level], locale),
        standing=of.standing.value.replace("_", "-"),
        said=phrase(STANDINGS[of.standing], locale),
        sentence=of.sentence,
        would_change=of.would_change,
        asked=tuple(
            AskedOutline(
                one.words,
                f"{phrase(ASKED[one.asked_by], locale)}, {numbers.day(one.asked_on, locale=locale)}",
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
    yield phrase("What kind of goal", locale), phrase(LEVELS[goal.level], locale)
    yield phrase("Measured by", locale), goal.measured_by
    if goal.each:
        yield phrase("What each member is to reach", locale), goal.each
    for mark in goal.marks:
        if mark.note:  # those without are told by the table
            value = written(mark.value, goal, locale)
            on = numbers.day(mark.on, locale=locale)
            yield (
                phrase(MARKS[mark.role], locale),
                phrase("%(figure)s on %(day)s (%(note)s)", locale, figure=value, day=on, note=mark.note),
            )
    if goal.source:
        yield phrase("Source", locale), goal.source
    for version in reversed(goal.versions):
        since = numbers.day(version.valid_from, locale=locale)
        why = f" {version.reason}" if version.reason else ""
        yield (
            phrase("Version %(number)s", locale, number=version.version),
            phrase("Since %(day)s: %(says)s", locale, day=since, says=f"{version.says}{why}"),
        )


# ---- The curve and its table -----------------------------------------------------------------------------------------


def _goal_chart(goal: Goal, locale: str) -> Chart:
    path = [Corner(mark.on, mark.value, written(mark.value, goal, locale)) for mark in goal.marks]
    drawn = Curve(
        wording.anchor("curve", goal.code),
        phrase("%(goal)s: figures and path", locale, goal=goal.name),
        numbers.unit_words(goal.unit, locale=locale),
        tuple(dots(goal.figures, goal, locale)),
        path,
        _summary(goal, locale),
        lambda value: numbers.tick(value, goal.unit, locale=locale),
        (phrase("figures", locale), phrase("path to the target", locale)),
        break_says=phrase(BREAK, locale),
    )
    return Chart(curve(drawn), _whole(drawn, locale), goal_table(goal, locale))


def series(of: ContextSeries, locale: str) -> ContextOutline:
    newest = of.points[-1]
    drawn = Curve(
        wording.anchor("curve", f"series-{of.code}"),
        of.name,
        numbers.unit_words(of.unit, locale=locale),
        tuple(dots(of.points, of, locale)),
        (),
        phrase(
            "Line chart of %(name)s. %(said)s.",
            locale,
            name=of.name,
            said="; ".join(_told(one, of, locale) for one in of.points),
        ),
        lambda value: numbers.tick(value, of.unit, locale=locale),
        (phrase("figures of the source", locale), ""),
        break_says=phrase(BREAK, locale),
    )
    several = len(of.points) > 1
    return ContextOutline(
        anchor=wording.anchor("series", of.code),
        name=of.name,
        sentence=of.sentence,
        cell=amount_cell(newest, of.unit, of.decimals, locale),
        when=" · ".join(
            part
            for part in (
                numbers.period(newest.label, locale=locale),
                of.place,
                phrase(wording.BETTER[of.direction], locale),
            )
            if part
        ),
        source=phrase(
            "%(source)s, published %(day)s",
            locale,
            source=of.source,
            day=numbers.day(of.published_on, locale=locale),
        ),
        notes=tuple(note for note in (of.note, "" if several else newest.note) if note),
        chart=Chart(curve(drawn) if several else "", _whole(drawn, locale), series_table(of, locale)),
    )


def _whole(drawn: Curve, locale: str) -> str:
    if begins_at_zero(drawn):
        return drawn.summary
    return drawn.summary + " " + phrase("The axis does not begin at zero.", locale)


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
    if known:
        first, last = known[0], known[-1]
        ends = (first,) if last is first else (first, last)
        so_far = "; ".join(_told(one, goal, locale) for one in ends)
    else:
        so_far = phrase("no figure yet", locale)
    marks = (
        phrase(
            "%(mark)s %(figure)s on %(day)s",
            locale,
            mark=phrase(MARKS[mark.role], locale).lower(),
            figure=written(mark.value, goal, locale),
            day=numbers.day(mark.on, locale=locale),
        )
        for mark in goal.marks
    )
    said = later("Line chart of %(goal)s: %(so_far)s. The path: %(marks)s.")
    return phrase(said, locale, goal=goal.name, so_far=so_far, marks="; ".join(marks))


def _told(point: Reached, of: Goal | ContextSeries, locale: str) -> str:
    number = READINGS[point.status].said(locale) if point.value is None else written(point.value, of, locale)
    when = numbers.period(point.label, locale=locale)
    return phrase("%(number)s in %(when)s", locale, number=number, when=when)
