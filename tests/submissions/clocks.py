"""A small collaborative whose clock a test turns by hand, in a database of its own: the clock runs every collaborative."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from litestar import Litestar

from backend.kit.db import Database
from backend.kit.mail import Letter
from backend.kit.periods import Period
from backend.kit.settings import Settings
from backend.rounds import actions as round_actions
from backend.rounds.rules import Dates
from backend.rounds.tables import Round
from backend.submissions import jobs
from backend.submissions.tables import Submission
from tests.worlds import FIRST, World

OPENS, DUE, CLOSES = date(2025, 6, 16), date(2025, 8, 14), date(2025, 8, 29)
DAY = timedelta(days=1)
ZONE = "Europe/London"
Site = tuple[Litestar, Database, Database]  # the site, its database as the owner and as the app


def at(day: date, hour: int = 9, minute: int = 0, zone: str = ZONE) -> datetime:
    return datetime.combine(day, time(hour, minute), ZoneInfo(zone)).astimezone(UTC)


@dataclass
class Clock:
    """Turns to a moment and runs what a scheduler would."""

    world: World
    settings: Settings

    @property
    def database(self) -> Database:
        return self.world.here.database

    async def turn(self, moment: datetime) -> None:
        await jobs.run_rounds(self.database, self.settings, moment)
        await jobs.remind(self.database, self.settings, moment)

    async def planned(self, period: Period = FIRST, on: Dates | None = None) -> Round:
        calendar = (await self.world.collaborative()).calendar
        async with self.world.here.session() as session:
            return await round_actions.plan(
                session, self.world.framework, period, calendar=calendar, on=on or Dates(OPENS, DUE, CLOSES)
            )

    async def round(self, id: UUID) -> Round:
        async with self.world.here.session() as session:
            return (await session.scalars(sa.select(Round).where(Round.id == id))).one()

    async def rounds(self) -> Sequence[Round]:
        async with self.world.here.session() as session:
            return (await session.scalars(sa.select(Round).order_by(Round.period_start))).all()

    async def letters(self, about: str) -> list[Letter]:
        """Those whose subject has these words."""
        return [letter for letter in await self.world.letters() if about in letter.subject]

    async def counted(self, about: str) -> Counter[str]:
        return Counter(letter.recipient for letter in await self.letters(about))

    async def put(self, submission: Submission, state: str) -> None:
        """Straight into a state; how one comes there is tried elsewhere."""
        async with self.world.here.session() as session:
            await session.execute(sa.update(Submission).where(Submission.id == submission.id).values(state=state))
