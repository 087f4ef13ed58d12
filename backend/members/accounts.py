"""Deeds on one's own account: name, address, being forgotten."""

from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit import mail
from backend.kit.db import Scope, enter, now
from backend.kit.errors import Conflict
from backend.kit.languages import later, translated
from backend.kit.mail import Letter, SignInLetter
from backend.members import actions, api_tokens, letters, signing, tokens
from backend.members.beginning_tables import Beginning
from backend.members.rules import Principal
from backend.members.tables import AddressChange, Collaborative, HeldRole, Invitation, Person, SignIn
from backend.members.view_tables import SavedView

FORGOTTEN = "Forgotten person"  # kept as it is, in whatever language it is read


async def rename(session: AsyncSession, me: Principal, name: str) -> None:
    await session.execute(sa.update(Person).where(Person.id == me.person_id).values(name=name))


# ---- A new address ---------------------------------------------------------------------------------------------------


async def ask_to_move(session: AsyncSession, me: Principal, email: str, *, lives: timedelta) -> None:
    """Write to the new address for a proof, and to the old one in case it was somebody else.

    An address that somebody has gets no letter; the answer is the same.
    """
    taken = (await session.execute(sa.select(sa.func.person_by_email(email)))).scalar_one()
    await _drop_changes(session, me.person_id)
    token, at = tokens.new(), now()
    session.add(
        AddressChange(
            person_id=me.person_id,
            email=email,
            token_hash=tokens.hashed(token),
            created_at=at,
            expires_at=at + lives,
        )
    )
    if not taken:
        mail.put(session, letters.confirm_address(me, email, token=token, lives=lives))
    mail.put(session, letters.address_asked(me))


async def waiting_move(session: AsyncSession, me: Principal, token: str, *, lock: bool = False) -> AddressChange | None:
    """This person's own change behind a link, while it is good."""
    query = sa.select(AddressChange).where(
        AddressChange.token_hash == tokens.hashed(token),
        AddressChange.person_id == me.person_id,
        AddressChange.used_at.is_(None),
        AddressChange.expires_at > now(),
    )
    return (await session.scalars(query.with_for_update() if lock else query)).one_or_none()


async def move(session: AsyncSession, me: Principal, change: AddressChange, *, sign_in: UUID) -> None:
    """From now on letters go to the new address; other browsers are signed out, letters under way open nothing.

    Raises:
        Conflict: somebody took the address meanwhile.
    """
    await session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(change.email, 0))))
    if (await session.execute(sa.select(sa.func.person_by_email(change.email)))).scalar_one():
        raise Conflict(
            translated("This address belongs to another account. Sign in to that one, or choose another address.")
        )
    change.used_at = now()
    await session.execute(sa.update(Person).where(Person.id == me.person_id).values(email=change.email))
    # Invitations go with the person, so that none of them is left behind by being forgotten later.
    for table in (Invitation, Beginning):
        await session.execute(sa.update(table).where(table.email == me.email).values(email=change.email))
    await signing.end(session, me.person_id, but=sign_in)
    await signing.forget_letters(session, me.person_id)
    mail.put(session, letters.address_changed(me))


async def _drop_changes(session: AsyncSession, person_id: UUID) -> None:
    await session.execute(sa.delete(AddressChange).where(AddressChange.person_id == person_id))


# ---- Being forgotten -------------------------------------------------------------------------------------------------


async def forget(session: AsyncSession, me: Principal) -> None:
    """Replace name and address everywhere, end roles and sign-ins. What was done keeps the id, which names nobody now.

    Raises:
        Conflict: the last administrator or approver somewhere, with each place.
    """
    reasons: list[str] = []
    for id, name in await _places(session, me):
        await enter(session, Scope.everything_in(id, person_id=me.person_id))
        roles = await actions.own_roles(session, me.person_id)
        reasons += [f"{name}: {reason}" for reason in await actions.why_not(session, roles)]
        for held in roles:
            held.ended_at, held.ended_by = now(), me.person_id
        await _from_letters(session, me.email, Letter)
        await session.execute(sa.delete(SavedView).where(SavedView.person_id == me.person_id))
    if reasons:
        raise Conflict(" ".join(reasons))
    await enter(session, Scope(person_id=me.person_id))
    await _from_letters(session, me.email, SignInLetter)
    await _from_tables(session, me)


async def _places(session: AsyncSession, me: Principal) -> list[tuple[UUID, str]]:
    """Every collaborative in which one ever held a role or was invited, in one order for all who lock roles there."""
    held = sa.select(HeldRole.collaborative_id).where(HeldRole.person_id == me.person_id)
    invited = sa.select(Invitation.collaborative_id).where(Invitation.email == me.email)
    query = (
        sa.select(Collaborative.id, Collaborative.name)
        .where(sa.or_(Collaborative.id.in_(held), Collaborative.id.in_(invited)))
        .order_by(Collaborative.id)
    )
    return [(row.id, row.name) for row in (await session.execute(query)).all()]


async def _from_letters(session: AsyncSession, email: str, table: type[Letter] | type[SignInLetter]) -> None:
    """Letters under way are not sent any more; those sent keep neither address nor text."""
    theirs = table.recipient == email
    unsent = sa.and_(theirs, table.sent_at.is_(None), table.refused_at.is_(None))
    await session.execute(
        sa.update(table).where(unsent).values(refused_at=now(), refusal=later("The person was forgotten."))
    )
    await session.execute(sa.update(table).where(theirs).values(recipient="", subject="", body=""))


async def _from_tables(session: AsyncSession, me: Principal) -> None:
    nowhere = f"{me.person_id}@forgotten.invalid"
    await _drop_changes(session, me.person_id)
    await signing.forget_letters(session, me.person_id)
    await signing.end(session, me.person_id)
    await api_tokens.forget(session, me.person_id)
    await session.execute(sa.update(SignIn).where(SignIn.person_id == me.person_id).values(browser=""))
    for table, done in ((Invitation, Invitation.accepted_at), (Beginning, Beginning.used_at)):
        to_them = table.email == me.email
        still_open = sa.and_(to_them, done.is_(None), table.revoked_at.is_(None))
        await session.execute(sa.update(table).where(still_open).values(revoked_at=now()))
        await session.execute(sa.update(table).where(to_them).values(email=nowhere))
    replaced = {"email": nowhere, "name": FORGOTTEN, "forgotten_at": now()}
    await session.execute(sa.update(Person).where(Person.id == me.person_id).values(replaced))
