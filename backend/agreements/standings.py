"""Where members stand, for pages: in the scope of whoever asks, so a member's people find their own member's rows alone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.agreements.rules import WARNED_BEFORE, Standing, Term
from backend.agreements.tables import Agreement, Waiver, Withholding
from backend.indicators.tables import Breakdown, Element, SwitchOff
from backend.kit.languages import translated
from backend.members.naming import called
from backend.members.tables import Member, Person


@dataclass(frozen=True, slots=True)
class Where:
    """One member's standing on a day. agreement: what governs it: the one in force, else the next, else the last.

    last: of the agreements that follow each other, the last day; None: none is set.
    """

    standing: Standing
    agreement: Agreement | None = None
    last: date | None = None


def where(agreements: Iterable[Agreement], today: date) -> Where:
    """agreements: of one member."""
    known = sorted(agreements, key=lambda one: (one.starts, one.recorded_at))
    living = [one for one in known if one.ended_at is None]
    holding = [one for one in living if one.term.holds(today)]
    if not holding:
        coming = [one for one in living if one.starts > today]
        if coming:
            return Where(Standing.TO_COME, coming[0], coming[0].ends)
        return Where(Standing.ENDED if known else Standing.NONE, known[-1] if known else None)
    last = _last_day([one.term for one in living], today)
    ending = last is not None and last - today < WARNED_BEFORE
    return Where(Standing.ENDING if ending else Standing.IN_FORCE, holding[-1], last)


def _last_day(terms: Sequence[Term], today: date) -> date | None:
    """How far those that hold today, and those that follow without a gap, reach."""
    reached = today
    for term in sorted(terms, key=lambda term: term.first):
        if term.first <= reached or (term.first - reached).days <= 1:
            if term.last is None:
                return None
            reached = max(reached, term.last)
    return reached


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that holds or held. what: in words. by: who began it; ended_by: who ended it."""

    row: Any
    what: str
    by: str
    ended_by: str


@dataclass(frozen=True, slots=True)
class Held:
    """All that is known of one member, the newest first."""

    member: Member
    agreements: Sequence[Agreement]
    withheld: Sequence[Deed] = field(default=())
    waived: Sequence[Deed] = field(default=())
    names: Mapping[UUID, str] = field(default_factory=dict)

    def living(self, deeds: Sequence[Deed]) -> Sequence[Deed]:
        return [one for one in deeds if one.row.ended_at is None]


async def members(session: AsyncSession, ids: Iterable[UUID]) -> Sequence[Member]:
    return (await session.scalars(sa.select(Member).where(Member.id.in_(ids)))).all()


async def agreements(session: AsyncSession) -> Mapping[UUID, Sequence[Agreement]]:
    """Of every member one may see, without their documents' files."""
    found: dict[UUID, list[Agreement]] = {}
    for row in await session.scalars(sa.select(Agreement)):
        found.setdefault(row.member_id, []).append(row)
    return found


async def kept_back(session: AsyncSession) -> Mapping[UUID, Sequence[Withholding]]:
    """What is withheld now, by member."""
    found: dict[UUID, list[Withholding]] = {}
    for row in await session.scalars(sa.select(Withholding).where(Withholding.ended_at.is_(None))):
        found.setdefault(row.member_id, []).append(row)
    return found


