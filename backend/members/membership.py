"""Deeds on membership: join, end, come back, be merged, be renamed, belong to another system. Each with a day and a reason.

Nothing is deleted: a member keeps its line through every leaving and returning, and what it gave stays where it is.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.kit.errors import Conflict, Invalid, Problem
from backend.kit.languages import translated
from backend.members import memberships
from backend.members.roster import DAY, Term
from backend.members.schemas import Joining
from backend.members.tables import Collaborative, Member, MemberName, MemberParent, MemberTerm

_OFFICIAL = {"GB": "ods", "US": "ccn"}  # which register's code the form asks for, by country


async def terms_of(session: AsyncSession, member_id: UUID) -> Sequence[Term]:
    """The oldest first."""
    query = sa.select(MemberTerm).where(MemberTerm.member_id == member_id).order_by(MemberTerm.starts)
    return [Term(row.starts, row.ends) for row in await session.scalars(query)]


async def join(session: AsyncSession, here: Collaborative, sent: Joining) -> Member:
    """A new member, which belongs from a day on.

    Raises:
        Invalid: its code is taken, or its organization reports at this level already.
    """
    await _not_taken(session, sent)
    organization_id = sent.organization or await _organization(session, here, sent)
    member = Member(
        id=uuid7(),
        organization_id=organization_id,
        code=sent.code,
        name=sent.name,
        level=sent.level,
        fiscal_year_starts_in=sent.fiscal_year_starts_in,
    )
    session.add(member)
    await session.flush()  # its term names it
    session.add(MemberTerm(member_id=member.id, starts=sent.since, reason=sent.reason))
    session.add(MemberName(member_id=member.id, valid_from=sent.since, name=sent.name))
    if sent.part_of:
        session.add(MemberParent(member_id=member.id, parent_id=sent.part_of, starts=sent.since, reason=sent.reason))
    await session.flush()
    return member


async def _not_taken(session: AsyncSession, sent: Joining) -> None:
    same = sa.select(Member.code, Member.organization_id, Member.level).where(
        sa.or_(
            Member.code == sent.code, sa.and_(Member.organization_id == sent.organization, Member.level == sent.level)
        )
    )
    problems = []
    for code, organization, level in await session.execute(same):
        if code == sent.code:
            problems.append(
                Problem(translated("Code"), translated("Another member has this code; choose another."), "member.code")
            )
        if (organization, level) == (sent.organization, sent.level):
            message = translated("It is a member at this level already. If it left, let it come back on its own page.")
            problems.append(Problem(translated("Organization"), message, "member.level"))
    if problems:
        raise Invalid(problems)


async def _organization(session: AsyncSession, here: Collaborative, sent: Joining) -> UUID:
    """By its official code the row it has already, whoever it is a member of; else a new one."""
    codes: dict[str, str | None] = {"ods": None, "ccn": None}
    if sent.official and here.country in _OFFICIAL:
        codes[_OFFICIAL[here.country]] = sent.official
    kind = "system" if sent.level == "system" else "hospital"
    asked = {"name": sent.name, "kind": kind, **codes}
    found = (await session.execute(_ENROLLED, asked)).scalar_one()
    twice = sa.select(Member.id).where(Member.organization_id == found, Member.level == sent.level)
    if (await session.execute(twice)).first():
        message = translated("The organization of this code is a member at this level already.")
        raise Invalid(message, where=translated("Official code"), code="member.official")
    return UUID(str(found))


_ENROLLED = sa.text("select enrolled_organization(:name, :kind, :ods, :ccn)")


async def end(session: AsyncSession, member: Member, last: date, *, reason: str) -> None:
    """It belongs up to this day and no longer; or it did to another day than was put down.

    Raises:
        Invalid: it did not belong by then.
    """
    term = memberships.ended(await terms_of(session, member.id), last)
    await session.execute(
        sa.update(MemberTerm)
        .where(MemberTerm.member_id == member.id, MemberTerm.starts == term.starts)
        .values(ends=last, reason=reason),
        execution_options={"synchronize_session": False},
    )


async def come_back(session: AsyncSession, member: Member, since: date, *, reason: str) -> None:
    """On its own line, with all it ever gave. Raises Invalid: it belongs on that day already."""
    term = memberships.begun(await terms_of(session, member.id), since)
    session.add(MemberTerm(member_id=member.id, starts=term.starts, ends=term.ends, reason=reason))
    await session.flush()


async def merge(session: AsyncSession, member: Member, into: Member, since: date, *, reason: str, name: str) -> None:
    """From this day on one reports for both. name: what that one is called from then on; empty: as before.

    Raises:
        Invalid: into itself, or it did not belong the day before.
        Conflict: the one that goes on does not belong on that day.
    """
    if member.id == into.id:
        raise Invalid(
            translated("Choose another member than itself."), where=translated("Goes on in"), code="merge.itself"
        )
    if not memberships.belongs(await terms_of(session, into.id), since):
        raise Conflict(
            translated("%(into)s does not belong on that day; let it join or come back first.", into=into.name)
        )
    await end(session, member, since - DAY, reason=f"Merged into {into.name}. {reason}".strip())
    if name and name != into.name:
        await rename(session, into, since, name)


async def rename(session: AsyncSession, member: Member, since: date, name: str) -> None:
    """From this day on; the name known last is the one on the pages."""
    row = insert(MemberName).values(id=uuid7(), member_id=member.id, valid_from=since, name=name)
    same_day = [MemberName.collaborative_id, MemberName.member_id, MemberName.valid_from]
    await session.execute(row.on_conflict_do_update(index_elements=same_day, set_={"name": name}))
    newest = sa.select(MemberName.name).where(MemberName.member_id == member.id)
    member.name = (await session.scalars(newest.order_by(MemberName.valid_from.desc()).limit(1))).one()


async def belong_to(session: AsyncSession, member: Member, parent_id: UUID | None, since: date, *, reason: str) -> None:
    """From this day on it is counted with this organization's system; with None with nobody's but its own.

    Raises:
        Invalid: an organization is not part of itself.
    """
    own = parent_id or member.organization_id
    if parent_id == member.organization_id:
        raise Invalid(
            translated("Choose another organization than itself."), where=translated("Part of"), code="parent.itself"
        )
    later = sa.select(MemberParent.id).where(MemberParent.member_id == member.id, MemberParent.starts >= since)
    if (await session.execute(later)).first():
        raise Invalid(
            translated("A later change is on record; choose a day after it."),
            where=translated("Since"),
            code="parent.later",
        )
    await session.execute(
        sa.update(MemberParent)
        .where(MemberParent.member_id == member.id, MemberParent.ends.is_(None))
        .values(ends=since - DAY),
        execution_options={"synchronize_session": False},
    )
    session.add(MemberParent(member_id=member.id, parent_id=own, starts=since, reason=reason))
    await session.flush()


# ---- What the pages show ---------------------------------------------------------------------------------------------


async def history_of(session: AsyncSession, member_id: UUID) -> Mapping[str, Sequence[Any]]:
    """Its names, terms and systems with their days, the oldest first."""
    asked = {"member": member_id}
    rows = (await session.execute(_HISTORY, asked)).all()
    found: dict[str, list[Any]] = {"name": [], "term": [], "parent": []}
    for row in rows:
        found[row.kind].append(row)
    return found


_HISTORY = sa.text(
    """
    select 'name' as kind, valid_from as starts, null::date as ends, name as said, '' as reason
    from member_names where member_id = :member
    union all
    select 'term', starts, ends, '', reason from member_terms where member_id = :member
    union all
    select 'parent', p.starts, p.ends, o.name, p.reason
    from member_parents p join organizations o on o.id = p.parent_id where p.member_id = :member
    order by 1, 2
    """
)


async def organizations_here(session: AsyncSession) -> Sequence[Any]:
    """Organizations known here: those of members, and what these were ever part of. id, name; by name."""
    return (await session.execute(_ORGANIZATIONS)).all()


_ORGANIZATIONS = sa.text(
    """
    select o.id, o.name from organizations o
    where o.id in (select organization_id from members)
       or o.id in (select parent_id from member_parents)
       or o.id in (select p.parent_id from organization_parents p join members m on m.organization_id = p.organization_id)
    order by lower(o.name), o.id
    """
)
