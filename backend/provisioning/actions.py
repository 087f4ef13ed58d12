"""From a blueprint to a collaborative: shown first, then done in one transaction. Done twice, nothing changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.agreements import actions as agreements
from backend.files.evidence import actions as evidence
from backend.indicators import actions as indicator_actions
from backend.kit.db import today_in
from backend.kit.errors import Invalid
from backend.members.logo_tables import Logo
from backend.members.tables import (
    Collaborative,
    Member,
    MemberName,
    MemberParent,
    MemberTerm,
    Organization,
    OrganizationParent,
)
from backend.places.tables import AreaListArea, AreaListVersion
from backend.provisioning import aims, queries
from backend.provisioning.addresses import RESERVED, SLUG
from backend.provisioning.blueprint import Blueprint
from backend.provisioning.queries import Standing
from backend.provisioning.rows import SETTINGS, SHAPES
from backend.provisioning.rules import Added, Changed, Plan, Retired, plan
from backend.provisioning.settings_checks import offered
from backend.provisioning.settling import settle
from backend.provisioning.state import Fields, Key, Kind, described

SINCE_EVER = date(1900, 1, 1)  # where a starting set names no day


@dataclass(frozen=True, slots=True)
class Wanted:
    """A collaborative to be: what it is made from, and what the operator calls it. called: the blueprint, by its file."""

    slug: str
    name: str
    called: str
    blueprint: Blueprint

    @property
    def blueprint_name(self) -> str:
        """An export goes on being the starting set that it began as, whatever its file is called."""
        return self.blueprint.made_from or self.called


async def collaborative(session: AsyncSession, wanted: Wanted) -> Collaborative:
    """The one of this slug, or a new one, not yet added to the session.

    Raises:
        Invalid: the slug is taken by another starting set, or is one the site needs itself.
    """
    if not SLUG.fullmatch(wanted.slug):
        raise Invalid("write small letters, digits and hyphens, 2 to 40 of them, a letter first", where="--slug")
    if not wanted.name.strip():
        raise Invalid("say what people call it", where="--name")
    if wanted.slug in RESERVED:
        raise Invalid(f"“{wanted.slug}” is an address the site needs itself; choose another", where="--slug")
    found = (await session.scalars(sa.select(Collaborative).where(Collaborative.slug == wanted.slug))).one_or_none()
    if found is None:
        return Collaborative(id=uuid7(), **columns(wanted))
    if found.blueprint != wanted.blueprint_name:
        raise Invalid(
            f"{wanted.slug} was made from the starting set {found.blueprint}; choose that one, or another slug",
            where="--slug",
        )
    return found


def columns(wanted: Wanted) -> dict[str, Any]:
    """Of a new one's row, but for its id."""
    facts = described(wanted.blueprint)[Kind.SETTINGS][()].fields
    own = {name: facts[name] for name in SETTINGS if name in facts}
    return {"slug": wanted.slug, "name": wanted.name, "blueprint": wanted.blueprint_name, **own}


async def planned(session: AsyncSession, here: Collaborative, blueprint: Blueprint) -> tuple[Plan, Standing]:
    """What would be done. session: in the collaborative's scope."""
    wanted = described(blueprint)
    standing = await queries.standing(session, here, wanted)
    return plan(standing.state, wanted, slug=here.slug), standing


async def align(session: AsyncSession, here: Collaborative, blueprint: Blueprint) -> Plan:
    """Does it, and returns what was done. session: as the owner role, in the collaborative's scope.

    Raises:
        Invalid: figures rest on what would be changed; nothing is written.
    """
    todo, standing = await planned(session, here, blueprint)
    if todo.refused:
        raise Invalid(todo.refused)
    return await apply(session, here, todo, standing)


async def apply(session: AsyncSession, here: Collaborative, todo: Plan, standing: Standing) -> Plan:
    """Writes a plan that refuses nothing, and returns it. standing: what it was made against."""
    writer = _Writer(session, here, standing)
    for added in todo.added:
        await writer.add(added)
    await writer.belong()
    for changed in todo.changed:
        await writer.change(changed)
    for retired in todo.retired:
        await writer.retire(retired)
    await session.flush()
    await indicator_actions.follow_areas(session, today=writer.today)
    return todo


