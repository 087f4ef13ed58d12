"""What no single table can tell: that the parts of a blueprint fit together. Each check yields every fault it finds."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

from backend.kit.errors import Invalid, Problem
from backend.kit.units import Unit, unit
from backend.provisioning.aim_checks import goal_faults, series_faults
from backend.provisioning.blueprint import Blueprint, Term
from backend.provisioning.element_checks import breakdown_faults, element_faults, version_faults
from backend.provisioning.formula_checks import formula_faults
from backend.provisioning.references import Named, chain, twice, unknown
from backend.provisioning.settings_checks import settings_faults


def faults(blueprint: Blueprint, named: Named) -> list[Problem]:
    """All faults between the parts, in the order of the parts."""
    units = dict(_units(blueprint))
    checks: tuple[Callable[[], Iterable[Problem]], ...] = (
        lambda: settings_faults(blueprint),
        lambda: element_faults(blueprint, named, units),
        lambda: breakdown_faults(blueprint),
        lambda: _indicators(blueprint, named),
        lambda: formula_faults(blueprint, named, units),
        lambda: _frameworks(blueprint, named),
        lambda: _unasked(blueprint, named),
        lambda: _places(blueprint, named),
        lambda: _members(blueprint, named),
        lambda: series_faults(blueprint, named),
        lambda: goal_faults(blueprint, named),
    )
    return [problem for check in checks for problem in check()]


def _units(blueprint: Blueprint) -> Iterator[tuple[str, Unit]]:
    for code, element in blueprint.elements.items():
        try:
            yield code, unit(element.unit)
        except Invalid:
            continue  # named by _elements


def _indicators(blueprint: Blueprint, named: Named) -> Iterator[Problem]:
    for code, indicator in blueprint.indicators.items():
        yield from version_faults(indicator.definitions, f"indicators.{code}.definitions")
        for name in indicator.also:
            yield from unknown(f"indicators.{code}.also", name, "elements", named)


def _frameworks(blueprint: Blueprint, named: Named) -> Iterator[Problem]:
    for code, framework in blueprint.frameworks.items():
        here = f"frameworks.{code}"
        if not framework.opens_days <= framework.due_days <= framework.closes_days:
            days = f"opens {framework.opens_days}, due {framework.due_days}, closes {framework.closes_days}"
            yield Problem(here, f"{days}: write them in order", "blueprint.days")
        if framework.area_list:
            yield from unknown(f"{here}.area_list", framework.area_list, "area_lists", named)
        yield from twice([section.code for section in framework.sections], f"{here}.sections")
        for kind in ("elements", "indicators"):
            asked = [
                (place, name) for place, section in enumerate(framework.sections, 1) for name in getattr(section, kind)
            ]
            for place, name in asked:
                yield from unknown(f"{here}.sections.{place}.{kind}", name, kind, named)
            yield from twice([name for _, name in asked], f"{here}.sections")


def _unasked(blueprint: Blueprint, named: Named) -> Iterator[Problem]:
    """What was taken and leads nowhere."""
    sections = [section for framework in blueprint.frameworks.values() for section in framework.sections]
    asked = {name for section in sections for name in section.elements}
    shown = {name for section in sections for name in section.indicators}
    if not sections and "frameworks" in named and named["frameworks"]:
        return  # the frameworks are faulty themselves
    for code in blueprint.elements:
        if code not in asked:
            yield Problem(
                f"elements.{code}", "no section of a framework asks for it; list it in one", "blueprint.unasked"
            )
    for code, indicator in blueprint.indicators.items():
        if code not in shown and indicator.kind != "external":
            yield Problem(
                f"indicators.{code}", "no section of a framework shows it; list it in one", "blueprint.unasked"
            )


def _places(blueprint: Blueprint, named: Named) -> Iterator[Problem]:
    places = [(area.kind, area.code) for area in blueprint.areas.values()]
    for code, area in blueprint.areas.items():
        if places.count((area.kind, area.code)) > 1:
            yield Problem(
                f"areas.{code}", f"{area.kind} {area.code} stands here twice; leave one out", "blueprint.twice"
            )
    for code, area_list in blueprint.area_lists.items():
        for place, version in enumerate(area_list.versions, 1):
            here = f"area_lists.{code}.versions.{place}"
            for name in version.areas:
                yield from unknown(f"{here}.areas", name, "areas", named)
            yield from twice(version.areas, f"{here}.areas")
        days = [version.valid_from for version in area_list.versions]
        if days != sorted(set(days)):
            yield Problem(f"area_lists.{code}.versions", "each must begin after the one before", "version.dates")


def _members(blueprint: Blueprint, named: Named) -> Iterator[Problem]:
    above = {code: item.parent for code, item in blueprint.organizations.items()}
    for code, parent in above.items():
        if parent is not None:
            yield from unknown(f"organizations.{code}.parent", parent, "organizations", named)
        for place, within in enumerate(blueprint.organizations[code].parents, 1):
            at = f"organizations.{code}.parents.{place}.organization"
            yield from unknown(at, within.organization, "organizations", named)
        if code in chain(parent, above):
            yield Problem(f"organizations.{code}.parent", f"“{code}” would be its own parent", "blueprint.loop")
    for code, member in blueprint.members.items():
        here = f"members.{code}"
        yield from unknown(f"{here}.organization", member.organization, "organizations", named)
        for place, within in enumerate(member.systems, 1):
            at = f"{here}.systems.{place}.organization"
            yield from unknown(at, within.organization, "organizations", named)
        if not member.every_term:
            yield Problem(f"{here}.starts", "is missing: since when does it belong?", "blueprint.dates")
        yield from _in_order(member.every_term, here)


def _in_order(terms: Sequence[Term], here: str) -> Iterator[Problem]:
    for term in terms:
        if term.ends and term.ends < term.starts:
            yield Problem(f"{here}.ends", f"{term.ends} is before it starts, {term.starts}", "blueprint.dates")
    for before, after in pairwise(terms):
        if before.ends is None or after.starts <= before.ends:
            message = f"{after.starts} is not after the term before has ended; write terms one after the other"
            yield Problem(f"{here}.terms", message, "blueprint.dates")
