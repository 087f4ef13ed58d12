"""The doctor's look at what should have happened by itself: the clock, collections, letters, uploads."""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.files.tables import Upload
from backend.files.upload_rules import SILENT
from backend.files.watching import UNDER_WAY
from backend.kit import claims
from backend.kit.db import Database, Scope, now
from backend.kit.mail import Letter, SignInLetter
from backend.kit.outbox import REFUSED_KEPT, Waiting
from backend.members.tables import Collaborative
from backend.rounds import queries as round_queries
from backend.rounds import rules as round_rules
from backend.running.findings import Finding, look, well, wrong

GRACE = timedelta(minutes=15)  # for what a clock does within one
SCHEDULER = "Start anchorline scheduler and let the system keep it up; its log says what it cannot do."


@dataclass
class _Seen:
    """In all collaboratives together. late: letters that should have gone; refused: by domain."""

    late: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    rounds: list[str] = field(default_factory=list)
    silent: int = 0


async def work(app_url: str) -> AsyncIterator[Finding]:
    database, at = Database(app_url, pool_size=1), now()
    try:
        async with database.session(Scope()) as session:
            last = await claims.last_beat(session)
            places = (await session.scalars(sa.select(Collaborative).order_by(Collaborative.slug))).all()
            seen = _Seen()
            await _letters(session, SignInLetter, seen, at)
        for here in places:
            async with database.session(Scope.everything_in(here.id)) as session:
                await _letters(session, Letter, seen, at)
                await _rounds(session, here, seen, at)
                seen.silent += await _silent(session, at)
    finally:
        await database.close()
    yield _clock(last, at)
    yield _told_of_rounds(seen)
    for finding in _told_of_letters(seen):
        yield finding
    if seen.silent:
        yield look("Files", f"{seen.silent} that people sent are worked on by nobody any more.", SCHEDULER)
    if not places:
        yield look("Collaboratives", "There is none yet.", "Make the first with: anchorline bootstrap")


# ---- Looking ---------------------------------------------------------------------------------------------------------


async def _letters(session: AsyncSession, table: type[Waiting], seen: _Seen, at: datetime) -> None:
    waits = sa.and_(table.sent_at.is_(None), table.refused_at.is_(None), table.next_try_at < at - GRACE)
    seen.late += (await session.execute(sa.select(sa.func.count()).where(waits))).scalar_one()
    domain = sa.func.lower(sa.func.split_part(table.recipient, "@", 2))
    refused = sa.select(domain, sa.func.count()).where(table.refused_at > at - REFUSED_KEPT).group_by(domain)
    for name, count in await session.execute(refused):
        seen.refused[name] += count


async def _rounds(session: AsyncSession, here: Collaborative, seen: _Seen, at: datetime) -> None:
    for one in await round_queries.unsettled(session):
        if round_rules.to_be_opened(one, at - GRACE, here.time_zone):
            seen.rounds.append(f"{one.name} of {here.slug} has not been opened")
        elif round_rules.to_be_closed(one, at - GRACE, here.time_zone):
            seen.rounds.append(f"{one.name} of {here.slug} has not been closed")


async def _silent(session: AsyncSession, at: datetime) -> int:
    silent = sa.and_(Upload.state.in_(UNDER_WAY), Upload.beat_at < at - SILENT - GRACE)
    return (await session.execute(sa.select(sa.func.count()).where(silent))).scalar_one()


# ---- Telling ---------------------------------------------------------------------------------------------------------


def _clock(last: datetime | None, at: datetime) -> Finding:
    if last is None:
        return wrong("Scheduler", "It has never run: no letter is sent, no collection opens.", SCHEDULER)
    if claims.stands_still(last, at):
        return wrong("Scheduler", f"It stands still since {last:%Y-%m-%d %H:%M} UTC.", SCHEDULER)
    return well("Scheduler", "It runs.")


def _told_of_rounds(seen: _Seen) -> Finding:
    if seen.rounds:
        return wrong("Collections", f"Overdue: {'; '.join(seen.rounds)}.", SCHEDULER)
    return well("Collections", "None is overdue to open or to close.")


def _told_of_letters(seen: _Seen) -> list[Finding]:
    found = []
    if seen.late:
        found.append(
            wrong(
                "Letters", f"{seen.late} should have been sent and are not; people may be unable to sign in.", SCHEDULER
            )
        )
    if seen.refused:
        told = ", ".join(
            f"{count} to {name or 'addresses forgotten since'}" for name, count in sorted(seen.refused.items())
        )
        found.append(
            look(
                "Letters",
                f"Refused in the last thirty days: {told}.",
                "The page Letters of each collaborative says whom and why. When a whole domain refuses, ask its mail team to"
                " let ANCHORLINE_MAIL_FROM in; check SPF, DKIM and DMARC of the sender's domain.",
            )
        )
    return found or [well("Letters", "None waits too long, none was refused in the last thirty days.")]
