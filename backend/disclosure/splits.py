"""A count or an amount by its element's breakdowns: the parts that members gave, and what is in the total alone. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from backend.disclosure.collective import Rolled, RolledSplit
from backend.indicators.queries import SplitBy
from backend.indicators.rules import OverMembers
from backend.indicators.trees import How, Reading
from backend.kit.amounts import EXACT, ZERO, total
from backend.kit.languages import later
from backend.rollups.ledger import Ledger
from backend.rollups.rules import Contribution, RollUp, divided_last, roll_up

NOT_SPLIT = "not_split"
NOT_SPLIT_NAME = later("Not split by the member")

ByCategory = Mapping[str, Mapping[str, Ledger]]  # breakdown code, category code


def rolled_splits(now: Rolled, by_category: ByCategory, splits: Mapping[str, Sequence[SplitBy]]) -> list[RolledSplit]:
    """splits: the breakdowns by which each element is asked. Nothing for what is not one element summed."""
    formula = now.reckoning.formula
    plain = isinstance(formula, Reading) and formula.how is How.PLAIN
    if not plain or now.reckoning.over_members is not OverMembers.SUM or now.roll_up.number is None:
        return []
    assert isinstance(formula, Reading)
    found = (_rolled_split(now, by, by_category.get(by.code, {})) for by in splits.get(formula.element, ()))
    return [split for split in found if split is not None]


def _rolled_split(now: Rolled, by: SplitBy, ledgers: Mapping[str, Ledger]) -> RolledSplit | None:
    """None where nobody gave any part."""
    names = {part.code.removeprefix(f"{by.code}."): part.name for part in by.parts}
    rows = {
        code: replace(now, roll_up=row)
        for code in names
        if code in ledgers
        and (row := _of_those_in(now, roll_up(now.reckoning, now.period, ledgers[code]), ledgers[code])) is not None
    }
    if not rows:
        return None
    if not by.multi_select and (rest := _not_split(now, rows)) is not None:
        rows[NOT_SPLIT] = rest
    return RolledSplit(by.code, by.name, names | {NOT_SPLIT: NOT_SPLIT_NAME}, not by.multi_select, rows)


def _of_those_in(now: Rolled, row: RollUp, ledger: Ledger) -> RollUp | None:
    """A part of the members that are in the total. Of one that gave parts and no total, the rows would add up to the
    total and its own figure; so they are left out, as the total leaves it out."""
    inside = {member for one in now.roll_up.contributors for member in one.members}
    kept = [one for one in row.contributors if inside.issuperset(one.members)]
    if not kept:
        return None
    if len(kept) == len(row.contributors):
        return row
    members = {member for one in kept for member in one.members}
    return replace(roll_up(now.reckoning, now.period, ledger.only(members)), coverage=row.coverage)


def _not_split(now: Rolled, rows: Mapping[str, Rolled]) -> Rolled | None:
    """What is in the total and in no part: from members that gave the total alone, or split only some of it."""
    key = now.reckoning.readings[0].key
    left, then = (_left(key, now.roll_up, rows.values(), then=then) for then in (False, True))
    if not left:
        return None
    parts = {key: total(one.parts[key] for one in left)}
    number = divided_last(now.reckoning, parts)
    return replace(now, roll_up=replace(now.roll_up, number=number, parts=parts, contributors=left, then=then))


def _left(key: str, whole: RollUp, rows: Iterable[Rolled], *, then: bool) -> tuple[Contribution, ...]:
    """then: by the parents of then, where anything of it is of others than now."""
    rolled = [row.roll_up for row in rows]
    if then and not any(one.then for one in (whole, *rolled)):
        return ()
    split: dict[UUID, Decimal] = {}
    for row in rolled:
        for one in row.held(then=then):
            split[one.parent] = EXACT.add(split.get(one.parent, ZERO), one.parts[key])
    return tuple(
        replace(one, parts={key: rest}, by_period={})
        for one in whole.held(then=then)
        if (rest := EXACT.subtract(one.parts[key], split.get(one.parent, ZERO)))
    )
