"""Reads of agreements. `bars` is the one that decides: what of members' values no total may read."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.agreements.rules import AUDIENCES, Waived
from backend.agreements.tables import Agreement, ModelAgreement, Waiver, Withholding
from backend.agreements.wording import standard
from backend.indicators.tables import Element
from backend.members.tables import Collaborative, Member


@dataclass(frozen=True, slots=True)
class Bar:
    """What of one member's values is left alone: of this element, split by this breakdown, of periods that end after a day.

    Each of the three is None where it makes no difference; a bar of nothing but a member is for all that it gave, and
    `name` is then the member's, if it belongs to the collaborative today.
    """

    member: UUID
    element: UUID | None
    breakdown: UUID | None
    after: date | None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Bars:
    """All that hold now. Most collaboratives on most days have none, and then statements are as if there were none.

    unreached: by audience, the members whose agreement does not name it: no total with their figures is for these readers.
    condition: to be put after the others of a statement that reads `accepted_values v`. parameters: what it binds.
    """

    rows: Sequence[Bar]
    unreached: Mapping[str, frozenset[UUID]]

    @property
    def condition(self) -> str:
        return _BARRED if self.rows else ""

    @property
    def parameters(self) -> dict[str, Any]:
        if not self.rows:
            return {}
        return {
            "barred_members": [bar.member for bar in self.rows],
            "barred_elements": [bar.element for bar in self.rows],
            "barred_breakdowns": [bar.breakdown for bar in self.rows],
            "barred_after": [bar.after for bar in self.rows],
        }

    def stop(self, member: UUID, element: UUID, ends: date) -> bool:
        """Whether what a member said to one question, unsplit, of a period that ended on this day is left alone."""
        return any(
            bar.member == member
            and bar.breakdown is None
            and bar.element in (None, element)
            and (bar.after is None or ends > bar.after)
            for bar in self.rows
        )

    @property
    def members(self) -> frozenset[UUID]:
        """Those nothing of whom counts: without an agreement in force, or one whose past stays."""
        return frozenset(b.member for b in self.rows if (b.element, b.breakdown, b.after) == (None, None, None))

    @property
    def without(self) -> Sequence[str]:
        """The names of those among them that belong to the collaborative today."""
        return sorted((bar.name for bar in self.rows if bar.name), key=str.casefold)


async def unagreed(session: AsyncSession, among: frozenset[UUID] | None) -> Sequence[Bar]:
    """The members without an agreement in force that belong today, by name. among: those one acts for; None: all.

    session: under scope "all", or of these members.
    """
    found = [bar for bar in (await bars(session)).rows if bar.name and (among is None or bar.member in among)]
    return sorted(found, key=lambda bar: (bar.name or "").casefold())


async def bars(session: AsyncSession) -> Bars:
    """What may not be used today, by the collaborative's own calendar: use is what an agreement is about, so it is the day
    of reading that counts, not the period's.

    session: under scope "all".
    """
    rows: list[Bar] = []
    unreached: dict[str, set[UUID]] = {audience: set() for audience in AUDIENCES}
    for member, element, breakdown, after, audience, name in await session.execute(_BARS, {"audiences": [*AUDIENCES]}):
        if audience is None:
            rows.append(Bar(member, element, breakdown, after, name))
        else:
            unreached[audience].add(member)
    return Bars(rows, {audience: frozenset(members) for audience, members in unreached.items()})


@dataclass(frozen=True, slots=True)
class WaiverInForce:
    """element: its code."""

    member: UUID
    element: str
    rule: Waived


async def waivers(session: AsyncSession, *, without: Collection[UUID] | None = None) -> Sequence[WaiverInForce]:
    """What members do without now. A waiver is worth nothing without an agreement in force, under which it was given.

    session: under scope "all". without: whoever has none (`bars`), where the caller has read that already.
    """
    query = (
        sa.select(Waiver.member_id, Element.code, Waiver.rule)
        .join(Element, Element.id == Waiver.element_id)
        .where(Waiver.ended_at.is_(None))
        .order_by(Waiver.member_id, Element.code, Waiver.rule)
    )
    rows = (await session.execute(query)).all()
    if without is None:
        without = (await bars(session)).members if rows else frozenset()
    return [WaiverInForce(member, code, Waived(rule)) for member, code, rule in rows if member not in without]


async def members_without(session: AsyncSession) -> Sequence[Member]:
    """Those whose figures are in no total for want of an agreement in force, by name; members that left among them."""
    missing = (await bars(session)).members
    found = await session.scalars(sa.select(Member).where(Member.id.in_(missing)))
    return sorted(found, key=lambda member: member.name.casefold())


async def model(session: AsyncSession, here: Collaborative) -> ModelAgreement:
    """What is offered for acceptance now: the collaborative's newest, or the standard one, which is version 0."""
    query = sa.select(ModelAgreement).order_by(ModelAgreement.version.desc()).limit(1)
    return (await session.scalars(query)).one_or_none() or standard(here.name)


