"""An acceptance is taken back within the hour, by who gave it, before anything used it; else it says why not."""

from datetime import timedelta

import sqlalchemy as sa

from backend.kit.db import Scope, now
from backend.members.rules import Role
from backend.submissions.tables import Acceptance
from tests.worlds import World

UNDOING = "/acceptance/undoing"


async def test_a_slip_is_taken_back_and_the_figures_count_no_longer(world: World):
    of, coordinator = await world.submission(await world.opened()), world.here.coordinator
    await world.accepted(of)
    assert len(await world.values(of)) == 4
    assert "Take it back" in (await coordinator.get(world.path(of, UNDOING))).text
    done = await coordinator.send_form(world.path(of, UNDOING))
    assert done.status_code == 303
    assert await world.values(of) == []
    assert await world.state(of) == "approved"
    assert any("was taken back" in one.subject for one in await world.letters())
    again = await coordinator.send_form(world.path(of, "/acceptance"))
    assert again.status_code == 303
    assert len(await world.values(of)) == 4


async def test_another_coordinator_cannot(world: World):
    of = await world.submission(await world.opened())
    await world.accepted(of)
    other = await world.here.person(Role.COORDINATOR)
    assert "Only who accepted these figures" in (await other.get(world.path(of, UNDOING))).text
    assert (await other.send_form(world.path(of, UNDOING))).status_code == 409
    assert len(await world.values(of)) == 4


async def test_not_after_an_hour_nor_after_a_report_nor_after_the_close(world: World):
    coordinator = world.here.coordinator
    round = await world.opened()
    of = await world.submission(round)
    await world.accepted(of)
    gathered = await coordinator.send_form(f"/{world.here.slug}/releases", round=str(round.id))
    assert gathered.status_code == 303, gathered.text
    refused = await coordinator.send_form(world.path(of, UNDOING))
    assert refused.status_code == 409
    assert "A report was drawn up" in refused.text
    async with world.here.owner.session(Scope.everything_in(world.here.id)) as session, session.begin():
        await session.execute(sa.update(Acceptance).values(accepted_at=now() - timedelta(hours=2)))
    assert "more than an hour ago" in (await coordinator.get(world.path(of, UNDOING))).text
    assert (await coordinator.send_form(f"/{world.here.slug}/rounds/{round.id}/closing")).status_code == 303
    assert "only by a correction" in (await coordinator.get(world.path(of, UNDOING))).text


async def test_a_correction_that_took_the_place_of_figures_is_not_undone(world: World):
    of = await world.submission(await world.opened())
    await world.accepted(of)
    corrected = await world.corrected(of)
    await world.save(corrected, n__hires="44", r__hires="1")
    await world.contributor.send_form(world.path(corrected, "/submission"))
    await world.approver.send_form(world.path(corrected, "/approval"))
    assert (await world.here.coordinator.send_form(world.path(corrected, "/acceptance"))).status_code == 303
    assert "Begin a correction instead" in (await world.here.coordinator.get(world.path(corrected, UNDOING))).text
    assert (await world.here.coordinator.send_form(world.path(corrected, UNDOING))).status_code == 409
