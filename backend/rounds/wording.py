"""Wording anew what is counted, from a day on: a next version, never a change of what figures already rest on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.indicators import formulas
from backend.indicators.formula_units import factor_into
from backend.indicators.queries import elements_by_code
from backend.indicators.rules import OverMembers, OverQuarters, Reckoning
from backend.indicators.rules import faults as rule_faults
from backend.indicators.tables import Element, ElementDefinition, Indicator, IndicatorDefinition
from backend.indicators.trees import Operation, Tree, elements, is_linear, is_yes_no
from backend.kit.db import find
from backend.kit.errors import Conflict, Invalid, NotFound, Problem
from backend.kit.languages import later, translated
from backend.kit.periods import Period
from backend.kit.units import unit
from backend.rounds.schemas import Wording

FORMULA = later("How it is worked out")


class Kind(StrEnum):
    """What is worded, by the table it is in."""

    FIGURE = "indicators"
    QUESTION = "elements"


@dataclass(frozen=True, slots=True)
class Worded:
    """A question or a figure with all its versions, the oldest first.

    asked_until: the last day of the last collection that was opened with the newest wording, if one was.
    """

    kind: Kind
    row: Element | Indicator
    versions: Sequence[Any]
    asked_until: date | None

    @property
    def newest(self) -> Any:
        return self.versions[-1]

    @property
    def earliest(self) -> date:
        """The first day from which another wording may hold: nothing that was collected is counted otherwise afterwards."""
        day: date = self.newest.valid_from + timedelta(days=1)
        return max(day, self.asked_until + timedelta(days=1)) if self.asked_until else day


async def worded(session: AsyncSession, kind: Kind, id: UUID, *, lock: bool = False) -> Worded:
    """Raises NotFound: no such thing, or a figure of another source."""
    table, versions, column = _TABLES[kind]
    row = await find(session, table, id, lock=lock)
    found = (await session.scalars(sa.select(versions).where(column == id).order_by(versions.version))).all()
    if not found or (isinstance(row, Indicator) and row.kind == "external"):
        raise NotFound(translated("There is nothing at this address."))
    ends = [Period(*one).end for one in await session.execute(_OPENED[kind], {"id": id})]
    return Worded(kind, row, found, max(ends, default=None))


_TABLES: dict[Kind, tuple[Any, Any, Any]] = {
    Kind.QUESTION: (Element, ElementDefinition, ElementDefinition.element_id),
    Kind.FIGURE: (Indicator, IndicatorDefinition, IndicatorDefinition.indicator_id),
}
_OF_FRAMEWORK = """
    select r.period_start, r.period_months from rounds r
    where (r.opened_at is not null or r.backfilled) and r.framework_id in (select f.framework_id from {} f where f.{} = :id)
"""
_OPENED = {
    Kind.QUESTION: sa.text(_OF_FRAMEWORK.format("framework_elements", "element_id")),
    Kind.FIGURE: sa.text(_OF_FRAMEWORK.format("framework_indicators", "indicator_id")),
}


async def reword(session: AsyncSession, of: Worded, sent: Wording) -> None:
    """The next version. of: locked.

    Raises:
        Invalid: a day on which figures rest already, nothing said of what is different, or a formula that does not do.
        Conflict: somebody worded it anew meanwhile.
    """
    if sent.seen != of.newest.version:
        raise Conflict(translated("Somebody worded this anew meanwhile. Look at it again."))
    problems = list(await _faults(session, of, sent))
    if problems:
        raise Invalid(problems)
    facts = {"version": of.newest.version + 1, "valid_from": sent.since, "text": sent.text, "break_note": sent.note}
    if isinstance(of.row, Indicator):
        session.add(IndicatorDefinition(indicator_id=of.row.id, formula=sent.formula or of.newest.formula, **facts))
    else:
        lists = {"inclusions": sent.inclusions, "exclusions": sent.exclusions, "examples": sent.examples}
        session.add(
            ElementDefinition(
                element_id=of.row.id, **facts, **{name: _lines(written) for name, written in lists.items()}
            )
        )
    await session.flush()


def _lines(written: str) -> list[str]:
    return [line.strip() for line in written.splitlines() if line.strip()]


async def _faults(session: AsyncSession, of: Worded, sent: Wording) -> list[Problem]:
    problems = []
    if sent.since < of.earliest:
        message = translated(
            "Choose %(day)s or a later day: what was asked before is counted by the wording it was asked with.",
            day=of.earliest.isoformat(),
        )
        problems.append(Problem(translated("Holds from"), message, "wording.day"))
    if isinstance(of.row, Indicator) and sent.formula and sent.formula != of.newest.formula:
        problems += await formula_faults(session, of.row, sent.formula)
    return problems


async def formula_faults(session: AsyncSession, of: Indicator, formula: str) -> list[Problem]:
    """Why figures cannot be worked out so, or not be protected: every reason."""
    known = await elements_by_code(session)
    try:
        tree = formulas.parse(formula, known=frozenset(known), where=translated(FORMULA))
        if not is_yes_no(tree):  # members that meet it are counted, and a count is in no unit
            factor_into(
                tree,
                {code: unit(known[code].unit) for code in elements(tree)},
                unit(of.unit),
                where=translated(FORMULA),
            )
    except Invalid as fault:
        return list(fault.problems)
    rules = {code: OverQuarters(known[code].quarters_rule) for code in elements(tree)}
    how = Reckoning(of.code, tree, OverMembers(of.rule_members), OverQuarters(of.rule_quarters), rules)
    return [*rule_faults(how, where=translated(FORMULA)), *_unprotected(tree, how)]


def _unprotected(tree: Tree, how: Reckoning) -> list[Problem]:
    """Other rates than of one sum to another cannot be taken apart, so nobody knows what they give away."""
    of_sums = isinstance(tree, Operation) and tree.sign == "/" and is_linear(tree.left) and is_linear(tree.right)
    if how.over_members is OverMembers.RATIO_OF_SUMS and not is_linear(tree) and not of_sums:
        return [
            Problem(
                translated(FORMULA),
                translated("Write a rate as one sum divided by another, a / b."),
                "formula.unprotected",
            )
        ]
    return []
