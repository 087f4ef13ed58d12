"""Shared goals in reports: to each audience what it may see, and nowhere a word about a figure that is hidden."""

from datetime import date
from decimal import Decimal

import pytest

from backend.goals import actions, queries
from backend.goals.rules import Direction
from backend.goals.rules import Standing as Stands
from backend.goals.standing import Judged
from backend.goals.tables import Goal as Kept
from backend.series.queries import by_code
from collab_reports.edition import Edition
from collab_reports.goals import Goal, Level, Standing
from collab_reports.parts import Status
from tests.goals.aims import aim, gap
from tests.goals.drawings import drawing
from tests.makers import Here
from tests.releases.reporting import Q1, Q2, Reporting, make_reporting

D = Decimal


@pytest.fixture
async def world(here: Here) -> Reporting:
    return await make_reporting(here)


def of(edition: Edition, code: str) -> Goal:
    return next(one for one in edition.goals if one.code == code)


async def test_a_goal_stands_in_the_report_with_its_own_figures(world: Reporting):
    await aim(world, "local", "WF-06", baseline=D(15), baseline_on=date(2024, 12, 31), target=D(30))
    release = await world.gathered(await world.reported(Q1))
    goal = of(await world.edition(release), "local")
    figure = next(one for one in (await world.edition(release)).figures if one.code == "WF-06")
    assert goal.newest is not None
    assert goal.newest.value == figure.value == 20
    assert (goal.standing, goal.level, goal.figure_code) == (Standing.ON_TRACK, Level.PERFORMANCE, "WF-06")
    assert "20.0% in 2024-25 Q4 is at least as good as the path" in goal.sentence
    assert goal.newest.expected is not None
    assert D(15) < goal.newest.expected < D(16)


async def test_each_audience_is_shown_the_goals_meant_for_it(world: Reporting):
    await aim(world, "everyones", "WF-06")
    await aim(world, "partners", "WF-06", visibility="partners")
    await aim(world, "members", "WF-06", visibility="members")
    await aim(world, "ours", "WF-06", visibility="backbone")
    release = await world.gathered(await world.reported(Q1))
    seen = {
        who: [one.code for one in (await world.edition(release, who)).goals]
        for who in ("public", "partners", "members", "backbone")
    }
    assert seen == {
        "public": ["everyones"],
        "partners": ["everyones", "partners"],
        "members": ["everyones", "members", "partners"],
        "backbone": ["everyones", "members", "ours", "partners"],
    }


async def test_a_goal_on_a_figure_that_is_not_shared_says_so_and_stands_nowhere(world: Reporting):
    await aim(world, "spend", "SC-01", baseline=D(1), target=D(99999), name="Buy here")
    release = await world.gathered(await world.reported(Q1))
    public, partners = of(await world.edition(release), "spend"), of(await world.edition(release, "partners"), "spend")
    assert (public.standing, public.figures) == (Standing.NOT_YET_KNOWN, ())
    assert "not part of what is shared" in public.sentence
    assert partners.newest is not None
    assert partners.newest.value == 15000


async def test_nothing_is_said_of_a_hidden_figure_not_even_by_a_person(world: Reporting):
    id = await aim(world, "local", "WF-05", target=D(90), baseline=D(1))
    release_of = await world.reported(Q1, "Cedar", "Dogwood", "Elm")  # two hospitals of one system
    async with world.here.session() as session:
        found = await queries.goal(session, id)
        by_path = Judged(Stands.NOT_YET_KNOWN, "")
        await actions.say_otherwise(
            session, found, Stands.MET, reason="We know.", by_path=by_path, by=world.by.person_id
        )
    release = await world.gathered(release_of)
    goal = of(await world.edition(release), "local")
    assert [one.status for one in goal.figures] == [Status.SUPPRESSED]
    assert (goal.standing, goal.overridden) == (Standing.NOT_YET_KNOWN, False)
    text = (await world.frozen(release)).text
    assert "We know." not in text
    backbone = of(await world.edition(release, "backbone"), "local")
    assert backbone.newest is not None
    assert backbone.newest.value == 40


