"""A member's people find their own figures beside the collective ones, and nobody else's."""

import re

import pytest

from backend.disclosure.own import own
from backend.indicators import queries as indicator_queries
from backend.kit.db import Scope
from backend.members.rules import Role
from backend.submissions.rules import Status
from tests.makers import Visitor
from tests.releases.readers import address
from tests.releases.reporting import MARK, Q1, Q2, Reporting, figure
from tests.worlds import statements


async def read(by: Visitor, path: str) -> str:
    answer = await by.get(path)
    assert answer.status_code == 200, answer.text
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


@pytest.fixture
async def twice(world: Reporting) -> Reporting:
    """Two quarters, the second of which is out: Elm spends MARK and hires other numbers than all others."""
    first = await world.opened(Q1)
    await world.all_answered(first, "Elm")
    await world.answered(first, "Elm", hires=150, local_hires=60, spend=500)
    second = await world.opened(Q2)
    await world.all_answered(second, "Elm", "Dogwood")
    await world.answered(second, "Dogwood", spend=4000, local_hires=3)
    await world.answered(second, "Elm", hires=200, local_hires=90, spend=MARK)
    await world.released(second)
    return world


async def test_a_member_s_own_figures_stand_beside_those_of_all_together(twice: Reporting):
    elm = await twice.person(Role.VIEWER, "Elm")
    with statements(twice.here) as sent:
        said = await read(elm, address(twice, "our-figures"))
    assert 0 < len(sent) <= 12, sent
    assert "Our own 200 people" in said  # and 600 of all five
    assert "All together 600 people" in said
    assert "2024-25 Q4 150 people 550 people 5 of 5 members" in said  # its own past, period by period
    assert "Our own 45.0%" in said
    assert "Local hire rate: our own, by period" in said
    assert "all members together" in said  # of a share the two lie on one axis
    for rival in ("Ash", "Birch", "Cedar", "Dogwood"):
        assert rival not in said


async def test_how_it_was_made_is_there_for_a_successor(twice: Reporting):
    said = await read(await twice.person(Role.CONTRIBUTOR, "Elm"), address(twice, "our-figures"))
    assert "How we made our number" in said
    assert "“As it is.”" in said
    home = (await (await twice.person(Role.APPROVER, "Elm")).get(address(twice, "home"))).text
    assert address(twice, "our-figures") in home


async def test_a_figure_hidden_from_members_is_hidden_here_and_says_why(twice: Reporting):
    """Elm's spend dominates the sum: its own is its own, the sum is nowhere."""
    release = (await twice.releases())[0]
    spend = figure(await twice.edition(release.id, "members"), "SC-01")
    assert spend.hidden_reason
    for name, seen in (("Elm", f"£{MARK:,}"), ("Ash", "£1,000")):
        said = await read(await twice.person(Role.VIEWER, name), address(twice, "our-figures"))
        assert f"Our own {seen}" in said
        assert "All together hidden to protect a member" in said
        assert spend.hidden_reason in said
        assert f"{MARK + 10_000:,}" not in said
        assert name == "Elm" or f"{MARK:,}" not in said


async def test_nobody_else_reads_it(twice: Reporting):
    ash = await twice.person(Role.VIEWER, "Ash")
    elm = twice.members["Elm"].id
    asked = address(twice, f"our-figures?member={elm}")
    said = await read(ash, asked)
    assert "Ash , Wood report" in said
    assert "Elm" not in said
    assert "150 people" not in said
    for by in (twice.here.coordinator, twice.here.administrator):
        said = await read(by, asked)
        assert "for a member’s own people" in said
        assert "people 2" not in said
    assert (await (await twice.person(Role.PARTNER)).get(address(twice, "our-figures"))).status_code == 403


async def test_nothing_is_there_before_the_report_is_open_to_members(world: Reporting):
    of = await world.reported(Q1)
    elm = await world.person(Role.VIEWER, "Elm")
    release = await world.gathered(of)
    for _ in range(2):
        said = await read(elm, address(world, f"our-figures?round={of.id}"))
        assert "No report of it is open to members yet" in said
        assert "people" not in said
        await world.approved(release) if not _ else None
    await world.publish(release)
    assert "All together 500 people" in await read(elm, address(world, f"our-figures?round={of.id}"))


async def test_what_is_kept_back_is_its_own_and_in_no_total(world: Reporting):
    of = await world.opened(Q1)
    await world.all_answered(of, "Elm")
    await world.answered(of, "Elm", hires=Status.WITHHELD, local_hires=None)
    await world.released(of)
    said = await read(await world.person(Role.VIEWER, "Elm"), address(world, "our-figures"))
    assert "Our own not shared by the member" in said
    assert "All together 400 people 2025-26" not in said  # hidden or not, it is as members were shown it
    assert "Our own not available" in said


async def test_own_figures_are_read_for_whoever_acts_for_the_member_alone(twice: Reporting):
    elm, ash = twice.members["Elm"].id, twice.members["Ash"].id
    async with twice.here.session(Scope(twice.here.id, frozenset({ash}))) as session:
        tracked = await indicator_queries.tracked(session, twice.framework.id)
        found = await own(session, ash, twice.framework.id, tracked, [Q1, Q2], "GBP")
        assert found["WF-04", Q2].number == 100
        with pytest.raises(RuntimeError, match="acts for it"):
            await own(session, elm, twice.framework.id, tracked, [Q1, Q2], "GBP")