async def models(session: AsyncSession) -> int:
    """How many versions of its own the collaborative has offered."""
    return await session.scalar(sa.select(sa.func.count()).select_from(ModelAgreement)) or 0


async def living(session: AsyncSession, member_id: UUID) -> Sequence[Agreement]:
    """A member's agreements that nobody ended, the first begun first; their last day may be over."""
    query = sa.select(Agreement).where(Agreement.member_id == member_id, Agreement.ended_at.is_(None))
    return (await session.scalars(query.order_by(Agreement.starts, Agreement.recorded_at))).all()


async def keeps_back(session: AsyncSession, member_id: UUID) -> bool:
    """Whether a member withholds anything now."""
    now = sa.exists().where(Withholding.member_id == member_id, Withholding.ended_at.is_(None))
    return bool(await session.scalar(sa.select(now)))


# Joined by member alone, which is hashed; the rest is asked of the few rows that have a bar at all.
_BARRED = """
    and not exists (
      select from unnest(cast(:barred_members as uuid[]), cast(:barred_elements as uuid[]),
                         cast(:barred_breakdowns as uuid[]), cast(:barred_after as date[]))
        as bar(member_id, element_id, breakdown_id, after)
      where bar.member_id = v.member_id
        and (bar.element_id is null or bar.element_id = v.element_id)
        and (bar.after is null or v.period_start + make_interval(months => v.period_months) > bar.after + 1)
        and (bar.breakdown_id is null
             or bar.breakdown_id = (select c.breakdown_id from categories c where c.id = v.category_id))
    )
"""
# Of several agreements of a member the one in force governs, the latest begun first; else the last that was.
_BARS = sa.text(
    """
    with here as (
      select time_zone, (now() at time zone time_zone)::date as today from collaboratives
      where id = (select current_setting('app.collaborative_id')::uuid)
    ), governing as (
      select distinct on (a.member_id) a.member_id, a.audiences, a.elements, a.breakdowns, a.afterwards, a.in_force,
             least(a.ends, (a.ended_at at time zone here.time_zone)::date) as last
      from here, lateral (
        select a.*, a.ended_at is null and (a.ends is null or a.ends >= here.today) as in_force
        from agreements a where a.starts <= here.today
      ) a
      order by a.member_id, a.in_force desc, a.starts desc, a.recorded_at desc
    )
    select m.id, cast(null as uuid), cast(null as uuid), cast(null as date), null, case when exists (
      select from member_terms t where t.member_id = m.id and t.starts <= here.today
        and (t.ends is null or t.ends >= here.today)
    ) then m.name end
    from here, members m left join governing g on g.member_id = m.id
    where g.member_id is null or (not g.in_force and g.afterwards <> 'past_stays')
    union all
    select g.member_id, null, null, g.last, null, null from governing g where not g.in_force and g.afterwards = 'past_stays'
    union all
    select g.member_id, e.id, null, null, null, null from governing g join elements e on e.code <> all (g.elements)
    union all
    select g.member_id, null, b.id, null, null, null from governing g join breakdowns b on b.code <> all (g.breakdowns)
    union all
    select w.member_id, w.element_id, w.breakdown_id, null, null, null from withholdings w where w.ended_at is null
    union all
    select m.id, null, s.breakdown_id, null, null, null from members m, switch_offs s where s.ended_at is null
    union all
    select g.member_id, null, null, null, a.audience, null
    from governing g, unnest(cast(:audiences as text[])) as a(audience) where a.audience <> all (g.audiences)
    """
)
