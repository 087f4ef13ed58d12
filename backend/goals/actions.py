"""Setting goals, drawing them anew, saying otherwise about where they stand, and laying them down."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.goals import rules, standing
from backend.goals.each import check_each
from backend.goals.queries import Drawn
from backend.goals.rules import Level, Standing
from backend.goals.schemas import Drawing
from backend.goals.standing import Judged
from backend.goals.tables import Goal, GoalVersion, Milestone, Override
from backend.kit.db import find, now
from backend.kit.errors import Conflict, Invalid, Problem
from backend.kit.languages import translated


async def set_goal(session: AsyncSession, goal: Goal, drawing: Drawing, *, by: UUID | None) -> GoalVersion:
    """A new goal with its first version. by: none for a starting set.

    Raises:
        Invalid: every fault of the path, the measure that does not fit the level, or a formula that cannot be read.
        Conflict: the code is taken.
    """
    await _check(session, goal, drawing)
    if await session.scalar(sa.select(Goal.id).where(Goal.code == goal.code)) is not None:
        raise Conflict(
            translated(
                "There is a goal “%(code)s” already. Choose another code, or draw that one anew.", code=goal.code
            )
        )
    session.add(goal)
    await session.flush()  # its version names it
    return await _keep(session, goal.id, 1, drawing, by)


async def draw_anew(session: AsyncSession, of: Drawn, drawing: Drawing, *, by: UUID | None) -> GoalVersion:
    """The next version, with its reason; the one before stays as it was.

    Raises:
        Invalid: as `set_goal`, without a reason, or from a day before the last version's.
        Conflict: nothing is different, the goal is laid down, or somebody else drew it anew meanwhile.
    """
    # Held, so that of two who draw it anew the second is told.
    goal = await find(session, Goal, of.goal.id, lock=True)
    _pursued(goal)
    last = await session.scalar(sa.select(sa.func.max(GoalVersion.version)).where(GoalVersion.goal_id == goal.id))
    if last != of.newest.row.version:
        raise Conflict(translated("Somebody else drew this goal anew meanwhile. Look at it as it is now."))
    await _check(session, goal, drawing)
    if drawing.valid_from < of.newest.row.valid_from:
        earliest = of.newest.row.valid_from.isoformat()
        raise Invalid(
            translated("The version before holds from %(day)s; choose that day or a later one.", day=earliest),
            where=translated("Holds from"),
        )
    was = replace(of.newest.drawing, reason="", valid_from=drawing.valid_from)
    different = replace(drawing, reason="") != was
    rules.check_reason(drawing.reason, version=last + 1, different=different)
    return await _keep(session, goal.id, last + 1, drawing, by)


async def _check(session: AsyncSession, goal: Goal, drawing: Drawing) -> None:
    problems = list(rules.path_faults(drawing.path))
    if drawing.baseline is not None and drawing.baseline_on is None:
        problems.append(Problem(translated("Baseline day"), translated("A baseline has a day: when was it so?")))
    try:
        rules.check_measure(Level(goal.level), by_series=goal.series_id is not None, each=drawing.each)
        if drawing.each and goal.indicator_id is not None:
            await check_each(session, goal.indicator_id, drawing)
    except Invalid as invalid:
        problems += invalid.problems
    if problems:
        raise Invalid(problems)


async def _keep(session: AsyncSession, goal_id: UUID, number: int, drawing: Drawing, by: UUID | None) -> GoalVersion:
    version = GoalVersion(
        goal_id=goal_id,
        version=number,
        valid_from=drawing.valid_from,
        reason=drawing.reason,
        name=drawing.name,
        aim=drawing.aim,
        direction=drawing.direction.value,
        each=drawing.each,
        baseline=drawing.baseline,
        baseline_on=drawing.baseline_on,
        target=drawing.target,
        target_on=drawing.target_on,
        leeway=drawing.leeway,
        source=drawing.source,
        would_change=drawing.would_change,
        visibility=drawing.visibility,
        set_by=by,
        set_at=now(),
    )
    session.add(version)
    await session.flush()  # its milestones name it
    session.add_all(
        Milestone(version_id=version.id, due_on=one.on, value=one.value, note=one.note) for one in drawing.milestones
    )
    return version


# ---- Where it stands, as a person sees it ----------------------------------------------------------------------------


async def say_otherwise(
    session: AsyncSession, of: Drawn, said: Standing, *, reason: str, by_path: Judged, by: UUID
) -> Override:
    """In place of what the path says about its newest figure, until there is a newer one.

    Raises:
        Invalid: without a reason, or it says what the path says.
        Conflict: the goal is laid down.
    """
    goal = await find(session, Goal, of.goal.id, lock=True)
    _pursued(goal)
    standing.check_override(said, reason, by_path)
    if of.override:
        _end(of.override, by=by)
        await session.flush()  # one of a goal lives at a time
    override = Override(
        goal_id=goal.id,
        standing=said.value,
        reason=reason.strip(),
        about=by_path.figure.last if by_path.figure else None,
        set_by=by,
        set_at=now(),
    )
    session.add(override)
    return override


def take_back(of: Drawn, *, by: UUID) -> None:
    """The path is asked again. Raises Conflict when nobody says otherwise."""
    if of.override is None:
        raise Conflict(translated("Nobody says otherwise about this goal now."))
    _end(of.override, by=by)


def _end(override: Override, *, by: UUID) -> None:
    override.taken_back_at, override.taken_back_by = now(), by


# ---- Laying down -----------------------------------------------------------------------------------------------------


def lay_down(goal: Goal, *, reason: str, on: date, by: UUID | None) -> None:
    """It is pursued no longer; what was set and printed stays. Raises Conflict and Invalid."""
    _pursued(goal)
    if by is not None and not reason.strip():
        raise Invalid(
            translated("Say why it is laid down."), where=translated("Why it is laid down"), code="goal.reason"
        )
    goal.retired_on, goal.retired_by, goal.retired_because = on, by, reason.strip()


def take_up(goal: Goal) -> None:
    """Raises Conflict when it was not laid down."""
    if not goal.retired_on:
        raise Conflict(translated("This goal is pursued already."))
    goal.retired_on = goal.retired_by = None
    goal.retired_because = ""


def _pursued(goal: Goal) -> None:
    if goal.retired_on:
        raise Conflict(translated("This goal was laid down. Take it up again first."))
