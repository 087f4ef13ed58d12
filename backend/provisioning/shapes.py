"""Faults of shape: a key nobody knows, a table where a word belongs. In words of the one who writes the TOML."""

import difflib
from collections.abc import Iterable, Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from backend.kit.errors import Problem

Path = tuple[str | int, ...]

_WRITE = {
    "string_type": "write text in quotes",
    "string_too_short": "write something; it is empty",
    "int_type": "write a whole number without quotes",
    "bool_type": "write true or false, without quotes",
    "date_type": "write a date without quotes, e.g. 2024-04-01",
    "decimal_type": "write a number",
    "decimal_parsing": "write a number",
    "dict_type": "write a table",
    "model_type": "write a table",
    "model_attributes_type": "write a table",
    "tuple_type": 'write a list, e.g. ["a", "b"]',
    "too_short": "write at least one",
}
_PATTERNS = {
    r"^[a-z][a-z0-9_]{0,59}$": "a code is small letters, digits and _, e.g. local_hires",
    r"^[A-Z]{2,4}-[0-9]{2,3}$": "an indicator's code is capitals, a hyphen and digits, e.g. WF-03",
    r"^[A-Za-z0-9][A-Za-z0-9_-]{0,59}$": "a member's code is letters, digits, _ and -, e.g. wren_general or RJ1",
    r"^[A-Z]{2}$": "a country is two capitals, e.g. GB",
}


def problems(fault: ValidationError, model: type[BaseModel]) -> list[Problem]:
    """One problem for each place, with its key path (`elements.local_hires.unit`) and what would be right."""
    return [_problem(error, model) for error in fault.errors(include_url=False)]


def where(path: Iterable[str | int]) -> str:
    """The key path as TOML readers write it; items of a list count from 1, the pydantic key mark is left out."""
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in path if step != "[key]")


def nearest(word: object, known: Iterable[object]) -> str:
    """`; did you mean “local_hires”?`, or nothing when nothing is near."""
    near = difflib.get_close_matches(str(word), [str(name) for name in known], n=1)
    return f"; did you mean “{near[0]}”?" if near else ""


def without(raw: Mapping[str, Any], faulty: Iterable[Path], stand_ins: Mapping[str, Any]) -> dict[str, Any]:
    """The blueprint with its faulty items left out, so that the rest can still be checked.

    stand_ins: what takes the place of a faulty single table.
    """
    rest = {key: dict(value) if isinstance(value, Mapping) else value for key, value in raw.items()}
    for kind, *item in faulty:
        held = rest.get(str(kind))
        if kind in stand_ins:
            rest[str(kind)] = stand_ins[str(kind)]
        elif item and isinstance(held, dict):
            held.pop(item[0], None)
        else:
            rest.pop(str(kind), None)
    return rest


def _problem(error: ErrorDetails, model: type[BaseModel]) -> Problem:
    path, kind = error["loc"], error["type"]
    context = error.get("ctx", {})
    if kind == "missing":
        message = "is missing"
    elif kind == "extra_forbidden":
        message = f"“{path[-1]}” is not known here{nearest(path[-1], _keys(model, path[:-1]))}"
    elif kind in ("literal_error", "enum"):
        expected = str(context["expected"])
        choices = [choice.strip(" '") for choice in expected.replace(" or ", ", ").split(",")]
        message = f"“{error['input']}” is not one of {', '.join(choices)}{nearest(error['input'], choices)}"
    elif kind == "string_pattern_mismatch":
        message = f"“{error['input']}”: {_PATTERNS[str(context['pattern'])]}"
    else:
        message = _WRITE.get(kind) or error["msg"][:1].lower() + error["msg"][1:]
    return Problem(where(path), message, f"blueprint.{kind}")


def _keys(model: type[BaseModel], path: Path) -> list[str]:
    """The keys there are at a path."""
    current: type[BaseModel] = model
    for step in path:
        field = current.model_fields.get(str(step))
        if field is not None and (inner := _model_in(field.annotation)):
            current = inner
    return list(current.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model an annotation holds: itself, or the one in its dict, tuple or Annotated."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((model for part in get_args(annotation) if (model := _model_in(part))), None)
