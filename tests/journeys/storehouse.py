"""What only the operator could do, in the database itself: let days pass, and look whether anything of a text was kept."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa

from backend.kit.db import Database, Scope
from backend.members.tables import Collaborative
from tests.journeys.eric import apart


def let_a_week_pass(owner_url: str, slug: str, period_start: date) -> None:
    """Its collection for this period opened a week earlier than it did."""

    async def work(database: Database) -> None:
        async with database.session(Scope()) as session:
            here = await session.scalar(sa.select(Collaborative.id).where(Collaborative.slug == slug))
        assert here
        back = sa.text(
            "update rounds set opened_at = opened_at - interval '7 days', opens_on = opens_on - 7"
            " where period_start = :start"
        )
        async with database.session(Scope.everything_in(here)) as session, session.begin():
            assert (await session.execute(back, {"start": period_start})).rowcount == 1  # type: ignore[attr-defined]

    apart(work, owner_url)


def tables_that_hold(backup_url: str, text: str) -> Sequence[str]:
    """Every table with a row that has this text in any column, also among bytes, behind whatever wall."""

    async def work(database: Database) -> list[str]:
        hidden = text.encode().hex()
        async with database.session(Scope()) as session:
            names = await session.scalars(sa.text("select tablename from pg_tables where schemaname = 'public'"))
            look = 'select exists (select from "{}" t where t::text like :seen or t::text like :hidden)'
            return [
                name
                for name in names.all()
                if await session.scalar(sa.text(look.format(name)), {"seen": f"%{text}%", "hidden": f"%{hidden}%"})
            ]

    return apart(work, backup_url)
