"""Which unit a formula comes to, and whether that is the unit its indicator is declared in."""

from collections.abc import Mapping
from decimal import Decimal

from backend.indicators.trees import Choice, Comparison, Negative, Number, Operation, Reading, Tree, is_constant, text
from backend.kit.errors import Invalid, Problem
from backend.kit.units import Unit, factor, unit


def unit_of(tree: Tree, units: Mapping[str, Unit], *, where: str = "") -> Unit:
    """The unit of the formula's value; a plain number takes the unit of what it is added to or compared with.

    units: by element code.
    Raises Invalid at `where` with every place where units do not fit.
    """
    problems: list[Problem] = []
    found = _unit(tree, units, where, problems)
    if problems:
        raise Invalid(problems)
    return found or unit("ratio")


def factor_into(tree: Tree, units: Mapping[str, Unit], declared: Unit, *, where: str = "") -> Decimal:
    """By what the formula's value is multiplied to be in the declared unit: 100 for a share in %.

    Raises Invalid at `where`: `local_spend / people` comes to GBP / people, which is not %.
    """
    found = unit_of(tree, units, where=where)
    if found.kind != declared.kind:
        raise Invalid(f"{text(tree)} comes to {found}, which is not {declared}", where=where, code="unit.not_declared")
    return factor(found, declared)


def _unit(tree: Tree, units: Mapping[str, Unit], where: str, problems: list[Problem]) -> Unit | None:
    """None for a plain number, which fits anything."""
    match tree:
        case Number():
            return None
        case Reading():
            return units[tree.element]
        case Negative(of):
            return _unit(of, units, where, problems)
        case Choice(_, of):
            return _one_unit(of, units, where, problems)
        case Comparison(left, _, right):
            _one_unit((left, right), units, where, problems)
            return unit("yes_no")
        case Operation(left, "+" | "-", right):
            return _one_unit((left, right), units, where, problems)
        case Operation(left, sign, right):
            over, under = (_unit(side, units, where, problems) for side in (left, right))
            if is_constant(tree):
                return None
            over, under = over or unit("ratio"), under or unit("ratio")
            return over * under if sign == "*" else over / under


def _one_unit(sides: tuple[Tree, ...], units: Mapping[str, Unit], where: str, problems: list[Problem]) -> Unit | None:
    """The unit all sides share. Numbers are never converted on the way, so kWh and MWh do not fit either."""
    found = [(side, measured) for side in sides if (measured := _unit(side, units, where, problems))]
    for side, measured in found[1:]:
        first, expected = found[0]
        if measured != expected:
            why = "different units of one kind" if measured.kind == expected.kind else "different things"
            problems.append(
                Problem(
                    where,
                    f"{text(first)} is in {expected} and {text(side)} in {measured}: {why} are not added or compared",
                    "unit.do_not_fit",
                )
            )
    return found[0][1] if found else None
