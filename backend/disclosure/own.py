"""A member's own figures, for its own people: what it gave itself, reckoned as the collective figure is.

Nothing of anybody else is read. Beside it stands the collective figure as members were shown it: whoever has both can take
their own from it, and has what the others gave together, for which figures are hidden from members in the first place
(docs/decisions/0006, 0027).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.indicators.queries import Tracked
from backend.indicators.rules import OverMembers
from backend.kit.periods import Period
from backend.rollups.queries import Alone, alone
from backend.submissions.rules import Status

YES_NO = "yes_no"


@dataclass(frozen=True, slots=True)
class Own:
    """number: none where the member has none; then `status` says why, where one word says it."""

    number: Decimal | None
    unit: str
    estimated: bool
    status: Status | None


async def own(
    session: AsyncSession,
    member: UUID,
    framework_id: UUID,
    tracked: Sequence[Tracked],
    periods: Sequence[Period],
    currency: str,
) -> Mapping[tuple[str, Period], Own]:
    """By the indicator's code and the period. session: of somebody who acts for the member; else RuntimeError."""
    by_code = {one.indicator.code: one for one in tracked}
    found = await alone(session, member, framework_id, tracked, periods)
    return {place: _own(of, by_code[place[0]], currency) for place, of in found.items()}


def _own(of: Alone, tracked: Tracked, currency: str) -> Own:
    rolled, unit = of.rolled, tracked.indicator.unit.replace("currency", currency)
    if tracked.indicator.rule_members == OverMembers.COUNT_TRUE:
        unit = YES_NO  # of one member, how many meet it is whether it does
    number = rolled.number if rolled.answered else None
    return Own(number, unit, rolled.estimated, of.status)
