"""A baseline that was taken from figures is one of them: no later report says it where that would tell of one member, or
to readers those figures were not for."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from backend.goals import actions as goal_actions
from backend.goals import queries as goal_queries
from backend.releases import actions, baselines, queries
from backend.rounds import queries as round_queries
from backend.rounds.tables import Round
from backend.submissions import actions as submission_actions
from collab_reports.goals import Goal
from tests.goals.aims import D, aim
from tests.makers import Here
from tests.releases.reporting import HOSPITALS, Q1, Q2, Reporting, figure, make_reporting
from tests.releases.test_past_pages import brought, pasted

FAR = {"target": D(500), "target_on": date(2031, 12, 31), "baseline": None, "baseline_on": None, "milestones": ()}


@pytest.fixture
async def world(here: Here) -> Reporting:
    world = await make_reporting(here)
    for name in HOSPITALS:
        await world.agrees(name)
    return world


async def closed(world: Reporting, of: Round) -> Round:
    async with world.here.session() as session:
        again = await round_queries.round_named(session, of.id, lock=True)
        await submission_actions.close_round(session, again, by=world.by.person_id, today=world.today)
    return of


async def takes(world: Reporting, goal: UUID, until: UUID | None = None, **other: object) -> int:
    """The goal begins where the newest of the figures it is offered is. How much that is."""
    async with world.here.session() as session:
        of = await goal_queries.goal(session, goal)
        asked = str(until) if until else ""
        offered = await baselines.offers(session, world.collaborative, of, today=world.today, until=asked)
        drawing = replace(baselines.drawn_with(of, offered.found[0], today=world.today), **other)
        await goal_actions.draw_anew(session, of, drawing, by=world.by.person_id)
    return int(offered.found[0].value)


async def redrawn(world: Reporting, goal: UUID, **other: object) -> None:
    async with world.here.session() as session:
        of = await goal_queries.goal(session, goal)
        drawing = replace(of.newest.drawing, reason="Worded anew.", **other)
        await goal_actions.draw_anew(session, of, drawing, by=world.by.person_id)


async def told(world: Reporting, release: UUID, audience: str = "public", code: str = "local") -> Goal:
    edition = await world.edition(release, audience)
    return next(one for one in edition.goals if one.code == code)


def began(goal: Goal) -> int | None:
    """As the path says it, and whatever follows from it."""
    found = next((int(one.value) for one in goal.marks if one.role == "baseline"), None)
    if found is None:
        assert all(one.expected is None for one in goal.figures), "each lies on the way from the baseline"
    return found


async def test_a_figure_that_was_corrected_since_is_not_said_beside_what_it_is_now(world: Reporting) -> None:
    goal = await aim(world, "local", "WF-05", **FAR)
    of = await closed(world, await world.reported(Q1))
    assert await takes(world, goal, of.id) == 100
    gathered = await world.gathered(of)
    assert began(await told(world, gathered)) == 100, "the figure of this very report"
    async with world.here.session() as session:
        await actions.withdraw(session, await queries.release(session, gathered, lock=True), by=world.by)
    await world.corrected(of, "Cedar", local_hires=35)
    await redrawn(world, goal, source="Our own count")
    released = await world.released(of)
    for audience in ("public", "partners", "members"):
        shown = await told(world, released, audience)
        assert [one.value for one in shown.figures] == [115]
        assert began(shown) is None, "what Cedar corrected lies between the two"
    assert began(await told(world, released, "backbone")) == 100


async def test_a_figure_that_became_hidden_is_said_by_no_baseline(world: Reporting) -> None:
    goal = await aim(world, "local", "WF-05", **FAR)
    of = await closed(world, await world.reported(Q1))
    await takes(world, goal, of.id)
    for name in HOSPITALS:
        await world.corrected(of, name, local_hires=1)
    shown = await told(world, await world.released(of))
    assert [one.status for one in shown.figures] == ["suppressed"]
    assert began(shown) is None


async def test_what_a_report_said_already_may_be_said_again(world: Reporting) -> None:
    goal = await aim(world, "local", "WF-05", **FAR)
    of = await closed(world, await world.reported(Q1))
    await takes(world, goal, of.id)
    assert began(await told(world, await world.released(of))) == 100
    await world.corrected(of, "Cedar", local_hires=35)
    later = await world.released(await world.reported(Q2))
    assert began(await told(world, later)) == 100


async def test_of_one_quarter_no_report_shows_there_is_one_baseline_and_no_other(here: Here, world: Reporting) -> None:
    rows = [f"{name}|Q1 2020-21|100|20" for name in HOSPITALS[:4]]
    await brought(here, pasted("member|period|hires|local_hires", *rows))
    first, second = await aim(world, "local", "WF-05", **FAR), await aim(world, "other", "WF-05", **FAR)
    async with here.session() as session:
        [of] = await round_queries.all_rounds(session)
    assert await takes(world, first, of.id) == 80
    await brought(here, pasted("member|period|hires|local_hires", "Elm|Q1 2020-21|100|33"))
    assert await takes(world, second, of.id) == 113
    released = await world.released(await world.reported(Q1))
    assert began(await told(world, released)) == 80
    assert began(await told(world, released, code="other")) is None, "what Elm has lies between the two"


async def test_totals_for_fewer_readers_are_no_baseline_for_wider_ones(here: Here, world: Reporting) -> None:
    goal = await aim(world, "local", "WF-05", visibility="members", **FAR)
    await brought(here, pasted("element|period|value", "Local hires|2020-21|80"), visibility="members")
    assert await takes(world, goal) == 80
    await redrawn(world, goal, visibility="public", source="Our own count")
    released = await world.released(await world.reported(Q1))
    assert began(await told(world, released, "members")) == 80
    assert began(await told(world, released)) is None
    assert began(await told(world, released, "partners")) is None
    await brought(here, pasted("element|period|value", "Local hires|2019-20|70"), visibility="public")
    assert began(await told(world, await world.released(await world.reported(Q2)))) == 80


async def test_a_figure_for_fewer_readers_is_no_baseline_for_wider_ones(world: Reporting) -> None:
    goal = await aim(world, "local", "WF-04", visibility="members", **FAR | {"target": D(5000)})
    of = await closed(world, await world.reported(Q1))
    assert await takes(world, goal, of.id) == 500
    await redrawn(world, goal, visibility="public")
    released = await world.released(of)
    assert began(await told(world, released, "members")) == 500
    assert began(await told(world, released)) is None


async def test_what_was_written_by_hand_stands_as_it_was_written(world: Reporting) -> None:
    await aim(world, "local", "WF-05", **FAR | {"baseline": D(90), "baseline_on": Q1.end, "source": "The table"})
    assert began(await told(world, await world.released(await world.reported(Q1)))) == 90


async def test_a_report_on_a_quarter_a_baseline_was_said_of_is_held_against_it(here: Here, world: Reporting) -> None:
    rows = [f"{name}|Q1 2020-21|100|20" for name in HOSPITALS[:4]]
    await brought(here, pasted("member|period|hires|local_hires", *rows))
    goal = await aim(world, "local", "WF-05", **FAR)
    async with here.session() as session:
        [of] = await round_queries.all_rounds(session)
    await takes(world, goal, of.id)
    assert began(await told(world, await world.released(await world.reported(Q1)))) == 80
    await brought(here, pasted("member|period|hires|local_hires", "Elm|Q1 2020-21|100|33"))
    edition = await world.edition(await world.released(of), "members")
    assert figure(edition, "WF-05").value is None, "80 was said: what is more is Elm's"
    assert figure(edition, "WF-06").value is None, "nor may it be worked out from the rate"
    assert figure(edition, "WF-04").value == 500
