"""The operator sees that each collaborative is there and well; nothing that was answered, and nobody's name."""

import re

import asyncpg
import pytest
import sqlalchemy as sa

from backend.kit import claims, mail, postgres
from backend.kit.db import Database, Scope, now
from backend.kit.mail import Envelope, Letter, SignInLetter
from backend.members.tables import Operator, Person
from backend.operators import queries
from tests.makers import Here, Visitor
from tests.releases.reporting import MARK, Q1, make_reporting


@pytest.fixture
async def operator(here: Here) -> Visitor:
    return await here.operator()


async def test_a_collaborative_is_counted_and_not_opened(here: Here, operator: Visitor) -> None:
    world = await make_reporting(here)
    await world.released(await world.reported(Q1))
    answer = await operator.get("/operator")
    assert answer.status_code == 200
    row = next(row for row in re.findall(r"<tr>.*?</tr>", answer.text, re.DOTALL) if here.slug in row)
    told = dict(re.findall(r'data-label="([^"]+)">([^<]*)', row))
    assert (told["Members"], told["People"], told["Collections"], told["Reports"]) == ("5", "4", "1", "1")
    assert int(told["Figures kept"]) == 20, "four answers of five hospitals"
    assert told["Files"].endswith(("kB", "MB"))
    assert "UTC" in told["Last change"]
    ids = [who.person_id for who in (here.coordinator, here.administrator)]
    async with here.owner.session(Scope()) as session:
        people = list(await session.scalars(sa.select(Person.email).where(Person.id.in_(ids))))
    assert len(people) == 2
    for secret in (str(MARK), "Ash", "Birch", "Coordinator", *people, "New hires", "Wood report"):
        assert secret not in answer.text
    assert (await operator.get(f"/{here.slug}/home")).status_code == 404
    assert (await operator.get(f"/{here.slug}/figures")).status_code == 404


async def test_nobody_else_finds_the_page(here: Here, operator: Visitor) -> None:
    for who in (here.coordinator, here.administrator):
        assert (await who.get("/operator")).status_code == 404
    assert (await here.anyone().get("/operator")).headers["location"].startswith("/sign-in")
    assert "/operator" in (await operator.get("/")).text
    assert "/operator" not in (await here.coordinator.get("/")).text
    async with here.owner.session(Scope()) as session, session.begin():
        await session.execute(
            sa.update(Operator).where(Operator.person_id == operator.person_id).values(ended_at=now())
        )
    assert (await operator.get("/operator")).status_code == 404


async def test_letters_that_failed_are_told_by_their_domain_alone(here: Here, operator: Visitor) -> None:
    at = now()
    refusals = {
        "ada.lovelace": "550 5.1.1 <ada.lovelace@wards.example> unknown",
        "grace.hopper": "550 5.1.1 no such person grace.hopper",
        "mary.seacole": "It could not be handed over in time: mary.seacole",
    }
    async with here.session() as session:
        for name in refusals:
            mail.put(session, Envelope(f"{name}@wards.example", "A subject nobody else reads", "body"))
        await session.flush()
        for letter in await session.scalars(sa.select(Letter)):
            letter.refused_at, letter.refusal = at, refusals[letter.recipient.partition("@")[0]]
    async with here.database.session(Scope()) as session, session.begin():
        session.add(
            SignInLetter(
                recipient="alan.turing@wards.example", subject="", body="", refused_at=at, refusal="554 alan.turing"
            )
        )
    text = (await operator.get("/operator")).text
    found = re.findall(
        r'scope="row">wards\.example</th><td data-label="Of">([^<]+)</td>.*?>(\d+)</td>.*?>([^<]+)</td>', text
    )
    mine = [(count, answer) for of, count, answer in found if here.slug in of]
    assert sorted(mine) == [("1", "not handed over in time"), ("2", "550")]
    assert ("signing in", "1", "554") in found
    for secret in ("lovelace", "hopper", "seacole", "turing", "subject", "5.1.1"):
        assert secret not in text


async def test_a_page_of_many_asks_no_more_than_of_one(here: Here, elsewhere: Here, operator: Visitor) -> None:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    sa.event.listen(here.database.engine.sync_engine, "before_cursor_execute", note)
    database = here.app.state.database
    sa.event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    try:
        assert (await operator.get("/operator")).status_code == 200
    finally:
        sa.event.remove(here.database.engine.sync_engine, "before_cursor_execute", note)
        sa.event.remove(database.engine.sync_engine, "before_cursor_execute", note)
    assert 0 < len(statements) <= 12


async def test_where_no_clock_runs_it_says_so(fresh: Database, here: Here, operator: Visitor) -> None:
    async with here.database.session(None) as session, session.begin():
        await session.execute(sa.delete(claims.JobClaim))
    assert "has never run" in (await operator.get("/operator")).text
    async with here.database.session(None) as session, session.begin():
        await claims.beat(session, now())
    assert "<dt>Clock</dt><dd>runs</dd>" in (await operator.get("/operator")).text


# ---- The function behind it ------------------------------------------------------------------------------------------


async def test_it_tells_operators_alone_and_leaves_the_scope_as_it_was(
    here: Here, elsewhere: Here, operator: Visitor, server: postgres.Server, database_name: str
) -> None:
    db = await asyncpg.connect(server.dsn("app", database_name))
    try:
        for person, seen in ((operator.person_id, True), (here.coordinator.person_id, False), ("", False)):
            async with db.transaction():
                await db.execute(
                    "select set_config('app.collaborative_id', $1, true), set_config('app.members', '', true),"
                    " set_config('app.audiences', 'public', true), set_config('app.person', $2, true)",
                    str(here.id),
                    str(person),
                )
                rows = {row["collaborative_id"] for row in await db.fetch("select * from installation_overview()")}
                assert ({here.id, elsewhere.id} <= rows) == seen
                assert seen or not rows
                names = "'{collaborative_id,members,audiences}'::text[]"
                now_in = f"select array_agg(current_setting('app.' || n)) from unnest({names}) n"
                assert await db.fetchval(now_in) == [str(here.id), "", "public"]
                assert await db.fetchval("select count(*) from letters") == 0
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await db.execute(
                "insert into operators (id, person_id) select gen_random_uuid(), $1", here.coordinator.person_id
            )
    finally:
        await db.close()


async def test_an_operator_s_session_reads_nothing_itself(here: Here, operator: Visitor) -> None:
    async with here.database.session(Scope(person_id=operator.person_id)) as session:
        assert {one.here.id for one in await queries.overview(session)} >= {here.id}
        assert (await session.execute(sa.text("select count(*) from members"))).scalar_one() == 0
        assert (await session.execute(sa.text("select count(*) from trail"))).scalar_one() == 0