async def held(session: AsyncSession, member: Member) -> Held:
    query = sa.select(Agreement).where(Agreement.member_id == member.id)
    known = (await session.scalars(query.order_by(Agreement.starts.desc(), Agreement.recorded_at.desc()))).all()
    withheld = (
        await session.execute(
            sa.select(Withholding, Element.name, Breakdown.name)
            .outerjoin(Element, Element.id == Withholding.element_id)
            .outerjoin(Breakdown, Breakdown.id == Withholding.breakdown_id)
            .where(Withholding.member_id == member.id)
            .order_by(Withholding.begun_at.desc())
        )
    ).all()
    waived = (
        await session.execute(
            sa.select(Waiver, Element.name)
            .join(Element, Element.id == Waiver.element_id)
            .where(Waiver.member_id == member.id)
            .order_by(Waiver.recorded_at.desc())
        )
    ).all()
    rows = [*known, *(row for row, *_ in withheld), *(row for row, _ in waived)]
    names = await _names(session, rows)
    return Held(
        member,
        known,
        [
            Deed(row, _withheld(element, by), names.get(row.begun_by, ""), names.get(row.ended_by or row.id, ""))
            for row, element, by in withheld
        ],
        [
            Deed(row, element, names.get(row.recorded_by or row.id, ""), names.get(row.ended_by or row.id, ""))
            for row, element in waived
        ],
        names,
    )


def _withheld(element: str | None, breakdown: str | None) -> str:
    if element and breakdown:
        return translated("%(question)s, split by %(split)s", question=element, split=breakdown)
    if breakdown:
        return translated("Everything split by %(split)s", split=breakdown)
    return translated("%(question)s, with all its splits", question=element)


@dataclass(frozen=True, slots=True)
class Split:
    """A breakdown that may be switched off; `off` while it is."""

    id: UUID
    name: str
    off: SwitchOff | None = None
    by: str = ""


async def splits(session: AsyncSession) -> Sequence[Split]:
    """Every breakdown that is asked, and those that are switched off, by name."""
    rows = (
        await session.execute(
            sa.select(Breakdown.id, Breakdown.name, SwitchOff, called(Person))
            .outerjoin(SwitchOff, sa.and_(SwitchOff.breakdown_id == Breakdown.id, SwitchOff.ended_at.is_(None)))
            .outerjoin(Person, Person.id == SwitchOff.begun_by)
            .where(sa.or_(Breakdown.retired_on.is_(None), SwitchOff.id.is_not(None)))
        )
    ).all()
    return sorted((Split(id, name, off, by or "") for id, name, off, by in rows), key=lambda one: one.name.casefold())


@dataclass(frozen=True, slots=True)
class Once:
    """A breakdown that was switched off and on again."""

    name: str
    off: SwitchOff
    off_by: str
    on_by: str


async def once_off(session: AsyncSession) -> Sequence[Once]:
    rows = (
        await session.execute(
            sa.select(Breakdown.name, SwitchOff)
            .join(Breakdown, Breakdown.id == SwitchOff.breakdown_id)
            .where(SwitchOff.ended_at.is_not(None))
            .order_by(SwitchOff.ended_at.desc())
        )
    ).all()
    names = await _names(session, [row for _, row in rows])
    return [Once(name, row, names.get(row.begun_by, ""), names.get(row.ended_by or row.id, "")) for name, row in rows]


@dataclass(frozen=True, slots=True)
class Named:
    id: UUID
    code: str
    name: str


async def questions(session: AsyncSession) -> Sequence[Named]:
    """Every element that may be asked, by name."""
    rows = await session.execute(
        sa.select(Element.id, Element.code, Element.name).where(Element.retired_on.is_(None)).order_by(Element.name)
    )
    return [Named(*row) for row in rows]


async def breakdowns(session: AsyncSession) -> Sequence[Named]:
    rows = await session.execute(
        sa.select(Breakdown.id, Breakdown.code, Breakdown.name)
        .where(Breakdown.retired_on.is_(None))
        .order_by(Breakdown.name)
    )
    return [Named(*row) for row in rows]


async def _names(session: AsyncSession, rows: Iterable[Any]) -> Mapping[UUID, str]:
    """Of everybody who began or ended one of these, as far as they are known here."""
    of = ("recorded_by", "begun_by", "ended_by")
    ids = {id for row in rows for name in of if (id := getattr(row, name, None)) is not None}
    if not ids:
        return {}
    found = await session.execute(sa.select(Person.id, called(Person)).where(Person.id.in_(ids)))
    return {row[0]: row[1] for row in found}
