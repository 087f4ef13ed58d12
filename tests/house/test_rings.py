"""Inside one collaborative: what a member, a partner, the public and a person may see of it, by the second ring and the
policies of editions, roles and people."""

from uuid import UUID, uuid4

import asyncpg
import pytest
import sqlalchemy as sa

from backend.kit.db import ALL_AUDIENCES, Database, Scope
from backend.members.rules import Role
from tests.house import catalogue, powers
from tests.house.asking import answer, ask, do, put, within
from tests.house.world import World
from tests.makers import Here

HIDDEN = "new row violates row-level security policy"
PUBLISH = "update {} set published_at = now()"


# ---- The second ring -------------------------------------------------------------------------------------------------


async def test_a_member_sees_its_own_rows_only(db: asyncpg.Connection, world: World) -> None:
    both = {world.member.id, world.neighbour.id}
    for table in await catalogue.of_members(db):
        owners = f"select distinct member_id from {table}"
        assert set(await ask(db, world.backbone, owners)) == both, table
        assert await ask(db, world.of(world.member), owners) == [world.member.id], table
        assert await ask(db, world.of(world.neighbour), owners) == [world.neighbour.id], table


async def test_one_person_may_act_for_several_members(db: asyncpg.Connection, world: World) -> None:
    both = Scope(world.here.id, frozenset({world.member.id, world.neighbour.id}))
    assert len(await ask(db, both, "select id from submissions")) == 2


async def test_partners_and_the_public_see_no_member_s_row(db: asyncpg.Connection, world: World) -> None:
    partner = Scope(world.here.id, audiences=("partners", "public"))
    for table in [*await catalogue.of_members(db), "trail"]:
        for scope in (partner, world.public):
            assert await ask(db, scope, f"select 1 from {table}") == [], table
        assert await ask(db, world.backbone, f"select 1 from {table}"), table


async def test_a_member_writes_its_own_rows_only(db: asyncpg.Connection, world: World) -> None:
    mine = world.of(world.member)
    second = await catalogue.of_members(db)
    changeable = await powers.changeable(db, second)
    assert {"submissions", "entries"} <= set(changeable)
    for table in second:
        forged = f"insert into {table} (member_id) values ($1)"
        assert (await do(db, mine, forged, world.neighbour.id)).startswith(HIDDEN), table
        assert (await do(db, world.public, forged, world.member.id)).startswith(HIDDEN), table
        if table not in changeable:
            continue
        assert await do(db, mine, f"update {table} set id = id") == "UPDATE 1", table
        assert await do(db, world.public, f"update {table} set id = id") == "UPDATE 0", table
        moved = await do(db, mine, f"update {table} set member_id = $1", world.neighbour.id)
        assert moved.startswith(HIDDEN), table
        theirs = f"update {table} set id = id where member_id = $1"
        assert await do(db, mine, theirs, world.neighbour.id) == "UPDATE 0", table
        assert await do(db, world.backbone, theirs, world.neighbour.id) == "UPDATE 1", table


async def test_a_member_s_new_row_is_let_in(db: asyncpg.Connection, world: World) -> None:
    approval = (
        "insert into approvals (id, member_id, submission_id, approved_by, approved_at)"
        " values (gen_random_uuid(), $1, $2, gen_random_uuid(), now())"
    )
    submission = world.row("submissions")["id"]
    assert await do(db, world.of(world.member), approval, world.member.id, submission) == "INSERT 0 1"
    assert (await do(db, world.of(world.neighbour), approval, world.member.id, submission)).startswith(HIDDEN)


async def test_acting_for_a_member_elsewhere_opens_nothing_here(
    db: asyncpg.Connection, world: World, foreign: World
) -> None:
    astray = Scope(world.here.id, frozenset({foreign.member.id}))
    assert await ask(db, astray, "select 1 from submissions") == []
    assert await ask(db, foreign.of(foreign.member), "select 1 from submissions") == [1]


async def test_without_the_second_ring_the_neighbour_is_there(broken: asyncpg.Connection, world: World) -> None:
    await broken.execute("drop policy member on submissions; set local role anchorline_app")
    await put(broken, world.of(world.member))
    assert await broken.fetchval("select count(*) from submissions") == 2


async def test_what_is_the_backbone_s_alone_no_member_sees(db: asyncpg.Connection, world: World) -> None:
    for table in catalogue.OF_THE_BACKBONE:
        seen = f"select 1 from {table}"
        assert await ask(db, world.backbone, seen) == [1], table
        for scope in (world.of(world.member), world.public):
            assert await ask(db, scope, seen) == [], table
            forged = await do(db, scope, f"insert into {table} (id) values (gen_random_uuid())")
            assert forged.startswith(HIDDEN), table


