"""Rows through a temporary table arrive as they were."""

from decimal import Decimal
from uuid import uuid4

import pytest
import sqlalchemy as sa

from backend.kit.bulk import staged
from backend.kit.db import Database, Scope

AWKWARD = ["", "plain", 'quo"te', "com,ma", "line\nend", "\\N", "\\.", "null", "£ é 你", " spaced ", "tab\t"]


async def test_no_text_is_mistaken_for_another_or_for_nothing(database: Database) -> None:
    rows = [(uuid4(), text, Decimal("-0.0100") * index) for index, text in enumerate(AWKWARD)]
    rows.append((uuid4(), None, None))
    columns = [sa.Column("id", sa.Uuid()), sa.Column("said", sa.Text()), sa.Column("number", sa.Numeric())]
    async with (
        database.session(Scope()) as session,
        session.begin(),
        staged(session, "awkward", columns, rows) as table,
    ):
        assert [tuple(row) for row in await session.execute(sa.select(table))] == rows


async def test_the_table_goes_with_the_block_and_the_transaction_goes_on(database: Database) -> None:
    async with database.session(Scope()) as session, session.begin():
        for number in range(2):
            async with staged(session, "again", [sa.Column("n", sa.Integer())], [(number,)]) as table:
                assert await session.scalar(sa.select(table.c.n)) == number
        assert await session.scalar(sa.text("select to_regclass('again')")) is None


async def test_one_unreadable_cell_refuses_all(database: Database) -> None:
    async with database.session(Scope()) as session, session.begin():
        with pytest.raises(Exception, match="invalid input syntax"):
            async with staged(session, "bad", [sa.Column("n", sa.Numeric())], [("1",), ("x",)]):
                pass
        await session.rollback()
