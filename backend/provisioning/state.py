"""A collaborative's set-up as rows: what a blueprint comes to, in the shape in which the database holds it. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from backend.kit.pictures import picture
from backend.provisioning import brands
from backend.provisioning.blueprint import Blueprint, Element, Framework, Indicator, Version
from backend.provisioning.settings_written import Brand

Key = tuple[str, ...]
Fields = Mapping[str, Any]


class Kind(StrEnum):
    """What rows there are, each after those it points at: written in this order, nothing points into the void.

    Beside each, its key.
    """

    SETTINGS = "settings"  # ()
    LOGO = "logo"  # (SHA-256)
    EVIDENCE = "evidence"  # ()
    MODEL_AGREEMENT = "model agreement"  # ()
    BREAKDOWN = "breakdown"  # (code)
    CATEGORY = "category"  # (breakdown, code); areas that are parts follow from the lists in force
    ELEMENT = "element"  # (code)
    ELEMENT_DEFINITION = "element definition"  # (element, version)
    ELEMENT_BREAKDOWN = "element breakdown"  # (element, breakdown)
    INDICATOR = "indicator"  # (code)
    INDICATOR_DEFINITION = "indicator definition"  # (indicator, version)
    AREA = "area"  # (kind, code)
    AREA_LIST = "area list"  # (code)
    AREA_LIST_VERSION = "area list version"  # (area list, first day)
    FRAMEWORK = "framework"  # (code)
    SECTION = "section"  # (framework, code)
    FRAMEWORK_ELEMENT = "framework element"  # (framework, element)
    FRAMEWORK_INDICATOR = "framework indicator"  # (framework, indicator)
    ORGANIZATION = "organization"  # (code)
    MEMBER = "member"  # (code)
    SERIES = "series"  # (code)
    VINTAGE = "vintage"  # (series, version)
    GOAL = "goal"  # (code)
    GOAL_VERSION = "goal version"  # (goal, version)


@dataclass(frozen=True, slots=True)
class Row:
    """fields: by the column's name; a reference is a code, several, and lists of texts, are tuples."""

    fields: Fields = field(default_factory=dict)
    retired: bool = False


State = Mapping[Kind, Mapping[Key, Row]]


def described(blueprint: Blueprint) -> State:
    """The state in which a collaborative made from this blueprint is; every kind is in it."""
    state: dict[Kind, dict[Key, Row]] = {kind: {} for kind in Kind}
    for kind, key, fields in _rows(blueprint):
        state[kind][key] = Row(fields)
    return state


Described = Iterator[tuple[Kind, Key, Fields]]


def _rows(blueprint: Blueprint) -> Described:
    yield Kind.SETTINGS, (), _settings(blueprint)
    if blueprint.brand and blueprint.brand.logo:
        yield from _logo(blueprint.brand)
    if blueprint.evidence:
        yield Kind.EVIDENCE, (), blueprint.evidence.model_dump()
    if blueprint.model_agreement:
        yield Kind.MODEL_AGREEMENT, (), blueprint.model_agreement.model_dump()
    yield from _breakdowns(blueprint)
    for position, (code, element) in enumerate(blueprint.elements.items(), 1):
        yield from _element(code, element, position)
    for position, (code, indicator) in enumerate(blueprint.indicators.items(), 1):
        yield from _indicator(code, indicator, position)
    yield from _places(blueprint)
    for code, framework in blueprint.frameworks.items():
        yield from _framework(code, framework, blueprint.elements)
    yield from _members(blueprint)
    yield from _aims(blueprint)


def _settings(blueprint: Blueprint) -> Fields:
    """words and policy as plain data that JSON can carry; per cents as text, exactly as written."""
    own = blueprint.collaborative.model_dump(exclude={"title"})
    policy = blueprint.disclosure.model_dump(mode="json")
    return (
        own
        | ({"brand": brands.kept(blueprint.brand)} if blueprint.brand else {})
        | {
            "words": blueprint.model_dump(mode="json", include={"words"})["words"],
            "policy": {"disclosure": policy, "release": blueprint.release.model_dump(mode="json")}
            | {name: kept.model_dump(mode="json") for name in ("heard", "sizes") if (kept := getattr(blueprint, name))},
        }
    )


def _logo(brand: Brand) -> Described:
    found = brands.content(brand)
    fields = {"media_type": picture(found, where="logo").media_type, "content": found}
    yield Kind.LOGO, (str(brands.of_picture(found)["logo"]),), fields


def _breakdowns(blueprint: Blueprint) -> Described:
    for code, breakdown in blueprint.breakdowns.items():
        own = {name: getattr(breakdown, name) for name in ("name", "multi_select", "areas")}
        yield Kind.BREAKDOWN, (code,), own
        for position, part in enumerate(breakdown.categories, 1):
            yield Kind.CATEGORY, (code, part.code), {"name": part.name, "position": position, "unknown": part.unknown}


