"""From what was written in TOML to a blueprint that can be trusted."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from backend.kit.errors import Invalid, Problem
from backend.provisioning import shapes
from backend.provisioning.blueprint import Blueprint
from backend.provisioning.checks import faults

# In the place of a single table that is faulty, so that the others are checked all the same.
_STAND_INS: Mapping[str, Any] = {
    "collaborative": {"title": "?", "country": "GB", "currency": "GBP", "locale": "en_GB", "time_zone": "Europe/London",
                      "year_starts_in": 1},
    "disclosure": {"smallest_count": 11},
    "release": {"audiences": ["backbone"]}, "brand": None, "heard": None, "sizes": None, "evidence": None,
    "model_agreement": None,
}  # fmt: skip


def read(raw: Mapping[str, Any]) -> Blueprint:
    """The blueprint of what `tenants.load` or `tenants.read` gave.

    Raises Invalid with every fault at once: its key path (`indicators.WF-03.formula`), what is wrong, and what would be
    right. An item that is faulty in itself is left out of the cross-checks, but a reference to it is no further fault.
    """
    rest = dict(raw)
    taken = [_taken_wrongly(fault) for fault in rest.pop("faults", ())]
    blueprint, misshapen = _shaped(rest)
    named = {kind: frozenset(items) for kind, items in rest.items() if isinstance(items, Mapping)}
    found = [*taken, *misshapen, *faults(blueprint, named)]
    if found:
        raise Invalid(found)
    return blueprint


def _shaped(raw: Mapping[str, Any]) -> tuple[Blueprint, list[Problem]]:
    """The blueprint as far as its shape is sound, and what is not."""
    try:
        return Blueprint.model_validate(raw), []
    except ValidationError as fault:
        rest = shapes.without(raw, [error["loc"] for error in fault.errors()], _STAND_INS)
        return Blueprint.model_validate(rest), shapes.problems(fault, Blueprint)


def _taken_wrongly(fault: Mapping[str, Any]) -> Problem:
    message = f"{fault['message']}{shapes.nearest(fault['word'], fault['near'])}"
    return Problem(fault["where"], message, "blueprint.take")
