"""What is written to people about agreements. No figure of anybody is ever in a letter."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.agreements.rules import Afterwards
from backend.agreements.tables import Agreement
from backend.kit import days, mail
from backend.members.rules import Role
from backend.members.tables import Collaborative, HeldRole, Member, Person


async def ending(session: AsyncSession, here: Collaborative, member: Member, agreement: Agreement, last: date) -> int:
    """To each approver of the member and each coordinator, once a person; returns how many."""
    query = (
        sa.select(Person.email, Person.name, sa.func.bool_or(HeldRole.role == Role.APPROVER).label("signs"))
        .join(HeldRole, HeldRole.person_id == Person.id)
        .where(
            HeldRole.collaborative_id == here.id,
            HeldRole.ended_at.is_(None),
            Person.forgotten_at.is_(None),
            sa.or_(
                HeldRole.role == Role.COORDINATOR,
                sa.and_(HeldRole.role == Role.APPROVER, HeldRole.member_id == member.id),
            ),
        )
        .group_by(Person.id, Person.email, Person.name)
        .order_by(Person.email)
    )
    people = (await session.execute(query)).all()
    for email, name, signs in people:
        letter = mail.written(
            "agreements/templates/letters/ending.txt",
            to=email,
            here=here,
            name=name,
            member=member,
            last=days.written(last, here.locale),
            signs=signs,
            past_stays=agreement.afterwards == Afterwards.PAST_STAYS,
        )
        mail.put(session, letter)
    return len(people)
