"""The walls, read from the catalogue; and each broken on purpose, to see that the same look notices.

What the walls do when someone leans on them is in test_leaks.py.
"""

from collections.abc import Awaitable, Callable

import asyncpg
import pytest

from backend.kit import postgres
from tests.house import catalogue, powers
from tests.house.world import World

Check = Callable[[asyncpg.Connection], Awaitable[list[str]]]

CHECKS: list[Check] = [
    catalogue.rings,
    catalogue.keys,
    catalogue.references,
    catalogue.relations,
    catalogue.functions,
    catalogue.listed,
    powers.roles,
    powers.ownership,
    powers.grants,
    powers.makings,
]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
async def test_the_walls_stand(db: asyncpg.Connection, check: Check) -> None:
    assert await check(db) == []


SABOTAGE: list[tuple[Check, str, str]] = [
    # Ring 1 and 2: row security and its policies.
    (catalogue.rings, "create table notes (id int)", "notes: row security is off"),
    (catalogue.rings, "alter table rounds disable row level security", "rounds: row security is off"),
    (catalogue.rings, "alter table people disable row level security", "people: row security is off"),
    (catalogue.rings, "alter table rounds no force row level security", "rounds: row security is not forced"),
    (catalogue.rings, "drop policy collaborative on rounds", "rounds: policy collaborative is missing"),
    (catalogue.rings, "alter policy collaborative on rounds using (true)", "rounds: policy collaborative says"),
    (catalogue.rings, "alter policy collaborative on rounds with check (true)", "rounds: policy collaborative says"),
    (
        # The quiet form: a session without a scope would see nothing instead of failing.
        catalogue.rings,
        "alter policy collaborative on rounds"
        " using (collaborative_id = (select nullif(current_setting('app.collaborative_id', true), '')::uuid))",
        "rounds: policy collaborative says",
    ),
    (catalogue.rings, "create policy more on rounds using (true)", "rounds: policy more is one too many"),
    (catalogue.rings, "drop policy member on entries", "entries: policy member is missing"),
    (
        catalogue.rings,
        "drop policy member on entries; create policy member on entries using (true)",
        "entries: policy member says ('permissive'",
    ),
    (
        catalogue.rings,
        "create table diaries (collaborative_id uuid, member_id uuid)",
        "diaries: policy member is missing",
    ),
    (catalogue.rings, "drop policy audience on editions", "editions: policy audience is missing"),
    (catalogue.rings, "drop policy published on edition_files", "edition_files: policy published is missing"),
    (catalogue.rings, "alter policy own on roles using (true)", "roles: policy own says"),
    (catalogue.rings, "alter policy sign_in on people to public", "people: policy sign_in says"),
    (
        catalogue.rings,
        "create table parted (collaborative_id uuid) partition by hash (collaborative_id);"
        " alter table parted enable row level security; alter table parted force row level security;"
        " create table parted_0 partition of parted for values with (modulus 1, remainder 0)",
        "parted_0: row security is off",
    ),
    # Keys.
    (catalogue.keys, "create table notes (id int)", "notes: has no collaborative_id"),
    (
        catalogue.keys,
        "create table notes (collaborative_id uuid not null, id uuid primary key)",
        "notes: notes_pkey begins with id",
    ),
    (catalogue.keys, "create table notes (collaborative_id uuid not null)", "notes: has no primary key"),
    (
        catalogue.keys,
        "alter table rounds alter column collaborative_id set default gen_random_uuid()",
        "rounds: collaborative_id is filled by gen_random_uuid()",
    ),
    (
        catalogue.keys,
        "alter table rounds drop constraint pk_rounds cascade;"
        " alter table rounds alter column collaborative_id drop not null",
        "rounds: collaborative_id may be empty",
    ),
    (
        catalogue.keys,
        "create unique index everywhere on members (code) where false",
        "members: everywhere begins with code",
    ),
    # Foreign keys.
    (
        catalogue.references,
        "create unique index lone on elements (id);"
        " alter table entries add foreign key (element_id) references elements (id)",
        "entries (element_id): points to elements without the collaborative",
    ),
    (
        catalogue.references,
        "alter table approvals add foreign key (approved_by) references people (id) not valid",
        "approvals (approved_by): points to people, which no list allows",
    ),
    (
        catalogue.references,
        "alter table approvals add foreign key (collaborative_id, submission_id)"
        " references submissions (collaborative_id, id)",
        "approvals (collaborative_id, submission_id): points to submissions without the member",
    ),
    (
        catalogue.references,
        "alter table invitations add foreign key (collaborative_id, member_id) references members (collaborative_id, id)",
        "invitations (collaborative_id, member_id): points from an unwalled table into members",
    ),
    (
        catalogue.references,
        "alter table entries add foreign key (collaborative_id, element_id)"
        " references elements (collaborative_id, id) on delete cascade",
        "entries (collaborative_id, element_id): changes rows of another table by itself",
    ),
    # Views, sequences, functions.
    (catalogue.relations, "create view bare as select * from rounds", "bare: a view that reads as its owner"),
    (catalogue.relations, "create materialized view kept as select 1 as one", "kept: a materialised view"),
    (catalogue.relations, "create table notes (id int generated always as identity)", "notes_id_seq: a sequence"),
    (
        catalogue.functions,
        "create function peep() returns bigint language sql security definer as 'select count(*) from rounds'",
        "peep(): runs as its owner and is in no list",
    ),
    (
        catalogue.functions,
        "alter function person_by_email(text) reset all",
        "person_by_email(wanted text): its search path is not pinned",
    ),
    (
        catalogue.functions,
        "grant execute on function person_by_email(text) to public",
        "person_by_email(wanted text): anyone may call it",
    ),
    (catalogue.listed, "drop table job_claims", "job_claims: is listed, and there is no such table"),
    # Roles and grants.
    (powers.roles, "alter role anchorline_app superuser", "anchorline_app: has rolsuper"),
    (powers.roles, "alter role anchorline_app bypassrls", "anchorline_app: sees past row security"),
    (powers.roles, "alter role anchorline_owner bypassrls", "anchorline_owner: sees past row security"),
    (powers.roles, "alter role anchorline_app createrole", "anchorline_app: has rolcreaterole"),
    (
        powers.roles,
        "grant anchorline_owner to anchorline_app",
        "anchorline_app: is a member of anchorline_owner",
    ),
    (
        powers.roles,
        "grant pg_read_all_data to anchorline_app",
        "anchorline_app: is a member of pg_read_all_data",
    ),
    (powers.roles, "alter role anchorline_backup nobypassrls", "anchorline_backup: does not see past row security"),
    (
        powers.roles,
        "alter role anchorline_backup reset default_transaction_read_only",
        "anchorline_backup: its transactions may write",
    ),
    (powers.ownership, "alter table rounds owner to anchorline_app", "rounds: belongs to anchorline_app"),
    (powers.ownership, "create view shown as select 1", "shown: belongs to"),
    (powers.grants, "grant truncate on rounds to anchorline_app", "rounds: the app role may TRUNCATE"),
    (powers.grants, "grant references on rounds to anchorline_app", "rounds: the app role may REFERENCES"),
    (powers.grants, "grant trigger on rounds to anchorline_app", "rounds: the app role may TRIGGER"),
    (powers.grants, "grant delete on entries to anchorline_app", "entries: the app role may DELETE"),
    (powers.grants, "grant update on accepted_values to anchorline_app", "accepted_values: the app role may UPDATE"),
    (
        powers.grants,
        "grant update (number) on accepted_values to anchorline_app",
        "accepted_values.number: the app role may UPDATE",
    ),
    (powers.grants, "grant update on trail to anchorline_app", "trail: the app role may UPDATE"),
    (powers.grants, "grant insert on organizations to anchorline_app", "organizations: the app role may INSERT"),
    (powers.grants, "grant select on rounds to public", "rounds: granted SELECT to another than the app role"),
    (
        powers.grants,
        "grant select on rounds to anchorline_app with grant option",
        "rounds: the app role may hand on SELECT",
    ),
    (powers.makings, "grant create on schema public to anchorline_app", "public: the app role may make things in it"),
    (
        powers.makings,
        "do $$ begin execute format('grant create on database %I to anchorline_app', current_database()); end $$",
        "the app role may make schemas",
    ),
]


