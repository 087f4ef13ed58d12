"""The backbone's live figures: added up when read, refused to everyone else, within twelve queries."""

from backend.members.rules import Role
from tests.makers import Here
from tests.releases.reporting import Q1, Q2, make_reporting
from tests.worlds import statements


async def test_the_coordinator_sees_what_the_accepted_figures_come_to_now(here: Here) -> None:
    world = await make_reporting(here)
    of = await world.opened(Q1)
    empty = await here.coordinator.get(f"/{here.slug}/figures")
    assert empty.status_code == 200
    assert "no figure" in empty.text
    await world.answered(of, "Ash", spend=1200)
    await world.answered(of, "Cedar", spend=34, hires=40, local_hires=10)
    shown = (await here.coordinator.get(f"/{here.slug}/figures")).text
    assert "£1,234" in shown
    assert "21.4%" in shown  # 30 of 140, never the mean of 20 % and 25 %
    assert "2 of 5" in shown


async def test_nothing_to_add_up_yet_says_so(here: Here) -> None:
    answer = await here.coordinator.get(f"/{here.slug}/figures")
    assert "There is nothing to add up yet" in answer.text


async def test_nobody_but_the_coordinator_has_them(here: Here) -> None:
    world = await make_reporting(here)
    await world.reported(Q1)
    for role, member in ((Role.CONTRIBUTOR, "Ash"), (Role.APPROVER, "Ash"), (Role.VIEWER, "Ash"), (Role.PARTNER, "")):
        assert (await (await world.person(role, member)).get(f"/{here.slug}/figures")).status_code == 403
    absent = await here.coordinator.get(f"/{here.slug}/figures?of={here.id}")
    assert absent.status_code == 404


async def test_the_page_takes_at_most_twelve_queries(here: Here) -> None:
    world = await make_reporting(here)
    for period in (Q1, Q2):
        await world.reported(period)
    with statements(here) as sent:
        await here.coordinator.get(f"/{here.slug}/figures")
    assert len(sent) <= 12, sent
