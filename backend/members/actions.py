"""Deeds on roles: invite, take back, accept, end, leave."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.kit import mail
from backend.kit.db import Scope, enter, find, now
from backend.kit.errors import Conflict, Invalid, NotFound, Refused
from backend.kit.languages import translated
from backend.members import letters, queries, rules, tokens
from backend.members.rules import Principal, Role
from backend.members.tables import Collaborative, HeldRole, Invitation, Member, MemberTerm, Person


class Accepted(NamedTuple):
    """Who now holds the role, where; new: the person was made by this."""

    person_id: UUID
    slug: str
    new: bool


# ---- Inviting --------------------------------------------------------------------------------------------------------


async def invite(
    session: AsyncSession,
    here: Collaborative,
    *,
    email: str,
    role: Role,
    member_id: UUID | None = None,
    by: Principal | None,
    lives: timedelta,
) -> str:
    """Write an invitation and its letter. by: None for the operator, whose invitations stay good.

    Returns the token of its page, `/invitations/TOKEN`, known only now.

    Raises:
        Invalid: the role needs a member, or has none.
        Refused: the inviter may not give this role.
        Conflict: it is held, or an invitation to it is open.
    """
    member = await _member(session, role, member_id)
    _allowed(by, role, member_id)
    await _not_yet(session, here, email, role, member_id)
    at = now()
    made = Invitation(
        id=uuid7(),
        collaborative_id=here.id,
        email=email,
        role=role,
        member_id=member_id,
        token_hash=b"",
        invited_by=by.person_id if by else None,
        created_at=at,
    )
    session.add(made)
    return await _send(session, here, made, member, by, lives)


async def send_again(
    session: AsyncSession, here: Collaborative, id: UUID, *, by: Principal | None, lives: timedelta
) -> str:
    """A new letter with a new link; the link before is dead, and from now on it is this sender's invitation.

    Raises:
        NotFound, Refused, Conflict: there is none such; not theirs to give; accepted or taken back meanwhile.
    """
    made = await _open_one(session, here, id, by)
    member = await find(session, Member, made.member_id) if made.member_id else None
    made.invited_by = by.person_id if by else None
    return await _send(session, here, made, member, by, lives)


async def take_back(session: AsyncSession, here: Collaborative, id: UUID, *, by: Principal) -> None:
    """Its link gives nothing any more. Raises: as `send_again`."""
    (await _open_one(session, here, id, by)).revoked_at = now()


async def _send(
    session: AsyncSession,
    here: Collaborative,
    made: Invitation,
    member: Member | None,
    by: Principal | None,
    lives: timedelta,
) -> str:
    token = tokens.new()
    made.token_hash = tokens.hashed(token)
    made.expires_at = now() + lives
    language = await session.scalar(sa.select(Person.language).where(Person.email == made.email))
    letter = letters.invitation(here, made, token=token, member=member, by=by, lives=lives, language=language or "")
    mail.put(session, letter)
    return token


async def _member(session: AsyncSession, role: Role, member_id: UUID | None) -> Member | None:
    if role.of_member and member_id is None:
        raise Invalid(
            translated("Choose the member this role is for."), where=translated("Member"), code="invitation.no_member"
        )
    if member_id is None:
        return None
    if not role.of_member:
        raise Invalid(
            translated("This role is for no single member; leave the member out."), where=translated("Member")
        )
    return await find(session, Member, member_id)


def _allowed(by: Principal | None, role: Role, member_id: UUID | None) -> None:
    if by is None or rules.may_give(by.holdings, role, member_id):
        return
    if by.of_backbone:
        raise Refused(
            translated(
                "The role “%(role)s” is given by an administrator. Ask one of them.", role=translated(rules.SHOWN[role])
            )
        )
    raise NotFound(translated("There is nothing at this address."))  # another member's affairs


async def _not_yet(session: AsyncSession, here: Collaborative, email: str, role: Role, member_id: UUID | None) -> None:
    person_id = (await session.execute(sa.select(sa.func.person_by_email(email)))).scalar_one()
    if person_id and rules.Holding(role, member_id) in await queries.holdings_of(session, person_id):
        raise Conflict(translated("%(email)s has this role already.", email=email))
    same = sa.select(Invitation.id).where(
        Invitation.collaborative_id == here.id,
        Invitation.email == email,
        Invitation.role == role,
        Invitation.member_id.is_not_distinct_from(member_id),
        Invitation.accepted_at.is_(None),
        Invitation.revoked_at.is_(None),
    )
    if (await session.execute(same)).first():
        raise Conflict(
            translated("%(email)s has been invited to this already. Send that invitation again instead.", email=email)
        )


async def _open_one(session: AsyncSession, here: Collaborative, id: UUID, by: Principal | None) -> Invitation:
    query = sa.select(Invitation).where(Invitation.id == id, Invitation.collaborative_id == here.id).with_for_update()
    made = (await session.scalars(query)).one_or_none()
    if made is None:
        raise NotFound(translated("There is nothing at this address."))
    _allowed(by, Role(made.role), made.member_id)
    if made.accepted_at or made.revoked_at:
        raise Conflict(translated("This invitation has been accepted or taken back meanwhile."))
    return made


# ---- Accepting -------------------------------------------------------------------------------------------------------


async def living_invitation(session: AsyncSession, token: str, *, lock: bool = False) -> Invitation | None:
    """The invitation behind a link while it is good. The token alone says where it leads, and to nowhere else."""
    query = sa.select(Invitation).where(
        Invitation.token_hash == tokens.hashed(token),
        Invitation.accepted_at.is_(None),
        Invitation.revoked_at.is_(None),
        Invitation.expires_at > now(),
    )
    return (await session.scalars(query.with_for_update() if lock else query)).one_or_none()


async def accept(session: AsyncSession, made: Invitation, *, name: str, me: Principal | None) -> Accepted:
    """Give the role. The letter proves the address of somebody new; an account that exists must be signed in.

    made: locked. name: for somebody new. The session goes on in the invitation's collaborative.

    Raises:
        Refused: whoever invited may not give this now, or the account that exists is not signed in.
    """
    person_id, known = await whose(session, made.email, me=me)
    await enter(session, Scope(made.collaborative_id, person_id=person_id))
    await still_given(session, made)
    if not known:
        session.add(Person(id=person_id, email=made.email, name=name))
        await session.flush()  # the role refers to it
    holding = rules.Holding(Role(made.role), made.member_id)
    if holding not in await queries.holdings_of(session, person_id):
        session.add(HeldRole(person_id=person_id, role=made.role, member_id=made.member_id, given_by=made.invited_by))
    made.accepted_at = now()
    slug = sa.select(Collaborative.slug).where(Collaborative.id == made.collaborative_id)
    return Accepted(person_id, (await session.execute(slug)).scalar_one(), not known)


async def whose(session: AsyncSession, email: str, *, me: Principal | None) -> tuple[UUID, bool]:
    """The person of an invitation's address, held until the transaction ends, and whether they have an account already.

    Raises:
        Refused: they have one, and are not signed in to it.
    """
    await session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(email, 0))))
    known = (await session.execute(sa.select(sa.func.person_by_email(email)))).scalar_one()
    if known and (me is None or me.person_id != known):
        raise Refused(
            translated("This invitation is for an account that exists. Sign in to it and open the link again.")
        )
    return known or uuid7(), known is not None


async def still_given(session: AsyncSession, made: Invitation) -> None:
    """That the inviter may give this role now, not only when inviting. The session is in its collaborative.

    Raises:
        Refused: not any more.
    """
    if made.invited_by is None:
        return
    if not rules.may_give(await queries.holdings_of(session, made.invited_by), Role(made.role), made.member_id):
        raise Refused(translated("Whoever invited you may not give this role any more. Ask for a new invitation."))


# ---- Ending ----------------------------------------------------------------------------------------------------------


async def end_role(session: AsyncSession, id: UUID, *, by: Principal) -> HeldRole:
    """Works at once: roles are read with every request.

    Raises:
        NotFound, Refused: not theirs to end; one may end one's own.
        Conflict: it has ended, or it is the last of its kind.
    """
    held = await find(session, HeldRole, id)
    if held.collaborative_id != by.collaborative_id:
        raise NotFound(translated("There is nothing at this address."))  # one's own, but in another collaborative
    if held.person_id != by.person_id:
        _allowed(by, Role(held.role), held.member_id)
    await end_together(session, [held], by=by.person_id)
    return held


async def leave(session: AsyncSession, *, me: Principal) -> None:
    """End all of one's own roles in the session's collaborative. Raises: Conflict, with every reason against it."""
    await end_together(session, await own_roles(session, me.person_id), by=me.person_id)


async def own_roles(session: AsyncSession, person_id: UUID) -> Sequence[HeldRole]:
    query = sa.select(HeldRole).where(HeldRole.person_id == person_id, queries.held_here(session))
    return (await session.scalars(query)).all()


async def end_together(session: AsyncSession, roles: Iterable[HeldRole], *, by: UUID) -> datetime:
    """All of them or none; when. Raises: Conflict, with every reason against it."""
    ending = list(roles)
    reasons = await why_not(session, ending)
    if reasons:
        raise Conflict(" ".join(reasons))
    at = now()
    for held in ending:
        held.ended_at, held.ended_by = at, by
    return at


async def why_not(session: AsyncSession, roles: Iterable[HeldRole]) -> list[str]:
    """Why these roles cannot all be ended. Holds every role of their kinds, so that two who leave at once leave one."""
    reasons: list[str] = []
    for held in roles:
        same = sa.select(HeldRole).where(
            queries.held_here(session),
            HeldRole.role == held.role,
            HeldRole.member_id.is_not_distinct_from(held.member_id),
        )
        kind = (await session.scalars(same.order_by(HeldRole.id).with_for_update())).all()
        others = {one.person_id for one in kind} - {held.person_id}
        ended = held.id not in {one.id for one in kind}
        reason: str | None = None
        if ended:
            reason = translated("This role has ended already.")
        elif not await _has_left(session, held.member_id):
            reason = rules.last_of_its_kind(Role(held.role), len(others))
        if reason and reason not in reasons:
            reasons.append(reason)
    return reasons


async def _has_left(session: AsyncSession, member_id: UUID | None) -> bool:
    """Whether it is a member whose time here is over; nobody has to sign for it any more."""
    if member_id is None:
        return False
    still = sa.exists().where(
        MemberTerm.member_id == member_id, sa.or_(MemberTerm.ends.is_(None), MemberTerm.ends >= now().date())
    )
    return not await session.scalar(sa.select(still))
