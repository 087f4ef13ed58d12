"""Three years of what London's trusts reported to ERIC, published one after the other, fetched and solved."""

import pytest
import sqlalchemy as sa
from litestar import Litestar

import tenants
from backend.history.importing import Order, import_file
from backend.kit.db import Database, Scope, today_in
from backend.members.rules import Holding, Principal, Role
from backend.members.tables import Collaborative, Member
from backend.provisioning.actions import align
from backend.provisioning.schemas import read
from backend.releases import actions, queries
from backend.rounds import queries as round_queries
from backend.rounds.tables import Round
from tests.attack.conftest import Shown, sayings, shown
from tests.attack.frozen import Frozen
from tests.attack.gathering import everything
from tests.makers import Here, Program, make_here
from tests.oracle import eric_duckdb as oracle

pytestmark = pytest.mark.skipif(not oracle.FOLDER.is_dir(), reason=oracle.ABSENT)
REGIONS = ("london", "midlands-east", "north", "south")


@pytest.fixture(scope="module")
async def london(app: Litestar, owner: Database, database: Database) -> Shown:
    there = {region: await _made(app, owner, database) for region in REGIONS}
    here = there["london"]
    for year in oracle.YEARS:
        into = {region: one.slug for region, one in there.items()}
        path, why = oracle.FOLDER / f"ERIC-{year}.csv", "Published by NHS Digital."
        order = Order(path, f"eric-{year}", into, why, True, True, leavers=["all"], agreement="Public")
        async with owner.session(Scope()) as session, session.begin():
            await import_file(session, order, lambda line: None, apply=True)
        await _publish(here)
    return await shown(here)


async def _made(app: Litestar, owner: Database, database: Database) -> Here:
    here, blueprint = await make_here(app, owner, database), read(tenants.load("nhs"))
    async with owner.session(Scope.everything_in(here.id)) as session, session.begin():
        made = (await session.scalars(sa.select(Collaborative).where(Collaborative.id == here.id))).one()
        await align(session, made, blueprint)
    return here


async def _publish(here: Here) -> None:
    person = here.coordinator.person_id
    assert person
    held = frozenset({Holding(Role.COORDINATOR)})
    by = Principal(person, "Coordinator", "c@example.org", collaborative_id=here.id, holdings=held)
    today = today_in("Europe/London")
    async with here.session() as session:
        collaborative = (await session.scalars(sa.select(Collaborative).where(Collaborative.id == here.id))).one()
        newest = sa.select(Round.id).order_by(Round.period_start.desc()).limit(1)
        of = await round_queries.round_named(session, (await session.scalars(newest)).one(), lock=True)
        id = (await actions.gather(session, collaborative, of, by=by, today=today)).id
        await actions.approve(session, await queries.release(session, id, lock=True), by=by)
        await actions.publish(session, collaborative, await queries.release(session, id, lock=True), by=by, today=today)


async def test_nobody_is_told_what_one_trust_gave(london: Shown):
    here = london.here
    async with here.session() as session:
        largest = (await session.scalars(sa.select(Member).where(Member.code == "R1H"))).one()
    rival, partner = await here.person(Role.VIEWER, largest), await here.person(Role.PARTNER)
    outside = sayings(london, await everything(partner, here.slug, Program(here.app, await here.token(partner))))
    inside = [*outside, *sayings(london, await everything(rival, here.slug))]
    assert len(london.reports) == len(oracle.YEARS)
    assert len(outside) > 20, "something is said"
    book = Frozen(london.reports, london.policy, london.agreed)
    assert not list(map(str, book.breaches(outside)))
    assert not list(map(str, book.breaches(inside, str(largest.organization_id))))
