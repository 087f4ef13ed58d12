"""Whether the series and goals of a blueprint are sound, by the rules their own rooms have."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from backend.goals import rules as goal_rules
from backend.goals.each import check_formula
from backend.goals.rules import Direction, Mark
from backend.goals.schemas import Drawing
from backend.indicators.rules import OverMembers
from backend.indicators.tables import Element, Indicator
from backend.kit.errors import Invalid, Problem
from backend.kit.units import unit
from backend.provisioning.aims_written import Goal, GoalVersion
from backend.provisioning.blueprint import Blueprint
from backend.provisioning.references import Named, unknown
from backend.series import rules as series_rules
from backend.series.rules import Given


def series_faults(blueprint: Blueprint, named: Named) -> Iterator[Problem]:
    for code, series in blueprint.series.items():
        here = f"series.{code}"
        try:
            unit(series.unit, where=f"{here}.unit")
        except Invalid as fault:
            yield from fault.problems
        yield from _named(series.indicator, f"{here}.indicator", "indicators", named)
        yield from _named(series.framework, f"{here}.framework", "frameworks", named)
        for place, vintage in enumerate(series.vintages, 1):
            points = points_of(vintage.model_dump()["points"], f"{here}.vintages.{place}.points")
            yield from series_rules.faults(points)


def goal_faults(blueprint: Blueprint, named: Named) -> Iterator[Problem]:
    for code, goal in blueprint.goals.items():
        here = f"goals.{code}"
        yield from _named(goal.indicator, f"{here}.indicator", "indicators", named)
        yield from _named(goal.series, f"{here}.series", "series", named)
        yield from _named(goal.framework, f"{here}.framework", "frameworks", named)
        yield from _measured(goal, here, blueprint)
        for place, version in enumerate(goal.versions, 1):
            at = f"{here}.versions.{place}"
            yield from (Problem(at, one.message, "goal.path") for one in _drawn_wrongly(goal, version, blueprint))
            if place == 1:
                continue
            if not version.reason:
                yield Problem(f"{at}.reason", "is missing: say why the goal is drawn anew", "goal.reason")
            before = goal.versions[place - 2]
            if version.valid_from < before.valid_from:
                message = f"{version.valid_from} is before {before.valid_from}, from which the version before holds"
                yield Problem(f"{at}.valid_from", message, "version.dates")


def _named(code: str | None, where: str, kind: str, named: Named) -> Iterator[Problem]:
    if code is not None:
        yield from unknown(where, code, kind, named)


def _measured(goal: Goal, here: str, blueprint: Blueprint) -> Iterator[Problem]:
    if (goal.indicator is None) == (goal.series is None):
        yield Problem(here, "is measured by an indicator or by a series: write one of the two", "goal.measure")
    if goal.indicator is not None and goal.framework is None:
        yield Problem(f"{here}.framework", "is missing: which one collects the indicator?", "goal.measure")
    indicator = blueprint.indicators.get(goal.indicator or "")
    if indicator and indicator.rule_members in (OverMembers.NONE, OverMembers.EXTERNAL):
        message = f"{goal.indicator} is not added up over members; measure by a series, or by another indicator"
        yield Problem(f"{here}.indicator", message, "goal.measure")


def _drawn_wrongly(goal: Goal, version: GoalVersion, blueprint: Blueprint) -> Iterator[Problem]:
    drawing = drawing_of(version.model_dump())
    yield from goal_rules.path_faults(drawing.path)
    if (version.baseline is None) != (version.baseline_on is None):
        yield Problem("", "a baseline has a day, and a baseline day has a figure: write both or neither")
    try:
        goal_rules.check_measure(goal.level, by_series=goal.series is not None, each=version.each)
        if version.each and goal.indicator in blueprint.indicators:
            _check_each(drawing, str(goal.indicator), blueprint)
    except Invalid as invalid:
        yield from invalid.problems


def _check_each(drawing: Drawing, code: str, blueprint: Blueprint) -> None:
    of = blueprint.indicators[code]
    elements = {
        name: Element(code=name, unit=one.unit, quarters_rule=one.quarters_rule.value)
        for name, one in blueprint.elements.items()
    }
    formulas = [version.formula for version in of.versions if version.formula]
    check_formula(drawing, Indicator(code=code, name=of.name), formulas, elements)


def points_of(points: Iterable[Mapping[str, Any]], where: str = "") -> list[Given]:
    return [Given(**one, where=f"{where}.{place}") for place, one in enumerate(points, 1)]


def drawing_of(version: Mapping[str, Any]) -> Drawing:
    facts = dict(version)
    facts["direction"] = Direction(facts["direction"])
    facts["milestones"] = tuple(Mark(**one) for one in facts["milestones"])
    return Drawing(**facts)
