"""docs/guides: every page they walk to is there for whom they say, and every sentence they quote is read on it."""

from collections.abc import Mapping

import pytest
import sqlalchemy as sa

from backend.kit.db import Scope
from backend.members.tables import Person
from tests.makers import Visitor, sign_in
from tests.provisioning.conftest import Millrace
from tests.provisioning.walking import NOBODY, Step, guides, steps, untrue


@pytest.fixture
async def people(millrace: Millrace) -> Mapping[str, Visitor]:
    """Whoever the guides let one be, signed in."""
    async with millrace.owner.session(Scope()) as session:
        ids = {name: id for id, name in (await session.execute(sa.select(Person.id, Person.name))).all()}
    named = {step.who for guide in guides().values() for step in steps(guide)} - {NOBODY}
    found = {name: await sign_in(millrace.app, millrace.owner, ids[name]) for name in sorted(named)}
    return found | {NOBODY: Visitor(millrace.app)}


@pytest.mark.parametrize("guide", ["walk", "hospital", "partner"])
async def test_a_guide_walks_through_the_demonstration(guide: str, people: Mapping[str, Visitor]):
    walk = list(steps(guides()[guide]))
    assert len(walk) > 5
    assert all(step.said for step in walk)
    assert [fault for step in walk for fault in await untrue(step, people)] == []


async def test_a_walk_that_leads_nowhere_is_noticed(people: Mapping[str, Visitor]):
    lost = "| Nadia Okafor | `/millrace/members`, then **Nobody’s Hospital** | “nothing” |"
    told = f"{lost}\n| nobody | `/millrace/home` | “x” |"
    first, second = steps(told)
    assert first == Step("Nadia Okafor", "/millrace/members", ("Nobody’s Hospital",), ("nothing",))
    assert await untrue(first, people) == ["Nadia Okafor: /millrace/members has no link “Nobody’s Hospital”"]
    assert await untrue(second, people) == ["nobody: /millrace/home does not say “x”"]
    assert await untrue(Step("nobody", "/millrace/nothing", (), ("x",)), people) == [
        "nobody: /millrace/nothing answers 404"
    ]
