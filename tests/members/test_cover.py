"""Leave cover: named from one day to another, told beside who is away, and ended by either."""

import re
from datetime import timedelta

from backend.members.rules import Role
from tests.makers import Visitor
from tests.worlds import World


async def named(world: World, cover: Visitor, *, starts: int = 0, ends: int = 5):
    days = {"starts_on": world.today + timedelta(days=starts), "ends_on": world.today + timedelta(days=ends)}
    form = {name: str(day) for name, day in days.items()}
    return await world.here.coordinator.send_form(f"/{world.here.slug}/cover", cover=str(cover.person_id), **form)


async def told(world: World) -> list[str]:
    """To whom the letter about an approval went."""
    return [one.recipient for one in await world.letters() if "has approved" in one.subject]


async def test_letters_to_the_coordinator_go_to_the_cover_too_and_the_pages_say_so(world: World):
    here = world.here
    assert (await named(world, here.administrator)).status_code == 303
    of = await world.opened()
    await world.approved(await world.submission(of))
    assert len(await told(world)) == 2
    for path in (f"/rounds/{of.id}", "/review"):
        assert "stands in" in (await here.coordinator.get(f"/{here.slug}{path}")).text
    page = (await here.coordinator.get(f"/{here.slug}/cover")).text
    assert "cannot review or accept" in page


async def test_nobody_is_told_beside_them_before_the_days_nor_after_it_is_ended(world: World):
    here, of = world.here, await world.opened()
    await named(world, here.administrator, starts=2)
    await world.approved(await world.submission(of))
    assert len(await told(world)) == 1
    page = (await here.coordinator.get(f"/{here.slug}/cover")).text
    ending = re.search(rf"/{here.slug}/cover/[0-9a-f-]+/ending", page)[0]
    assert (await world.contributor.send_form(ending)).status_code == 403
    assert (await here.administrator.send_form(ending)).status_code == 303
    assert (await here.coordinator.send_form(ending)).status_code == 409


async def test_the_days_and_the_person_must_fit(world: World):
    here = world.here
    assert (await named(world, world.contributor)).status_code == 422
    assert (await named(world, here.coordinator)).status_code == 422
    assert (await named(world, here.administrator, starts=3, ends=1)).status_code == 422
    assert (await named(world, here.administrator, starts=-9, ends=-3)).status_code == 422
    assert (await named(world, here.administrator)).status_code == 303
    again = await named(world, await here.person(Role.COORDINATOR), starts=5, ends=9)
    assert again.status_code == 422
    assert "already" in again.text
