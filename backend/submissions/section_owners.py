"""Who of a member's people sees to which section of its form. Nobody is kept from writing in any."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit.db import now
from backend.kit.errors import Invalid, NotFound, Refused
from backend.kit.languages import translated
from backend.members.rules import Principal, Role
from backend.members.tables import HeldRole, Person
from backend.submissions import letters, queries, rules
from backend.submissions.papers import situations
from backend.submissions.rules import Actor
from backend.submissions.tables import SectionOwner, Submission


async def hand_over(
    session: AsyncSession, of: Submission, section: str, to: UUID | None, *, by: Principal, today: date
) -> None:
    """Gives a section to one of the member's contributors, who is asked by letter unless it is oneself. to: None, nobody.

    Raises:
        Conflict, Refused: not while it is so, or not by this person.
        Invalid: not to this person.
        NotFound: there is no such section.
    """
    name = await _named(session, of, section, by=by, today=today)
    person = await _writer(session, of, to) if to else None
    present = await _owner(session, of, section)
    facts: dict[str, Any] = {"person_id": to, "given_by": by.person_id, "given_at": now(), "done_at": None}
    if present is None:
        session.add(SectionOwner(submission_id=of.id, member_id=of.member_id, section=section, **facts))
    else:
        for fact, value in facts.items():
            setattr(present, fact, value)
    if person and to != by.person_id:
        await letters.handed_over(session, of, name, person, by)


async def say_done(
    session: AsyncSession, of: Submission, section: str, *, done: bool, by: Principal, today: date
) -> None:
    """By its owner alone. Raises as `hand_over`; Refused for anybody else."""
    await _named(session, of, section, by=by, today=today)
    owner = await _owner(session, of, section)
    if owner is None or owner.person_id != by.person_id:
        raise Refused(translated("Whoever sees to a section says when it is done."))
    owner.done_at = now() if done else None


async def _named(session: AsyncSession, of: Submission, section: str, *, by: Principal, today: date) -> str:
    """The section's name, if this person may decide now who sees to it."""
    at = (await situations(session, [of], today))[of.id]
    rules.may_hand_over(at, Actor(by.person_id, by.roles_for(of.member_id)))
    asked: Sequence[Any] = (await queries.questionnaire(session, of)).sections
    name = next((str(one.name) for one in asked if one.code == section), "")
    if not name:
        raise NotFound(translated("There is nothing at this address."))
    return name


async def _owner(session: AsyncSession, of: Submission, section: str) -> SectionOwner | None:
    query = sa.select(SectionOwner).where(SectionOwner.submission_id == of.id, SectionOwner.section == section)
    return (await session.scalars(query)).one_or_none()


async def _writer(session: AsyncSession, of: Submission, person_id: UUID) -> Person:
    query = (
        sa.select(Person)
        .join(HeldRole, HeldRole.person_id == Person.id)
        .where(
            Person.id == person_id,
            Person.forgotten_at.is_(None),
            HeldRole.collaborative_id == of.collaborative_id,
            HeldRole.member_id == of.member_id,
            HeldRole.role == Role.CONTRIBUTOR,
            HeldRole.ended_at.is_(None),
        )
    )
    person = (await session.scalars(query)).one_or_none()
    if person is None:
        raise Invalid(translated("Choose one of those who enter figures for you."), where="person")
    return person
