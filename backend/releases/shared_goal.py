"""One shared goal as its page tells it, in the reader's language: from frozen Editions of one audience alone. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from backend.kit.languages import locale_of, speech, translated
from backend.kit.period_words import label
from backend.releases.goal_telling import MARKS, MISSING, STANDINGS, TAGS, Issue, Telling, share
from backend.releases.standings import sentence
from collab_reports import numbers
from collab_reports.curves import Corner, Curve, curve
from collab_reports.forecasts import Forecast, if_nothing_changes
from collab_reports.goal_outline import dots
from collab_reports.goals import Goal, GoalMark, GoalVersion, Level, Reached
from collab_reports.parts import Status
from collab_reports.tables import amount_cell

_MOST_CORRECTED = 5


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the curve's table twin. remark: as the report has it."""

    head: str
    figure: str
    missing: bool
    path: str
    members: str
    remark: str


@dataclass(frozen=True, slots=True)
class Told:
    """tag: of the standing's mark. by_report: its sentence as printed, in the language of `report_language`; sentence: in
    the reader's, empty where that is the same. began: the baseline, if it has one. lacking: where no figure can be shown,
    what stands in the newest one's place, such as that it is hidden. hidden: a figure of the curve is."""

    goal: Goal
    tag: str
    standing: str
    sentence: str
    by_report: str
    report_language: str
    newest: str
    newest_when: str
    lacking: str
    hidden: bool
    began: str
    began_when: str
    asked: str
    asked_when: str
    target: str
    target_when: str
    svg: str
    lines: Sequence[Line]
    ahead: str
    changed: Sequence[str]
    coverage: str
    of_everyone: bool
    members: Sequence[str]
    versions: Sequence[tuple[GoalVersion, str]]
    report: str


def told(code: str, now: Issue, before: Issue | None, *, with_curve: bool = True) -> Told:
    """before: the report this audience was given before, if any; the goal need not be in it.

    with_curve: and with its table; a card in a list has no room for either.
    """
    goal = now.goal(code)
    assert goal is not None
    say = Telling(goal, locale_of(now.locale))
    was = before.goal(code) if before else None
    newest, ahead = goal.newest, if_nothing_changes(goal)
    same_language = now.locale.partition("_")[0] == speech().language
    coverage = newest.coverage or newest.counted if newest else ""
    baseline = next((mark for mark in goal.marks if mark.role == "baseline"), None)
    latest = goal.latest
    return Told(
        goal=goal,
        tag=TAGS.get(goal.standing, ""),
        standing=translated(STANDINGS[goal.standing]),
        sentence="" if same_language else sentence(say),
        by_report=goal.sentence,
        report_language=now.locale.replace("_", "-"),
        newest=_newest(say),
        newest_when=label(latest.label) if latest else "",
        lacking=translated(MISSING[latest.status]) if latest and not newest else "",
        hidden=any(one.status is Status.SUPPRESSED for one in goal.figures),
        began=say.number(baseline.value) if baseline else "",
        began_when=say.day(baseline.on) if baseline else "",
        asked=say.number(newest.expected) if newest and newest.expected is not None else "",
        asked_when=say.day(newest.last) if newest else "",
        target=say.number(goal.target.value),
        target_when=say.day(goal.target.on),
        svg=curve(_curve(say, ahead)) if with_curve else "",
        lines=tuple(_lines(say)) if with_curve else (),
        ahead=_ahead(ahead, say),
        changed=tuple(_changed(say, was, first=before is None)),
        coverage=share(coverage),
        of_everyone=goal.level is Level.POPULATION,
        members=() if goal.level is Level.POPULATION else now.members,
        versions=tuple((one, say.day(one.valid_from)) for one in reversed(goal.versions)),
        report=now.title,
    )


def _newest(say: Telling) -> str:
    newest = say.goal.newest
    if newest is None or newest.value is None:
        return ""
    return share(newest.counted) if newest.counted else say.number(newest.value)


# ---- Sentences -------------------------------------------------------------------------------------------------------


def _ahead(ahead: Forecast | None, say: Telling) -> str:
    if ahead is None:
        return ""
    facts = {
        "since": label(ahead.since.label),
        "newest": label(ahead.newest.label),
        "value": say.number(ahead.value),
        "day": say.day(ahead.on),
        "target": say.number(say.goal.target.value),
    }
    if ahead.reaches:
        return translated(
            "If nothing changed, and it went on in a straight line as from %(since)s to %(newest)s, it would be %(value)s"
            " by %(day)s: the target of %(target)s would be reached.",
            **facts,
        )
    return translated(
        "If nothing changed, and it went on in a straight line as from %(since)s to %(newest)s, it would be %(value)s by"
        " %(day)s: the target of %(target)s would not be reached.",
        **facts,
    )


