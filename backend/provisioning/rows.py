"""Where each kind of a blueprint's state is kept: its table, how its key is told, which fields point elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from uuid import UUID

import sqlalchemy as sa

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
from backend.places.tables import Area, AreaList
from backend.provisioning.state import Key, Kind

Ids = Mapping[tuple[Kind, Key], UUID]


@dataclass(frozen=True, slots=True)
class Shape:
    """One kind's table.

    parents: columns that hold the id of what the first parts of the key name, in order.
    own: columns that hold the last parts of the key themselves.
    inside: fields that name something by its code: the column, its kind, and whether the key's first part leads there.
    said: which of its rows a blueprint says; all, unless others follow by themselves.
    """

    table: type[Any]
    parents: Mapping[str, Kind] = field(default_factory=dict)
    own: tuple[str, ...] = ("code",)
    inside: Mapping[str, tuple[str, Kind]] = field(default_factory=dict)
    said: tuple[sa.ColumnElement[bool], ...] = ()

    def key(self, row: Any, keys: Mapping[UUID, Key]) -> Key:
        """Of a row; keys: of every row read before, by id."""
        above = tuple(part for column in self.parents for part in keys[getattr(row, column)])
        return above + tuple(str(getattr(row, column)) for column in self.own)

    def columns(self, key: Key, fields: Mapping[str, Any], ids: Ids) -> dict[str, Any]:
        """What is written: key and fields, names replaced by ids."""
        written: dict[str, Any] = {
            column: ids[kind, (part,)] for (column, kind), part in zip(self.parents.items(), key, strict=False)
        }
        written |= dict(zip(self.own, key[len(self.parents) :], strict=True))
        if "version" in written:
            written["version"] = int(written["version"])
        for name, value in fields.items():
            if name in self.inside:
                column, kind = self.inside[name]
                written[column] = ids[kind, (key[0], value)]
            else:
                written[name] = list(value) if isinstance(value, tuple) else value
        return written

    def fields(self, row: Any, wanted: tuple[str, ...], keys: Mapping[UUID, Key]) -> dict[str, Any]:
        """Of a row, under the names the state uses."""
        read: dict[str, Any] = {}
        for name in wanted:
            if name in self.inside:
                read[name] = keys[getattr(row, self.inside[name][0])][-1]
            else:
                value = getattr(row, name)
                read[name] = tuple(value) if isinstance(value, list) else value
        return read


_SECTION = MappingProxyType({"section": ("section_id", Kind.SECTION)})

SHAPES: Mapping[Kind, Shape] = MappingProxyType(
    {
        Kind.BREAKDOWN: Shape(Breakdown),
        Kind.CATEGORY: Shape(Category, {"breakdown_id": Kind.BREAKDOWN}, said=(Category.area_id.is_(None),)),
        Kind.ELEMENT: Shape(Element),
        Kind.ELEMENT_DEFINITION: Shape(ElementDefinition, {"element_id": Kind.ELEMENT}, own=("version",)),
        Kind.ELEMENT_BREAKDOWN: Shape(
            ElementBreakdown, {"element_id": Kind.ELEMENT, "breakdown_id": Kind.BREAKDOWN}, own=()
        ),
        Kind.INDICATOR: Shape(Indicator),
        Kind.INDICATOR_DEFINITION: Shape(IndicatorDefinition, {"indicator_id": Kind.INDICATOR}, own=("version",)),
        Kind.AREA: Shape(Area, own=("kind", "code")),
        Kind.AREA_LIST: Shape(AreaList),
        Kind.FRAMEWORK: Shape(Framework),
        Kind.SECTION: Shape(FrameworkSection, {"framework_id": Kind.FRAMEWORK}),
        Kind.FRAMEWORK_ELEMENT: Shape(
            FrameworkElement, {"framework_id": Kind.FRAMEWORK, "element_id": Kind.ELEMENT}, own=(), inside=_SECTION
        ),
        Kind.FRAMEWORK_INDICATOR: Shape(
            FrameworkIndicator,
            {"framework_id": Kind.FRAMEWORK, "indicator_id": Kind.INDICATOR},
            own=(),
            inside=_SECTION,
        ),
    }
)
SETTINGS = (
    "strapline",
    "country",
    "currency",
    "locale",
    "time_zone",
    "year_starts_in",
    "year_naming",
    "contact_email",
    "public_page",
    "words",
    "policy",
    "brand",
)
