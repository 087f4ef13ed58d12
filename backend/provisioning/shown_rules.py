"""Changing what is shown, and to whom: stricter at once, looser with a reason and a second person."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.disclosure.policy import Policy
from backend.disclosure.queries import policy_with
from backend.kit import mail
from backend.kit.db import find, now
from backend.kit.errors import Conflict, Invalid, Refused
from backend.kit.languages import translated
from backend.members import addressees, queries
from backend.members.rules import BACKBONE_ROLES, Principal
from backend.members.tables import Collaborative
from backend.provisioning import settling
from backend.provisioning.rule_tables import RuleProposal
from backend.provisioning.ruling import RULES, shows_more


def standing(here: Collaborative) -> dict[str, Any]:
    """As they are kept, the defaults where nothing is."""
    kept = here.policy.get("disclosure")
    return {**_plain(Policy()), **(kept if isinstance(kept, Mapping) else {})}


def _plain(policy: Policy) -> dict[str, Any]:
    """As JSON carries it: per cents as text, exactly as they are."""
    return {name: str(value) if isinstance(value := getattr(policy, name), Decimal) else value for name in RULES}


async def waiting(session: AsyncSession) -> RuleProposal | None:
    """The newest that nobody decided yet."""
    query = (
        sa.select(RuleProposal).where(RuleProposal.taken.is_(None)).order_by(RuleProposal.proposed_at.desc()).limit(1)
    )
    return (await session.scalars(query)).one_or_none()


async def change(
    session: AsyncSession, here: Collaborative, becomes: Mapping[str, Any], *, reason: str, by: Principal
) -> bool:
    """Does it, or lets it wait for a second person; whether it was done.

    Raises:
        Invalid: something would be shown that was not, and no reason is given.
        Conflict: another change waits already.
    """
    policy_with(becomes)
    if not shows_more(standing(here), becomes):
        await _settle(session, here, becomes)
        return True
    if not reason:
        raise Invalid(translated("More would be shown than now. Say why; it is kept."), where=translated("Why?"))
    if await waiting(session):
        raise Conflict(translated("Another change waits for a second person already. Decide that one first."))
    others = [
        one
        for one in await queries.people_here(session, of_members=None)
        if one.id != by.person_id and any(held.role in BACKBONE_ROLES for held in one.roles)
    ]
    proposal = RuleProposal(
        id=uuid7(), becomes=dict(becomes), reason=reason, proposed_by=by.person_id, proposed_at=now()
    )
    session.add(proposal)
    if not others:
        await _decide(session, here, proposal, taken=True, by=by.person_id)
        return True
    for person in others:
        letter = mail.written(
            "provisioning/templates/letters/looser.txt",
            to=person.email,
            name=person.name,
            speech=addressees.speech(here, person.language),
            here=here,
            who=by.called,
            reason=reason,
            path=f"/{here.slug}/settings/shown",
        )
        mail.put(session, letter)
    return False


async def decide(session: AsyncSession, here: Collaborative, id: UUID, *, taken: bool, by: Principal) -> None:
    """A second person agrees or says no; who proposed it may take it back.

    Raises:
        Refused: who proposed it would agree to it alone.
        Conflict: it was decided meanwhile.
    """
    await settling.hold(session, here)
    proposal = await find(session, RuleProposal, id, lock=True)
    if proposal.taken is not None:
        raise Conflict(translated("Somebody decided this meanwhile."))
    if taken and proposal.proposed_by == by.person_id:
        raise Refused(translated("Another person of the backbone agrees to it, not who proposed it."))
    await _decide(session, here, proposal, taken=taken, by=by.person_id)


async def _decide(session: AsyncSession, here: Collaborative, proposal: RuleProposal, *, taken: bool, by: UUID) -> None:
    proposal.decided_by, proposal.decided_at, proposal.taken = by, now(), taken
    if taken:
        await _settle(session, here, proposal.becomes)


async def _settle(session: AsyncSession, here: Collaborative, becomes: Mapping[str, Any]) -> None:
    await settling.settle(session, here, {"policy": {**here.policy, "disclosure": {**standing(here), **becomes}}})
