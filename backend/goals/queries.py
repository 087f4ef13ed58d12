"""Reads of goals."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.goals.rules import Direction, Level, Mark, Standing
from backend.goals.schemas import Drawing
from backend.goals.standing import SaidOtherwise
from backend.goals.tables import Goal, GoalVersion, Milestone, Override
from backend.kit.errors import NotFound


@dataclass(frozen=True, slots=True)
class Version:
    """row: as it is kept; drawing: the same as the rules read it."""

    row: GoalVersion
    drawing: Drawing


@dataclass(frozen=True, slots=True)
class Drawn:
    """A goal with all its versions, oldest first, and what a person says otherwise now."""

    goal: Goal
    versions: Sequence[Version]
    override: Override | None

    @property
    def level(self) -> Level:
        return Level(self.goal.level)

    @property
    def newest(self) -> Version:
        return self.versions[-1]

    def on(self, day: date) -> Version | None:
        """The version in force on a day: the newest that had begun. None before the first."""
        return next((one for one in reversed(self.versions) if one.row.valid_from <= day), None)

    @property
    def said_otherwise(self) -> SaidOtherwise | None:
        said = self.override
        return SaidOtherwise(Standing(said.standing), said.reason, said.about) if said else None


async def goals(session: AsyncSession, *, retired: bool = False) -> Sequence[Drawn]:
    """Every goal in its order. retired: those laid down, instead of those that are pursued."""
    query = sa.select(Goal).where(Goal.retired_on.is_not(None) if retired else Goal.retired_on.is_(None))
    return await _drawn(session, (await session.scalars(query.order_by(Goal.position, Goal.code))).all())


async def goal(session: AsyncSession, id: UUID) -> Drawn:
    """Raises NotFound."""
    found = await _drawn(session, (await session.scalars(sa.select(Goal).where(Goal.id == id))).all())
    if not found:
        raise NotFound("There is nothing at this address.")
    return found[0]


async def printed_with(session: AsyncSession, framework_id: UUID, *, on: date) -> Sequence[Drawn]:
    """The goals that reports of this framework show: its own, and those on series that every report shows."""
    every = await goals(session)
    return [one for one in every if one.goal.framework_id in (framework_id, None) and one.on(on) is not None]


async def _drawn(session: AsyncSession, found: Sequence[Goal]) -> Sequence[Drawn]:
    ids = [one.id for one in found]
    milestones: dict[UUID, list[Milestone]] = {}
    of_these = (
        sa.select(Milestone)
        .join(GoalVersion, GoalVersion.id == Milestone.version_id)
        .where(GoalVersion.goal_id.in_(ids))
        .order_by(Milestone.due_on)
    )
    for milestone in await session.scalars(of_these):
        milestones.setdefault(milestone.version_id, []).append(milestone)
    versions: dict[UUID, list[Version]] = {}
    rows = sa.select(GoalVersion).where(GoalVersion.goal_id.in_(ids)).order_by(GoalVersion.version)
    for row in await session.scalars(rows):
        drawing = _drawing(row, milestones.get(row.id, ()))
        versions.setdefault(row.goal_id, []).append(Version(row, drawing))
    living = sa.select(Override).where(Override.goal_id.in_(ids), Override.taken_back_at.is_(None))
    said = {one.goal_id: one for one in await session.scalars(living)}
    return [Drawn(one, versions[one.id], said.get(one.id)) for one in found]


def _drawing(row: GoalVersion, milestones: Iterable[Milestone]) -> Drawing:
    return Drawing(
        name=row.name,
        aim=row.aim,
        direction=Direction(row.direction),
        target=row.target,
        target_on=row.target_on,
        valid_from=row.valid_from,
        baseline=row.baseline,
        baseline_on=row.baseline_on,
        milestones=tuple(Mark(one.due_on, one.value, one.note) for one in milestones),
        each=row.each,
        leeway=row.leeway,
        source=row.source,
        would_change=row.would_change,
        visibility=row.visibility,
        reason=row.reason,
    )


async def overrides(session: AsyncSession, goal_id: UUID) -> Sequence[Override]:
    """Every time a person said otherwise, the newest first."""
    query = sa.select(Override).where(Override.goal_id == goal_id).order_by(Override.set_at.desc())
    return (await session.scalars(query)).all()
