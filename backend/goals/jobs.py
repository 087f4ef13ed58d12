"""What the clock does for questions about goals: tells the coordinators, once an hour at most, and forgets what is over."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.goals import letters
from backend.goals.question_tables import GoalQuestion
from backend.kit.db import Database, Scope
from backend.kit.settings import Settings
from backend.members.everywhere import everywhere
from backend.members.tables import Collaborative

BETWEEN_LETTERS = timedelta(hours=1)
KEPT = timedelta(days=90)  # an address nobody was answered at, and the words of what was declined


async def hear(database: Database, _settings: Settings, moment: datetime) -> None:
    """Everywhere. A letter is a mark on its questions, in its transaction: any number of clocks write it once."""

    async def work(here: Collaborative) -> None:
        async with database.session(Scope.everything_in(here.id)) as session, session.begin():
            await _tell(session, here, moment)
            await _forget(session, moment - KEPT)

    await everywhere(database, "hear questions", work)


async def _tell(session: AsyncSession, here: Collaborative, moment: datetime) -> None:
    lately = sa.select(sa.func.max(GoalQuestion.told_at))
    last = await session.scalar(lately)
    if last is not None and last > moment - BETWEEN_LETTERS:
        return
    waiting = sa.select(GoalQuestion).where(GoalQuestion.told_at.is_(None), GoalQuestion.closed_at.is_(None))
    found = (await session.scalars(waiting.with_for_update(skip_locked=True))).all()
    if not found:
        return
    await letters.waiting(session, here, found)
    for one in found:
        one.told_at = moment


async def _forget(session: AsyncSession, before: datetime) -> None:
    old = sa.and_(GoalQuestion.address != "", GoalQuestion.asked_at < before)
    await session.execute(sa.update(GoalQuestion).where(old).values(address=""))
    declined = sa.and_(GoalQuestion.reason != "", GoalQuestion.words != "", GoalQuestion.closed_at < before)
    await session.execute(sa.update(GoalQuestion).where(declined).values(words=""))
