"""Leaning on the walls, as the app role: every path by which a neighbour's rows once got out, somewhere, to somebody.

The list is that of the probes of row security: 19 ways that leak where a rule is missing, and those that hold. Refusal
and success stand in one test. What the catalogue can tell is in test_walls.py.
"""

import io

import asyncpg
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from backend.kit import postgres
from backend.kit.db import Database, Scope
from tests.house import catalogue, powers
from tests.house.asking import ask, put, within
from tests.house.world import World

# ---- No scope --------------------------------------------------------------------------------------------------------


async def test_without_a_scope_a_walled_table_is_an_error(
    server: postgres.Server, database_name: str, world: World
) -> None:
    """An error, not an empty answer that looks like a quiet quarter; on a new connection and on one already used."""
    fresh = await asyncpg.connect(server.dsn("app", database_name))
    try:
        # By an index, whatever is known of a table's size: else one that holds no row is not asked about one. And from the
        # start, as a connection keeps its plans.
        await fresh.execute("set enable_seqscan = off")
        tables = await catalogue.walled(fresh)
        for table in tables:
            with pytest.raises(asyncpg.UndefinedObjectError, match="unrecognized configuration parameter"):
                await fresh.fetch(f"select * from {table}")
        async with fresh.transaction():
            await put(fresh, world.backbone)
            assert await fresh.fetchval("select count(*) from rounds") == 1
        for table in tables:
            with pytest.raises(asyncpg.InvalidTextRepresentationError):
                await fresh.fetch(f"select * from {table}")
        for table in set(tables) - set(powers.WRITTEN_BY_TRIGGER):
            with pytest.raises(asyncpg.InvalidTextRepresentationError):
                await fresh.execute(f"insert into {table} default values")
    finally:
        await fresh.close()


async def test_a_pool_of_one_carries_nothing_over(
    server: postgres.Server, database_name: str, world: World, foreign: World
) -> None:
    pool = Database(server.url("app", database_name), pool_size=1, max_overflow=0)
    rounds = sa.text("select collaborative_id from rounds")
    try:
        for _ in range(5):
            for asked in (world, foreign):
                async with pool.session(asked.backbone) as session:
                    assert (await session.scalars(rounds)).all() == [asked.here.id]
                    await session.commit()
                    assert (await session.scalars(rounds)).all() == [asked.here.id]  # a new transaction, the same scope
            async with pool.session(None) as session:
                with pytest.raises(DBAPIError, match="invalid input syntax for type uuid"):
                    await session.execute(rounds)
    finally:
        await pool.close()


async def test_an_error_or_an_abandoned_request_carries_nothing_over(
    server: postgres.Server, database_name: str, world: World
) -> None:
    pool = Database(server.url("app", database_name), pool_size=1, max_overflow=0)
    try:
        async with pool.session(world.backbone) as session:
            with pytest.raises(DBAPIError, match="division by zero"):
                await session.execute(sa.text("select 1 / 0"))
        async with pool.session(world.backbone) as session:
            await session.execute(sa.text("select count(*) from rounds"))  # neither committed nor rolled back
        async with pool.session(None) as session:
            with pytest.raises(DBAPIError, match="invalid input syntax for type uuid"):
                await session.execute(sa.text("select count(*) from rounds"))
    finally:
        await pool.close()


async def test_a_session_setting_would_carry_over(server: postgres.Server, database_name: str, world: World) -> None:
    """Why the scope is put into the transaction: the pool hands a session's setting to whoever comes next."""
    pool = Database(server.url("app", database_name), pool_size=1, max_overflow=0)
    leave = sa.text("select set_config('app.collaborative_id', :id, false)")
    try:
        async with pool.session(None) as session:
            await session.execute(leave, {"id": str(world.here.id)})
            await session.commit()
        async with pool.session(None) as session:
            assert (await session.scalars(sa.text("select count(*) from rounds"))).one() == 1
    finally:
        await pool.close()


