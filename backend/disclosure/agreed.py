"""What members' agreements say about what is shown: which rules they do without, and which readers they did not agree to."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.agreements import queries as agreement_queries
from backend.agreements.queries import WaiverInForce
from backend.agreements.rules import Waived
from backend.disclosure.collective import RolledIndicator, rolled_of
from backend.disclosure.figures import Reason, Waiver, Waivers
from backend.rollups.ledger import Ledger
from backend.rollups.queries import Sums

_OF: Mapping[Waived, tuple[Reason, ...]] = {
    Waived.FEW_CONTRIBUTORS: (Reason.FEW_CONTRIBUTORS,),
    Waived.DOMINANCE: (Reason.DOMINANCE,),
    Waived.CHANGES: (Reason.UNPAIRED, Reason.HELD),
}


async def waivers(session: AsyncSession, kept: Sums) -> Waivers:
    """Those in force now, by topmost parent, as contributors are counted."""
    return of_parents(await agreement_queries.waivers(session, without=kept.bars.members), kept.ledger)


def of_parents(found: Iterable[WaiverInForce], ledger: Ledger) -> Waivers:
    """A parent of several members does without a rule only where all of them do, those included that it once had: it
    protects them together."""
    given = {(one.member, one.element, one.rule) for one in found}
    families: dict[UUID, set[UUID]] = {}
    for member in ledger.members.values():
        for parent in (member.parent, *(top for _, top in member.former)):
            families.setdefault(parent, set()).add(member.member)
    return frozenset(
        Waiver(element, str(parent), reason)
        for parent, family in families.items()
        for element, rule in {(element, rule) for member, element, rule in given if member in family}
        if all((member, element, rule) in given for member in family)
        for reason in _OF[rule]
    )


def agreed_for(one: RolledIndicator, without: frozenset[UUID]) -> bool:
    """Whether none of these members is in any number of it. Another number, without them, is shown to nobody: beside the
    whole it would tell what is theirs (decision 0006)."""
    return not any(without.intersection(got.members) for rolled in rolled_of(one) for got in rolled.contributors)
