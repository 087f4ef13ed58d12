"""Totals somebody added up elsewhere, held beside ours: for the backbone alone, like `queries.live`.

Every number a reason is found by is one the backbone reads in the members' own figures. What a member keeps back is never
read, and wages and counts from patients' records are told in reports only.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.agreements.sight import in_sight
from backend.disclosure.likely import Facts, Gave, Reason, reasons
from backend.disclosure.queries import GUARDED
from backend.indicators.queries import Question, Tracked, elements_of
from backend.indicators.rules import OverMembers, OverQuarters, Reckoning
from backend.indicators.tables import Element, Indicator, IndicatorDefinition
from backend.indicators.trees import How, is_linear
from backend.kit.periods import Calendar, Period
from backend.rollups.ledger import Ledger, parts_of
from backend.rollups.queries import Sums, reckoning, sums
from backend.rollups.rules import RollUp, divided_last, roll_up

LONG_AGO = date(1900, 1, 1)
_MARK = "question:"  # before a question's code; no indicator's code has a colon
_UNDIVIDED = (OverMembers.COUNT_TRUE, OverMembers.DISTINCT, OverMembers.NONE, OverMembers.EXTERNAL)


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody says a figure came to. at: where they say it."""

    at: str
    tracked: Tracked
    period: Period
    number: Decimal


@dataclass(frozen=True, slots=True)
class Beside:
    """ours: None where nobody's figures are here. kept_back: it is told in reports only. coverage: who is in ours."""

    claim: Claim
    ours: Decimal | None
    coverage: str = ""
    kept_back: bool = False
    reasons: Sequence[Reason] = ()


def of_question(question: Question, quarters_rule: str, tracked: Iterable[Tracked]) -> Tracked:
    """A question added up over all members, for where no figure is counted from it alone. In no section of a report.

    tracked: the framework's figures. What one of them guards is guarded here as well.
    """
    counts = question.kind == "yes_no"
    classes = {one.indicator.disclosure_class for one in tracked if question.code in elements_of(one)}
    guarded = [one for one in GUARDED if one in classes or one == question.measure_class]
    indicator = Indicator(
        code=_MARK + question.code,
        name=question.name,
        plain="",
        kind="input",
        unit="yes_no" if counts else question.unit,
        direction="neutral",
        rule_members=(OverMembers.COUNT_TRUE if counts else OverMembers.SUM).value,
        rule_quarters=quarters_rule,
        overlap_possible=False,
        visibility="backbone",
        disclosure_class=guarded[0].value if guarded else "members" if counts else question.measure_class,
        fewest_contributors=None,
        source="",
    )
    definition = IndicatorDefinition(
        version=1, valid_from=LONG_AGO, valid_to=None, text="", break_note="", formula=question.code
    )
    return Tracked(indicator, "", [definition])


async def compared(
    session: AsyncSession,
    framework_id: UUID,
    claims: Sequence[Claim],
    calendar: Calendar,
    *,
    elements: Mapping[str, Element],
) -> Sequence[Beside]:
    """session: under scope "all". elements: every one, by its code."""
    open_ = [one for one in claims if not _kept_back(one)]
    if not open_:
        return [Beside(one, None, kept_back=True) for one in claims]
    years = {calendar.period(one.period.start, 12) for one in open_}
    first, last = min(year.start for year in years), max(one.period.end for one in open_)
    tracked = {one.tracked.indicator.code: one.tracked for one in open_}
    kept = await sums(session, framework_id, tracked.values(), first=first, last=last, elements=elements)
    aside = await _aside(session, framework_id, kept)

    def beside(claim: Claim) -> Beside:
        if _kept_back(claim):
            return Beside(claim, None, kept_back=True)
        definition = claim.tracked.definition_on(claim.period.end)
        if definition is None or not definition.formula:
            return Beside(claim, None)
        how = reckoning(claim.tracked, definition, elements)
        return _Looking(kept, how, claim, calendar, aside.get(claim.period, ())).beside()

    # Apart from the others: thousands of lines, each member by member, take seconds.
    return await asyncio.to_thread(lambda: [beside(one) for one in claims])


def _kept_back(one: Claim) -> bool:
    return one.tracked.indicator.disclosure_class in GUARDED


@dataclass(frozen=True, slots=True)
class Aside:
    """An answer that is in no total. accepted: then it is for want of an agreement. numbers: by element."""

    name: str
    accepted: bool
    numbers: Mapping[str, Decimal]


async def _aside(session: AsyncSession, framework_id: UUID, kept: Sums) -> Mapping[Period, Sequence[Aside]]:
    """Of members without an agreement in force, and what was handed in and waits; but for what is kept back."""
    barred = {str(id) for id in kept.bars.members}
    rows = await session.execute(_ASIDE, {"framework": framework_id, "barred": list(kept.bars.members)})
    found: dict[tuple[Period, str, bool], dict[str, Decimal]] = {}
    for row in rows:
        key = Period(row.period_start, row.period_months), row.name, str(row.member_id) in barred
        found.setdefault(key, {})[row.element] = row.number
    by_period: dict[Period, list[Aside]] = {}
    for (period, name, accepted), numbers in found.items():
        by_period.setdefault(period, []).append(Aside(name, accepted, numbers))
    return by_period


