"""A member leaves: what was published with it stays, and of what comes after its last day it is in nothing."""

from datetime import timedelta

from backend.members import membership
from collab_reports.edition import Edition
from tests.releases.reporting import HOSPITALS, Q1, Q2, Reporting, figure


async def leaves(world: Reporting, name: str) -> None:
    """In the middle of the second quarter."""
    async with world.here.session() as session:
        await membership.end(session, world.members[name], Q2.start + timedelta(days=20), reason="It closed.")


def roster(edition: Edition) -> set[str]:
    return {one.name for one in edition.members}


async def test_who_left_stays_in_what_was_published_and_is_in_nothing_of_later(world: Reporting):
    of = await world.opened(Q1)
    await world.all_answered(of)
    first = await world.released(of)
    before = {who: await world.frozen(first, who) for who in ("members", "public")}
    later = await world.opened(Q2)
    await world.all_answered(later)
    await leaves(world, "Elm")
    second = await world.released(later)
    assert {who: (await world.frozen(first, who)).text for who in before} == {
        who: one.text for who, one in before.items()
    }
    assert roster(await world.edition(first, "members")) == set(HOSPITALS)
    now = await world.edition(second, "members")
    assert roster(now) == set(HOSPITALS) - {"Elm"}
    hires, spend = figure(now, "WF-04"), figure(now, "SC-01")
    assert (hires.value, hires.coverage.asked) == (400, 4)
    assert spend.value == 1000 + 2000 + 3000 + 4000
    assert [(point.value, point.coverage.asked) for point in hires.series] == [(500, 5), (400, 4)]
