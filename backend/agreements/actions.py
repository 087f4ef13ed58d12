"""Agreeing, and ending what was agreed.

A deed here changes no figure: what holds is read by `queries.bars` the next time anything is added up.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from backend.agreements import agreed, letters, queries
from backend.agreements.agreed import Paper, Signature, Terms
from backend.agreements.rules import AUDIENCES, Afterwards, Way, last_day, may_renew
from backend.agreements.tables import Agreement, ModelAgreement
from backend.kit.db import now
from backend.kit.errors import Conflict, Invalid, Refused
from backend.kit.languages import translated
from backend.members.rules import Principal, Role
from backend.members.tables import Collaborative, Member

LONGEST_REASON = 1_000


async def offer(session: AsyncSession, terms: Terms, *, months: int | None, by: Principal | None) -> ModelAgreement:
    """A new version of the collaborative's model; what was accepted before stays as it was accepted.

    terms: without their dates, which are set when it is accepted. by: None for a starting set.

    Raises:
        Invalid: it has no title or no words.
    """
    agreed.check_offer(terms, months)
    model = ModelAgreement(
        version=await queries.models(session) + 1,
        title=terms.title,
        document=terms.document,
        months=months,
        audiences=list(terms.audiences),
        afterwards=terms.afterwards,
        retention=terms.retention,
        offered_by=by.person_id if by else None,
        offered_at=now(),
    )
    session.add(model)
    return model


async def accept(
    session: AsyncSession, here: Collaborative, member: Member, *, version: int, by: Principal, today: date
) -> Agreement:
    """An approver of the member accepts the model that is offered now. version: of the one that was read.

    It begins today, or after the last day of the one it follows.

    Raises:
        Refused: by somebody who does not sign for the member.
        Conflict: another version is offered now, or one is in force that does not end soon.
    """
    if Role.APPROVER not in by.roles_for(member.id):
        raise Refused(translated("Only an approver of %(member)s can accept an agreement for it.", member=member.name))
    model = await queries.model(session, here)
    if model.version != version:
        raise Conflict(
            translated("Another version of the agreement is offered now. Read that one before you accept it.")
        )
    starts = may_renew([one.term for one in await queries.living(session, member.id)], today)
    made = Agreement(
        member_id=member.id,
        way=Way.ON_SITE,
        title=model.title,
        document=model.document,
        starts=starts,
        ends=last_day(starts, model.months) if model.months else None,
        audiences=model.audiences,
        afterwards=model.afterwards,
        retention=model.retention,
        signer=by.name,
        signed_on=today,
        recorded_by=by.person_id,
        recorded_at=now(),
    )
    session.add(made)
    return made


async def record(
    session: AsyncSession,
    member: Member,
    terms: Terms,
    signature: Signature,
    paper: Paper | None,
    *,
    by: Principal,
    today: date,
) -> Agreement:
    """What was signed on paper, by the backbone. Of two that hold on one day, the one that begins later is what counts.

    Raises:
        Invalid: with everything that cannot be.
    """
    signed_on = agreed.check(terms, signature, paper, today=today)
    made = Agreement(
        member_id=member.id,
        way=Way.ON_PAPER,
        title=terms.title,
        document=terms.document,
        file_name=paper.name if paper else "",
        file=paper.content if paper else None,
        starts=terms.starts,
        ends=terms.ends,
        elements=None if terms.elements is None else list(terms.elements),
        breakdowns=None if terms.breakdowns is None else list(terms.breakdowns),
        audiences=list(terms.audiences),
        afterwards=terms.afterwards,
        retention=terms.retention,
        signer=signature.name,
        signed_on=signed_on,
        recorded_by=by.person_id,
        recorded_at=now(),
    )
    session.add(made)
    return made


async def record_for_all(session: AsyncSession, document: str, *, today: date) -> Sequence[str]:
    """By the operator, for every member that has none in force: what lies on paper, or why none is needed (public data).

    Without a last day, about everything, for every audience. Returns the names of these members.
    """
    members = await queries.members_without(session)
    session.add_all(
        Agreement(
            member_id=member.id,
            way=Way.ON_PAPER,
            title="Data use agreement",
            document=document,
            starts=today,
            audiences=list(AUDIENCES),
            afterwards=Afterwards.PAST_STAYS,
            signer="Recorded by the operator",
            signed_on=today,
            recorded_at=now(),
        )
        for member in members
    )
    await session.flush()
    return [member.name for member in members]


async def end(session: AsyncSession, agreement: Agreement, *, by: Principal, reason: str) -> None:
    """At once, by the member's approver or the backbone. What becomes of the past, the agreement itself says.

    Raises:
        Refused, Conflict, Invalid: not by this person, ended already, or no reason.
    """
    if not (by.of_backbone or Role.APPROVER in by.roles_for(agreement.member_id)):
        raise Refused(translated("Only an approver of the member, or the backbone, can end its agreement."))
    undo(agreement, by=by, reason=reason)
    await letters.ended(session, agreement, by)


class _Undoable(Protocol):
    ended_at: Any
    ended_by: Any
    end_reason: Any


def undo(row: _Undoable, *, by: Principal, reason: str) -> None:
    """Ends what holds, with why. Raises Conflict when it has ended, Invalid without a reason."""
    if row.ended_at is not None:
        raise Conflict(translated("It has ended already."))
    problems = list(agreed.check_words(translated("Why"), reason, most=LONGEST_REASON))
    if problems:
        raise Invalid(problems)
    row.ended_at, row.ended_by, row.end_reason = now(), by.person_id, reason.strip()
