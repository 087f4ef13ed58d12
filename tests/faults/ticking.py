"""A real scheduler process for fault tests: `python -m tests.faults.ticking '{…}'`.

It writes one letter for each due moment since the test began, in the transaction that claims it, and says on its standard
output when it has claimed one and not committed yet. Without claims it does what a plain ticker would.
"""

import asyncio
import json
import sys
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from backend import scheduler
from backend.kit import claims, logs, mail
from backend.kit.db import Database, Scope
from backend.kit.settings import Settings


@dataclass(frozen=True, slots=True)
class Order:
    """begin: the first due moment. hold: seconds between claim and commit. claimed: False is the control."""

    url: str
    collaborative: str
    name: str
    begin: str
    every: float = 0.2
    hold: float = 0.0
    claimed: bool = True
    grace: float = 20.0

    def text(self) -> str:
        return json.dumps(asdict(self))


class Ticking:
    def __init__(self, order: Order) -> None:
        self.order = order
        self.every = timedelta(seconds=order.every)
        self.scope = Scope.everything_in(UUID(order.collaborative))

    async def work(self, database: Database, _settings: Settings, due: datetime) -> None:
        """Brings up to the present: every due moment that nobody has claimed yet."""
        for moment in await self._open(database, due) if self.order.claimed else [due]:
            if claims.stopping():
                return
            await self._once(database, moment)

    async def _open(self, database: Database, until: datetime) -> list[datetime]:
        async with database.session(None) as session:
            mine = sa.select(claims.JobClaim.due).where(claims.JobClaim.job == self.order.name)
            had = set(await session.scalars(mine))
        first = scheduler.last_due(self.every, datetime.fromisoformat(self.order.begin))
        count = int((until - first) / self.every) + 1
        return [moment for number in range(count) if (moment := first + number * self.every) not in had]

    async def _once(self, database: Database, moment: datetime) -> None:
        async with database.session(self.scope) as session, session.begin():
            if self.order.claimed and not await claims.once(session, self.order.name, moment):
                return
            print("claimed", moment.isoformat(), flush=True)
            mail.put(session, mail.Envelope(f"{self.order.name}@example.org", moment.isoformat(), "tick"))
            await session.flush()
            await asyncio.sleep(self.order.hold)


def main() -> None:
    order = Order(**json.loads(sys.argv[1]))
    scheduler.GRACE_SECONDS = order.grace
    ticking = Ticking(order)
    job = scheduler.Job(order.name, ticking.every, ticking.work)
    settings = Settings(_env_file=None)  # type: ignore[call-arg]
    logs.configure(settings)  # to standard error, away from what is said
    asyncio.run(scheduler.run(settings, order.url, jobs=[job]))


if __name__ == "__main__":
    main()
