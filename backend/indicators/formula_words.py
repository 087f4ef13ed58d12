"""A formula in plain words, for the page and the guide: “Local hires divided by New hires, all”."""

from collections.abc import Mapping
from decimal import Decimal

from backend.indicators.trees import (
    Choice,
    Comparison,
    How,
    Negative,
    Number,
    Operation,
    Reading,
    Tree,
    bracketed,
    precedence,
)
from backend.kit.amounts import to_json_number

_SIGNS = {
    "+": "plus",
    "-": "minus",
    "*": "times",
    "/": "divided by",
    ">=": "is at least",
    "<=": "is at most",
    ">": "is more than",
    "<": "is less than",
}


def describe(tree: Tree, names: Mapping[str, str]) -> str:
    """names: element code to the name people read; a code without a name stays as it is."""
    match tree:
        case Number(value):
            return f"{Decimal(to_json_number(value)):,f}"
        case Reading():
            return _reading(tree, names.get(tree.element, tree.element))
        case Negative(of):
            return f"minus {bracketed(of, describe(of, names), 3)}"
        case Choice(function, of):
            return f"{_chosen(function, len(of))} {_listed([describe(part, names) for part in of])}"
        case Operation(left, sign, right) | Comparison(left, sign, right):
            mine = precedence(tree)
            before, after = describe(left, names), describe(right, names)
            return f"{bracketed(left, before, mine)} {_SIGNS[sign]} {bracketed(right, after, mine + 1)}"


def _reading(reading: Reading, name: str) -> str:
    match reading.how:
        case How.RUNNING:
            return f"{name} (added up since the first period)"
        case How.AVERAGE:
            return f"{name} (average of the period ends)"
        case How.EARLIER:
            return f"{name} ({reading.back} {'quarter' if reading.back == 1 else 'quarters'} before)"
        case How.PLAIN:
            return name


def _chosen(function: str, count: int) -> str:
    if count == 2:
        return "the smaller of" if function == "min" else "the larger of"
    return "the smallest of" if function == "min" else "the largest of"


def _listed(parts: list[str]) -> str:
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
