"""All of it, in the order in which a blueprint is read."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.indicators.tables import (
    Breakdown,
    Category,
    Element,
    ElementBreakdown,
    ElementDefinition,
    Framework,
    FrameworkElement,
    FrameworkIndicator,
    FrameworkSection,
    Indicator,
    IndicatorDefinition,
)
from backend.members.tables import Collaborative
from backend.provisioning import blueprint as shapes
from backend.provisioning.exporting.aims import aims
from backend.provisioning.exporting.members import members
from backend.provisioning.exporting.places import places
from backend.provisioning.exporting.rows import all_of, by, facts
from backend.provisioning.exporting.settings import settings

Raw = dict[str, Any]
CADENCES = {1: "monthly", 3: "quarterly", 6: "half_yearly", 12: "annual"}


async def exported(session: AsyncSession, here: Collaborative) -> Raw:
    """As `schemas.read` reads it. session: in the collaborative's scope."""
    return {
        "complete": True,
        "made_from": here.blueprint,
        **await settings(session, here),
        "breakdowns": await _breakdowns(session),
        "elements": await _elements(session),
        "indicators": await _indicators(session),
        **await places(session),
        "frameworks": await _frameworks(session),
        **await members(session),
        **await aims(session),
    }


async def _breakdowns(session: AsyncSession) -> Raw:
    categories = by("breakdown_id", await all_of(session, Category, Category.position, Category.area_id.is_(None)))
    return {
        one.code: {
            **facts(one, shapes.Breakdown),
            "splits": one.code,
            "categories": [facts(part, shapes.Category) for part in categories[one.id]],
        }
        for one in await all_of(session, Breakdown, Breakdown.id)
    }


async def _elements(session: AsyncSession) -> Raw:
    definitions = by("element_id", await all_of(session, ElementDefinition, ElementDefinition.version))
    codes = {one.id: one.code for one in await all_of(session, Breakdown, Breakdown.id)}
    splits = by("element_id", await all_of(session, ElementBreakdown, ElementBreakdown.id))
    return {
        one.code: {
            **facts(one, shapes.Element),
            "breakdowns": [codes[link.breakdown_id] for link in splits[one.id] if link.breakdown_id in codes],
            "definitions": [facts(version, shapes.ElementVersion) for version in definitions[one.id]],
        }
        for one in await all_of(session, Element, Element.position)
    }


async def _indicators(session: AsyncSession) -> Raw:
    definitions = by("indicator_id", await all_of(session, IndicatorDefinition, IndicatorDefinition.version))
    return {
        one.code: {
            **facts(one, shapes.Indicator, without=("mapping",)),
            **_mapping(one.mapping),
            "definitions": [_version(version) for version in definitions[one.id]],
        }
        for one in await all_of(session, Indicator, Indicator.position)
    }


def _mapping(kept: Mapping[str, str]) -> Raw:
    beside = {"IRIS+": "iris_plus", "other": "other_refs"}
    marks = {name: mark for name, mark in kept.items() if name not in beside}
    return {"mapping": marks, **{ours: kept[theirs] for theirs, ours in beside.items() if theirs in kept}}


def _version(version: IndicatorDefinition) -> Raw:
    written = facts(version, shapes.IndicatorVersion)
    return {name: value for name, value in written.items() if name != "formula" or value}


async def _frameworks(session: AsyncSession) -> Raw:
    sections = by("framework_id", await all_of(session, FrameworkSection, FrameworkSection.position))
    elements = await _listed(session, FrameworkElement, Element, "element_id")
    indicators = await _listed(session, FrameworkIndicator, Indicator, "indicator_id")
    return {
        one.code: {
            **facts(one, shapes.Framework),
            "cadence": CADENCES[one.cadence_months],
            **({"area_list": one.area_list_code} if one.area_list_code else {}),
            "sections": [
                {
                    **facts(section, shapes.Section),
                    "indicators": list(indicators.get(section.id, ())),
                    "elements": list(elements.get(section.id, ())),
                }
                for section in sections[one.id]
            ],
        }
        for one in await all_of(session, Framework, Framework.id)
    }


async def _listed(session: AsyncSession, link: Any, table: Any, column: str) -> Mapping[UUID, Iterable[str]]:
    """Codes by section, in order."""
    query = (
        sa.select(link.section_id, table.code)
        .join(table, table.id == getattr(link, column))
        .where(link.retired_on.is_(None), table.retired_on.is_(None))
        .order_by(link.position)
    )
    found: dict[UUID, list[str]] = {}
    for section, code in await session.execute(query):
        found.setdefault(section, []).append(code)
    return found
