"""Who stands in which band of size on a day, for the page where sizes are said. Names alone, no figure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.disclosure.size_bands import sizes_of
from backend.kit.periods import Period
from backend.members.sizes import Scale
from backend.rollups import reads


async def banded(
    session: AsyncSession, scale: Scale, sizes: Mapping[UUID, int], period: Period
) -> Mapping[str, Sequence[tuple[str, ...]]]:
    """By the name of the band, smallest first, those that count as one together, of whom belong at the end of a period."""
    [roster] = await reads.rosters(session, [([period], period.end)])
    names = roster.names(period.start, period.end)
    of = sizes_of(scale, (replace(one, size=sizes.get(one.member)) for one in roster.asked))
    owners: dict[UUID, list[str]] = {}
    for one in roster.asked:
        owners.setdefault(one.parent, []).append(names[one.member])
    found: dict[str, list[tuple[str, ...]]] = {name: [] for name in of.names.values()}
    for parent, members in owners.items():
        if of.names:
            found[of.name(parent)].append(tuple(members))
    return found
