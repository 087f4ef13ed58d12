"""Another collaborative, seen from this one: in every walled table, and through every key.

Refusal and success stand in one test. Other ways around the walls are in test_leaks.py.
"""

import asyncpg

from tests.house import catalogue, powers
from tests.house.asking import answer, ask, do, put
from tests.house.world import World

HIDDEN = "new row violates row-level security policy for table "
DENIED = "permission denied for table "


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
        if table in powers.WRITTEN_BY_TRIGGER:
            continue
        forged = f"insert into {table} (collaborative_id) values ($1)"
        assert await do(db, world.backbone, forged, foreign.here.id) == f'{HIDDEN}"{table}"'
    for table in await powers.changeable(db, await catalogue.walled(db)):
        moved = f"update {table} set collaborative_id = $1"
        assert await do(db, world.backbone, moved, foreign.here.id) == f'{HIDDEN}"{table}"'


async def test_an_update_without_a_where_touches_only_ones_own(
    db: asyncpg.Connection, world: World, foreign: World
) -> None:
    for table in await powers.changeable(db, await catalogue.walled(db)):
        own = len(await ask(db, world.backbone, f"select 1 from {table}"))
        assert await do(db, world.backbone, f"update {table} set id = id") == f"UPDATE {own}"
        theirs = f"update {table} set id = id where collaborative_id = $1"
        assert await do(db, world.backbone, theirs, foreign.here.id) == "UPDATE 0"


async def test_nothing_of_a_collaborative_is_deleted_or_emptied(db: asyncpg.Connection, world: World) -> None:
    for table in set(await catalogue.walled(db)) - set(powers.WRITTEN_AND_TAKEN_AWAY):
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
    both = f"'{world.here.id}', '{foreign.here.id}'"  # other tests' collaboratives hold the same codes
    await broken.execute(f"create unique index everywhere on elements (code) where collaborative_id in ({both})")
    await broken.execute("set local role anchorline_app")
    await put(broken, world.backbone)
    taken = await answer(broken, "update elements set code = $1", foreign.row("elements")["code"])
    assert taken == 'duplicate key value violates unique constraint "everywhere"'
