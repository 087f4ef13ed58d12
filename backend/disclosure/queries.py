"""The one way out for collective figures: adds up under scope "all", hands out only what the rules show."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.disclosure.collective import (
    NOT_SPLIT,
    FigureShown,
    Rolled,
    RolledIndicator,
    RolledSplit,
    shown,
    table,
)
from backend.disclosure.figures import Audience, Earlier, Measure, Table, Visibility
from backend.disclosure.policy import Policy
from backend.disclosure.rules import show
from backend.indicators import queries as indicator_queries
from backend.indicators.queries import Section, Tracked
from backend.indicators.rules import OverMembers
from backend.indicators.tables import Element, IndicatorDefinition
from backend.indicators.trees import Reading
from backend.kit.amounts import EXACT, total
from backend.kit.periods import Period
from backend.members.tables import Collaborative
from backend.rollups.queries import Books, books, reckoning
from backend.rollups.rules import Contribution, RollUp, roll_up

PERIODS = 8  # how far back a series goes, this period included


@dataclass(frozen=True, slots=True)
class Collective:
    """What one period came to, as each audience may see it.

    basis: what the members are shown with what each contributor put in; the next release is held against it. Never leaves.
    """

    sections: Sequence[Section]
    tracked: Sequence[Tracked]
    elements: Mapping[str, Element]
    figures: Mapping[Audience, Sequence[FigureShown]]
    members: Sequence[str]
    signed: int
    accepted_on: date | None
    basis: Table


def policy_of(here: Collaborative) -> Policy:
    """As the collaborative's settings hold it; per cents are kept there as text."""
    kept = dict(here.policy.get("disclosure", {}))  # type: ignore[call-overload]
    for name in ("p_percent", "wage_largest_percent"):
        if name in kept:
            kept[name] = Decimal(str(kept[name]))
    return Policy(**kept)


async def collective(
    session: AsyncSession,
    here: Collaborative,
    framework_id: UUID,
    period: Period,
    *,
    audiences: Iterable[Audience],
    today: date,
    earlier: Earlier = (),
) -> Collective:
    """Every indicator a framework reports, for the period and the seven before it.

    session: under scope "all". today: for the age of wage figures. earlier: `basis` of earlier releases.
    """
    first = period.shift(-period.months * (PERIODS - 1)).start
    kept = await books(session, framework_id, first=first, last=period.end)
    tracked = await indicator_queries.tracked(session, framework_id)
    elements = await indicator_queries.elements_by_code(session)
    questions = await indicator_queries.questions(session, framework_id, period.end)
    splits = {question.code: question.splits for question in questions}
    periods = [p for p in _back(period) if p == period or p in kept.accepted]
    indicators = [rolled for one in tracked if (rolled := _rolled(one, periods, kept, elements, splits)) is not None]
    policy = policy_of(here)
    whole = table(indicators, age_months={p: _months_between(p.end, today) for p in periods})
    by_audience = {who: show(whole, who, policy, earlier) for who in audiences}
    for_members = by_audience.get(Audience.MEMBERS) or show(whole, Audience.MEMBERS, policy, earlier)
    signed, accepted_on = kept.accepted.get(period, (0, None))
    return Collective(
        sections=await indicator_queries.sections(session, framework_id),
        tracked=tracked,
        elements=elements,
        figures={
            who: _meant_for(who, shown(indicators, seen), indicators, policy) for who, seen in by_audience.items()
        },
        members=sorted(kept.members.values(), key=str.casefold),
        signed=signed,
        accepted_on=accepted_on,
        basis=for_members.kept(whole),
    )


def _back(period: Period) -> list[Period]:
    return [period.shift(-period.months * step) for step in reversed(range(PERIODS))]


def _months_between(end: date, today: date) -> int:
    whole = (today.year - end.year) * 12 + today.month - end.month
    return max(0, whole - (1 if today.day < end.day else 0))