# ---- Editions --------------------------------------------------------------------------------------------------------


@pytest.fixture
async def released(made: Here) -> World:
    """A release with an edition, and a file of it, for each audience; not yet published."""
    world = World(made, await made.member(), await made.member())
    values = {"id": uuid4(), "framework": uuid4(), "round": uuid4()}
    async with made.session() as session:
        await session.execute(
            sa.text("insert into frameworks (id, code, name, cadence_months) values (:framework, 'f', 'F', 12)"), values
        )
        await session.execute(
            sa.text(
                "insert into rounds (id, framework_id, period_start, period_months, name, opens_on, due_on, closes_on)"
                " values (:round, :framework, '2024-04-01', 12, 'R', '2025-04-01', '2025-04-01', '2025-04-01')"
            ),
            values,
        )
        await session.execute(
            sa.text(
                "insert into releases (id, round_id, number, title, period_start, period_months, gathered_at)"
                " values (:id, :round, 1, 'T', '2024-04-01', 12, now())"
            ),
            values,
        )
        for audience in ALL_AUDIENCES:
            edition = {"edition": uuid4(), "audience": audience, **values}
            await session.execute(
                sa.text(
                    "insert into editions (id, release_id, audience, text, sha256)"
                    " values (:edition, :id, :audience, '{}', 'x')"
                ),
                edition,
            )
            await session.execute(
                sa.text(
                    "insert into edition_files (id, edition_id, audience, kind, content, sha256, printer)"
                    " values (gen_random_uuid(), :edition, :audience, 'pdf', 'x', 'x', 'p')"
                ),
                edition,
            )
    return world


READERS = {
    "public": (frozenset[UUID](), ("public",)),
    "partner": (frozenset[UUID](), ("partners", "public")),
    "member": (frozenset({uuid4()}), ("own_member", "members", "public")),
}


@pytest.mark.parametrize("table", ["editions", "edition_files"])
@pytest.mark.parametrize("reader", READERS)
async def test_an_edition_is_read_by_its_audience_once_published(
    db: asyncpg.Connection, released: World, table: str, reader: str
) -> None:
    members, audiences = READERS[reader]
    scope, backbone = Scope(released.here.id, members, audiences), released.backbone
    for_whom = f"select audience from {table} order by audience"
    assert await ask(db, scope, for_whom) == []
    assert await ask(db, backbone, for_whom) == sorted(ALL_AUDIENCES)
    async with within(db, backbone):
        await db.execute(PUBLISH.format(table))
        await put(db, scope)
        assert [row[0] for row in await db.fetch(for_whom)] == sorted(audiences)


@pytest.mark.parametrize("table", ["editions", "edition_files"])
async def test_only_the_backbone_publishes(db: asyncpg.Connection, released: World, table: str) -> None:
    members, audiences = READERS["member"]
    member, backbone = Scope(released.here.id, members, audiences), released.backbone
    assert await do(db, member, PUBLISH.format(table)) == "UPDATE 0"
    async with within(db, backbone):
        assert await db.execute(PUBLISH.format(table)) == f"UPDATE {len(ALL_AUDIENCES)}"
        await put(db, member)
        assert (await answer(db, PUBLISH.format(table))).startswith(HIDDEN)
    made_up = f"insert into {table} (audience) values ('public')"
    assert (await do(db, member, made_up)).startswith(HIDDEN)
    assert not (await do(db, backbone, made_up)).startswith(
        HIDDEN
    )  # let in by the walls, refused by the table's columns


@pytest.mark.parametrize(
    ("policy", "seen"), [("audience", sorted(ALL_AUDIENCES)), ("published", ["public"]), ("nothing", [])]
)
async def test_each_of_the_two_policies_counts(
    broken: asyncpg.Connection, released: World, policy: str, seen: list[str]
) -> None:
    """Without the first a published edition is everyone's, without the second an unpublished one its audience's."""
    if policy == "audience":
        await put(broken, released.backbone)
        await broken.execute("set local role anchorline_app")
        await broken.execute(PUBLISH.format("editions"))
        await broken.execute("reset role")
    await broken.execute(f"drop policy if exists {policy} on editions; set local role anchorline_app")
    await put(broken, released.public)
    assert [row[0] for row in await broken.fetch("select audience from editions order by 1")] == seen


