"""Every submission in one list: narrowed, sorted and taken away by its address, and each member its own alone."""

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
