"""A blueprint as TOML, so that `tenants.read` gives it back as it was: tables by code, what is small inside them on a line.

[elements.local_hires]
name = "New hires living in the focus area"
[[elements.local_hires.definitions]]
text = "…"
mapping = { HAN = "F" }
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_WIDTH = 118


def written(blueprint: Mapping[str, Any], about: str = "") -> str:
    """about: what stands above it, as a comment. What is None is left out: TOML has no word for it."""
    head = [f"# {line}".rstrip() for line in about.splitlines()]
    return "\n".join([*head, *(line for key, value in blueprint.items() for line in _item((key,), value))]) + "\n"


def _item(path: tuple[str, ...], value: Any) -> Iterator[str]:
    """A collection of the blueprint: one table, or one for each code."""
    if not isinstance(value, Mapping):
        yield f"{_key(path[-1])} = {_value(value)}"
    elif value and all(isinstance(one, Mapping) for one in value.values()):
        for code, one in value.items():
            yield from _table((*path, code), one)
    elif value:
        yield from _table(path, value)


def _table(path: tuple[str, ...], table: Mapping[str, Any], brackets: str = "[]") -> Iterator[str]:
    """Lines first, tables after: what comes after a heading belongs to it."""
    half = len(brackets) // 2
    yield ("\n" if half == 1 else "") + brackets[:half] + ".".join(map(_key, path)) + brackets[half:]
    below = {key: rows for key, rows in table.items() if len(path) < 4 and _are_tables(rows)}
    for key, value in table.items():
        if key not in below and value is not None:
            yield _line(_key(key), value)
    for key, rows in below.items():
        for row in rows:
            yield from _table((*path, key), row, "[[]]")


def _are_tables(value: Any) -> bool:
    return isinstance(value, Sequence) and bool(value) and all(isinstance(one, Mapping) for one in value)


def _line(key: str, value: Any) -> str:
    line = f"{key} = {_value(value)}"
    if len(line) <= _WIDTH or isinstance(value, str) or not isinstance(value, Sequence):
        return line
    return f"{key} = [\n" + "".join(f"    {_value(one)},\n" for one in value) + "]"


def _value(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case Decimal():
            return format(value, "f")
        case date():
            return value.isoformat()
        case UUID():
            return json.dumps(str(value))
        case str():
            # JSON leaves one character as it is that TOML does not allow.
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case Mapping():
            pairs = ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items() if one is not None)
            return f"{{ {pairs} }}" if pairs else "{}"
        case Sequence():
            return f"[{', '.join(map(_value, value))}]"
        case _:
            raise TypeError(f"a blueprint holds no {type(value).__name__}")


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _value(key)
