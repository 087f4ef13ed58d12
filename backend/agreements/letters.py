"""What is written to people about agreements. No figure of anybody is ever in a letter."""

from collections import defaultdict
from datetime import date
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from backend.agreements.rules import Afterwards
from backend.agreements.tables import Agreement
from backend.kit import mail
from backend.kit.db import find
from backend.members import addressees
from backend.members.addressees import Reader
from backend.members.rules import Principal, Role
from backend.members.tables import Collaborative, Member


async def ending(session: AsyncSession, here: Collaborative, member: Member, agreement: Agreement, last: date) -> int:
    """To each approver of the member and each coordinator, once a person; returns how many."""
    signs: dict[Reader, bool] = defaultdict(bool)
    for one in await addressees.people(session, here, [member.id], {Role.APPROVER, Role.COORDINATOR}):
        signs[one._replace(member_id=None)] |= one.member_id is not None
    told = {"here": here, "member": member, "past_stays": _past_stays(agreement), "last": last}
    for one, one_signs in signs.items():
        _put(session, "ending", one, signs=one_signs, **told)
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
    for one in await addressees.people(session, here, (), {Role.COORDINATOR}):
        if one.email != by.email:
            _put(session, letter, one, here=here, member=member, by=by, **facts)


def _put(session: AsyncSession, letter: str, to: Reader, **context: Any) -> None:
    path = f"agreements/templates/letters/{letter}.txt"
    mail.put(session, mail.written(path, to=to.email, speech=to.speech, name=to.name, **context))
