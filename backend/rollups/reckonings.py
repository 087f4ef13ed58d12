"""From an indicator's rows to its `Reckoning`, and how far back its formula reads."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache

from backend.indicators.formula_units import factor_into
from backend.indicators.formulas import parse
from backend.indicators.queries import Tracked
from backend.indicators.rules import OverMembers, OverQuarters, Reckoning
from backend.indicators.tables import Element, IndicatorDefinition
from backend.indicators.trees import How, Tree, elements, is_yes_no, readings
from backend.kit.periods import Period
from backend.kit.units import unit

THE_BEGINNING = date(1, 1, 1)
_tree = lru_cache(maxsize=4096)(parse)


def reckoning(tracked: Tracked, definition: IndicatorDefinition, elements: Mapping[str, Element]) -> Reckoning:
    """How an indicator is added up while this definition is in force.

    elements: by code, at least those of the formula.
    Raises Invalid for a formula or a unit that cannot be read; blueprints are checked, so none such is in the database.
    """
    indicator = tracked.indicator
    rules = {code: (element.quarters_rule, element.unit) for code, element in elements.items()}
    return reckoned(
        indicator.code,
        definition.formula,
        (indicator.rule_members, indicator.rule_quarters),
        rules,
        unit=indicator.unit,
        overlap_possible=indicator.overlap_possible,
    )


def reckoned(
    code: str,
    formula: str,
    rules: tuple[str, str],
    elements: Mapping[str, tuple[str, str]],
    *,
    unit: str,
    overlap_possible: bool,
) -> Reckoning:
    """The same from plain facts.

    rules: over members, over quarters.
    elements: by code, the element's rule over quarters and its unit.
    """
    read = tuple((name, *elements[name]) for name in elements_of(formula))
    return _reckoned(code, formula, rules, read, unit, overlap_possible)


def elements_of(formula: str) -> tuple[str, ...]:
    """The codes it reads; none of an external series' empty formula."""
    return elements(_tree(formula)) if formula else ()


def reads_since(first: date, formulas: Iterable[tuple[str, str]]) -> date:
    """The first day of which figures from `first` on read anything: `earlier`, `running` and twelve months look back.

    formulas: with each its rule over quarters.
    """
    back = [_months_back(formula, OverQuarters(rule)) for formula, rule in formulas if formula]
    if None in back:
        return THE_BEGINNING
    return Period.of(first, 1).shift(-max((months for months in back if months), default=0)).start


@lru_cache(maxsize=4096)
def _months_back(formula: str, rule: OverQuarters) -> int | None:
    """None for everything there is."""
    found = readings(_tree(formula))
    if any(reading.how is How.RUNNING for reading in found):
        return None
    # A window of twelve months begins up to eleven before its own period.
    return 3 * max((reading.back for reading in found), default=0) + 12 * (rule is OverQuarters.ROLLING_12M)


@lru_cache(maxsize=4096)
def _reckoned(
    code: str,
    formula: str,
    rules: tuple[str, str],
    read: tuple[tuple[str, str, str], ...],
    declared: str,
    overlap_possible: bool,
) -> Reckoning:
    over_members, over_quarters = OverMembers(rules[0]), OverQuarters(rules[1])
    if not formula or over_members is OverMembers.EXTERNAL:
        return Reckoning(code, None, over_members, over_quarters, unit=declared, overlap_possible=overlap_possible)
    tree = _tree(formula)
    return Reckoning(
        code,
        tree,
        over_members,
        over_quarters,
        element_rules={name: OverQuarters(rule) for name, rule, _ in read},
        unit=declared,
        factor=_factor(tree, {name: measured for name, _, measured in read}, declared, code),
        overlap_possible=overlap_possible,
    )


def _factor(tree: Tree, units: Mapping[str, str], declared: str, code: str) -> Decimal:
    """Members that meet a condition are counted, and a count is in no unit."""
    if is_yes_no(tree):
        return Decimal(1)
    return factor_into(tree, {name: unit(text) for name, text in units.items()}, unit(declared), where=code)
