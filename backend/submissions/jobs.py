"""What the clock does to collections: plans the next one, opens and closes them on their days, and reminds.

Every job brings each collaborative up to the present from what its rows say, in its own scope, one transaction a round: so
any number of clocks may run it, a stand-still is made up for by the next run, and what is cut short has not happened.
The moment comes in as an argument.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit import days
from backend.kit.claims import once, stopping
from backend.kit.db import Database, Scope
from backend.kit.settings import Settings
from backend.members.everywhere import everywhere
from backend.members.tables import Collaborative
from backend.rounds import planning, queries, rules
from backend.rounds.tables import Round
from backend.submissions import actions, reminding

log = structlog.get_logger("anchorline.clock")

Deed = Callable[[AsyncSession, Round], Awaitable[None]]


async def run_rounds(database: Database, _settings: Settings, moment: datetime) -> None:
    """Opens, closes and plans what is due at this moment, in every collaborative."""

    async def work(here: Collaborative) -> None:
        for of in await _unsettled(database, here):
            if rules.to_be_opened(of, moment, here.time_zone):
                await _claimed(database, here, of, "open", rules.opens_at(of, here.time_zone), _opening(here, moment))
            elif rules.to_be_closed(of, moment, here.time_zone):
                over = days.ends(of.closes_on, here.time_zone)
                await _claimed(database, here, of, "close", over, _closing(here, moment))
        today = days.day_at(moment, here.time_zone)
        async with _in(database, here) as session, session.begin():
            await actions.lock_late(session, today)
            await planning.plan_next(session, here, today)

    await everywhere(database, "run collections", work)


async def remind(database: Database, _settings: Settings, moment: datetime) -> None:
    """Writes the reminders that are due at this moment, in every collaborative."""

    async def work(here: Collaborative) -> None:
        async with _in(database, here) as session:
            asked = await queries.asked_now(session, days.day_at(moment, here.time_zone))
        for of in asked:
            if stopping():
                return
            async with _in(database, here) as session, session.begin():
                await reminding.remind(session, here, of, moment)

    await everywhere(database, "remind", work)


def _opening(here: Collaborative, moment: datetime) -> Deed:
    async def deed(session: AsyncSession, of: Round) -> None:
        if rules.to_be_opened(of, moment, here.time_zone):
            today = days.day_at(moment, here.time_zone)
            asked = await actions.open_round(session, of, by=None, today=today, at=moment)
            log.info("collection opened", round=str(of.id), members=asked)

    return deed


def _closing(here: Collaborative, moment: datetime) -> Deed:
    async def deed(session: AsyncSession, of: Round) -> None:
        if rules.to_be_closed(of, moment, here.time_zone):
            await actions.seal_round(session, of, today=days.day_at(moment, here.time_zone), at=moment)
            log.info("collection closed", round=str(of.id))

    return deed


async def _claimed(database: Database, here: Collaborative, of: Round, what: str, due: datetime, deed: Deed) -> None:
    """Claim and effect, in one transaction. The round is read anew and held: a person may just have done it by hand."""
    if stopping():
        return
    async with _in(database, here) as session, session.begin():
        if await once(session, f"{what}:{of.id}", due):
            await deed(session, await queries.round_named(session, of.id, lock=True))


async def _unsettled(database: Database, here: Collaborative) -> list[Round]:
    async with _in(database, here) as session:
        return list(await queries.unsettled(session))


def _in(database: Database, here: Collaborative) -> AsyncSession:
    return database.session(Scope.everything_in(here.id))
