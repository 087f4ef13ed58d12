"""Who of a member's people sees to which section of its form. Nobody is kept from writing in any."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit.db import now
from backend.kit.errors import Invalid, NotFound, Refused
from backend.kit.languages import later, translated
from backend.members.rules import Principal, Role
from backend.members.tables import HeldRole, Person
from backend.submissions import letters, queries, rules
from backend.submissions.forms import Step
from backend.submissions.papers import situations
from backend.submissions.rules import Actor
from backend.submissions.tables import SectionOwner, Submission


@dataclass(frozen=True, slots=True)
class Owner:
    """name: empty for one who has left. done: as they said."""

    person_id: UUID
    name: str
    done: bool


class SectionState(StrEnum):
    """How far a section has come. Done: as its owner said."""

    NOT_BEGUN = "not_begun"
    BEGUN = "begun"
    DONE = "done"

    @property
    def shown_as(self) -> str:
        return _STATE_SHOWN_AS[self]


_STATE_SHOWN_AS = {
    SectionState.NOT_BEGUN: later("not begun"),
    SectionState.BEGUN: later("begun"),
    SectionState.DONE: later("done"),
}


@dataclass(frozen=True, slots=True)
class Hands:
    """Whose sections they are, by the section's code; and who could be asked: the names of the member's contributors."""

    owners: Mapping[str, Owner] = field(default_factory=dict)
    writers: Mapping[UUID, str] = field(default_factory=dict)

    def owner(self, section: str) -> Owner | None:
        return self.owners.get(section)

    def state(self, step: Step) -> SectionState:
        owner = self.owners.get(step.section.code)
        if owner and owner.done:
            return SectionState.DONE
        return SectionState.BEGUN if step.answered else SectionState.NOT_BEGUN


NOBODY = Hands()


# One statement: a page has few to spend.
_HANDS = sa.text(
    """
    select
      (select json_agg(json_build_array(o.section, o.person_id, coalesce(p.name, ''), o.done_at is not null))
         from section_owners o left join people p on p.id = o.person_id
         where o.submission_id = s.id and o.person_id is not null) as owners,
      (select json_agg(json_build_array(p.id, p.name) order by p.name)
         from roles h join people p on p.id = h.person_id
         where h.collaborative_id = s.collaborative_id and h.member_id = s.member_id and h.role = 'contributor'
           and h.ended_at is null and p.forgotten_at is null) as writers
    from submissions s where s.id = :submission
    """
)


async def hands(session: AsyncSession, of: Submission) -> Hands:
    row = (await session.execute(_HANDS, {"submission": of.id})).one()
    return Hands(
        {section: Owner(UUID(person), name, done) for section, person, name, done in row.owners or ()},
        {UUID(person): name for person, name in row.writers or ()},
    )


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
