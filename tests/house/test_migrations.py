"""The schema's history: from nothing to the newest it makes exactly the tables the code has, and every one is closed.

Downgrades are not offered: a schema taken back loses what was written since, so going back is restoring a back-up. A
test says so, lest one be written that nobody ran.
"""

import inspect
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import create_async_engine

from backend.kit import postgres
from backend.migrations import run
from tests.house import catalogue

# What alembic's comparison does not look at, as PostgreSQL itself tells it.
TOLD_BY_POSTGRESQL = {
    "columns": """
        select format('%s.%s %s %s %s', relname, attname, format_type(atttypid, atttypmod),
                      case when attnotnull then 'not null' end, pg_get_expr(adbin, adrelid)) as told
        from pg_attribute join pg_class on pg_class.oid = attrelid
        left join pg_attrdef on adrelid = attrelid and adnum = attnum
        where relnamespace = 'public'::regnamespace and relkind = 'r' and attnum > 0 and not attisdropped
    """,
    "constraints": """
        select format('%s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as told from pg_constraint
        where connamespace = 'public'::regnamespace and contype <> 'n'
    """,
    "indexes": """
        select pg_get_indexdef(indexrelid) as told from pg_index join pg_class on pg_class.oid = indexrelid
        where relnamespace = 'public'::regnamespace
    """,
}


@asynccontextmanager
async def another_database(server: postgres.Server, name: str) -> AsyncIterator[str]:
    """An empty database of the owner's, gone afterwards; its URL."""
    admin = await asyncpg.connect(server.dsn("superuser", "postgres"))
    try:
        await admin.execute(f"drop database if exists {name} with (force)")
        await admin.execute(f"create database {name} owner anchorline_owner")
        yield server.url("owner", name)
        await admin.execute(f"drop database {name} with (force)")
    finally:
        await admin.close()


async def synchronously(url: str, work: Callable[[sa.Connection], Any]) -> Any:
    engine = create_async_engine(url)
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(work)
    finally:
        await engine.dispose()


def differences(metadata: sa.MetaData) -> Callable[[sa.Connection], list[Any]]:
    """What alembic would still have to migrate. Defaults, which it compares by running them, PostgreSQL tells below."""

    def compare(connection: sa.Connection) -> list[Any]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, metadata)

    return compare


async def told(db: asyncpg.Connection) -> dict[str, set[str]]:
    rows = {name: await db.fetch(query) for name, query in TOLD_BY_POSTGRESQL.items()}
    return {
        name: {row["told"] for row in found if "alembic_version" not in row["told"]} for name, found in rows.items()
    }


# ---- From nothing to the tables --------------------------------------------------------------------------------------


async def test_the_migrations_make_the_tables_of_the_code(server: postgres.Server, database_name: str) -> None:
    assert await synchronously(server.url("owner", database_name), differences(run.TARGET)) == []


async def test_a_table_or_column_that_no_migration_makes_is_noticed(
    server: postgres.Server, database_name: str
) -> None:
    ahead = sa.MetaData(naming_convention=run.TARGET.naming_convention)
    for table in run.TARGET.sorted_tables:
        table.to_metadata(ahead)
    sa.Table("notes", ahead, sa.Column("id", sa.Uuid(), primary_key=True))
    ahead.tables["rounds"].append_column(sa.Column("mood", sa.Text()))
    ahead.tables["rounds"].columns["name"].nullable = True
    found = await synchronously(server.url("owner", database_name), differences(ahead))
    assert [change[0] if isinstance(change, tuple) else change[0][0] for change in found] == [
        "add_table",
        "add_column",
        "modify_nullable",
    ]


async def test_postgresql_tells_the_same_of_both(server: postgres.Server, owner_db: asyncpg.Connection) -> None:
    """Columns, defaults, checks, keys, predicates and included columns: of the migrated database and of one made from
    the code's tables at once."""
    async with another_database(server, "made_at_once") as url:
        await synchronously(url, run.TARGET.create_all)
        made = await asyncpg.connect(server.dsn("owner", "made_at_once"))
        try:
            at_once = await told(made)
        finally:
            await made.close()
    migrated = await told(owner_db)
    for name in TOLD_BY_POSTGRESQL:
        assert sorted(migrated[name] ^ at_once[name]) == [], name


@pytest.mark.parametrize(
    ("sabotage", "where"),
    [
        ("alter table rounds alter column backfilled set default true", "columns"),
        ("alter table rounds drop constraint ck_rounds_dates", "constraints"),
        (
            "drop index ix_letters_waiting; create index ix_letters_waiting on letters (collaborative_id, next_try_at)",
            "indexes",
        ),
    ],
)
async def test_a_difference_in_what_postgresql_tells_is_noticed(
    broken: asyncpg.Connection, sabotage: str, where: str
) -> None:
    before = await told(broken)
    await broken.execute(sabotage)
    after = await told(broken)
    assert [name for name in before if before[name] != after[name]] == [where]


async def test_every_table_of_the_code_is_closed_or_listed(db: asyncpg.Connection) -> None:
    assert {*run.TARGET.tables, "alembic_version"} == set(await catalogue.tables(db))
    assert {table for table in run.TARGET.tables if table not in catalogue.UNWALLED} == set(await catalogue.walled(db))
    assert await catalogue.rings(db) == []


# ---- One line, forward only ------------------------------------------------------------------------------------------


def test_there_is_one_head_and_one_line() -> None:
    scripts = ScriptDirectory.from_config(run.config())
    assert scripts.get_heads() == [run.head()]
    assert [s.revision for s in scripts.walk_revisions() if s.is_branch_point or s.is_merge_point] == []
    assert len(scripts.get_bases()) == 1


def test_no_way_back_is_offered() -> None:
    for script in ScriptDirectory.from_config(run.config()).walk_revisions():
        assert not hasattr(script.module, "downgrade"), script.revision
        assert script.doc, script.revision
    assert "downgrade" not in inspect.getsource(run)


async def test_upgrading_twice_changes_nothing(server: postgres.Server) -> None:
    async with another_database(server, "upgraded_twice") as url:
        await run.upgrade(url)
        once = await asyncpg.connect(server.dsn("owner", "upgraded_twice"))
        try:
            before = await told(once)
            await run.upgrade(url)
            assert await told(once) == before
        finally:
            await once.close()
        await run.check(url)


# ---- Which schema a database has -------------------------------------------------------------------------------------


async def test_a_database_of_this_schema_is_taken(server: postgres.Server, database_name: str) -> None:
    """Asked as the app role: the site checks before it serves."""
    await run.check(server.url("app", database_name))


async def test_an_empty_database_is_refused_with_what_to_run(server: postgres.Server) -> None:
    async with another_database(server, "still_empty") as url:
        with pytest.raises(run.WrongSchema, match=r"older than this program\. Run: anchorline db upgrade"):
            await run.check(url)


def test_older_and_newer_schemas_are_refused_with_what_to_do() -> None:
    run.judge(run.head())
    with pytest.raises(run.WrongSchema, match="Run: anchorline db upgrade"):
        run.judge(None)
    older = [s.revision for s in ScriptDirectory.from_config(run.config()).walk_revisions() if s.revision != run.head()]
    for revision in older:
        with pytest.raises(run.WrongSchema, match="Run: anchorline db upgrade"):
            run.judge(revision)
    with pytest.raises(run.WrongSchema, match=r"\(9999\) is newer than this program knows") as newer:
        run.judge("9999")
    assert "Start the newer program, or restore a backup" in str(newer.value)
