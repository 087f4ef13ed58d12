"""The demonstration with its site, in a database of its own."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

import pytest
import sqlalchemy as sa
from litestar import Litestar

from backend.agreements import queries as agreement_queries
from backend.app import create_app
from backend.disclosure import kept
from backend.disclosure.figures import Table
from backend.disclosure.policy import Policy
from backend.disclosure.queries import policy_of
from backend.kit.db import Database, Scope
from backend.kit.postgres import Server
from backend.kit.settings import Settings
from backend.members.rules import Role
from backend.members.tables import Collaborative, HeldRole, Member
from backend.releases.tables import FrozenEdition, Publication, ReleaseBasis
from tests import databases
from tests.attack.breaches import Said
from tests.attack.gathering import Gathered, everything, said
from tests.makers import Here, Program, Visitor, sign_in

RIVAL = "wren_general"


@dataclass
class Shown:
    """A collaborative that has published. releases: in the order in which they came out."""

    here: Here
    policy: Policy
    releases: list[UUID]
    reports: list[Table]
    editions: dict[UUID, tuple[UUID, str]]  # of each its release and its audience
    agreed: frozenset[tuple[str, str]]  # who has done without a rule, for which element

    async def somebody(self, role: Role, member: str = "") -> Visitor:
        """Who holds this role already."""
        query = sa.select(HeldRole.person_id).where(HeldRole.role == role)
        if member:
            query = query.join(Member, Member.id == HeldRole.member_id).where(Member.code == member)
        async with self.here.session() as session:
            person = (await session.scalars(query.limit(1))).one()
        return await sign_in(self.here.app, self.here.owner, person)


async def shown(here: Here) -> Shown:
    published = sa.select(ReleaseBasis, Publication).join(
        Publication, Publication.release_id == ReleaseBasis.release_id
    )
    async with here.session() as session:
        found = (await session.scalars(sa.select(Collaborative).where(Collaborative.id == here.id))).one()
        rows = (await session.execute(published.order_by(Publication.published_at))).all()
        bases = [row[0] for row in rows]
        editions = (
            await session.execute(sa.select(FrozenEdition.id, FrozenEdition.release_id, FrozenEdition.audience))
        ).all()
        waived = [(one.member, one.element) for one in await agreement_queries.waivers(session)]
        topmost = {member.id: member.organization_id for member in await session.scalars(sa.select(Member))}
    return Shown(
        here,
        policy_of(found),
        [one.release_id for one in bases],
        [kept.read(one.cells) for one in bases],
        {row.id: (row.release_id, row.audience) for row in editions},
        frozenset((str(topmost[member]), element) for member, element in waived),
    )


def sayings(among: Shown, gathered: Gathered) -> list[Said]:
    found = []
    for path, edition in gathered.editions.items():
        [release] = [of for id, (of, _) in among.editions.items() if str(id) in path]
        found += said(edition, among.releases.index(release))
    return found


@pytest.fixture(scope="session")
async def millrace(server: Server, database_name: str, settings: Settings) -> AsyncIterator[Shown]:
    name = f"{database_name}_attacked"
    await databases.demonstration(server, name)
    owner, database = Database(server.url("owner", name)), Database(server.url("app", name))
    app: Litestar = create_app(settings, server.url("app", name))
    app.state.database = database
    async with owner.session(Scope()) as session:
        found = (await session.scalars(sa.select(Collaborative))).one()
    yield await shown(Here(app, owner, database, found.id, found.slug))
    await owner.close()
    await database.close()


@pytest.fixture(scope="session")
async def fetched(millrace: Shown) -> dict[str, Gathered]:
    """All that a rival member, a community partner and the public come by."""
    here = millrace.here
    rival, partner = await millrace.somebody(Role.APPROVER, RIVAL), await millrace.somebody(Role.PARTNER)
    return {
        "rival": await everything(rival, here.slug, Program(here.app, await here.token(rival))),
        "partner": await everything(partner, here.slug, Program(here.app, await here.token(partner))),
        "public": await everything(here.anyone(), here.slug),
    }
