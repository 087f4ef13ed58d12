"""Behind a pooler nothing stays prepared on a connection: the next transaction may be on another."""

import sqlalchemy as sa

from backend.kit import postgres
from backend.kit.db import Database


async def test_nothing_stays_prepared_behind_a_pooler(server: postgres.Server, database_name: str) -> None:
    left = {}
    for behind_pooler in (False, True):
        database = Database(server.url("app", database_name), pool_size=1, max_overflow=0, behind_pooler=behind_pooler)
        for number in range(3):
            async with database.session(None) as session, session.begin():
                await session.execute(sa.text("select :number + 1"), {"number": number})
        async with database.session(None) as session:
            asked = sa.text("select count(*) from pg_prepared_statements where statement like '%+ 1'")
            left[behind_pooler] = (await session.execute(asked)).scalar_one()
        await database.close()
    assert left == {False: 1, True: 0}
