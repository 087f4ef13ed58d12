"""Looking for things by their names: what each person may see of each kind, and nothing of what they may not."""

import re

import pytest

from backend.members.rules import Role
from tests.makers import Here, Visitor
from tests.releases.reporting import Q1, Q2, Reporting, make_reporting
from tests.worlds import statements


@pytest.fixture
async def world(here: Here) -> Reporting:
    """A report of Q1 is out; Q2 is open."""
    made = await make_reporting(here)
    made.members["Québec Élan"] = await here.member("Québec Élan")
    await made.acts_for_all()
    await made.released(await made.reported(Q1))
    await made.opened(Q2)
    return made


async def found(visitor: Visitor, world: Reporting, q: str) -> dict[str, list[str]]:
    """By heading, the names listed under it."""
    answer = await visitor.get(f"/{world.here.slug}/search", params={"q": q})
    assert answer.status_code == 200
    parts = re.findall(r'<h2 id="g\.\w+">(.*?)</h2>(.*?)</section>', answer.text, re.S)
    return {heading: re.findall(r"<a [^>]*><bdi>(.*?)</bdi>", part) for heading, part in parts}


async def test_each_kind_is_found_by_the_beginnings_of_its_words(world: Reporting):
    coordinator = world.here.coordinator
    assert (await found(coordinator, world, "quebec"))["Members"] == ["Québec Élan"]
    assert (await found(coordinator, world, "ÉL qué"))["Members"] == ["Québec Élan"]
    assert await found(coordinator, world, "uebec") == {}
    hires = await found(coordinator, world, "local hir")
    assert hires["Questions"] == ["Local hires"]
    assert hires["Figures"] == ["Local hires", "Local hire rate"] or hires["Figures"] == [
        "Local hire rate",
        "Local hires",
    ]
    assert (await found(coordinator, world, "wf-04"))["Figures"] == ["New hires"]
    assert "Collections" in await found(coordinator, world, "wood")
    await coordinator.send_form("/language", language="es")
    assert any(
        "Recogida" in name or "recogida" in name for name in (await found(coordinator, world, "wood"))["Recogidas"]
    )
    await coordinator.send_form("/language", language="en")
    person = await world.person(Role.APPROVER, "Ash")
    name = (await found(person, world, "approver"))["People"]
    assert name
    assert set(name) <= set((await found(coordinator, world, "approver"))["People"])


async def test_a_member_finds_its_own_and_a_partner_what_is_published(world: Reporting):
    ash, partner = await world.person(Role.CONTRIBUTOR, "Ash"), await world.person(Role.PARTNER)
    assert await found(ash, world, "birch") == {}
    assert len((await found(world.here.coordinator, world, "birch"))["Submissions"]) == 2
    own = await found(ash, world, "ash")
    assert set(own) == {"Submissions"}
    hires = await found(ash, world, "hires")
    assert set(hires) == {"Questions", "Figures"}
    assert sorted(hires["Figures"]) == ["Local hires", "New hires"]
    seen = await found(partner, world, "hires")
    assert seen == {"Figures": ["Local hires"]}  # New hires are the members' alone
    assert await found(partner, world, "energy") == {}
    observer = await world.person(Role.OBSERVER)
    printed = {"Figures": hires["Figures"]}
    assert await found(observer, world, "hires") == printed, "the observer reads what all members read"
    assert await found(observer, world, "birch") == {}
    assert "Figures" in await found(world.here.coordinator, world, "energy")
    link = re.search(
        r'href="([^"]*/html#figure-[^"]*)"', (await partner.get(f"/{world.here.slug}/search?q=hires")).text
    )
    assert link
    report = await partner.get(link[1].partition("#")[0])
    assert report.status_code == 200
    assert f'id="{link[1].partition("#")[2]}"' in report.text


async def test_nothing_is_found_elsewhere_nor_by_nobody(world: Reporting, elsewhere: Here):
    assert await found(elsewhere.coordinator, Reporting(elsewhere, world.framework, world.collaborative), "ash") == {}
    assert (await elsewhere.coordinator.get(f"/{world.here.slug}/search?q=ash")).status_code == 404
    assert (await world.here.anyone().get(f"/{world.here.slug}/search?q=ash")).status_code == 303


async def test_it_says_what_to_do_when_there_is_nothing_and_asks_little(world: Reporting):
    coordinator, at = world.here.coordinator, f"/{world.here.slug}/search"
    assert "Write the name of a member" in (await coordinator.get(at)).text
    assert "Write the name of a member" in (await coordinator.get(at, params={"q": " -- "})).text
    with statements(world.here) as sent:
        nothing = await coordinator.get(at, params={"q": "<b>'\"; \\m("})
    assert len(sent) <= 12
    assert "Nothing here is called" in nothing.text
    assert "<b>'" not in nothing.text
    assert 'action="/' in nothing.text.split('role="search"')[1][:200]
