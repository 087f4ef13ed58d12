"""Writing what a roster changes: organizations and members that are new, terms, names, and the leavers confirmed."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.kit.errors import Invalid, Problem
from backend.kit.languages import translated
from backend.kit.periods import Period
from backend.members.roster import DAY, Changes, Known, Term
from backend.members.tables import Member, MemberName, MemberTerm, Organization


async def known_members(session: AsyncSession) -> Sequence[Known]:
    """Everyone who ever belonged here, with all terms and names."""
    terms: dict[UUID, list[Term]] = defaultdict(list)
    names: dict[UUID, dict[date, str]] = defaultdict(dict)
    for term in await session.scalars(sa.select(MemberTerm)):
        terms[term.member_id].append(Term(term.starts, term.ends))
    for name in await session.scalars(sa.select(MemberName)):
        names[name.member_id][name.valid_from] = name.name
    members = await session.execute(sa.select(Member.id, Member.code))
    return [Known(code, tuple(terms[id]), names[id]) for id, code in members]


async def enrol(
    session: AsyncSession,
    changes: Changes,
    period: Period,
    *,
    confirmed: Collection[str],
    fiscal_year_starts_in: int,
    reason: str,
) -> None:
    """What the list changes, in a statement a table. Codes are ODS codes, by which organizations are known.

    confirmed: codes whose leaving somebody stands by; their terms end the day before the period.

    Raises:
        Invalid: a confirmed code is not among those that seem to have left.
    """
    strangers = sorted(set(confirmed) - set(changes.leaving))
    if strangers:
        raise Invalid(
            Problem(
                code,
                translated(
                    "%(code)s is not among those that seem to have left before %(start)s.",
                    code=code,
                    start=period.start,
                ),
                "leaver",
            )
            for code in strangers
        )
    joining = {code: changes.named[code] for code in changes.joining}
    await _make_organizations(session, joining)
    await _make_members(session, joining, fiscal_year_starts_in)
    ids = await _ids(session, {*changes.begins, *changes.named, *confirmed})
    await _begin_terms(session, {ids[code]: term for code, term in changes.begins.items()}, reason)
    await _name(session, {ids[code]: name for code, name in changes.named.items()}, period.start)
    await _end_terms(session, [ids[code] for code in confirmed], period, reason)


async def _make_organizations(session: AsyncSession, names: Mapping[str, str]) -> None:
    known = set(await session.scalars(sa.select(Organization.ods_code).where(Organization.ods_code.in_(list(names)))))
    rows = [{"id": uuid7(), "ods_code": code, "name": name} for code, name in names.items() if code not in known]
    if rows:
        await session.execute(sa.insert(Organization), rows)


async def _make_members(session: AsyncSession, names: Mapping[str, str], fiscal_year_starts_in: int) -> None:
    found = sa.select(Organization.ods_code, Organization.id).where(Organization.ods_code.in_(list(names)))
    rows = [
        {
            "id": uuid7(),
            "organization_id": organization_id,
            "code": code,
            "name": names[str(code)],
            "fiscal_year_starts_in": fiscal_year_starts_in,
        }
        for code, organization_id in await session.execute(found)
    ]
    if rows:
        await session.execute(sa.insert(Member), rows)


async def _ids(session: AsyncSession, codes: Collection[str]) -> Mapping[str, UUID]:
    found = sa.select(Member.code, Member.id).where(Member.code.in_(list(codes)))
    return {code: id for code, id in await session.execute(found)}  # noqa: C416 (a Row is not a pair to mypy)


async def _begin_terms(session: AsyncSession, terms: Mapping[UUID, Term], reason: str) -> None:
    rows = [
        {"id": uuid7(), "member_id": id, "starts": term.starts, "ends": term.ends, "reason": reason}
        for id, term in terms.items()
    ]
    if rows:
        await session.execute(sa.insert(MemberTerm), rows)


async def _name(session: AsyncSession, names: Mapping[UUID, str], since: date) -> None:
    """A name from a day on. The newest is also shown on the member, and is the organization's."""
    if not names:
        return
    rows = [{"id": uuid7(), "member_id": id, "valid_from": since, "name": name} for id, name in names.items()]
    new = insert(MemberName)
    same_day = [MemberName.collaborative_id, MemberName.member_id, MemberName.valid_from]
    await session.execute(new.on_conflict_do_update(index_elements=same_day, set_={"name": new.excluded.name}), rows)
    newest = (
        sa.select(MemberName.name)
        .where(MemberName.member_id == Member.id, MemberName.collaborative_id == Member.collaborative_id)
        .order_by(MemberName.valid_from.desc())
        .limit(1)
        .scalar_subquery()
    )
    ids = list(names)
    await session.execute(sa.update(Member).where(Member.id.in_(ids)).values(name=newest), execution_options=_BY_SQL)
    await session.execute(
        sa.update(Organization)
        .where(Organization.id == Member.organization_id, Member.id.in_(ids))
        .values(name=Member.name),
        execution_options=_BY_SQL,
    )


async def _end_terms(session: AsyncSession, ids: Sequence[UUID], period: Period, reason: str) -> None:
    if not ids:
        return
    still = sa.or_(MemberTerm.ends.is_(None), MemberTerm.ends >= period.start)
    await session.execute(
        sa.update(MemberTerm)
        .where(MemberTerm.member_id.in_(ids), MemberTerm.starts < period.start, still)
        .values(ends=period.start - DAY, reason=reason),
        execution_options=_BY_SQL,
    )


_BY_SQL = {"synchronize_session": False}
