"""Finding the area somebody means by a ZIP code or a name: in the lists in force, or through a crosswalk."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from backend.places.area_lines import folded
from backend.places.queries import ListInForce
from backend.places.tables import Area, Crosswalk, CrosswalkWeight

LONGEST = 100
PART = 3  # letters of a name that say enough, if only one area has them


@dataclass(frozen=True, slots=True)
class Found:
    """An area of a list. share: how much of the place that was typed lies in it; None where it is the place itself."""

    list: ListInForce
    code: str
    name: str
    share: Decimal | None = None

    @property
    def percent(self) -> Decimal:
        """To a tenth; a whole number without one."""
        tenths = ((self.share or Decimal(0)) * 100).quantize(Decimal("0.1"))
        return tenths.quantize(Decimal(1)) if tenths == tenths.to_integral_value() else tenths


async def meant_by(session: AsyncSession, typed: str, lists: Sequence[ListInForce]) -> Sequence[Found]:
    """By its code, name or another spelling; else the areas that the newest crosswalk divides it among, largest first;
    else the one area with this in a name.
    """
    wanted = folded(typed[:LONGEST])
    if not wanted:
        return []
    spellings = await _spellings(session, {one.kind for one in lists})
    called = [
        (Found(one, code, name), {folded(code), folded(name), *spellings.get((one.kind, code), ())})
        for one in lists
        for code, name in one.areas.items()
    ]
    found = [area for area, names in called if wanted in names] or await _divided(session, typed.strip(), lists)
    if found or len(wanted) < PART or not wanted.isalpha():
        return found
    partly = [area for area, names in called if any(wanted in name for name in names)]
    return partly if len({(one.list.kind, one.code) for one in partly}) == 1 else []


async def _spellings(session: AsyncSession, kinds: Iterable[str]) -> dict[tuple[str, str], set[str]]:
    query = sa.select(Area.kind, Area.code, Area.aliases).where(Area.kind.in_(list(kinds)))
    return {(kind, code): set(map(folded, aliases)) for kind, code, aliases in await session.execute(query)}


async def _divided(session: AsyncSession, code: str, lists: Sequence[ListInForce]) -> Sequence[Found]:
    newest = (
        sa.select(Crosswalk.id, Crosswalk.to_kind)
        .ext(distinct_on(Crosswalk.from_kind, Crosswalk.to_kind))
        .where(Crosswalk.valid_from <= sa.func.current_date())
        .order_by(Crosswalk.from_kind, Crosswalk.to_kind, Crosswalk.valid_from.desc())
        .subquery()
    )
    query = (
        sa.select(newest.c.to_kind, CrosswalkWeight.to_code, CrosswalkWeight.weight)
        .join(newest, newest.c.id == CrosswalkWeight.crosswalk_id)
        .where(CrosswalkWeight.from_code == code)
        .order_by(CrosswalkWeight.weight.desc(), CrosswalkWeight.to_code)
    )
    rows = (await session.execute(query)).all()
    return [
        Found(one, row.to_code, one.areas[row.to_code], row.weight)
        for row in rows
        for one in lists
        if one.kind == row.to_kind and row.to_code in one.areas
    ]
