"""The trail: what every write leaves behind, what it never says, and that nobody rewrites it."""

from uuid import uuid4

import asyncpg
import pytest
import sqlalchemy as sa

from backend.kit import mail
from backend.kit.db import Database, Scope
from backend.kit.trail import TrailEntry
from tests.house import catalogue
from tests.house.asking import ask, do, put, within
from tests.house.world import World
from tests.makers import Here

# Walled tables without a trail, and why.
OWN_DEED = {
    "idempotency_keys": "the answer of a request, kept for a month",
    "saved_views": "what one person keeps for oneself, and nobody else sees",
    "entries": "each carries who changed it and its revision",
    "accepted_values": "appended and retired by deeds that are rows",
    "trail": "it is the trail",
}
# What the trail leaves out, bulky or secret: it cannot be rewritten when a person asks to be forgotten.
UNTOLD = {
    "agreements": ["file"],
    "letters": ["recipient", "subject", "body", "refusal"],
    "editions": ["text", "content"],
    "edition_files": ["text", "content"],
    "release_bases": ["cells"],
    "logos": ["content"],
    "area_maps": ["drawing"],
    "goal_questions": ["words", "address"],
    "question_notes": ["words"],
    "uploads": ["file_name", "content", "answers", "draft", "problems", "done", "total", "beat_at"],
    "evidence": ["file_name", "content"],
}


async def trails(db: asyncpg.Connection) -> list[str]:
    """Faults: a walled table whose writes are not kept, or whose secrets would be."""
    rows = await db.fetch(
        "select tgrelid::regclass::text as t, pg_get_triggerdef(oid) as says, tgenabled from pg_trigger"
        " where not tgisinternal and tgname = 'trail'"
    )
    found = {row["t"]: row for row in rows}
    faults = [f"{table}: keeps a trail, though listed as keeping none" for table in OWN_DEED if table in found]
    for table in [t for t in await catalogue.walled(db) if t not in OWN_DEED]:
        arguments = ", ".join(f"'{column}'" for column in UNTOLD.get(table, []))
        wanted = (
            f"CREATE TRIGGER trail AFTER INSERT OR DELETE OR UPDATE ON public.{table}"
            f" FOR EACH ROW EXECUTE FUNCTION keep_trail({arguments})"
        )
        if table not in found:
            faults.append(f"{table}: has no trail")
        elif found[table]["says"] != wanted:
            faults.append(f"{table}: its trail says {found[table]['says']}")
        elif found[table]["tgenabled"] != b"O":
            faults.append(f"{table}: its trail is switched off")
    return faults


async def kept(db: asyncpg.Connection, world: World) -> set[str]:
    """The tables of which the trail tells something."""
    return set(await ask(db, world.backbone, "select distinct table_name from trail"))


async def test_every_walled_table_keeps_a_trail(db: asyncpg.Connection) -> None:
    assert await trails(db) == []


@pytest.mark.parametrize(
    ("sabotage", "fault"),
    [
        ("drop trigger trail on rounds", "rounds: has no trail"),
        ("alter table rounds disable trigger trail", "rounds: its trail is switched off"),
        (
            "drop trigger trail on rounds;"
            " create trigger trail after insert on rounds for each row execute function keep_trail()",
            "rounds: its trail says",
        ),
        (
            "drop trigger trail on letters;"
            " create trigger trail after insert or update or delete on letters for each row execute function keep_trail()",
            "letters: its trail says",
        ),
        ("create table notes (collaborative_id uuid)", "notes: has no trail"),
        (
            "create trigger trail after insert on entries for each row execute function keep_trail()",
            "entries: keeps a trail, though",
        ),
    ],
)
async def test_a_missing_trail_is_noticed(broken: asyncpg.Connection, sabotage: str, fault: str) -> None:
    await broken.execute(sabotage)
    assert [found for found in await trails(broken) if found.startswith(fault)]


async def test_a_write_to_any_of_them_is_in_it(db: asyncpg.Connection, world: World) -> None:
    assert await kept(db, world) == world.rows.keys() - OWN_DEED.keys()


async def test_a_trail_that_keeps_nothing_is_noticed(broken: asyncpg.Connection, world: World) -> None:
    """A row minus null is null: the trigger of a table without untold columns once kept nothing at all."""
    whole = await broken.fetchval("select pg_get_functiondef('keep_trail'::regproc)")
    await broken.execute(whole.replace("coalesce(tg_argv, '{}')", "tg_argv"))
    await put(broken, world.backbone)
    await broken.execute("set local role anchorline_app")
    before = await broken.fetchval("select count(*) from trail")
    await broken.execute("update rounds set name = 'Renamed'")
    assert await broken.fetchval("select count(*) from trail") == before


