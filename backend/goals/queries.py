"""Reads of goals."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
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
    """A goal with all its versions, oldest first. overrides: every time a person said otherwise, the newest first."""

    goal: Goal
    versions: Sequence[Version]
    overrides: Sequence[Override]

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
    def override(self) -> Override | None:
        """What a person says now."""
        return next((one for one in self.overrides if one.taken_back_at is None), None)

    @property
    def said_otherwise(self) -> SaidOtherwise | None:
        said = self.override
        return SaidOtherwise(Standing(said.standing), said.reason, said.about) if said else None


async def goals(session: AsyncSession, *, retired: bool = False) -> Sequence[Drawn]:
    """Every goal in its order. retired: those laid down, instead of those that are pursued."""
    return await _drawn(session, Goal.retired_on.is_not(None) if retired else Goal.retired_on.is_(None))


async def every(session: AsyncSession) -> Sequence[Drawn]:
    """Those that are pursued and those that were laid down, in one statement."""
    return await _drawn(session, sa.true())


async def goal(session: AsyncSession, id: UUID) -> Drawn:
    """Raises NotFound."""
    found = await _drawn(session, Goal.id == id)
    if not found:
        raise NotFound("There is nothing at this address.")
    return found[0]


async def printed_with(session: AsyncSession, framework_id: UUID, *, on: date) -> Sequence[Drawn]:
    """The goals that reports of this framework show: its own, and those on series that every report shows."""
    return printed(await goals(session), framework_id, on=on)


def printed(found: Iterable[Drawn], framework_id: UUID, *, on: date) -> Sequence[Drawn]:
    pursued = (one for one in found if one.goal.retired_on is None)
    return [one for one in pursued if one.goal.framework_id in (framework_id, None) and one.on(on) is not None]


async def _drawn(session: AsyncSession, which: sa.ColumnElement[bool]) -> Sequence[Drawn]:
    """In one statement: a goal has few versions, fewer milestones, and seldom an override."""
    query = (
        sa.select(Goal, GoalVersion, Milestone, Override)
        .join(GoalVersion, GoalVersion.goal_id == Goal.id)
        .outerjoin(Milestone, Milestone.version_id == GoalVersion.id)
        .outerjoin(Override, Override.goal_id == Goal.id)
        .where(which)
        .order_by(Goal.position, Goal.code, GoalVersion.version, Milestone.due_on, Override.set_at.desc())
    )
    found: dict[UUID, _Found] = {}
    for goal, version, milestone, override in await session.execute(query):
        of = found.setdefault(goal.id, _Found(goal))
        milestones = of.versions.setdefault(version.id, (version, {}))[1]
        if milestone is not None:
            milestones[milestone.id] = milestone
        if override is not None:
            of.overrides[override.id] = override
    return [one.drawn() for one in found.values()]


@dataclass(slots=True)
class _Found:
    """One goal out of rows that name it again and again."""

    goal: Goal
    versions: dict[UUID, tuple[GoalVersion, dict[UUID, Milestone]]] = field(default_factory=dict)
    overrides: dict[UUID, Override] = field(default_factory=dict)

    def drawn(self) -> Drawn:
        versions = [Version(row, _drawing(row, marks.values())) for row, marks in self.versions.values()]
        return Drawn(self.goal, versions, list(self.overrides.values()))


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