async def test_a_savepoint_keeps_the_scope(database: Database, world: World, foreign: World) -> None:
    async with database.session(world.backbone) as session:
        with pytest.raises(DBAPIError):
            async with session.begin_nested():
                await session.execute(sa.text("select 1 / 0"))
        async with session.begin_nested():
            seen = await session.scalars(sa.text("select collaborative_id from rounds"))
            assert seen.all() == [world.here.id]
        assert (await session.scalars(sa.text("select collaborative_id from rounds"))).all() == [world.here.id]


# ---- Ways around a query ---------------------------------------------------------------------------------------------


async def test_copying_out_gives_ones_own_rows(db: asyncpg.Connection, world: World, foreign: World) -> None:
    own = str(world.here.id).encode()
    async with within(db, world.backbone):
        by_query, by_table = io.BytesIO(), io.BytesIO()
        await db.copy_from_query("select collaborative_id from entries", output=by_query)
        await db.copy_from_table("entries", columns=["collaborative_id"], output=by_table)
    assert set(by_query.getvalue().split()) == set(by_table.getvalue().split()) == {own}


async def test_copying_into_a_walled_table_is_refused(db: asyncpg.Connection, world: World) -> None:
    """Hence bulk loads go through a temporary table, gone with its transaction, and one insert under the policies."""
    async with within(db, world.backbone):
        area = (world.row("rounds")["id"], "ward", "9", "Nine")
        await db.execute("create temporary table incoming (like areas including defaults) on commit drop")
        await db.copy_records_to_table("incoming", records=[area], columns=["id", "kind", "code", "name"])
        assert await db.execute("insert into areas select * from incoming") == "INSERT 0 1"
        with pytest.raises(asyncpg.FeatureNotSupportedError, match="COPY FROM not supported with row-level security"):
            await db.copy_records_to_table("areas", records=[area], columns=["id", "kind", "code", "name"])
    async with db.transaction():
        await db.execute("create temporary table incoming (secret text) on commit drop")
    with pytest.raises(asyncpg.UndefinedTableError):
        await db.fetch("select * from incoming")


async def test_a_temporary_table_that_stays_would_be_handed_on(db: asyncpg.Connection, world: World) -> None:
    async with db.transaction():
        await put(db, world.backbone)
        await db.execute("create temporary table kept as select id from rounds")
    assert await db.fetchval("select id from kept") == world.row("rounds")["id"]  # no scope, and there it is


async def test_a_prepared_statement_changes_with_the_scope(
    db: asyncpg.Connection, world: World, foreign: World
) -> None:
    """Forty times over: past the fifth, PostgreSQL may keep one plan for all."""
    prepared = await db.prepare("select distinct collaborative_id from entries where number > $1")
    for turn in range(40):
        asked = (world, foreign)[turn % 2]
        async with within(db, asked.backbone):
            assert [row[0] for row in await prepared.fetch(0)] == [asked.here.id]


async def test_a_cheap_function_is_not_asked_before_the_policy(
    db: asyncpg.Connection, world: World, foreign: World
) -> None:
    """A function that tells what it was given, and an error that depends on the row: neither meets a hidden row."""
    told: list[str] = []
    db.add_log_listener(lambda _, message: told.append(message.message))
    async with within(db, world.backbone):
        await db.execute(
            "create function pg_temp.tell(t text) returns boolean language plpgsql cost 0.0000001"
            " as $$ begin raise notice '%', t; return true; end $$"
        )
        assert await db.fetchval("select count(*) from rounds where pg_temp.tell(name)") == 1
        oracle = "select count(1 / (case when name = $1 then 0 else 1 end)) from rounds"
        assert await db.fetchval(oracle, foreign.marker) == 1
        with pytest.raises(asyncpg.DivisionByZeroError):
            await db.fetchval(oracle, world.marker)
    assert told == [world.marker]