async def test_what_a_partner_hears_is_its_own_until_it_is_taken(db: asyncpg.Connection, world: World) -> None:
    row, heard = world.row("goal_hearings"), "select id from goal_hearings"
    take = "update goal_hearings set taken = true, decided_at = now(), decided_by = gen_random_uuid()"
    writer = Scope(world.here.id, audiences=("partners", "public"), person_id=row["written_by"])
    another = Scope(world.here.id, audiences=("partners", "public"), person_id=uuid4())
    assert await ask(db, writer, heard) == [row["id"]]
    assert await do(db, writer, take) == "UPDATE 0", "nobody takes what is their own"
    for scope in (another, world.of(world.member), world.public):
        assert await ask(db, scope, heard) == []
        async with within(db, world.backbone):
            assert await answer(db, take) == "UPDATE 1"
            await put(db, scope)
            assert await db.fetchval(heard) == row["id"], "taken, it stands beside the goal"


# ---- Roles and people ------------------------------------------------------------------------------------------------


async def test_a_person_finds_its_own_roles_everywhere_and_nobody_else_s(
    db: asyncpg.Connection, world: World, foreign: World, owner: Database
) -> None:
    me = foreign.here.coordinator.person_id
    nowhere, here = Scope(person_id=me), Scope(world.here.id, person_id=me)
    whose = "select distinct person_id from roles where collaborative_id = $1"
    assert await ask(db, nowhere, whose, foreign.here.id) == [me]
    assert await ask(db, here, whose, foreign.here.id) == [me]
    assert len(await ask(db, foreign.backbone, whose, foreign.here.id)) > 1
    assert await ask(db, Scope(person_id=uuid4()), whose, foreign.here.id) == []


async def test_seeing_one_s_own_role_elsewhere_is_not_changing_it(
    db: asyncpg.Connection, world: World, foreign: World
) -> None:
    me = foreign.here.coordinator.person_id
    here = Scope.everything_in(world.here.id, person_id=me)
    mighty = "update roles set role = 'administrator' where person_id = $1"
    assert await do(db, here, mighty, me) == "UPDATE 0"
    assert await do(db, foreign.backbone, mighty, me) == "UPDATE 1"


async def test_people_are_those_who_hold_a_role_here_and_oneself(
    db: asyncpg.Connection, world: World, foreign: World
) -> None:
    mine, theirs = world.here.coordinator.person_id, foreign.here.coordinator.person_id
    known = "select id from people where id = any ($1)"
    assert await ask(db, world.backbone, known, [mine, theirs]) == [mine]
    assert await ask(db, Scope(person_id=theirs), known, [mine, theirs]) == [theirs]
    assert await ask(db, Scope(), known, [mine, theirs]) == []
    everyone = set(await ask(db, world.backbone, "select id from people"))
    assert everyone == set(await ask(db, world.backbone, "select person_id from roles"))


async def test_nobody_writes_another_person_s_name(db: asyncpg.Connection, world: World) -> None:
    me, other = world.here.coordinator.person_id, world.here.administrator.person_id
    rename = "update people set name = 'X' where id = $1"
    assert await do(db, world.backbone, rename, other) == "UPDATE 0"
    assert await do(db, world.backbone, rename, me) == "UPDATE 1"
    born = "insert into people (id, email, name) values ($1, 'new@example.org', 'New')"
    assert (await do(db, world.backbone, born, uuid4())).startswith(HIDDEN)
    newcomer = uuid4()
    assert await do(db, Scope(person_id=newcomer), born, newcomer) == "INSERT 0 1"


async def test_one_function_finds_a_person_by_address(
    made: Here, db: asyncpg.Connection, broken: asyncpg.Connection
) -> None:
    """It gives an id or nothing; the app role may call it, everyone else may not; the forgotten are not found."""
    visitor = await made.person(Role.PARTNER)
    by_address = "select person_by_email($1)"
    async with made.owner.session(Scope(person_id=visitor.person_id)) as session:
        email = (
            await session.scalars(sa.text("select email from people where id = :id"), {"id": visitor.person_id})
        ).one()
    assert await ask(db, Scope(), "select id from people where email = $1", email) == []
    assert await ask(db, Scope(), by_address, email.upper()) == [visitor.person_id]
    assert await ask(db, Scope(), by_address, "nobody@example.org") == [None]
    await broken.execute("update people set forgotten_at = now() where email = $1", email)
    await broken.execute("set local role anchorline_app")
    assert await broken.fetchval(by_address, email) is None
    await broken.execute("set local role anchorline_backup")
    assert (
        await answer(broken, "select person_by_email('a@example.org')")
        == "permission denied for function person_by_email"
    )


async def test_who_holds_a_role_elsewhere_would_be_known_without_the_policy(
    broken: asyncpg.Connection, world: World, foreign: World
) -> None:
    await broken.execute("alter policy known on people using (true); set local role anchorline_app")
    await put(broken, world.backbone)
    theirs = "select count(*) from people where id = $1"
    assert await broken.fetchval(theirs, foreign.here.coordinator.person_id) == 1
