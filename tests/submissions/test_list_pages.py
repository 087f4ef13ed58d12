"""Every submission in one list: narrowed, sorted and taken away by its address, and each member its own alone."""

from datetime import timedelta

import sqlalchemy as sa

from backend.rounds.tables import Round
from tests.worlds import World, statements


async def test_submissions_are_listed_narrowed_and_taken_away(world: World) -> None:
    of = await world.opened()
    await world.submitted(await world.submission(of))
    at = f"/{world.here.slug}/submissions/list"
    with statements(world.here) as sent:
        every = (await world.here.coordinator.get(at)).text
    assert len(sent) <= 12
    assert every.index(">Abbey</a>") < every.index(">Birch</a>")
    turned = (await world.here.coordinator.get(f"{at}?sort=state")).text
    assert turned.index(">Birch</a>") < turned.index(">Abbey</a>")
    narrowed = (await world.here.coordinator.get(f"{at}?state=submitted&collection={of.id}")).text
    assert ">Abbey</a>" in narrowed
    assert ">Birch</a>" not in narrowed
    taken = (await world.here.coordinator.get(f"{at}?state=submitted&file=csv")).content.decode("utf-8-sig")
    heads, only = taken.strip().split("\r\n")
    assert heads.startswith("Member,Collection,State,Due")
    assert only.startswith("Abbey,")
    own = (await world.contributor.get(f"{at}?file=csv")).content.decode("utf-8-sig")
    assert "Abbey" in own
    assert "Birch" not in own


async def test_late_is_in_the_list_who_is_late_in_the_collection_and_no_correction(world: World) -> None:
    of = await world.opened()
    mine = await world.submission(of)
    await world.accepted(mine)
    await world.corrected(mine)
    async with world.here.session() as session:
        await session.execute(sa.update(Round).values(due_on=world.today - timedelta(days=1)))
    for page in (f"submissions/list?collection={of.id}&late=yes", f"rounds/{of.id}?show=late"):
        late = (await world.here.coordinator.get(f"/{world.here.slug}/{page}")).text.partition("<tbody>")[2]
        assert "Birch" in late, page
        assert "Abbey" not in late.partition("</tbody>")[0], page
