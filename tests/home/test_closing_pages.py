"""What closing a collection early would leave out: who, and which figures, by the rules of a report and without a number."""

import sqlalchemy as sa

from backend.indicators.tables import Element
from backend.members.rules import Role
from backend.releases.tables import Release
from backend.rounds.tables import Round
from tests.makers import Here
from tests.releases.reporting import HOSPITALS, Q1, Reporting, make_reporting
from tests.worlds import statements

DOMINATED = "One member makes up so much of it"


async def preview(world: Reporting, of: Round) -> str:
    answer = await world.here.coordinator.send_form(f"/{world.here.slug}/rounds/{of.id}/closing/preview")
    assert answer.status_code == 200
    return " ".join(answer.text.split())


async def test_who_is_left_out_and_which_figures_are_hidden_is_said_before_closing(here: Here, elsewhere: Here):
    world = await make_reporting(here)
    of = await world.opened(Q1)
    page = f"/{here.slug}/rounds/{of.id}/closing"
    with statements(here) as sent:
        first = await here.coordinator.get(page)
    assert first.status_code == 200
    assert len(sent) <= 12
    assert "Nothing is accepted yet" in first.text
    for member in ("Ash", "Birch", "Cedar"):
        await world.answered(of, member)
    assert "Show which figures would be hidden" in (await here.coordinator.get(page)).text
    told = await preview(world, of)
    assert "3 of 5 members are accepted" in told
    for left_out in ("Dogwood", "Elm"):
        assert f">{left_out}</a>" in told
    # Ash and Birch are one system, and two contributors are too few.
    assert "Only 2 organisations are in it, and it takes 3" in told
    assert "would be hidden" in told
    for member in ("Dogwood", "Elm"):
        await world.answered(of, member)
    whole = await preview(world, of)
    assert "5 of 5 members are accepted" in whole
    assert "All 5 figures of a report would be shown" in whole
    for visitor in (await world.person(Role.APPROVER, "Ash"), here.administrator):
        assert (await visitor.send_form(f"{page}/preview")).status_code == 403
    assert (await elsewhere.coordinator.send_form(f"{page}/preview")).status_code == 404
    async with here.session() as session:
        assert await session.scalar(sa.select(sa.func.count()).select_from(Release)) == 0


async def test_parts_that_would_be_hidden_and_figures_without_everybody_are_named(here: Here):
    world = await make_reporting(here)
    of = await world.opened(Q1)
    for place, member in enumerate(HOSPITALS[1:]):
        women = 1 if place else 60
        await world.answered(
            of, member, hires__gender__women=women, hires__gender__men=100 - women, hires__gender__unknown=0
        )
    told = await preview(world, of)
    assert "4 of 5 members reported" in told
    assert "Shown, but not of all members" in told


async def test_what_a_member_keeps_back_is_not_told_from_the_reasons(here: Here):
    """Elm's spend is so large that the sum would be hidden for it, which the backbone would read: it keeps it back."""
    world = await make_reporting(here)
    of = await world.opened(Q1)
    await world.all_answered(of, "Elm")
    await world.answered(of, "Elm", spend=999_999_999)
    assert DOMINATED in await preview(world, of)
    async with here.session() as session:
        spend = await session.scalar(sa.select(Element.id).where(Element.code == "spend"))
    approver = await world.person(Role.APPROVER, "Elm")
    what = {"element": str(spend), "breakdown": "", "reason": "Counsel"}
    kept = await approver.send_form(f"/{here.slug}/agreements/members/{world.members['Elm'].id}/withholdings", **what)
    assert kept.status_code == 303
    told = await preview(world, of)
    assert DOMINATED not in told
    assert "4 of 5 members reported:</strong> Spend" in told
    assert "999" not in told
