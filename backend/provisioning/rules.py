"""The difference between what a blueprint wants and what there is, as data. Pure.

What is wanted and not there is added; what is there otherwise is changed; what is there and not wanted is retired, which
keeps it for the figures that use it, or left alone where the collaborative adds to it by itself. What figures already rest
on is not changed under them: that is refused, with what to do instead.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from backend.kit.errors import Problem
from backend.provisioning.state import Fields, Key, Kind, Row, State

# Given once, as a start; afterwards the collaborative's own.
STARTED = frozenset(
    {
        Kind.LOGO, Kind.EVIDENCE, Kind.MODEL_AGREEMENT, Kind.AREA, Kind.AREA_LIST, Kind.AREA_LIST_VERSION, Kind.ORGANIZATION,
        Kind.MEMBER, Kind.SERIES, Kind.VINTAGE, Kind.GOAL, Kind.GOAL_VERSION,
    }
)  # fmt: skip
# Of what is kept in step otherwise, what is given once as well.
STARTED_FIELDS: Mapping[Kind, frozenset[str]] = MappingProxyType({Kind.FRAMEWORK: frozenset({"planned_by_clock"})})
DEFINITIONS = frozenset({Kind.ELEMENT_DEFINITION, Kind.INDICATOR_DEFINITION})
# What accepted values are understood by.
FIXED: Mapping[Kind, frozenset[str]] = MappingProxyType(
    {
        Kind.BREAKDOWN: frozenset({"multi_select"}),
        Kind.CATEGORY: frozenset({"unknown"}),
        Kind.ELEMENT: frozenset({"unit", "kind", "flow"}),
        Kind.INDICATOR: frozenset({"unit"}),
        Kind.FRAMEWORK: frozenset({"cadence_months"}),
    }
)
MAY_END = frozenset({"valid_to"})  # all that may still change in a definition


@dataclass(frozen=True, slots=True)
class Item:
    kind: Kind
    key: Key


@dataclass(frozen=True, slots=True)
class Added(Item):
    fields: Fields


@dataclass(frozen=True, slots=True)
class Change:
    field: str
    was: Any
    becomes: Any


@dataclass(frozen=True, slots=True)
class Changed(Item):
    """changes: none when it was retired and comes back as it was. restored: it was retired."""

    changes: tuple[Change, ...]
    restored: bool = False


@dataclass(frozen=True, slots=True)
class Retired(Item):
    """Not asked and not shown any more; nothing is deleted."""


@dataclass(frozen=True, slots=True)
class Unchanged(Item):
    """As wanted, or the collaborative's own affair."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Items in the order in which they are written: nothing points at what comes later.

    refused: while there is one, nothing of the plan may be applied.
    """

    added: tuple[Added, ...] = ()
    changed: tuple[Changed, ...] = ()
    retired: tuple[Retired, ...] = ()
    unchanged: tuple[Unchanged, ...] = ()
    refused: tuple[Problem, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.changed or self.retired or self.refused)


def plan(current: State, wanted: State, *, slug: str = "SLUG") -> Plan:
    """What is to be done to come from one state to the other. Planned again after it was applied, there is nothing to do.

    current: what the database holds, retired rows included; a kind left out is empty.
    wanted: `state.described(blueprint)`. slug: where it is, for what is to be typed.
    """
    items = [item for kind in Kind for item in _of_kind(kind, current.get(kind, {}), wanted.get(kind, {}))]
    return Plan(
        added=tuple(item for item in items if isinstance(item, Added)),
        changed=tuple(item for item in items if isinstance(item, Changed)),
        retired=tuple(item for item in items if isinstance(item, Retired)),
        unchanged=tuple(item for item in items if isinstance(item, Unchanged)),
        refused=tuple(_refused(items, current, wanted, slug)),
    )


def _of_kind(kind: Kind, current: Mapping[Key, Row], wanted: Mapping[Key, Row]) -> Iterator[Item]:
    for key, row in wanted.items():
        yield _wanted(kind, key, current.get(key), row)
    for key, row in current.items():
        if key not in wanted and not row.retired:
            yield Retired(kind, key) if _retires(kind) else Unchanged(kind, key)


def _wanted(kind: Kind, key: Key, there: Row | None, row: Row) -> Item:
    if there is None:
        return Added(kind, key, row.fields)
    changes = () if kind in STARTED else tuple(_changes(kind, there.fields, row.fields))
    restored = there.retired and _retires(kind)
    return Changed(kind, key, changes, restored) if changes or restored else Unchanged(kind, key)


def _retires(kind: Kind) -> bool:
    return kind not in STARTED and kind not in DEFINITIONS and kind is not Kind.SETTINGS


def _changes(kind: Kind, was: Fields, becomes: Fields) -> Iterator[Change]:
    for name, value in becomes.items():
        if was.get(name) != value and name not in STARTED_FIELDS.get(kind, frozenset()):
            yield Change(name, was.get(name), value)


def _refused(items: Iterable[Item], current: State, wanted: State, slug: str) -> Iterator[Problem]:
    for item in items:
        if isinstance(item, Changed):
            yield from _changed_under_figures(item)
        elif isinstance(item, Added) and item.kind in DEFINITIONS:
            yield from _slipped_in(item, current)
        elif isinstance(item, Unchanged) and item.kind in DEFINITIONS:
            yield from _forgotten(item, wanted, slug)


def _changed_under_figures(item: Changed) -> Iterator[Problem]:
    for change in item.changes:
        if item.kind in DEFINITIONS and change.field not in MAY_END:
            message = f"version {item.key[1]} is in use and stays as it was; write a next version with its first day"
            yield Problem(f"{path(item)}.{change.field}", message, "plan.definition")
        elif change.field in FIXED.get(item.kind, frozenset()):
            message = (
                f"was {change.was} and figures rest on it; retire “{item.key[-1]}” and add another with a new code"
            )
            yield Problem(f"{path(item)}.{change.field}", message, "plan.fixed")


def _slipped_in(item: Added, current: State) -> Iterator[Problem]:
    """A new version before one that is in use would give old figures another meaning."""
    code, version = item.key
    later = [key for key in current.get(item.kind, {}) if key[0] == code and int(key[1]) > int(version)]
    if later:
        yield Problem(path(item), f"version {later[0][1]} is in use already; new versions come last", "plan.definition")


def _forgotten(item: Unchanged, wanted: State, slug: str) -> Iterator[Problem]:
    """A version in use that is not written, while its element or indicator is: taken out, or worded on the site."""
    owner = Kind.ELEMENT if item.kind is Kind.ELEMENT_DEFINITION else Kind.INDICATOR
    if item.key[:1] in wanted.get(owner, {}) and item.key not in wanted.get(item.kind, {}):
        message = (
            f"version {item.key[1]} is in use and is not in this file. If you took it out, put it back; valid_to ends it. "
            f"If it was worded on the site, type `anchorline collaborative export {slug} --to {slug}.toml`, bring your "
            f"changes into that file, and apply {slug}.toml in the place of this one"
        )
        yield Problem(path(item), message, "plan.definition")


_TABLES = MappingProxyType(
    {
        Kind.SETTINGS: "collaborative",
        Kind.LOGO: "brand.logo",
        Kind.EVIDENCE: "evidence",
        Kind.MODEL_AGREEMENT: "model_agreement",
        Kind.ELEMENT_DEFINITION: "elements.{0}.definitions.{1}",
        Kind.INDICATOR_DEFINITION: "indicators.{0}.definitions.{1}",
        Kind.CATEGORY: "breakdowns.{0}.categories.{1}",
        Kind.ELEMENT_BREAKDOWN: "elements.{0}.breakdowns.{1}",
        Kind.AREA_LIST: "area_lists.{0}",
        Kind.AREA_LIST_VERSION: "area_lists.{0}.versions.{1}",
        Kind.AREA: "areas.{0}.{1}",
        Kind.SECTION: "frameworks.{0}.sections.{1}",
        Kind.SERIES: "series.{0}",
        Kind.VINTAGE: "series.{0}.vintages.{1}",
        Kind.GOAL_VERSION: "goals.{0}.versions.{1}",
        Kind.FRAMEWORK_ELEMENT: "frameworks.{0}.elements.{1}",
        Kind.FRAMEWORK_INDICATOR: "frameworks.{0}.indicators.{1}",
    }
)


def path(item: Item) -> str:
    """The item's key path in a blueprint: `elements.local_hires.definitions.2`."""
    return _TABLES.get(item.kind, f"{item.kind}s.{{0}}").format(*item.key)
