"""A plan as a person reads it in a terminal."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from textwrap import wrap
from typing import Any

from backend.kit.amounts import to_json_number
from backend.provisioning.rules import Added, Changed, Item, Plan, path
from backend.provisioning.state import Kind

WIDTH = 100
LONGEST = 60


def rendered(plan: Plan) -> str:
    """What is refused first; then what is added, by kind; each change, was and becomes; what is retired; the sum.

    Ends without a line break.
    """
    if plan.is_empty:
        return f"Nothing to do: everything is as the blueprint wants it ({summary(plan)})."
    lines = [
        *(f"! {problem.where}: {problem.message}" for problem in plan.refused),
        *_added(plan.added),
        *(line for item in plan.changed for line in _changed(item)),
        *(f"- {path(item)}  (retired: kept, and not asked or shown any more)" for item in plan.retired),
        "",
        summary(plan),
    ]
    return "\n".join(lines)


def summary(plan: Plan) -> str:
    """`47 added, 1 changed, 0 retired, 12 unchanged`, and what is refused, if anything."""
    counts = {"added": plan.added, "changed": plan.changed, "retired": plan.retired, "unchanged": plan.unchanged}
    said = ", ".join(f"{len(items)} {word}" for word, items in counts.items())
    if not plan.refused:
        return said
    return f"{said}; {len(plan.refused)} refused: put these right first, nothing is applied"


def _added(items: Iterable[Added]) -> Iterator[str]:
    """One paragraph for each kind: many at once are easier to read as a list of codes than line by line."""
    items = list(items)
    for kind, count in Counter(item.kind for item in items).items():
        codes = ", ".join(_code(item) for item in items if item.kind is kind)
        yield f"+ {count} x {kind}" if kind is not Kind.SETTINGS else "+ settings"
        yield from wrap(codes, WIDTH, initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False)


def _code(item: Item) -> str:
    return "/".join(item.key)


def _changed(item: Changed) -> Iterator[str]:
    if item.restored:
        yield f"~ {path(item)}  (retired before, comes back)"
    for change in item.changes:
        yield f"~ {path(item)}.{change.field}: {_shown(change.was)} → {_shown(change.becomes)}"


def _shown(value: Any) -> str:
    match value:
        case None | "":
            return "nothing"
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return to_json_number(value)
        case int() | date():
            return str(value)
        case _:
            text = str(value).replace("\n", " ")
            return f"“{text}”" if len(text) <= LONGEST else f"“{text[: LONGEST - 1]}…”"
