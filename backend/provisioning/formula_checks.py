"""Whether each indicator's formulas can be worked out from the elements there are, and be added up as its rules say."""

from collections.abc import Iterator, Mapping
from datetime import date

from backend.disclosure.collective import sides_of
from backend.indicators.formula_units import factor_into
from backend.indicators.formulas import parse
from backend.indicators.rules import OverMembers, Reckoning
from backend.indicators.rules import faults as rule_faults
from backend.indicators.trees import Tree, elements, is_linear, text
from backend.kit.errors import Invalid, Problem
from backend.kit.units import Unit, unit
from backend.provisioning.blueprint import Blueprint, Indicator, IndicatorVersion
from backend.provisioning.references import Named


def formula_faults(blueprint: Blueprint, named: Named, units: Mapping[str, Unit]) -> Iterator[Problem]:
    """Unknown names, units that do not come out, rules that do not fit, versions that outlive what they read."""
    known = named.get("elements", frozenset())
    for code, indicator in blueprint.indicators.items():
        here = f"indicators.{code}"
        declared, bad_unit = _unit(indicator.unit, f"{here}.unit")
        yield from bad_unit
        yield from _kind(indicator, here)
        for version, at in _placed(indicator, here):
            if version.formula is None:
                continue
            tree, unread = _tree(version.formula, known, at)
            yield from unread
            if tree is not None and set(elements(tree)) <= set(blueprint.elements):
                yield from _units(tree, units, declared, at)
                yield from rule_faults(_reckoning(code, indicator, tree, blueprint), where=at)
                yield from _unprotected(tree, indicator, at)
                yield from _outlived(tree, version, blueprint, at)


def _placed(indicator: Indicator, here: str) -> Iterator[tuple[IndicatorVersion, str]]:
    """Each version with the key path of the formula it uses; one formula of several versions is checked once."""
    own = False
    for place, version in enumerate(indicator.versions, 1):
        written = bool(indicator.definitions) and indicator.definitions[place - 1].formula is not None
        if written:
            yield version, f"{here}.definitions.{place}.formula"
        elif not own:
            own = True
            yield version, f"{here}.formula"


def _unprotected(tree: Tree, indicator: Indicator, where: str) -> Iterator[Problem]:
    """Other rates than of one sum to another cannot be taken apart, so nobody knows what they give away."""
    if indicator.rule_members is OverMembers.RATIO_OF_SUMS and not is_linear(tree) and sides_of(tree) is None:
        yield Problem(where, f"{text(tree)}: write a rate as one sum divided by another, a / b", "formula.unprotected")


def _kind(indicator: Indicator, here: str) -> Iterator[Problem]:
    if indicator.kind == "external":
        unread = Reckoning("", None, indicator.rule_members, indicator.rule_quarters)
        yield from rule_faults(unread, where=f"{here}.rule_members")
        if any(version.formula for version in indicator.versions):
            yield Problem(
                f"{here}.formula", "an external series is loaded, not worked out; leave the formula out", "external"
            )
    for place, version in enumerate(indicator.versions, 1):
        if indicator.kind != "external" and not version.formula:
            at = f"{here}.definitions.{place}.formula" if indicator.definitions else f"{here}.formula"
            yield Problem(
                at, "is missing; write one over elements, the simplest being an element's code", "formula.missing"
            )


def _unit(text: str, where: str) -> tuple[Unit | None, list[Problem]]:
    try:
        return unit(text, where=where), []
    except Invalid as fault:
        return None, list(fault.problems)


def _tree(text: str, known: frozenset[str], where: str) -> tuple[Tree | None, list[Problem]]:
    try:
        return parse(text, known=known, where=where), []
    except Invalid as fault:
        return None, list(fault.problems)


def _units(tree: Tree, units: Mapping[str, Unit], declared: Unit | None, where: str) -> list[Problem]:
    if declared is None or not set(elements(tree)) <= set(units):
        return []
    try:
        factor_into(tree, units, declared, where=where)
    except Invalid as fault:
        return list(fault.problems)
    return []


def _reckoning(code: str, indicator: Indicator, tree: Tree, blueprint: Blueprint) -> Reckoning:
    rules = {name: blueprint.elements[name].quarters_rule for name in elements(tree)}
    return Reckoning(code, tree, indicator.rule_members, indicator.rule_quarters, rules)


def _outlived(tree: Tree, version: IndicatorVersion, blueprint: Blueprint, where: str) -> Iterator[Problem]:
    last = version.valid_to or date.max
    for name in elements(tree):
        ends = blueprint.elements[name].definitions[-1].valid_to
        if ends is not None and ends < last:
            message = f"“{name}” is not asked after {ends}, but this formula goes on; end the version that day"
            yield Problem(where, message, "formula.outlived")