_ASIDE = sa.text(
    f"""
    select m.id as member_id, m.name, r.period_start, r.period_months, el.code as element, e.number
    from submissions s join rounds r on r.id = s.round_id join members m on m.id = s.member_id
      join entries e on e.submission_id = s.id join elements el on el.id = e.element_id
    where r.framework_id = :framework and e.category_id is null and e.number is not null
      and s.version = 1 and (s.state in ('submitted', 'approved')
        or (s.state in ('accepted', 'locked') and s.member_id = any(:barred)))
      and {in_sight("e")}
    order by m.name
    """  # noqa: S608
).bindparams(sa.bindparam("barred", type_=sa.ARRAY(sa.Uuid())))


@dataclass(frozen=True)
class _Looking:
    """One claim, looked at."""

    kept: Sums
    how: Reckoning
    claim: Claim
    calendar: Calendar
    aside: Sequence[Aside]

    def beside(self) -> Beside:
        rolled = roll_up(self.how, self.claim.period, self.kept.ledger)
        said = rolled.coverage.said
        if rolled.number is None:
            return Beside(self.claim, None, said)
        return Beside(self.claim, rolled.number, said, reasons=reasons(self.claim.number, self._facts(rolled)))

    def _facts(self, rolled: RollUp) -> Facts:
        assert rolled.number is not None
        assert self.how.formula is not None
        dividable = self.how.over_members not in _UNDIVIDED
        inside = self._inside(rolled) if dividable else []
        rate = not is_linear(self.how.formula) and dividable
        rates = [self._divided(one.parts) for one in inside if not one.whole]
        return Facts(
            number=rolled.number,
            parts=rolled.parts,
            divided=self._divided if dividable else None,
            adds={self.how.rule(reading) for reading in self.how.readings} <= {OverQuarters.SUM},
            rate=rate,
            inside=[*inside, *self._systems(rolled, inside)],
            contained=self._contained(rolled) if dividable else (),
            waiting=self._others(accepted=False) if dividable else (),
            unagreed=self._others(accepted=True) if dividable else (),
            periods=[self._number(part) for part in parts_of(self.claim.period)],
            to_date=self._to_date(),
            rates=[one for one in rates if one is not None],
        )

    def _divided(self, parts: Mapping[str, Decimal]) -> Decimal | None:
        return divided_last(self.how, parts)

    def _number(self, period: Period) -> Decimal | None:
        return roll_up(self.how, period, self.kept.ledger).number

    def _alone(self, members: Iterable[UUID]) -> RollUp:
        ledger: Ledger = self.kept.ledger.only(frozenset(members))
        return roll_up(self.how, self.claim.period, ledger)

    def _inside(self, rolled: RollUp) -> list[Gave]:
        """Member by member; by the systems they belong to where one alone would come to something else."""
        names = self.kept.members
        ids = [id for one in rolled.contributors for id in one.members]
        alone = [Gave(names.get(id, ""), self._alone([id]).parts) for id in ids]
        summed = {key: sum((one.parts.get(key, Decimal(0)) for one in alone), Decimal(0)) for key in rolled.parts}
        if summed == dict(rolled.parts):
            return alone
        return [Gave(_all(names, one.members), one.parts) for one in rolled.contributors]

    def _systems(self, rolled: RollUp, inside: Sequence[Gave]) -> list[Gave]:
        """Several members of one topmost organization together, beside each by itself."""
        if len(inside) == len(rolled.contributors):
            return []
        names = self.kept.members
        return [
            Gave(_all(names, one.members), one.parts, "system") for one in rolled.contributors if len(one.members) > 1
        ]

    def _contained(self, rolled: RollUp) -> list[Gave]:
        """Those whose system's figures contain theirs."""
        taken = {id for one in rolled.contributors for id in one.members}
        found, names = [], self.kept.members
        for id, asked in self.kept.ledger.members.items():
            within = asked.within_in(self.claim.period)
            if id not in taken and within in taken:
                alone = self._alone([id])
                if alone.number is not None:
                    found.append(Gave(names.get(id, ""), alone.parts, names.get(within, "")))
        return found

    def _others(self, *, accepted: bool) -> list[Gave]:
        """Answers in no total, where the formula reads nothing but what they hold."""
        if any(reading.how is not How.PLAIN for reading in self.how.readings):
            return []
        needed = set(self.how.elements)
        return [
            Gave(one.name, {code: one.numbers[code] for code in needed})
            for one in self.aside
            if one.accepted is accepted and needed <= one.numbers.keys()
        ]

    def _to_date(self) -> Decimal | None:
        """Since the year began, where that is more than the period itself."""
        period = self.claim.period
        if period.months == 12 or {self.how.rule(reading) for reading in self.how.readings} != {OverQuarters.SUM}:
            return None
        before = [
            one for one in self.calendar.period(period.start, 12).split(period.months) if one.start <= period.start
        ]
        numbers = [self._number(one) for one in before]
        known = [one for one in numbers if one is not None]
        return sum(known, Decimal(0)) if len(known) == len(numbers) > 1 else None


def _all(names: Mapping[UUID, str], members: Sequence[UUID]) -> str:
    return " + ".join(names.get(id, "") for id in members)