async def test_it_says_who_and_from_what_to_what(made: Here) -> None:
    member = await made.member("Before")
    scope = Scope.everything_in(made.id, person_id=made.coordinator.person_id)
    async with made.session(scope) as session:
        await session.execute(sa.text("update members set name = 'After' where id = :id"), {"id": member.id})
    async with made.session() as session:
        entries = (
            await session.scalars(sa.select(TrailEntry).where(TrailEntry.row_id == member.id).order_by(TrailEntry.at))
        ).all()
    born, renamed = entries
    assert (born.deed, born.person_id, born.was, born.became["name"]) == ("insert", None, None, "Before")
    assert (renamed.deed, renamed.table_name) == ("update", "members")
    assert renamed.person_id == made.coordinator.person_id
    assert (renamed.was["name"], renamed.became["name"]) == ("Before", "After")


async def test_an_update_that_changes_nothing_leaves_none(made: Here) -> None:
    member = await made.member("Same")
    async with made.session() as session:
        await session.execute(sa.text("update members set name = 'Same' where id = :id"), {"id": member.id})
        told = "select deed from trail where row_id = :id"
        assert (await session.scalars(sa.text(told), {"id": member.id})).all() == ["insert"]
        await session.execute(sa.text("update members set name = 'Other' where id = :id"), {"id": member.id})
        assert (await session.scalars(sa.text(told + " order by at"), {"id": member.id})).all() == ["insert", "update"]


async def test_secret_and_bulky_columns_are_never_in_it(made: Here, db: asyncpg.Connection) -> None:
    secret = f"secret-{uuid4()}"
    async with made.session() as session:
        letter = mail.Letter(recipient="a@example.org", subject="Your link", body=secret)
        session.add(letter)
        await session.flush()
        letter.body = f"{secret} again"
        letter.tries = 1
    everything = Scope.everything_in(made.id)
    (became,) = await ask(
        db, everything, "select became::text from trail where deed = 'update' and table_name = 'letters'"
    )
    assert '"tries": 1' in became
    assert not await ask(db, everything, f"select 1 from trail where trail::text like '%{secret}%'")


async def test_no_untold_column_is_told_of_any_table(db: asyncpg.Connection, world: World) -> None:
    for table, columns in UNTOLD.items():
        told = await ask(db, world.backbone, "select became::text from trail where table_name = $1", table)
        assert told
        for column in set(columns) & world.row(table).keys():
            assert not [line for line in told if f'"{column}":' in line]


async def test_nobody_rewrites_it(db: asyncpg.Connection, world: World, foreign: World) -> None:
    for statement in ("update trail set deed = 'nothing'", "delete from trail", "truncate trail"):
        assert await do(db, world.backbone, statement) == "permission denied for table trail"
    forged = "insert into trail (collaborative_id, table_name, deed, row_id) values ($1, 'members', 'update', $1)"
    for here in (world.here.id, foreign.here.id):
        assert await do(db, world.backbone, forged, here) == "permission denied for table trail"


async def test_rewriting_would_be_noticed(broken: asyncpg.Connection, world: World) -> None:
    await broken.execute("grant update on trail to anchorline_app; set local role anchorline_app")
    await put(broken, world.backbone)
    assert await broken.execute("update trail set deed = 'nothing'") != "UPDATE 0"


async def test_a_member_reads_its_own_trail_only(db: asyncpg.Connection, world: World) -> None:
    members = "select distinct member_id from trail"
    assert {world.member.id, world.neighbour.id} <= set(await ask(db, world.backbone, members))
    assert await ask(db, world.of(world.member), members) == [world.member.id]
    assert await ask(db, world.public, members) == []


async def test_without_its_second_ring_a_member_would_read_more(broken: asyncpg.Connection, world: World) -> None:
    await broken.execute("drop policy member on trail; set local role anchorline_app")
    await put(broken, world.of(world.member))
    assert await broken.fetchval("select count(distinct member_id) from trail") > 1


async def test_a_member_s_deed_is_kept_though_it_cannot_read_all_of_it(db: asyncpg.Connection, world: World) -> None:
    async with within(db, world.of(world.member)):
        await db.execute("update submissions set state = 'in_progress'")
        told = await db.fetchval(
            "select became ->> 'state' from trail where table_name = 'submissions' and deed = 'update'"
        )
    assert told == "in_progress"


async def test_a_write_undone_leaves_no_trail(made: Here, database: Database) -> None:
    member = await made.member("Kept")
    async with database.session(Scope.everything_in(made.id)) as session:
        await session.execute(sa.text("update members set name = 'Undone' where id = :id"), {"id": member.id})
        await session.rollback()
    async with made.session() as session:
        assert (
            await session.scalars(sa.text("select became ->> 'name' from trail where became ->> 'name' = 'Undone'"))
        ).all() == []


async def test_another_collaborative_s_trail_is_not_there(db: asyncpg.Connection, world: World, foreign: World) -> None:
    of_theirs = "select 1 from trail where row_id = $1"
    assert await ask(db, world.backbone, of_theirs, foreign.row("rounds")["id"]) == []
    assert await ask(db, foreign.backbone, of_theirs, foreign.row("rounds")["id"]) == [1]
