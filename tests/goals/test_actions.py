"""Setting goals and drawing them anew: what was set stays, what is different has a reason."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, ProgrammingError

from backend.goals import actions, queries
from backend.goals.rules import Mark, Standing
from backend.goals.standing import Judged, Measured
from backend.goals.tables import Goal, GoalVersion
from backend.kit.errors import Conflict, Invalid
from backend.series import actions as series_actions
from backend.series.tables import Series
from tests.goals.drawings import drawing
from tests.makers import Here

D = Decimal


async def a_series(here: Here, code: str = "gap") -> UUID:
    async with here.session() as session:
        made = await series_actions.add(
            session, Series(code=code, name="Life-expectancy gap", plain="Years lost.", unit="years")
        )
    return made.id


async def a_goal(here: Here, **facts: object) -> UUID:
    goal = Goal(code="halve", level="population", series_id=await a_series(here), **facts)
    async with here.session() as session:
        await actions.set_goal(session, goal, drawing(milestones=(Mark(date(2027, 1, 1), D(15)),)), by=None)
    return goal.id


async def test_a_goal_is_read_as_it_was_set(here: Here):
    id = await a_goal(here)
    async with here.session() as session:
        found = await queries.goal(session, id)
    assert found.newest.drawing == drawing(milestones=(Mark(date(2027, 1, 1), D(15)),))
    assert (found.newest.row.version, found.override) == (1, None)


async def test_a_new_version_needs_a_reason_and_leaves_the_first_as_it_was(here: Here):
    id = await a_goal(here)
    later = drawing(target_on=date(2035, 3, 31), valid_from=date(2026, 1, 1))
    async with here.session() as session:
        found = await queries.goal(session, id)
        with pytest.raises(Invalid, match="Say why"):
            await actions.draw_anew(session, found, later, by=None)
        with pytest.raises(Conflict, match="Nothing is different"):
            await actions.draw_anew(session, found, found.newest.drawing, by=None)
        anew = drawing(target_on=date(2035, 3, 31), valid_from=date(2026, 1, 1), reason="Five more years were agreed.")
        await actions.draw_anew(session, found, anew, by=here.coordinator.person_id)
    async with here.session() as session:
        found = await queries.goal(session, id)
    assert [one.drawing.target_on.year for one in found.versions] == [2030, 2035]
    then, now = found.on(date(2025, 12, 31)), found.on(date(2026, 1, 1))
    assert then is found.versions[0]
    assert now is found.versions[1]
    assert found.on(date(2024, 12, 31)) is None


async def test_of_two_who_draw_it_anew_the_second_is_told(here: Here):
    id = await a_goal(here)
    async with here.session() as session:
        seen = await queries.goal(session, id)
    async with here.session() as session:
        found = await queries.goal(session, id)
        await actions.draw_anew(session, found, drawing(target=D(25), reason="More."), by=None)
    async with here.session() as session:
        with pytest.raises(Conflict, match="Somebody else"):
            await actions.draw_anew(session, seen, drawing(target=D(22), reason="Less."), by=None)


async def test_a_version_cannot_be_rewritten(here: Here):
    id = await a_goal(here)
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with here.session() as session:
            await session.execute(sa.update(GoalVersion).where(GoalVersion.goal_id == id).values(target=D(11)))


async def test_every_fault_of_a_goal_is_told_at_once(here: Here):
    goal = Goal(code="x", level="population", indicator_id=UUID(int=1), framework_id=UUID(int=2))
    async with here.session() as session:
        with pytest.raises(Invalid) as fault:
            await actions.set_goal(session, goal, drawing(target=D(5), leeway=D(200)), by=None)
    assert [one.where for one in fault.value.problems] == ["Target", "Leeway", "Measured by"]


async def test_the_database_refuses_a_population_goal_on_what_members_report(here: Here):
    series = await a_series(here)
    async with here.session() as session:
        session.add(Goal(code="sound", level="population", series_id=series))
    for wrong in ({}, {"indicator_id": UUID(int=1), "framework_id": UUID(int=2)}):
        async with here.session() as session:
            session.add(Goal(code="unsound", level="population", **wrong))
            with pytest.raises(IntegrityError, match="ck_goals"):
                await session.flush()
            await session.rollback()


async def test_a_person_says_otherwise_and_takes_it_back(here: Here):
    id, by = await a_goal(here), here.coordinator.person_id
    assert by
    figure = Measured("2025 Q1", date(2025, 1, 1), date(2025, 3, 31), D(12))
    by_path = Judged(Standing.ON_TRACK, "", figure)
    async with here.session() as session:
        found = await queries.goal(session, id)
        await actions.say_otherwise(session, found, Standing.AT_RISK, reason="A site closes.", by_path=by_path, by=by)
    async with here.session() as session:
        found = await queries.goal(session, id)
        assert found.said_otherwise is not None
        assert found.said_otherwise.about == date(2025, 3, 31)
        await actions.say_otherwise(session, found, Standing.OFF_TRACK, reason="Two close.", by_path=by_path, by=by)
    async with here.session() as session:
        found = await queries.goal(session, id)
        assert found.said_otherwise is not None
        assert found.said_otherwise.standing is Standing.OFF_TRACK
        actions.take_back(found, by=by)
    async with here.session() as session:
        found = await queries.goal(session, id)
    assert found.said_otherwise is None
    assert [(one.standing, one.taken_back_by) for one in found.overrides] == [("off_track", by), ("at_risk", by)]


async def test_a_goal_laid_down_is_kept_and_can_be_taken_up(here: Here):
    id = await a_goal(here)
    async with here.session() as session:
        goal = (await queries.goal(session, id)).goal
        with pytest.raises(Invalid, match="Say why"):
            actions.lay_down(goal, reason="", on=date(2026, 1, 1), by=here.coordinator.person_id)
        actions.lay_down(goal, reason="It was too small.", on=date(2026, 1, 1), by=here.coordinator.person_id)
    async with here.session() as session:
        assert await queries.goals(session) == []
        found = (await queries.goals(session, retired=True))[0]
        with pytest.raises(Conflict, match="laid down"):
            await actions.draw_anew(session, found, drawing(target=D(30), reason="More."), by=None)
        actions.take_up(found.goal)
    async with here.session() as session:
        assert [one.goal.id for one in await queries.goals(session)] == [id]
