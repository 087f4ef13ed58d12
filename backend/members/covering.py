"""Leave cover: who of the backbone stands in for somebody who is away, from one day to another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from backend.kit.db import find, now
from backend.kit.errors import Conflict, Invalid, Problem, Refused
from backend.kit.languages import translated
from backend.members.cover_tables import Cover
from backend.members.naming import called
from backend.members.rules import BACKBONE_ROLES, Principal, Role
from backend.members.tables import HeldRole, Person


@dataclass(frozen=True, slots=True)
class Standing:
    """A cover with the names of both. reviews: who stands in is a coordinator too, and may do all the other does."""

    cover: Cover
    away: str
    name: str
    reviews: bool


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the backbone."""

    person_id: UUID
    name: str
    coordinates: bool


async def colleagues(session: AsyncSession) -> Sequence[Colleague]:
    """By name. Only of the collaborative the session is in: roles are walled, but one's own are seen everywhere."""
    query = (
        sa.select(Person.id, called(Person), sa.func.bool_or(HeldRole.role == Role.COORDINATOR))
        .join(HeldRole, HeldRole.person_id == Person.id)
        .where(
            HeldRole.collaborative_id == sa.text("current_setting('app.collaborative_id')::uuid"),
            HeldRole.role.in_(BACKBONE_ROLES),
            HeldRole.ended_at.is_(None),
            Person.forgotten_at.is_(None),
        )
        .group_by(Person.id, Person.name)
        .order_by(Person.name, Person.id)
    )
    return [Colleague(*row) for row in await session.execute(query)]


async def covers(session: AsyncSession, *, since: date) -> Sequence[Standing]:
    """Those that hold on this day or later, the earliest first. since: today, there."""
    away, standing_in = aliased(Person), aliased(Person)
    reviews = sa.exists().where(
        HeldRole.person_id == Cover.cover_id,
        HeldRole.collaborative_id == Cover.collaborative_id,
        HeldRole.role == Role.COORDINATOR,
        HeldRole.ended_at.is_(None),
    )
    query = (
        sa.select(Cover, called(away), called(standing_in), reviews)
        .join(away, away.id == Cover.person_id)
        .join(standing_in, standing_in.id == Cover.cover_id)
        .where(Cover.ended_at.is_(None), Cover.ends_on >= since)
        .order_by(Cover.starts_on, Cover.id)
    )
    return [Standing(*row) for row in await session.execute(query)]


async def name_cover(
    session: AsyncSession, cover: UUID, *, by: Principal, starts_on: date, ends_on: date, today: date
) -> Cover:
    """For oneself.

    Raises:
        Invalid: the days cannot be, a cover is named for one of them already, or it is nobody else of the backbone.
    """
    known = {one.person_id for one in await colleagues(session)}
    problems = []
    if cover == by.person_id or cover not in known:
        problems.append(Problem(translated("Who stands in"), translated("Choose one from the list."), "cover.person"))
    if starts_on > ends_on:
        problems.append(
            Problem(translated("To"), translated("Choose the day it begins, or a later one."), "cover.days")
        )
    elif ends_on < today:
        problems.append(Problem(translated("To"), translated("Choose today or a later day."), "cover.days"))
    elif any(
        one.cover.person_id == by.person_id and one.cover.starts_on <= ends_on and starts_on <= one.cover.ends_on
        for one in await covers(session, since=today)
    ):
        said = translated("Somebody stands in for you on one of these days already. End that first.")
        problems.append(Problem(translated("From"), said, "cover.twice"))
    if problems:
        raise Invalid(problems)
    made = Cover(person_id=by.person_id, cover_id=cover, starts_on=starts_on, ends_on=ends_on, named_at=now())
    session.add(made)
    return made


async def end_cover(session: AsyncSession, id: UUID, *, by: Principal) -> None:
    """Raises Refused for another's, Conflict for one that was ended already."""
    found = await find(session, Cover, id, lock=True)
    if by.person_id not in (found.person_id, found.cover_id):
        raise Refused(translated("Only who is away, or who stands in, can end this."))
    if found.ended_at:
        raise Conflict(translated("This was ended already."))
    found.ended_at, found.ended_by = now(), by.person_id