class _Writer:
    """Writes the items of a plan, in its order; knows the id of everything written so far."""

    def __init__(self, session: AsyncSession, here: Collaborative, standing: Standing) -> None:
        self.session, self.here, self.ids = session, here, standing.ids
        self.today = today_in(here.time_zone)
        self.goals: dict[Key, Fields] = {}
        self.parents: list[tuple[UUID, Fields]] = []

    async def add(self, item: Added) -> None:
        if item.kind is Kind.SETTINGS:
            return  # written with the collaborative itself
        self.ids[item.kind, item.key] = uuid7()
        special = {
            Kind.LOGO: self._logo,
            Kind.EVIDENCE: self._evidence,
            Kind.MODEL_AGREEMENT: self._model_agreement,
            Kind.AREA_LIST_VERSION: self._area_list_version,
            Kind.ORGANIZATION: self._organization,
            Kind.MEMBER: self._member,
            Kind.SERIES: self._series,
            Kind.VINTAGE: self._vintage,
            Kind.GOAL: self._goal,
            Kind.GOAL_VERSION: self._goal_version,
        }.get(item.kind)
        if special:
            await special(item)
        else:
            shape = SHAPES[item.kind]
            columns = shape.columns(item.key, item.fields, self.ids)
            await self._insert(shape.table, id=self.ids[item.kind, item.key], **columns)

    async def change(self, item: Changed) -> None:
        becomes = {change.field: change.becomes for change in item.changes}
        if item.kind is Kind.SETTINGS:
            await settle(self.session, self.here, becomes)
            return
        shape = SHAPES[item.kind]
        columns = shape.columns(item.key, becomes, self.ids)
        if item.restored:
            columns["retired_on"] = None
        await self._update(item.kind, item.key, columns)

    async def retire(self, item: Retired) -> None:
        await self._update(item.kind, item.key, {"retired_on": self.today})

    async def _update(self, kind: Kind, key: tuple[str, ...], columns: Mapping[str, Any]) -> None:
        table = SHAPES[kind].table
        await self.session.execute(sa.update(table).where(table.id == self.ids[kind, key]).values(**columns))

    async def _insert(self, table: type[Any], **columns: Any) -> None:
        await self.session.execute(sa.insert(table).values(**columns))

    async def _logo(self, item: Added) -> None:
        await self._insert(Logo, id=self.ids[item.kind, item.key], sha256=item.key[0], **item.fields)

    async def _evidence(self, item: Added) -> None:
        evidence.decide(self.session, **item.fields, by=None)

    async def _model_agreement(self, item: Added) -> None:
        terms = offered(item.fields, self.today)
        await agreements.offer(self.session, terms, months=item.fields["months"], by=None)

    async def _area_list_version(self, item: Added) -> None:
        area_list, valid_from = item.key
        id = self.ids[item.kind, item.key]
        await self._insert(
            AreaListVersion,
            id=id,
            area_list_id=self.ids[Kind.AREA_LIST, (area_list,)],
            valid_from=date.fromisoformat(valid_from),
            rationale=item.fields["rationale"],
        )
        for area in item.fields["areas"]:
            await self._insert(AreaListArea, id=uuid7(), version_id=id, area_id=self.ids[Kind.AREA, tuple(area)])

    async def _organization(self, item: Added) -> None:
        """One row whichever collaborative it is in: `queries` finds it again by its id or a code."""
        facts = dict(item.fields)
        parent, parents, known = facts.pop("parent"), facts.pop("parents"), facts.pop("id")
        id = self.ids[item.kind, item.key] = known or self.ids[item.kind, item.key]
        await self._insert(Organization, id=id, catalogue_key=f"{self.here.blueprint}/{item.key[0]}", **facts)
        above = [{"organization": parent, "starts": SINCE_EVER}] if parent else []
        self.parents += [(id, one) for one in (*above, *parents)]

    async def _member(self, item: Added) -> None:
        facts: Fields = item.fields
        id: UUID = self.ids[item.kind, item.key]
        own = {name: facts[name] for name in ("name", "level", "fiscal_year_starts_in", "one_person_reason", "size")}
        of = self.ids[Kind.ORGANIZATION, (facts["organization"],)]
        await self._insert(Member, id=id, organization_id=of, code=item.key[0], **own)
        first = {"valid_from": facts["terms"][0]["starts"], "name": facts["name"]}
        for name in facts["names"] or [first]:
            await self._insert(MemberName, id=uuid7(), member_id=id, **name)
        for term in facts["terms"]:
            await self._insert(MemberTerm, id=uuid7(), member_id=id, **term)
        for within in facts["systems"]:
            await self._insert(MemberParent, id=uuid7(), member_id=id, **self._within(within))

    async def belong(self) -> None:
        """Organizations that were added to those above them, once all are there."""
        for id, within in self.parents:
            days = {name: value for name, value in self._within(within).items() if name != "reason"}
            await self._insert(OrganizationParent, organization_id=id, **days)

    def _within(self, within: Fields) -> dict[str, Any]:
        parent = self.ids[Kind.ORGANIZATION, (within["organization"],)]
        return {name: value for name, value in within.items() if name != "organization"} | {"parent_id": parent}

    async def _series(self, item: Added) -> None:
        await aims.add_series(self.session, item.key, item.fields, self.ids)

    async def _vintage(self, item: Added) -> None:
        await aims.add_vintage(self.session, item.key, item.fields, self.ids)

    async def _goal(self, item: Added) -> None:
        self.goals[item.key] = item.fields  # made by its first version

    async def _goal_version(self, item: Added) -> None:
        await aims.add_goal_version(self.session, item.key, self.goals.get(item.key[:1], {}), item.fields, self.ids)
