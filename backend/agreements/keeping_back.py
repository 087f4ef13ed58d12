"""What a member withholds or does without, and what is switched off for everybody: at once, with a reason, to be undone."""

from datetime import date
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.agreements import agreed, letters
from backend.agreements.actions import LONGEST_REASON, undo
from backend.agreements.agreed import Signature
from backend.agreements.rules import Waived, Way
from backend.agreements.tables import Waiver, Withholding
from backend.indicators.tables import Breakdown, Element, SwitchOff
from backend.kit.db import Base, find, now
from backend.kit.errors import Conflict, Invalid, Problem, Refused
from backend.kit.languages import translated
from backend.members.rules import Principal, Role
from backend.members.tables import Member


async def withhold(
    session: AsyncSession,
    member: Member,
    *,
    element: UUID | None,
    breakdown: UUID | None,
    reason: str,
    by: Principal,
) -> Withholding:
    """An element with all its splits, a breakdown of everything, or one element's split by it: out of every total at once.

    The backbone records it for a member that said so elsewhere.

    Raises:
        Refused: by somebody who signs neither for the member nor works in the backbone.
        Invalid: nothing is named, or no reason.
        Conflict: it is withheld already.
    """
    _may_keep_back(member.id, by)
    problems = list(agreed.check_words(translated("Why"), reason, most=LONGEST_REASON))
    if element is None and breakdown is None:
        problems.append(
            Problem(translated("Question"), translated("Choose a question, a split, or both."), "withholding.nothing")
        )
    if problems:
        raise Invalid(problems)
    if element is not None:
        await find(session, Element, element)
    if breakdown is not None:
        await find(session, Breakdown, breakdown)
    row = Withholding(
        member_id=member.id,
        element_id=element,
        breakdown_id=breakdown,
        reason=reason.strip(),
        begun_by=by.person_id,
        begun_at=now(),
        by_backbone=not _signs_for(member.id, by),
    )
    await _add(session, row, translated("This is kept back already."))
    await letters.withheld(session, member, by)
    return row


def give_back(row: Withholding, *, by: Principal, reason: str) -> None:
    """Whoever began it, the member or the backbone for it, ends it; the member may end either.

    Raises:
        Refused, Conflict, Invalid: not by this person, ended already, or no reason.
    """
    if not (_signs_for(row.member_id, by) or (by.of_backbone and row.by_backbone)):
        raise Refused(translated("The member keeps this back itself; only its approver can give it back."))
    undo(row, by=by, reason=reason)


async def waive(
    session: AsyncSession,
    member: Member,
    *,
    element: UUID,
    rule: Waived,
    document: str,
    signature: Signature,
    by: Principal,
    today: date,
) -> Waiver:
    """In the member's own words, by its approver here, or on paper and recorded by the backbone.

    Raises:
        Refused: by somebody who signs neither for the member nor works in the backbone.
        Invalid: the words, the name or the day are wanting.
        Conflict: it does without it already.
    """
    _may_keep_back(member.id, by)
    here = _signs_for(member.id, by)
    signed = Signature(by.name, today) if here else signature
    on = agreed.check_signature(signed, document, today=today)
    await find(session, Element, element)
    row = Waiver(
        member_id=member.id,
        element_id=element,
        rule=rule,
        way=Way.ON_SITE if here else Way.ON_PAPER,
        document=document.strip(),
        signer=signed.name.strip(),
        signed_on=on,
        recorded_by=by.person_id,
        recorded_at=now(),
    )
    await _add(session, row, translated("The member does without this protection already."))
    await letters.waived(session, member, by)
    return row


def end_waiver(row: Waiver, *, by: Principal, reason: str) -> None:
    """Raises Refused, Conflict, Invalid: not by this person, ended already, or no reason."""
    _may_keep_back(row.member_id, by)
    undo(row, by=by, reason=reason)


async def switch_off(session: AsyncSession, breakdown: UUID, *, reason: str, by: Principal) -> SwitchOff:
    """For everybody: not asked, in no total, in no new file. Raises Invalid without a reason, Conflict when it is off."""
    if problems := list(agreed.check_words(translated("Why"), reason, most=LONGEST_REASON)):
        raise Invalid(problems)
    await find(session, Breakdown, breakdown)
    row = SwitchOff(breakdown_id=breakdown, reason=reason.strip(), begun_by=by.person_id, begun_at=now())
    await _add(session, row, translated("This split is switched off already."))
    return row


def switch_on(row: SwitchOff, *, by: Principal, reason: str) -> None:
    """What members had answered comes back with it. Raises Conflict, Invalid."""
    undo(row, by=by, reason=reason)


def _signs_for(member_id: UUID, by: Principal) -> bool:
    return Role.APPROVER in by.roles_for(member_id)


def _may_keep_back(member_id: UUID, by: Principal) -> None:
    if not (by.of_backbone or _signs_for(member_id, by)):
        raise Refused(translated("Only an approver of the member, or the backbone for it, can do this."))


async def _add(session: AsyncSession, row: Base, already: str) -> None:
    """One that holds at a time is kept by the database, whoever comes at once."""
    try:
        async with session.begin_nested():
            session.add(row)
    except IntegrityError as twice:
        raise Conflict(already) from twice
