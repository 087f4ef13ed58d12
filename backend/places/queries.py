"""Reads of areas: which lists hold on a day, and which crosswalk leads there."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit.errors import NotFound
from backend.kit.languages import translated
from backend.places.areas import Weights
from backend.places.tables import Area, AreaList, AreaListArea, AreaListVersion, AreaMap, Crosswalk, CrosswalkWeight


@dataclass(frozen=True, slots=True)
class ListInForce:
    """An area list as it holds on a day. kind: of its areas; a list is of one kind. areas: code to name."""

    code: str
    name: str
    kind: str
    valid_from: date
    rationale: str
    areas: Mapping[str, str]


async def lists_in_force(session: AsyncSession, on: date) -> Sequence[ListInForce]:
    """Every list that holds on this day, by name."""
    latest = (
        sa.select(AreaListVersion.id, AreaListVersion.area_list_id)
        .ext(distinct_on(AreaListVersion.area_list_id))
        .where(AreaListVersion.valid_from <= on)
        .order_by(AreaListVersion.area_list_id, AreaListVersion.valid_from.desc())
        .subquery()
    )
    query = (
        sa.select(AreaList, AreaListVersion, Area)
        .join(latest, latest.c.area_list_id == AreaList.id)
        .join(AreaListVersion, AreaListVersion.id == latest.c.id)
        .join(AreaListArea, AreaListArea.version_id == AreaListVersion.id)
        .join(Area, Area.id == AreaListArea.area_id)
        .where(AreaList.retired_on.is_(None))
        .order_by(AreaList.name, Area.kind, Area.code)
    )
    found: dict[str, tuple[AreaList, AreaListVersion, dict[str, str], str]] = {}
    for of, version, area in (await session.execute(query)).all():
        found.setdefault(of.code, (of, version, {}, area.kind))[2][area.code] = area.name
    return [
        ListInForce(of.code, of.name, kind, version.valid_from, version.rationale, areas)
        for of, version, areas, kind in found.values()
    ]


@dataclass(frozen=True, slots=True)
class Newest:
    """An area list with what was said of it last. version: none while nobody has filled it in. areas: by name."""

    list: AreaList
    version: AreaListVersion | None
    areas: Sequence[Area]


async def newest(session: AsyncSession, code: str) -> Newest:
    """Raises NotFound."""
    of = (await session.scalars(sa.select(AreaList).where(AreaList.code == code))).one_or_none()
    if of is None or of.retired_on:
        raise NotFound(translated("There is nothing at this address."))
    versions = sa.select(AreaListVersion).where(AreaListVersion.area_list_id == of.id)
    version = await session.scalar(versions.order_by(AreaListVersion.valid_from.desc()).limit(1))
    return Newest(of, version, await newest_areas(session, [code]))


async def unfilled(session: AsyncSession) -> Sequence[AreaList]:
    """Lists in which nobody has said yet what is in them."""
    filled = sa.select(AreaListVersion.area_list_id)
    query = sa.select(AreaList).where(AreaList.retired_on.is_(None), AreaList.id.not_in(filled))
    return (await session.scalars(query.order_by(AreaList.name))).all()


async def newest_areas(session: AsyncSession, list_codes: Iterable[str]) -> Sequence[Area]:
    """The areas of these lists' newest versions, each once, by name."""
    newest = (
        sa.select(AreaListVersion.id)
        .ext(distinct_on(AreaListVersion.area_list_id))
        .join(AreaList, AreaList.id == AreaListVersion.area_list_id)
        .where(AreaList.code.in_(list(list_codes)))
        .order_by(AreaListVersion.area_list_id, AreaListVersion.valid_from.desc())
    )
    held = sa.select(AreaListArea.area_id).where(AreaListArea.version_id.in_(newest))
    return (
        await session.scalars(sa.select(Area).where(Area.id.in_(held)).order_by(Area.name, Area.kind, Area.code))
    ).all()


async def ever_listed(session: AsyncSession, list_codes: Iterable[str]) -> Sequence[Area]:
    """The areas of any version of these lists, each once, by name."""
    held = (
        sa.select(AreaListArea.area_id)
        .join(AreaListVersion, AreaListVersion.id == AreaListArea.version_id)
        .join(AreaList, AreaList.id == AreaListVersion.area_list_id)
        .where(AreaList.code.in_(list(list_codes)))
    )
    return (
        await session.scalars(sa.select(Area).where(Area.id.in_(held)).order_by(Area.name, Area.kind, Area.code))
    ).all()


@dataclass(frozen=True, slots=True)
class Brought:
    """A crosswalk that holds on a day. told: whose it is and since when it holds."""

    weights: Weights
    told: str


async def crosswalk(session: AsyncSession, from_kind: str, to_kind: str, on: date) -> Brought | None:
    """The latest brought that holds on this day; None when none was."""
    latest = (
        sa.select(Crosswalk.id)
        .where(Crosswalk.from_kind == from_kind, Crosswalk.to_kind == to_kind, Crosswalk.valid_from <= on)
        .order_by(Crosswalk.valid_from.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        sa.select(
            Crosswalk.source,
            Crosswalk.valid_from,
            CrosswalkWeight.from_code,
            CrosswalkWeight.to_code,
            CrosswalkWeight.weight,
        )
        .join(Crosswalk, Crosswalk.id == CrosswalkWeight.crosswalk_id)
        .where(Crosswalk.id == latest)
    )
    rows = (await session.execute(query)).all()
    found: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for row in rows:
        found[row.from_code][row.to_code] = row.weight
    return Brought(found, f"{rows[0].source}, {rows[0].valid_from:%Y-%m-%d}") if rows else None


async def crosswalks(session: AsyncSession) -> Sequence[tuple[Crosswalk, int]]:
    """Each with how many places it divides; newest first."""
    places = sa.func.count(CrosswalkWeight.from_code.distinct())
    query = (
        sa.select(Crosswalk, places)
        .join(CrosswalkWeight, CrosswalkWeight.crosswalk_id == Crosswalk.id)
        .group_by(*Crosswalk.__table__.columns)
        .order_by(Crosswalk.valid_from.desc(), Crosswalk.from_kind, Crosswalk.to_kind)
    )
    return [(row[0], row[1]) for row in await session.execute(query)]


async def kinds(session: AsyncSession) -> Mapping[str, frozenset[str]]:
    """Codes of the areas in use, by kind."""
    found: dict[str, set[str]] = defaultdict(set)
    for kind, code in await session.execute(sa.select(Area.kind, Area.code).where(Area.retired_on.is_(None))):
        found[kind].add(code)
    return {kind: frozenset(codes) for kind, codes in found.items()}


async def maps_in_use(session: AsyncSession) -> Mapping[str, AreaMap]:
    """By the code of the list."""
    query = (
        sa.select(AreaList.code, AreaMap)
        .join(AreaMap, AreaMap.area_list_id == AreaList.id)
        .where(AreaMap.used_at.is_not(None), AreaMap.ended_at.is_(None))
    )
    return {row[0]: row[1] for row in await session.execute(query)}


async def maps_of(session: AsyncSession, of: AreaList) -> tuple[AreaMap | None, AreaMap | None]:
    """The one that is shown, and the one that was brought to be looked at first."""
    query = sa.select(AreaMap).where(AreaMap.area_list_id == of.id, AreaMap.ended_at.is_(None))
    found = {one.used_at is not None: one for one in await session.scalars(query)}
    return found.get(True), found.get(False)
