"""Deeds of signing in: ask for a letter, open by its link or its code, go on, end.

A letter's link and code open one session, in the browser that asked, once. Whether an address is anyone's can be told
from nothing that is answered here.
"""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit import mail
from backend.kit.db import now
from backend.members import letters, tokens
from backend.members.tables import SignIn, SignInCode

TRIES = 5
ROTATED_AFTER = timedelta(hours=1)
GRACE = timedelta(minutes=1)


class Opened(NamedTuple):
    """Who may come in, and where they wanted to go."""

    person_id: UUID
    next_path: str


class Session(NamedTuple):
    """A session as its browser gets it, the only time its token is known."""

    token: str
    person_id: UUID


# ---- The letter ------------------------------------------------------------------------------------------------------


async def ask(session: AsyncSession, email: str, *, lives: timedelta, next_path: str = "") -> str:
    """Write the letter, if the address is someone's. Earlier letters of this person no longer open anything.

    The statements are the same for an address nobody has; only the letter itself is not put.

    Returns the token that binds the asking browser.
    """
    at, link, browser = now(), tokens.new(), tokens.new()
    # Of two requests for one address at once, the later one's letter is the one that opens.
    await session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(email, 0))))
    person_id = (await session.execute(sa.select(sa.func.person_by_email(email)))).scalar_one()
    await forget_letters(session, person_id)
    code = tokens.code_of(link)
    session.add(
        SignInCode(
            person_id=person_id,
            link_hash=tokens.hashed(link),
            code_hash=tokens.code_hashed(code, browser),
            browser_hash=tokens.hashed(browser),
            next_path=next_path,
            created_at=at,
            expires_at=at + lives,
        )
    )
    if person_id:
        mail.put(session, letters.sign_in(email, link=link, code=code, lives=lives))
    return browser


async def forget_letters(session: AsyncSession, person_id: UUID | None) -> None:
    """Links and codes of this person that were not used open nothing any more."""
    theirs = SignInCode.person_id == sa.bindparam("person", person_id, sa.Uuid())  # `= null`, not `is null`, for nobody
    await session.execute(sa.delete(SignInCode).where(theirs, SignInCode.used_at.is_(None)))


# ---- Coming in -------------------------------------------------------------------------------------------------------


def _living(at: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(SignInCode.used_at.is_(None), SignInCode.expires_at > at)


async def known_link(session: AsyncSession, link: str) -> SignInCode | None:
    """The letter of this link, while it can still open something. Reading changes nothing: scanners of mail read too."""
    query = sa.select(SignInCode).where(
        SignInCode.link_hash == tokens.hashed(link), _living(now()), SignInCode.tries < TRIES
    )
    return (await session.scalars(query)).one_or_none()


async def open_by_link(session: AsyncSession, link: str, *, browser: str) -> Opened | None:
    """Use the link up, in the browser that asked. Of two at once, one gets nothing."""
    using = (
        sa.update(SignInCode)
        .where(
            SignInCode.link_hash == tokens.hashed(link),
            SignInCode.browser_hash == tokens.hashed(browser),
            SignInCode.tries < TRIES,
        )
        .where(_living(now()))
    )
    return await _use(session, using)


async def count_try(session: AsyncSession, code: str, *, browser: str) -> tuple[UUID | None, int]:
    """Count a typed code against the browser's letter, whether it fits or not; belongs in a transaction of its own.

    Returns the letter the code fits, if it does, and how many tries are left.
    """
    counting = (
        sa.update(SignInCode)
        .where(SignInCode.browser_hash == tokens.hashed(browser), SignInCode.tries < TRIES)
        .where(_living(now()))
        .values(tries=SignInCode.tries + 1)
        .returning(SignInCode.id, SignInCode.code_hash, SignInCode.tries)
    )
    counted = (await session.execute(counting)).one_or_none()
    if counted is None:
        return None, 0
    fits = tokens.same(counted.code_hash, tokens.code_hashed(code, browser))
    return (counted.id if fits else None), TRIES - counted.tries


async def open_by_code(session: AsyncSession, letter: UUID) -> Opened | None:
    """Use up the letter whose code was typed rightly. The fifth try may be the right one."""
    return await _use(session, sa.update(SignInCode).where(SignInCode.id == letter, _living(now())))


async def _use(session: AsyncSession, using: sa.Update) -> Opened | None:
    used = using.where(SignInCode.person_id.is_not(None)).values(used_at=now())
    row = (await session.execute(used.returning(SignInCode.person_id, SignInCode.next_path))).one_or_none()
    return Opened(row.person_id, row.next_path) if row else None


# ---- Sessions --------------------------------------------------------------------------------------------------------


def start(session: AsyncSession, person_id: UUID, *, lives: timedelta, browser: str) -> Session:
    """A new session with a token of its own. browser: in words, for the list of one's sign-ins."""
    token, at = tokens.new(), now()
    session.add(
        SignIn(
            person_id=person_id,
            token_hash=tokens.hashed(token),
            csrf=tokens.new(),
            started_at=at,
            seen_at=at,
            rotated_at=at,
            expires_at=at + lives,
            browser=browser,
        )
    )
    return Session(token, person_id)


async def rotate(session: AsyncSession, sign_in: SignIn, *, presented: bytes) -> str | None:
    """A new token for a session whose own is an hour old; the one presented goes on until the new one is used.

    Of two requests at once only one gets a new token.
    """
    at, token = now(), tokens.new()
    rotating = (
        sa.update(SignIn)
        .where(SignIn.id == sign_in.id, SignIn.rotated_at == sign_in.rotated_at)
        .values(
            token_hash=tokens.hashed(token),
            previous_hash=presented,
            previous_until=None,
            rotated_at=at,
        )
        .returning(SignIn.id)
    )
    return token if (await session.execute(rotating)).one_or_none() else None


async def end(session: AsyncSession, person_id: UUID, *, only: UUID | None = None, but: UUID | None = None) -> None:
    """End sessions of a person, at once: one, all, or all but one."""
    ending = sa.update(SignIn).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None)).values(ended_at=now())
    if only:
        ending = ending.where(SignIn.id == only)
    if but:
        ending = ending.where(SignIn.id != but)
    await session.execute(ending)
