"""What a collaborative is set up as now, in the shape a blueprint is compared with."""

from dataclasses import dataclass, field
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.agreements.tables import ModelAgreement
from backend.files.tables import EvidenceDecision
from backend.goals.tables import Goal, GoalVersion
from backend.members.logo_tables import Logo
from backend.members.tables import Collaborative, Member, Organization
from backend.places.tables import AreaListVersion
from backend.provisioning.rows import SETTINGS, SHAPES
from backend.provisioning.state import Key, Kind, Row, State
from backend.series.tables import Series, Vintage

# Questions and figures of forms, after what they point at.
ASKED = (Kind.ELEMENT, Kind.INDICATOR, Kind.FRAMEWORK, Kind.FRAMEWORK_ELEMENT, Kind.FRAMEWORK_INDICATOR)


@dataclass
class Standing:
    """The state there is, and the id of each of its rows."""

    state: dict[Kind, dict[Key, Row]] = field(default_factory=lambda: {kind: {} for kind in Kind})
    ids: dict[tuple[Kind, Key], UUID] = field(default_factory=dict)
    keys: dict[UUID, Key] = field(default_factory=dict)

    def put(self, kind: Kind, key: Key, id: UUID, row: Row) -> None:
        self.state[kind][key] = row
        self.ids[kind, key] = id
        self.keys[id] = key


async def standing(session: AsyncSession, here: Collaborative, wanted: State) -> Standing:
    """Everything there is, retired rows included. wanted: says which fields are compared."""
    found = Standing()
    found.state[Kind.SETTINGS][()] = Row({name: getattr(here, name) for name in _settings(wanted)})
    for kind, shape in SHAPES.items():
        fields = _fields(wanted, kind)
        for row in await session.scalars(sa.select(shape.table).where(*shape.said)):
            retired = getattr(row, "retired_on", None) is not None
            found.put(kind, shape.key(row, found.keys), row.id, Row(shape.fields(row, fields, found.keys), retired))
    for logo in await session.execute(sa.select(Logo.id, Logo.sha256)):
        found.put(Kind.LOGO, (logo.sha256,), logo.id, Row())
    for kind, table in ((Kind.EVIDENCE, EvidenceDecision), (Kind.MODEL_AGREEMENT, ModelAgreement)):
        for id in await session.scalars(sa.select(table.id)):
            found.put(kind, (), id, Row())
    for version in await session.scalars(sa.select(AreaListVersion)):
        key = (*found.keys[version.area_list_id], version.valid_from.isoformat())
        found.put(Kind.AREA_LIST_VERSION, key, version.id, Row())
    for member in await session.scalars(sa.select(Member)):
        found.put(Kind.MEMBER, (member.code,), member.id, Row())
    await _organizations(session, here, wanted, found)
    await _aims(session, found)
    return found


async def asked(session: AsyncSession) -> Standing:
    """Which questions and figures are on which form, those switched off included; nothing is compared but that."""
    found = Standing()
    for kind in ASKED:
        shape = SHAPES[kind]
        for row in await session.scalars(sa.select(shape.table)):
            found.put(kind, shape.key(row, found.keys), row.id, Row(retired=row.retired_on is not None))
    return found


async def _aims(session: AsyncSession, found: Standing) -> None:
    """Series and goals with their versions; none is compared, they are the collaborative's own."""
    for series in await session.scalars(sa.select(Series)):
        found.put(Kind.SERIES, (series.code,), series.id, Row(retired=series.retired_on is not None))
    for goal in await session.scalars(sa.select(Goal)):
        found.put(Kind.GOAL, (goal.code,), goal.id, Row(retired=goal.retired_on is not None))
    for vintage in await session.scalars(sa.select(Vintage)):
        key = (*found.keys[vintage.series_id], str(vintage.version))
        found.put(Kind.VINTAGE, key, vintage.id, Row())
    for version in await session.scalars(sa.select(GoalVersion)):
        key = (*found.keys[version.goal_id], str(version.version))
        found.put(Kind.GOAL_VERSION, key, version.id, Row())


async def _organizations(session: AsyncSession, here: Collaborative, wanted: State, found: Standing) -> None:
    """By the id an export names; those a starting set of this blueprint brought, by its code; others by official codes."""
    by_id = {id: key for key, row in wanted[Kind.ORGANIZATION].items() if (id := row.fields["id"])}
    for id in await session.scalars(sa.select(Organization.id).where(Organization.id.in_(by_id))):
        found.put(Kind.ORGANIZATION, by_id[id], id, Row())
    prefix = f"{here.blueprint}/"
    brought = sa.select(Organization).where(Organization.catalogue_key.startswith(prefix, autoescape=True))
    for organization in await session.scalars(brought):
        key = (str(organization.catalogue_key).removeprefix(prefix),)
        if (Kind.ORGANIZATION, key) not in found.ids:
            found.put(Kind.ORGANIZATION, key, organization.id, Row())
    for column in (Organization.ods_code, Organization.ccn):
        missing = {
            code: key
            for key, row in wanted[Kind.ORGANIZATION].items()
            if (Kind.ORGANIZATION, key) not in found.ids and (code := row.fields.get(column.key))
        }
        for organization in await session.scalars(sa.select(Organization).where(column.in_(missing))):
            found.put(Kind.ORGANIZATION, missing[getattr(organization, column.key)], organization.id, Row())


def _settings(wanted: State) -> tuple[str, ...]:
    fields = wanted[Kind.SETTINGS][()].fields
    return tuple(name for name in SETTINGS if name in fields)


def _fields(wanted: State, kind: Kind) -> tuple[str, ...]:
    """The fields rows of this kind have; the same for every row of it."""
    return next((tuple(row.fields) for row in wanted.get(kind, {}).values()), ())