async def test_a_population_goal_is_measured_by_its_source_and_has_no_member_in_it(world: Reporting):
    await gap(world)
    release = await world.gathered(await world.reported(Q1))
    goal = of(await world.edition(release), "gap")
    assert goal.level is Level.POPULATION
    assert [(one.label, one.value, one.low, one.high, one.breaks) for one in goal.figures] == [
        ("January 2017 to December 2020", D(16), D(15), D(17), False),
        ("January 2024 to December 2024", D(14), D(13), D(15), True),
    ]
    assert all(not one.coverage and not one.counted for one in goal.figures)
    assert goal.standing is Standing.OFF_TRACK
    assert goal.source == "City Health Atlas, published 1 May 2025"
    said = goal.model_dump_json()
    assert not any(name in said for name in ("Ash", "Birch", "Cedar", "Dogwood", "Elm"))


async def test_what_no_member_reported_never_changes_with_what_members_report(world: Reporting):
    await gap(world)
    first = of(await world.edition(await world.released(await world.reported(Q1))), "gap")
    second = of(await world.edition(await world.gathered(await world.reported(Q2, "Elm", hires=200))), "gap")
    assert first == second


async def test_a_series_without_a_goal_is_printed_apart_and_with_one_only_there(world: Reporting):
    await gap(world, goal=False)
    release = await world.gathered(await world.reported(Q1))
    public = await world.edition(release)
    assert [one.code for one in public.context] == ["gap"]
    assert public.goals == ()
    async with world.here.session() as session:
        series = await by_code(session, "gap")
        halved = drawing(direction=Direction.LOWER, baseline=D(16), target=D(8))
        await actions.set_goal(session, Kept(code="gap", level="population", series_id=series.id), halved, by=None)
    again = await world.edition(await world.gathered(await world.reported(Q2)))
    assert again.context == ()
    assert [one.code for one in again.goals] == ["gap"]


async def test_a_series_for_the_backbone_is_in_no_other_report(world: Reporting):
    await gap(world, visibility="backbone")
    release = await world.gathered(await world.reported(Q1))
    assert (await world.edition(release)).context == ()
    goal = of(await world.edition(release), "gap")
    assert (goal.figures, goal.standing) == ((), Standing.NOT_YET_KNOWN)
    assert of(await world.edition(release, "backbone"), "gap").standing is Standing.OFF_TRACK


async def test_what_each_member_is_to_reach_is_counted_and_never_says_who(world: Reporting):
    each = {"each": "min(0.15 * hires, 30)", "baseline": None, "baseline_on": None, "target": D(100)}
    await aim(world, "all", "WF-05", **each)
    of_it = await world.opened(Q1)
    await world.all_answered(of_it, "Elm")
    await world.answered(of_it, "Elm", local_hires=14)  # 20 of 100 is enough; 14 is not
    release = await world.gathered(of_it)
    for audience in ("public", "members", "backbone"):
        goal = of(await world.edition(release, audience), "all")
        assert goal.newest is not None
        assert (goal.newest.value, goal.newest.counted, goal.unit) == (D(80), "4 of 5 members", "%")
        assert goal.each == "15% of new hires, but no more than 30 people"
    assert "goal:all" not in [one.code for one in (await world.edition(release)).figures]


async def test_of_fewer_than_three_nothing_is_counted(world: Reporting):
    each = {"each": "min(0.15 * hires, 30)", "baseline": None, "baseline_on": None, "target": D(100)}
    await aim(world, "all", "WF-05", **each)
    release = await world.gathered(await world.reported(Q1, "Cedar", "Dogwood", "Elm"))
    for audience in ("public", "members", "backbone"):
        goal = of(await world.edition(release, audience), "all")
        assert goal.newest is None
        assert [one.status for one in goal.figures] == [Status.SUPPRESSED]
        assert goal.standing is Standing.NOT_YET_KNOWN


async def test_a_report_that_is_out_keeps_the_goal_as_it_was_drawn(world: Reporting):
    id = await aim(world, "local", "WF-06", target=D(30), baseline=D(15))
    release = await world.released(await world.reported(Q1))
    before = (await world.frozen(release)).text
    async with world.here.session() as session:
        found = await queries.goal(session, id)
        anew = drawing(name="Goal local", target=D(40), baseline=D(15), reason="More is possible.")
        await actions.draw_anew(session, found, anew, by=None)
    assert (await world.frozen(release)).text == before
    goal = of(await world.edition(await world.gathered(await world.reported(Q2))), "local")
    assert [one.version for one in goal.versions] == [1, 2]
    assert goal.versions[-1].reason == "More is possible."
    assert goal.target.value == 40