def _changed(say: Telling, was: Goal | None, *, first: bool) -> Iterator[str]:
    """Since the report before: the newest figure, where it stands, what was corrected, how it is drawn."""
    goal = say.goal
    if was is None:
        yield translated("This is the first report.") if first else translated("This report is the first to show it.")
        return
    yield _newer(say, was)
    if was.standing is not goal.standing:
        then, now = translated(STANDINGS[was.standing]), translated(STANDINGS[goal.standing])
        yield translated("It was %(then)s and is %(now)s.", then=then, now=now)
    yield from list(_corrected(say, was))[:_MOST_CORRECTED]
    known = was.versions[-1].version
    for one in goal.versions:
        if one.version > known:
            facts = {"day": say.day(one.valid_from), "reason": one.reason}
            yield translated("It was drawn anew from %(day)s: %(reason)s", **facts)


def _newer(say: Telling, was: Goal) -> str:
    newest, before = say.goal.newest, was.newest
    if newest is None or newest.value is None:
        return translated("There is no figure that can be shown yet.")
    facts = {"figure": say.number(newest.value), "when": label(newest.label)}
    if before is None or before.value is None:
        return translated("%(figure)s in %(when)s is its first figure.", **facts)
    if before.last >= newest.last:
        return translated("No newer figure has come since.")
    # As this report has it: corrected since, or hidden, it would not be what the table beside it says.
    then = next((one for one in say.goal.figures if (one.first, one.last) == (before.first, before.last)), before)
    if then.value is None:
        return translated("%(figure)s in %(when)s is its newest figure.", **facts)
    facts |= {"was": say.number(then.value), "then": label(then.label)}
    return translated("From %(was)s in %(then)s to %(figure)s in %(when)s.", **facts)


def _corrected(say: Telling, was: Goal) -> Iterator[str]:
    before = {(one.first, one.last): one for one in was.figures}
    for one in say.goal.figures:
        then = before.get((one.first, one.last))
        if then is None or then.value is None or one.value is None or was.unit != say.goal.unit:
            continue
        facts = {"when": label(one.label), "was": say.number(then.value), "now": say.number(one.value)}
        if facts["was"] != facts["now"]:
            yield translated("A corrected figure: %(when)s was %(was)s and is %(now)s.", **facts)


# ---- The curve and its table -----------------------------------------------------------------------------------------


def _curve(say: Telling, ahead: Forecast | None) -> Curve:
    goal = say.goal
    line: tuple[Corner, ...] = ()
    if ahead is not None and ahead.newest.value is not None:
        line = (Corner(ahead.newest.last, ahead.newest.value, ""), Corner(ahead.on, ahead.value, ""))
    return Curve(
        f"curve-{re.sub(r'[^a-z0-9]', '-', goal.code.lower())}",
        translated("%(goal)s: figures and path", goal=goal.name),
        numbers.unit_words(goal.unit, locale=say.locale),
        tuple(dots(goal.figures, goal, say.locale)),
        [Corner(mark.on, mark.value, say.number(mark.value)) for mark in goal.marks],
        translated("A line chart. The table beside it holds the same numbers."),
        lambda value: numbers.tick(value, goal.unit, locale=say.locale),
        (translated("figures"), translated("path to the target")),
        ahead=line,
        ahead_says=translated("if nothing changes"),
        break_says=translated("counted otherwise"),
    )


def _lines(say: Telling) -> Iterator[Line]:
    """Figures and marks in one order of time."""
    found = [(one.last, 0, _of_figure(one, say)) for one in say.goal.figures]
    found += [(mark.on, 1, _of_mark(mark, say)) for mark in say.goal.marks]
    yield from (line for *_, line in sorted(found, key=lambda one: one[:2]))


def _of_figure(one: Reached, say: Telling) -> Line:
    cell = amount_cell(one, say.goal.unit, say.goal.decimals, say.locale)
    missing = one.value is None
    return Line(
        label(one.label),
        translated(MISSING[one.status]) if missing and one.status in MISSING else cell.text,
        missing,
        say.number(one.expected) if one.expected is not None else "",
        share(one.counted or one.coverage),
        " ".join(part for part in (translated(one.hidden_reason), one.note) if part),
    )


def _of_mark(mark: GoalMark, say: Telling) -> Line:
    head = f"{translated(MARKS[mark.role])}, {numbers.day(mark.on, locale=say.locale, narrow=True)}"
    return Line(head, "", False, say.number(mark.value), "", mark.note)
