"""Two thousand requests and more against the OpenAPI document, in the suite; fifty thousand by `make soak`."""

from dataclasses import replace

import pytest
from litestar import Litestar

from backend.kit.db import Scope
from backend.members import limits
from backend.members.rules import Role
from backend.members.tables import HeldRole
from tests.faults.contract import hold
from tests.makers import Here
from tests.worlds import make_world


async def test_the_api_keeps_to_its_document(app: Litestar, here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BY_TOKEN", replace(limits.BY_TOKEN, times=1_000_000))
    world = await make_world(here)
    asked = await world.opened()
    mine = await world.submission(asked)
    somebody = await here.person(Role.CONTRIBUTOR, world.abbey)
    async with here.owner.session(Scope.everything_in(here.id)) as session, session.begin():
        # One who may do everything, so that every door is passed.
        session.add(HeldRole(person_id=somebody.person_id, role=Role.APPROVER, member_id=world.abbey.id))
        session.add(HeldRole(person_id=somebody.person_id, role=Role.COORDINATOR))
    ids = {"submissions": str(mine.id), "rounds": str(asked.id), "frameworks": str(world.framework.id)}
    held = await hold(app, slug=here.slug, token=await here.token(somebody), ids=ids, requests=2000)
    assert not held.faults, "\n\n".join(held.faults)
    assert held.requests >= 2000
    assert {"not_a_server_error", "response_schema_conformance", "ignored_auth"} <= held.checks.keys()
