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
from tests.house import catalogue
from tests.house.asking import answer, ask, do, put, within
from tests.house.powers import WRITTEN_ONCE
from tests.house.world import World

HIDDEN = "new row violates row-level security policy for table "
DENIED = "permission denied for table "


async def changeable(db: asyncpg.Connection) -> list[str]:
    return [table for table in await catalogue.walled(db) if table not in WRITTEN_ONCE]


# ---- No scope --------------------------------------------------------------------------------------------------------


async def test_without_a_scope_a_walled_table_is_an_error(
    server: postgres.Server, database_name: str, world: World
) -> None:
    """An error, not an empty answer that looks like a quiet quarter; on a new connection and on one already used."""
    fresh = await asyncpg.connect(server.dsn("app", database_name))
    try:
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


# ---- Another collaborative, in every walled table --------------------------------------------------------------------


async def test_another_collaborative_s_rows_are_not_there(db: asyncpg.Connection, world: World, foreign: World) -> None:
    for table in await catalogue.walled(db):
        everyone = await ask(db, world.backbone, f"select collaborative_id from {table}")
        assert set(everyone) == {world.here.id}, table
        theirs = f"select 1 from {table} where collaborative_id = $1"
        assert await ask(db, world.backbone, theirs, foreign.here.id) == [], table
        assert 1 in await ask(db, foreign.backbone, theirs, foreign.here.id), table


async def test_another_collaborative_s_row_cannot_be_found_by_id(
    db: asyncpg.Connection, world: World, foreign: World
) -> None:
    for table in foreign.rows:
        by_id = f"select 1 from {table} where id = $1"
        assert await ask(db, world.backbone, by_id, foreign.row(table)["id"]) == [], table
        assert await ask(db, foreign.backbone, by_id, foreign.row(table)["id"]) == [1], table


async def test_no_row_can_be_put_into_another_collaborative(
    db: asyncpg.Connection, world: World, foreign: World
) -> None:
    """By naming it, on insert; by moving one's own, on update."""
    for table in await catalogue.walled(db):
        forged = f"insert into {table} (collaborative_id) values ($1)"
        assert await do(db, world.backbone, forged, foreign.here.id) == f'{HIDDEN}"{table}"'
    for table in await changeable(db):
        moved = f"update {table} set collaborative_id = $1"
        assert await do(db, world.backbone, moved, foreign.here.id) == f'{HIDDEN}"{table}"'


async def test_an_update_without_a_where_touches_only_ones_own(
    db: asyncpg.Connection, world: World, foreign: World
) -> None:
    for table in await changeable(db):
        own = len(await ask(db, world.backbone, f"select 1 from {table}"))
        assert await do(db, world.backbone, f"update {table} set id = id") == f"UPDATE {own}"
        theirs = f"update {table} set id = id where collaborative_id = $1"
        assert await do(db, world.backbone, theirs, foreign.here.id) == "UPDATE 0"


async def test_nothing_of_a_collaborative_is_deleted_or_emptied(db: asyncpg.Connection, world: World) -> None:
    for table in await catalogue.walled(db):
        assert await do(db, world.backbone, f"delete from {table}") == f"{DENIED}{table}"
        assert await do(db, world.backbone, f"truncate {table} cascade") == f"{DENIED}{table}"


async def test_what_was_accepted_is_retired_and_never_changed(db: asyncpg.Connection, world: World) -> None:
    assert await do(db, world.backbone, "update accepted_values set number = 1") == f"{DENIED}accepted_values"
    assert await do(db, world.backbone, "update accepted_values set retired_at = now()") == "UPDATE 2"
    assert await do(db, world.backbone, "update editions set text = ''") == f"{DENIED}editions"
    assert await do(db, world.backbone, "update editions set published_at = now()") == "UPDATE 1"


# ---- Keys ------------------------------------------------------------------------------------------------------------


async def test_a_key_finds_no_neighbour_s_row(db: asyncpg.Connection, world: World, foreign: World) -> None:
    """And says the same of a neighbour's row as of none at all."""
    term = "insert into member_terms (id, member_id, starts) values (gen_random_uuid(), $1, '2031-01-01')"
    absent = await do(db, world.backbone, term, world.row("rounds")["id"])
    assert 'violates foreign key constraint "fk_member_terms_collaborative_id_member_id"' in absent
    assert await do(db, world.backbone, term, foreign.member.id) == absent
    assert await do(db, world.backbone, term, world.member.id) == "INSERT 0 1"


async def test_a_key_of_one_column_would(broken: asyncpg.Connection, world: World, foreign: World) -> None:
    await broken.execute(
        "create unique index lone on members (id);"
        " alter table member_terms drop constraint fk_member_terms_collaborative_id_member_id;"
        " alter table member_terms add foreign key (member_id) references members (id); set local role anchorline_app"
    )
    await put(broken, world.backbone)
    term = "insert into member_terms (id, member_id, starts) values (gen_random_uuid(), $1, '2031-01-01')"
    assert await answer(broken, term, foreign.member.id) == "INSERT 0 1"


async def test_a_submission_s_rows_can_name_no_other_member(db: asyncpg.Connection, world: World) -> None:
    approval = (
        "insert into approvals (id, member_id, submission_id, approved_by, approved_at)"
        " values (gen_random_uuid(), $1, $2, gen_random_uuid(), now())"
    )
    ours = world.row("submissions")["id"]
    mixed = await do(db, world.backbone, approval, world.neighbour.id, ours)
    assert 'violates foreign key constraint "fk_approvals_collaborative_id_submission_id_member_id"' in mixed
    assert await do(db, world.backbone, approval, world.member.id, ours) == "INSERT 0 1"


async def test_a_unique_key_tells_nothing_of_a_neighbour(db: asyncpg.Connection, world: World, foreign: World) -> None:
    """Neither by a refusal, nor by ON CONFLICT's silence, nor by its update."""
    element = (
        "insert into elements (id, code, name, unit, kind, flow, quarters_rule, measure_class)"
        " values ($1, $2, 'New', 'people', 'count', 'stock', 'last', 'people')"
    )
    unseen, theirs, ours = foreign.row("elements")["id"], foreign.row("elements")["code"], world.row("elements")["code"]
    for clause in ("", " on conflict do nothing"):
        assert await do(db, world.backbone, element + clause, unseen, theirs) == "INSERT 0 1"
    upsert = " on conflict (collaborative_id, code) do update set name = 'Theirs'"
    assert await do(db, world.backbone, element + upsert, unseen, theirs) == "INSERT 0 1"
    assert await do(db, world.backbone, element + " on conflict do nothing", unseen, ours) == "INSERT 0 0"
    assert await ask(db, foreign.backbone, "select name from elements") == [foreign.row("elements")["name"]]


async def test_an_unwalled_unique_key_would_tell(broken: asyncpg.Connection, world: World, foreign: World) -> None:
    await broken.execute("create unique index everywhere on elements (code); set local role anchorline_app")
    await put(broken, world.backbone)
    taken = await answer(broken, "update elements set code = $1", foreign.row("elements")["code"])
    assert taken == 'duplicate key value violates unique constraint "everywhere"'


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


async def test_nobody_s_scope_finds_nothing(db: asyncpg.Connection, world: World) -> None:
    """The scope before a collaborative is known is that of no collaborative: the id of all zeros."""
    for table in await catalogue.walled(db):
        assert await ask(db, Scope(members="all"), f"select 1 from {table}") == [], table
