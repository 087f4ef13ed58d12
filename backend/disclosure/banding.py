"""Who stands in which band of size on a day, for the page where sizes are said. Names and sizes alone, no figure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.agreements import queries as agreement_queries
from backend.disclosure.size_bands import LIKE_PERCENT, NOT_GIVEN_NAME, sizes_of
from backend.kit.periods import Period
from backend.members.sizes import Scale
from backend.rollups import reads
from backend.rollups.ledger import Asked


@dataclass(frozen=True, slots=True)
class Owner:
    """Those that count as one. size: together; nothing where one has none. counts: some of it is in totals."""

    names: Sequence[str]
    size: int | None
    counts: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """One band."""

    name: str
    owners: Sequence[Owner]

    @property
    def counted(self) -> int:
        return sum(one.counts for one in self.owners)

    def too_few(self, fewest: int) -> bool:
        return 0 < self.counted < fewest

    @property
    def towered_over(self) -> bool:
        """By sizes: all but the two largest have together less than what figures by size ask for of the largest."""
        largest, *rest = sorted((one.size for one in self.owners if one.counts and one.size), reverse=True) or [0]
        return self.name != NOT_GIVEN_NAME and bool(rest) and sum(rest[1:]) * 100 < LIKE_PERCENT * largest


async def banded(session: AsyncSession, scale: Scale, sizes: Mapping[UUID, int], period: Period) -> Sequence[Standing]:
    """The smallest first, of whom belong at the end of a period; whose size is not given last.

    session: under scope "all".
    """
    [roster] = await reads.rosters(session, [([period], period.end)])
    without = (await agreement_queries.bars(session)).members
    names = roster.names(period.start, period.end)
    of = sizes_of(scale, (replace(one, size=sizes.get(one.member)) for one in roster.asked))
    by_parent: dict[UUID, list[Asked]] = {}
    for one in roster.asked:
        by_parent.setdefault(one.parent, []).append(one)
    found: dict[str, list[Owner]] = {name: [] for name in of.names.values()}
    for parent, members in by_parent.items() if of.names else ():
        known = [sizes.get(one.member) for one in members if one.within is None]
        size = None if None in known else sum(one or 0 for one in known)
        counts = any(one.member not in without for one in members)
        found[of.name(parent)].append(Owner([names[one.member] for one in members], size, counts))
    return [Standing(name, owners) for name, owners in found.items()]
