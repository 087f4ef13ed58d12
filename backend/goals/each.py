"""What every member is to reach by itself: the goal's formula and its indicator's, compared member by member.

It becomes an indicator that counts members, so it is added up, protected and shown by the rules every such indicator has:
how many of how many, never which, and nothing where fewer than three answered.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.goals.rules import Direction
from backend.goals.schemas import Drawing
from backend.indicators import formulas, trees
from backend.indicators import queries as indicator_queries
from backend.indicators.formula_units import unit_of
from backend.indicators.queries import Tracked
from backend.indicators.rules import OverMembers, OverQuarters, Reckoning, faults
from backend.indicators.tables import Element, Indicator, IndicatorDefinition
from backend.indicators.trees import Comparison, Tree, is_linear, is_yes_no
from backend.kit.amounts import QUOTIENT
from backend.kit.errors import Invalid
from backend.kit.languages import later, translated
from backend.kit.units import unit

WHERE = later("What each member is to reach")
FEWEST = 3  # answers, for a count of members to be shown to anybody
UNIT = "%"
_MARK = "goal:"  # before a goal's code; no indicator's code has a colon


def code_of(goal_code: str) -> str:
    """Of the indicator that counts the members that meet this goal."""
    return _MARK + goal_code


def condition(goal_code: str, drawing: Drawing, of: Tracked, elements: Mapping[str, Element]) -> Tracked:
    """The goal's indicator by every definition its own was ever counted by. In no section, so no report lists it."""
    by_version = {one.version: compared(one.formula, drawing) for one in of.definitions if one.formula}
    read = {elements[code].quarters_rule for tree in by_version.values() for code in trees.elements(tree)}
    indicator = Indicator(
        code=code_of(goal_code),
        name=drawing.name,
        plain=drawing.aim,
        kind="policy",
        unit="yes_no",
        direction=drawing.direction.value,
        rule_members=OverMembers.COUNT_TRUE.value,
        rule_quarters=_quarters_rule(read),
        overlap_possible=False,
        visibility=drawing.visibility,
        disclosure_class="members",
        fewest_contributors=None,
        source="",
    )
    definitions = [
        IndicatorDefinition(
            version=one.version,
            valid_from=one.valid_from,
            valid_to=one.valid_to,
            text=one.text,
            break_note=one.break_note,
            formula=trees.text(by_version[one.version]),
        )
        for one in of.definitions
        if one.version in by_version
    ]
    return Tracked(indicator, "", definitions)


def compared(formula: str, drawing: Drawing) -> Tree:
    sign = ">=" if drawing.direction is Direction.HIGHER else "<="
    return Comparison(formulas.parse(formula), sign, formulas.parse(drawing.each))


def share(met: Decimal, answered: int) -> Decimal | None:
    """In per cent of those that answered; nothing where so few did that which one it is could be told."""
    return QUOTIENT.divide(met * 100, Decimal(answered)) if answered >= FEWEST else None


async def check_each(session: AsyncSession, indicator_id: UUID, drawing: Drawing) -> None:
    """Raises Invalid where the formula cannot be read, or cannot be compared with what the indicator counts."""
    indicator = (await session.scalars(sa.select(Indicator).where(Indicator.id == indicator_id))).one()
    query = sa.select(IndicatorDefinition.formula).where(IndicatorDefinition.indicator_id == indicator_id)
    elements = await indicator_queries.elements_by_code(session)
    check_formula(drawing, indicator, [one for one in await session.scalars(query) if one], elements)


def check_formula(
    drawing: Drawing, indicator: Indicator, written: Sequence[str], elements: Mapping[str, Element]
) -> None:
    """written: the indicator's formulas, of every version. Raises Invalid, as `check_each`."""
    each = formulas.parse(drawing.each, known=elements, where=translated(WHERE))
    if is_yes_no(each):
        raise Invalid(
            translated("Write what is to be reached, such as min(0.01 * reserves, 50000000), not a comparison."),
            where=translated(WHERE),
        )
    if not written or not all(is_linear(formulas.parse(one)) for one in written):
        raise Invalid(
            translated(
                "Each member is held to this by what it adds to %(name)s, and that is no sum of what members report."
                " Choose an indicator that is one.",
                name=indicator.name,
            ),
            where=translated(WHERE),
            code="goal.each_not_sum",
        )
    if not 0 < drawing.target <= 100:
        raise Invalid(
            translated("Here the target is a per cent of members, above 0 and at most 100."), where=translated("Target")
        )
    for one in written:
        tree = compared(one, drawing)
        units = {code: unit(elements[code].unit) for code in trees.elements(tree)}
        unit_of(tree, units, where=translated(WHERE))
        _check_quarters(tree, indicator, elements)


def _check_quarters(tree: Tree, indicator: Indicator, elements: Mapping[str, Element]) -> None:
    rules = {code: OverQuarters(elements[code].quarters_rule) for code in trees.elements(tree)}
    over = OverQuarters(_quarters_rule(rules.values()))
    if problems := faults(
        Reckoning(indicator.code, tree, OverMembers.COUNT_TRUE, over, rules), where=translated(WHERE)
    ):
        raise Invalid(problems)


def _quarters_rule(rules: Iterable[str]) -> str:
    """For elements of these rules together: their own where they have one, else flows are summed and stocks' last counts."""
    found = {str(rule) for rule in rules}
    return found.pop() if len(found) == 1 else OverQuarters.SPLIT.value