def _element(code: str, element: Element, position: int) -> Described:
    named = ("name", "unit", "kind", "flow", "minimum", "maximum", "part_of", "from_zip", "audiences", "hint")
    yield (
        Kind.ELEMENT,
        (code,),
        {name: getattr(element, name) for name in named}
        | {
            "quarters_rule": element.quarters_rule.value,
            "measure_class": element.measure_class.value,
            "position": position,
        },
    )
    for version in element.definitions:
        texts = {name: getattr(version, name) for name in ("inclusions", "exclusions", "examples")}
        yield Kind.ELEMENT_DEFINITION, (code, str(version.version)), _dated(version) | texts
    for breakdown in element.breakdowns:
        yield Kind.ELEMENT_BREAKDOWN, (code, breakdown), {}


def _indicator(code: str, indicator: Indicator, position: int) -> Described:
    named = ("name", "plain", "kind", "pillar", "unit", "direction", "overlap_possible", "collect", "rba_class",
             "fewest_contributors", "lag_quarters", "confidence", "source", "notes")  # fmt: skip
    yield (
        Kind.INDICATOR,
        (code,),
        {name: getattr(indicator, name) for name in named}
        | {
            "rule_members": indicator.rule_members.value,
            "rule_quarters": indicator.rule_quarters.value,
            "visibility": indicator.visibility.value,
            "disclosure_class": indicator.disclosure_class.value,
            "mapping": _mapping(indicator),
            "position": position,
        },
    )
    for version in indicator.versions:
        fields = _dated(version) | {"formula": version.formula or ""}
        yield Kind.INDICATOR_DEFINITION, (code, str(version.version)), fields


def _mapping(indicator: Indicator) -> dict[str, str]:
    beside = {"IRIS+": indicator.iris_plus, "other": indicator.other_refs}
    return dict(indicator.mapping) | {name: text for name, text in beside.items() if text}


def _places(blueprint: Blueprint) -> Described:
    for area in blueprint.areas.values():
        yield Kind.AREA, (area.kind, area.code), {"name": area.name, "aliases": area.aliases}
    for code, area_list in blueprint.area_lists.items():
        yield Kind.AREA_LIST, (code,), {"name": area_list.name}
        for version in area_list.versions:
            areas = tuple((blueprint.areas[name].kind, blueprint.areas[name].code) for name in version.areas)
            fields = {"rationale": version.rationale, "areas": areas}
            yield Kind.AREA_LIST_VERSION, (code, version.valid_from.isoformat()), fields


def _framework(code: str, framework: Framework, elements: Mapping[str, Element]) -> Described:
    times = ("opens_days", "due_days", "closes_days", "planned_by_clock")
    days = {name: getattr(framework, name) for name in times}
    own = {"name": framework.name, "cadence_months": framework.months, "area_list_code": framework.area_list}
    yield Kind.FRAMEWORK, (code,), own | days
    for position, section in enumerate(framework.sections, 1):
        texts = {"name": section.name, "introduction": section.introduction, "position": position}
        yield Kind.SECTION, (code, section.code), texts
    placed = [(section.code, name) for section in framework.sections for name in section.elements]
    for position, (section_code, name) in enumerate(placed, 1):
        asked = _asked(elements[name].definitions)
        fields = {"section": section_code, "position": position, "required": elements[name].kind != "text"} | asked
        yield Kind.FRAMEWORK_ELEMENT, (code, name), fields
    shown = [(section.code, name) for section in framework.sections for name in section.indicators]
    for position, (section_code, name) in enumerate(shown, 1):
        yield Kind.FRAMEWORK_INDICATOR, (code, name), {"section": section_code, "position": position}


def _asked(definitions: Sequence[Version]) -> dict[str, date | None]:
    """An element is asked while it is defined."""
    return {"valid_from": definitions[0].valid_from, "valid_to": definitions[-1].valid_to}


def _members(blueprint: Blueprint) -> Described:
    for code, organization in blueprint.organizations.items():
        yield Kind.ORGANIZATION, (code,), organization.model_dump()
    for code, member in blueprint.members.items():
        name = member.name or blueprint.organizations[member.organization].name
        dated = {"terms": [term.model_dump() for term in member.every_term]}
        dated["names"] = [one.model_dump() for one in member.names]
        yield Kind.MEMBER, (code,), member.model_dump(exclude={"starts", "ends"}) | dated | {"name": name}


def _aims(blueprint: Blueprint) -> Described:
    for position, (code, series) in enumerate(blueprint.series.items(), 1):
        yield Kind.SERIES, (code,), series.model_dump(exclude={"vintages"}) | {"position": position}
        for number, vintage in enumerate(series.vintages, 1):
            yield Kind.VINTAGE, (code, str(number)), vintage.model_dump()
    for position, (code, goal) in enumerate(blueprint.goals.items(), 1):
        own = goal.model_dump(mode="json", exclude={"versions"})
        yield Kind.GOAL, (code,), own | {"position": position}
        for number, version in enumerate(goal.versions, 1):
            yield Kind.GOAL_VERSION, (code, str(number)), version.model_dump()


def _dated(version: Version) -> dict[str, Any]:
    return {name: getattr(version, name) for name in ("valid_from", "valid_to", "text", "break_note")}
