"""Letters that wait, sent. Any number of processes may deliver at once: each letter is held by one of them.

A letter is sent, then noted as sent in the transaction that held it. A crash between the two sends it once more, under the
same Message-ID.
"""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import cast
from urllib.parse import urlsplit

import sqlalchemy as sa
import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit.db import Database, Scope, enter, now
from backend.kit.mail import Letter, SignInLetter, addressed
from backend.kit.smtp import NotNow, Rejected, Smtp

log = structlog.get_logger("anchorline.letters")

Waiting = Letter | SignInLetter
LIVES: dict[type[Waiting], timedelta] = {
    SignInLetter: timedelta(minutes=30),  # its link is dead by then
    Letter: timedelta(days=3),
}


REFUSED_KEPT = timedelta(days=30)  # so that the coordinator can see whom it did not reach


async def deliver(database: Database, smtp: Smtp, base_url: str) -> int:
    """Send what is due, of every collaborative; how many were dealt with. Stops when the server cannot be reached."""
    sent = 0
    async for scope, table in _with_letters(database):
        while (went := await _deliver_one(database, scope, table, smtp, base_url)) is not None:
            if not went:
                return sent
            sent += 1
    return sent


async def _with_letters(database: Database) -> AsyncIterator[tuple[Scope, type[Waiting]]]:
    """Where letters are due: each collaborative is asked in its own scope, all in one transaction."""
    scopes: list[tuple[Scope, type[Waiting]]] = []
    async with database.session(Scope()) as session, session.begin():
        if await _due(session, SignInLetter):
            scopes.append((Scope(), SignInLetter))
        for id in (await session.scalars(sa.text("select id from collaboratives"))).all():
            await enter(session, Scope.everything_in(id))
            if await _due(session, Letter):
                scopes.append((Scope.everything_in(id), Letter))
    for scope, table in scopes:
        yield scope, table


def _is_due(table: type[Waiting]) -> sa.ColumnElement[bool]:
    return sa.and_(table.sent_at.is_(None), table.refused_at.is_(None), table.next_try_at <= sa.func.now())


async def _due(session: AsyncSession, table: type[Waiting]) -> bool:
    return bool((await session.execute(sa.select(sa.exists().where(_is_due(table))))).scalar_one())


async def _deliver_one(
    database: Database, scope: Scope, table: type[Waiting], smtp: Smtp, base_url: str
) -> bool | None:
    """Whether to go on with the next one; no when the server is away. None: nothing is due."""
    query = sa.select(table).where(_is_due(table)).order_by(table.next_try_at, table.id).limit(1)
    async with database.session(scope) as session, session.begin():
        found = (await session.scalars(query.with_for_update(skip_locked=True))).one_or_none()
        letter = cast("Waiting | None", found)
        if letter is None:
            return None
        try:
            await smtp.send(message(letter, smtp.sender, base_url))
        except NotNow as reason:
            _try_again(letter, reason)
            return reason.of_one
        except Rejected as refusal:
            _refuse(letter, str(refusal))
            return True
        letter.sent_at, letter.refusal, letter.body = now(), "", ""  # the text may hold a link that signs someone in
        log.info("letter sent", letter=str(letter.id))
        return True


def _try_again(letter: Waiting, reason: NotNow) -> None:
    at = now()
    letter.tries += 1
    letter.next_try_at = at + back_off(letter.tries)
    log.warning("letter not sent", letter=str(letter.id), tries=letter.tries, reason=str(reason))
    letter.refusal = str(reason)  # what the last try met, until it goes
    if letter.next_try_at > letter.put_at + LIVES[type(letter)]:
        _refuse(letter, f"It could not be handed over in time: {reason}")


def _refuse(letter: Waiting, refusal: str) -> None:
    letter.refused_at, letter.refusal, letter.body = now(), refusal, ""
    log.warning("letter refused", letter=str(letter.id))


def back_off(tries: int) -> timedelta:
    """Half a minute, a minute, two … at most an hour until the next try."""
    return min(timedelta(seconds=30 * (1 << min(tries - 1, 10))), timedelta(hours=1))


def message(letter: Waiting, sender: str, base_url: str) -> EmailMessage:
    """The letter as it goes out. Its Message-ID is its row's id, so that a repeat is known for one."""
    made = EmailMessage(policy=SMTP)
    made["From"] = sender
    made["To"] = letter.recipient
    made["Subject"] = letter.subject
    made["Date"] = format_datetime(letter.put_at)
    made["Message-ID"] = f"<{letter.id}@{urlsplit(base_url).hostname}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(addressed(letter.body, base_url))
    return made


async def forget_old(session: AsyncSession, *, before: datetime) -> None:
    """Sign-in letters that have left this desk: nothing links them to anyone, and nobody asks for them."""
    left = sa.func.coalesce(SignInLetter.sent_at, SignInLetter.refused_at)
    await session.execute(sa.delete(SignInLetter).where(left < before))


async def forget_addresses(session: AsyncSession, *, before: datetime) -> None:
    """A collaborative's letters that have left stay counted; to whom they went is nobody's need any more.

    session: under scope "all" of one collaborative.
    """
    gone = sa.or_(Letter.sent_at < before, Letter.refused_at < before - REFUSED_KEPT)
    old = sa.and_(gone, Letter.recipient != "")
    await session.execute(sa.update(Letter).where(old).values(recipient="", subject=""))


def refused() -> sa.Select[int]:
    """How many letters of this collaborative were refused and not forgotten yet. To be read under scope "all"."""
    return sa.select(sa.func.count()).where(Letter.refused_at > now() - REFUSED_KEPT)
