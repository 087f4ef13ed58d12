"""Whether elements and breakdowns are sound: units, rules, parts, splits, and the dates of definitions."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from backend.indicators.rules import element_fault
from backend.kit.errors import Invalid, Problem
from backend.kit.units import CURRENCIES, Unit, unit
from backend.provisioning.blueprint import Blueprint, Element, Version
from backend.provisioning.references import Named, chain, twice, unknown


def element_faults(blueprint: Blueprint, named: Named, units: Mapping[str, Unit]) -> Iterator[Problem]:
    for code, element in blueprint.elements.items():
        here = f"elements.{code}"
        yield from _element_units(element, here, units.get(code))
        if problem := element_fault(code, element.quarters_rule, where=here):
            yield problem
        if element.flow == "stock" and element.quarters_rule == "sum":
            yield Problem(
                f"{here}.quarters_rule", "a stock does not add up over quarters; write last or average", "stock"
            )
        yield from _range(element, here)
        yield from _words(element, here)
        yield from _part_of(code, element, blueprint, named)
        for breakdown in element.breakdowns:
            yield from unknown(f"{here}.breakdowns", breakdown, "breakdowns", named)
        yield from version_faults(element.definitions, f"{here}.definitions")


def _element_units(element: Element, here: str, own: Unit | None) -> Iterator[Problem]:
    for key, name in (("unit", element.unit), *(("accepts", name) for name in element.accepts)):
        try:
            measured = unit(name, where=f"{here}.{key}")
        except Invalid as fault:
            yield from fault.problems
        else:
            if own and measured.kind != own.kind:
                yield Problem(f"{here}.{key}", f"{name} cannot be given in {element.unit}", "blueprint.unit")
    if (element.kind == "money") != (element.unit in CURRENCIES):
        right = "unit = “currency”" if element.kind == "money" else "kind = “money”"
        yield Problem(
            f"{here}.kind", f"money is counted in a currency and nothing else is; write {right}", "blueprint.money"
        )


def _range(element: Element, here: str) -> Iterator[Problem]:
    if element.maximum is not None and element.minimum is not None and element.maximum < element.minimum:
        message = (
            f"{element.maximum} is less than the minimum, {element.minimum}; write a larger number or leave it out"
        )
        yield Problem(f"{here}.maximum", message, "blueprint.range")


def _words(element: Element, here: str) -> Iterator[Problem]:
    if element.kind != "text":
        if element.audiences != ("backbone",):
            message = "says who reads a member's words; figures go by what is shown to whom. Leave it out"
            yield Problem(f"{here}.audiences", message, "blueprint.audiences")
        return
    if element.breakdowns or element.part_of:
        yield Problem(
            f"{here}.kind", "words are not split and are no part of anything; leave that out", "blueprint.words"
        )
    if "backbone" not in element.audiences:
        message = "leaves out the backbone, which reviews every answer; add it"
        yield Problem(f"{here}.audiences", message, "blueprint.audiences")


def _part_of(code: str, element: Element, blueprint: Blueprint, named: Named) -> Iterator[Problem]:
    here = f"elements.{code}.part_of"
    if element.part_of is None:
        return
    yield from unknown(here, element.part_of, "elements", named)
    whole = blueprint.elements.get(element.part_of)
    if whole and (whole.unit, whole.flow) != (element.unit, element.flow):
        message = f"a part is measured like its whole: {element.part_of} is a {whole.flow} in {whole.unit}"
        yield Problem(here, message, "blueprint.part_of")
    if code in chain(element.part_of, {name: item.part_of for name, item in blueprint.elements.items()}):
        yield Problem(here, f"“{code}” would be a part of itself", "blueprint.loop")


def breakdown_faults(blueprint: Blueprint) -> Iterator[Problem]:
    for code, breakdown in blueprint.breakdowns.items():
        here = f"breakdowns.{code}.categories"
        unknowns = [part.code for part in breakdown.categories if part.unknown]
        if len(unknowns) != 1:
            why = "none is" if not unknowns else f"{' and '.join(unknowns)} are"
            yield Problem(here, f"one part must have unknown = true; {why}", "blueprint.unknown_part")
        yield from twice([part.code for part in breakdown.categories], here)


def version_faults(versions: Sequence[Version], where: str) -> Iterator[Problem]:
    """Versions count from 1, each begins after the one before has begun and ended, and says what changed."""
    for position, now in enumerate(versions):
        here = f"{where}.{position + 1}"
        if now.version != position + 1:
            yield Problem(
                f"{here}.version", f"is {now.version}; write {position + 1}, versions count up from 1", "version"
            )
        if now.valid_to and now.valid_to < now.valid_from:
            message = f"{now.valid_to} is before the first day, {now.valid_from}; leave it out or write a later day"
            yield Problem(f"{here}.valid_to", message, "version.dates")
    for position, (before, now) in enumerate(pairwise(versions), start=2):
        here = f"{where}.{position}"
        ends = before.valid_to or before.valid_from
        if now.valid_from <= ends:
            message = f"{now.valid_from} is not after version {before.version}, which holds until {ends}"
            yield Problem(f"{here}.valid_from", message, "version.dates")
        if not now.break_note:
            yield Problem(
                f"{here}.break_note", "is missing: say what changed, for whoever reads the line", "version.note"
            )