def _meant_for(
    who: Audience, figures: Sequence[FigureShown], indicators: Sequence[RolledIndicator], policy: Policy
) -> Sequence[FigureShown]:
    """Without the indicators this audience is never shown: that they exist is no news to it, their names are no use."""
    seen = {one.code for one in indicators if one.visibility in policy.sees[who]}
    return [figure for figure in figures if figure.code in seen]


def _rolled(
    one: Tracked,
    periods: Sequence[Period],
    kept: Books,
    elements: Mapping[str, Element],
    splits: Mapping[str, Sequence[indicator_queries.SplitBy]],
) -> RolledIndicator | None:
    """None for what is never added up, and where no definition is in force now."""
    if one.indicator.rule_members in (OverMembers.NONE, OverMembers.EXTERNAL):
        return None
    points = [
        Rolled(roll_up(how, period, kept.ledger), how, definition.version)
        for period in periods
        if (definition := one.definition_on(period.end)) is not None
        for how in (reckoning(one, definition, elements),)
    ]
    if not points or points[-1].roll_up.period != periods[-1]:
        return None
    return RolledIndicator(
        code=one.indicator.code,
        visibility=Visibility(one.indicator.visibility),
        measure=Measure(one.indicator.disclosure_class),
        points=points,
        splits=_rolled_splits(points[-1], kept, splits),
    )


def _rolled_splits(
    now: Rolled, kept: Books, splits: Mapping[str, Sequence[indicator_queries.SplitBy]]
) -> Sequence[RolledSplit]:
    """A count or an amount by its element's breakdowns, where members gave any part of one."""
    formula = now.reckoning.formula
    if not isinstance(formula, Reading) or now.reckoning.over_members is not OverMembers.SUM:
        return ()
    found = [_rolled_split(now, by, kept) for by in splits.get(formula.element, ())]
    return [split for split in found if split is not None]


def _rolled_split(now: Rolled, by: indicator_queries.SplitBy, kept: Books) -> RolledSplit | None:
    period, ledgers = now.roll_up.period, kept.by_category.get(by.code, {})
    names = {part.code.removeprefix(f"{by.code}."): part.name for part in by.parts}
    rows = {
        code: Rolled(roll_up(now.reckoning, period, ledgers[code]), now.reckoning, now.version)
        for code in names
        if code in ledgers
    }
    given = {code: row for code, row in rows.items() if row.roll_up.number is not None}
    if not given:
        return None
    if not by.multi_select:
        given |= _not_split(now, given)
    return RolledSplit(by.code, by.name, names | {NOT_SPLIT: "Not split by the member"}, not by.multi_select, given)


def _not_split(now: Rolled, given: Mapping[str, Rolled]) -> dict[str, Rolled]:
    """What is in the total and in no part: from members that gave the total alone."""
    whole = now.roll_up
    if whole.number is None:
        return {}
    rest = EXACT.subtract(whole.number, total(row.roll_up.number or Decimal(0) for row in given.values()))
    if not rest:
        return {}
    key = now.reckoning.readings[0].key
    split: dict[UUID, Decimal] = {}
    for row in given.values():
        for one in row.roll_up.contributors:
            split[one.parent] = split.get(one.parent, Decimal(0)) + one.parts[key]
    left = tuple(
        Contribution(one.parent, one.members, {key: one.parts[key] - split.get(one.parent, Decimal(0))})
        for one in whole.contributors
        if one.parts[key] != split.get(one.parent, Decimal(0))
    )
    return {
        NOT_SPLIT: Rolled(
            RollUp(
                whole.indicator, whole.period, rest, whole.unit, whole.coverage, parts={key: rest}, contributors=left
            ),
            now.reckoning,
            now.version,
        )
    }


def definitions_shown(one: Tracked, figure: FigureShown) -> Sequence[IndicatorDefinition]:
    """The versions a figure's series was counted by, oldest first."""
    used = {point.version for point in figure.points}
    return [definition for definition in one.definitions if definition.version in used]