async def test_statistics_of_walled_columns_are_not_shown(broken: asyncpg.Connection, world: World) -> None:
    await broken.execute("analyze entries")
    shown = "select count(*) from pg_stats where tablename = 'entries'"
    assert await broken.fetchval(shown) > 0
    await broken.execute("set local role anchorline_app")
    assert await broken.fetchval(shown) == 0


async def test_a_view_of_the_owner_would_show_what_it_sees(
    broken: asyncpg.Connection, world: World, foreign: World
) -> None:
    """As would a function that runs as its owner; those that ask as whoever asks show one's own."""
    await broken.execute(
        "create view bare as select * from rounds; grant select on bare to anchorline_app;"
        " create view decent with (security_invoker = true) as select * from rounds;"
        " grant select on decent to anchorline_app;"
        " create function peep() returns bigint language sql security definer as 'select count(*) from rounds';"
        " set local role anchorline_app"
    )
    await put(broken, world.backbone)
    assert await broken.fetchval("select count(*) from decent") == 1
    assert await broken.fetchval("select count(*) from bare") > 1
    assert await broken.fetchval("select peep()") > 1


@pytest.mark.parametrize(
    "sabotage",
    [
        "drop policy collaborative on rounds; create policy x on rounds using (true)",
        "alter table rounds disable row level security",
    ],
)
async def test_without_the_policy_the_neighbour_is_there(
    broken: asyncpg.Connection, world: World, foreign: World, sabotage: str
) -> None:
    await broken.execute(f"{sabotage}; set local role anchorline_app")
    await put(broken, world.backbone)
    theirs = "select count(*) from rounds where collaborative_id = $1"
    assert await broken.fetchval(theirs, foreign.here.id) == 1


async def test_without_force_the_owner_sees_all(broken: asyncpg.Connection, world: World, foreign: World) -> None:
    await broken.execute("set local role anchorline_owner")
    await put(broken, world.backbone)
    assert await broken.fetchval("select count(distinct collaborative_id) from rounds") == 1
    await broken.execute("alter table rounds no force row level security")
    assert await broken.fetchval("select count(distinct collaborative_id) from rounds") > 1


async def test_a_known_limit_whoever_can_write_sql_can_change_the_scope(
    db: asyncpg.Connection, world: World, foreign: World
) -> None:
    """The walls hold against forgotten filters and forged ids, not against SQL that an attacker wrote.

    The scope is a setting, and whoever may run a statement may set it. Hence no user's text ever becomes SQL; a scope
    signed with a key the app role cannot read would close this, at 58 microseconds a query, and is not built.
    """
    async with within(db, world.backbone):
        await db.execute("select set_config('app.collaborative_id', $1, true)", str(foreign.here.id))
        assert await db.fetchval("select collaborative_id from rounds") == foreign.here.id


async def test_a_known_limit_the_server_s_own_notes_are_everyone_s(
    broken: asyncpg.Connection, db: asyncpg.Connection, world: World
) -> None:
    """How many rows a whole table has, and what another session of the same role is running, any statement may read.

    Neither names a collaborative, and nobody's text becomes SQL; numbers to people are never taken from there. Values
    are sent apart from the statement, so what runs shows `$1`.
    """
    await broken.execute("analyze entries; set local role anchorline_app")
    assert await broken.fetchval("select reltuples from pg_class where relname = 'entries'") > 0
    async with within(db, world.backbone):
        await db.fetch("select id from rounds where name = $1", world.marker)
        running = "select query from pg_stat_activity where pid = $1"
        assert await broken.fetchval(running, db.get_server_pid()) == "select id from rounds where name = $1"


async def test_nobody_s_scope_finds_nothing(db: asyncpg.Connection, world: World) -> None:
    """The scope before a collaborative is known is that of no collaborative: the id of all zeros."""
    for table in await catalogue.walled(db):
        assert await ask(db, Scope(members="all"), f"select 1 from {table}") == [], table