@pytest.mark.parametrize(
    ("check", "sabotage", "fault"), SABOTAGE, ids=lambda x: x if isinstance(x, str) else x.__name__
)
async def test_a_breach_is_noticed(broken: asyncpg.Connection, check: Check, sabotage: str, fault: str) -> None:
    assert not [found for found in await check(broken) if found.startswith(fault)]
    await broken.execute(sabotage)
    assert [found for found in await check(broken) if found.startswith(fault)]


async def test_every_check_was_broken_once() -> None:
    assert {check for check, _, _ in SABOTAGE} == set(CHECKS)


def test_what_is_unwalled_is_told_with_its_reason() -> None:
    assert catalogue.told() == dict(catalogue.UNWALLED)
    assert powers.UNWALLED.keys() == catalogue.UNWALLED.keys()


async def test_rows_of_members_are_behind_the_second_ring(db: asyncpg.Connection) -> None:
    """Derived from the catalogue; these at least must be among them."""
    known = {"submissions", "entries", "accepted_values", "approvals", "acceptances", "returns", "returned_cells"}
    assert known <= set(await catalogue.of_members(db))


async def test_every_walled_table_has_a_row_to_look_at(db: asyncpg.Connection, world: World) -> None:
    assert world.rows.keys() | {"trail"} == set(await catalogue.walled(db))


async def test_a_real_installation_lets_nobody_else_in(server: postgres.Server) -> None:
    """The database `anchorline`, as kit/roles.sql leaves it: everyone nothing, the app role a temporary table."""
    installed = await asyncpg.connect(server.dsn("owner"))
    everyones = "select bool_or(grantee = 0) from pg_database, aclexplode(datacl) where datname = 'anchorline'"
    may = "select array_agg(has_database_privilege($1, 'anchorline', w)) from unnest('{connect,temporary,create}'::text[]) w"
    try:
        assert await installed.fetchval(everyones) is False
        assert await installed.fetchval(may, powers.APP) == [True, True, False]
        assert await installed.fetchval(may, powers.BACKUP) == [True, False, False]
    finally:
        await installed.close()


async def test_the_backup_role_reads_everything_and_writes_nothing(
    server: postgres.Server, database_name: str, world: World, foreign: World
) -> None:
    backup = await asyncpg.connect(server.dsn("backup", database_name))
    try:
        seen = await backup.fetch("select distinct collaborative_id as c from entries")
        assert {world.here.id, foreign.here.id} <= {row["c"] for row in seen}
        with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
            await backup.execute("delete from entries")
        await backup.execute("set default_transaction_read_only = off")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await backup.execute("delete from entries")
    finally:
        await backup.close()
