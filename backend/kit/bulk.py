"""Many rows at once: copied as text into a temporary table, from where one statement takes them.

PostgreSQL refuses to copy into a table with row policies, so the walls are passed by that one INSERT … SELECT. Text, not
objects: parsing it in the server is six times faster than sending decimals one by one.
"""

import io
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.schema import CreateTable, DropTable


@asynccontextmanager
async def staged(
    session: AsyncSession, name: str, columns: Sequence[sa.Column[Any]], rows: Iterable[Sequence[object]]
) -> AsyncIterator[sa.Table]:
    """The rows in a temporary table, for as long as the block lasts; None is null, the empty text is not.

    columns: in the order of the rows' cells.
    """
    table = sa.Table(name, sa.MetaData(), *columns, prefixes=["TEMPORARY"], postgresql_on_commit="DROP")
    connection = await session.connection()
    await connection.execute(CreateTable(table))
    raw = (await connection.get_raw_connection()).driver_connection
    assert raw is not None
    source = io.BytesIO("".join(map(_line, rows)).encode())
    await raw.copy_to_table(name, source=source, columns=[column.name for column in columns], format="csv")
    await connection.execute(sa.text(f"analyze {table.name}"))
    yield table
    await connection.execute(DropTable(table))  # after an error the transaction takes it along


def _line(row: Sequence[object]) -> str:
    """One line of CSV. Every text is quoted, for an empty cell without quotes is null."""
    return ",".join("" if cell is None else '"' + str(cell).replace('"', '""') + '"' for cell in row) + "\n"
