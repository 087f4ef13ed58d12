"""What is written to people about agreements. No figure of anybody is ever in a letter."""

from collections import defaultdict
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from backend.agreements.rules import Afterwards
from backend.agreements.tables import Agreement
from backend.kit import days, mail
from backend.kit.db import find
from backend.members import addressees
from backend.members.rules import Principal, Role
from backend.members.tables import Collaborative, Member


async def ending(session: AsyncSession, here: Collaborative, member: Member, agreement: Agreement, last: date) -> int:
    """To each approver of the member and each coordinator, once a person; returns how many."""
    signs: dict[tuple[str, str], bool] = defaultdict(bool)
    for email, name, of in await addressees.people(session, here.id, [member.id], {Role.APPROVER, Role.COORDINATOR}):
        signs[email, name] |= of is not None
    told = {"here": here, "member": member, "past_stays": _past_stays(agreement)}
    for (email, name), one_signs in signs.items():
        _put(session, "ending", email, name=name, last=days.written(last, here.locale), signs=one_signs, **told)
    return len(signs)


def _past_stays(agreement: Agreement) -> bool:
    return agreement.afterwards == Afterwards.PAST_STAYS


# ---- To the backbone, at once: not what it is about nor why, which is read on the page, behind the sign-in ------------


async def ended(session: AsyncSession, agreement: Agreement, by: Principal) -> None:
    member = await find(session, Member, agreement.member_id)
    await _tell_backbone(session, "ended", member, by, past_stays=_past_stays(agreement))


async def withheld(session: AsyncSession, member: Member, by: Principal) -> None:
    await _tell_backbone(session, "withheld", member, by)


async def waived(session: AsyncSession, member: Member, by: Principal) -> None:
    await _tell_backbone(session, "waived", member, by)


async def _tell_backbone(session: AsyncSession, letter: str, member: Member, by: Principal, **facts: Any) -> None:
    """One letter to each coordinator, except who did it."""
    here = await addressees.here(session, member.collaborative_id)
    for email, name, _ in await addressees.people(session, here.id, (), {Role.COORDINATOR}):
        if email != by.email:
            _put(session, letter, email, here=here, name=name, member=member, by=by, **facts)


def _put(session: AsyncSession, letter: str, to: str, **context: Any) -> None:
    mail.put(session, mail.written(f"agreements/templates/letters/{letter}.txt", to=to, **context))
