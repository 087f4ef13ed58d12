"""docs/tour.md as data, and who calls whom in the code: read from its source, nothing is run."""

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from litestar.handlers import BaseRouteHandler

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/tour.md"
COMMANDS = ROOT / "backend/cli.py"
PACKAGES = ("backend", "tenants", "collab_reports")
NAME = r"[a-z_]+(?:\.\w+)+"
_PAIN = re.compile(r"^\| \d+ \|.+\|$", re.MULTILINE)
CHAIN = re.compile(rf"`{NAME}`(?:\s*→\s*`{NAME}`)+")


def chains(text: str) -> list[list[str]]:
    """Every `a` → `b` → `c`."""
    return [re.findall(f"`({NAME})`", found) for found in CHAIN.findall(text)]


def names(text: str) -> set[str]:
    """Everything in backticks that is a name in the code."""
    return {one for one in re.findall(f"`({NAME})`", text) if "/" not in one and not one.endswith((".md", ".toml"))}


@dataclass(frozen=True)
class Pain:
    """A row of the last table. pages: doors, as their book names them. names: what answers it, in the code."""

    number: int
    pages: tuple[str, ...]
    names: tuple[str, ...]
    not_yet: str


def pains(text: str) -> list[Pain]:
    rows = [tuple(part.strip() for part in row.strip("|").split("|")) for row in _PAIN.findall(text)]
    return [
        Pain(
            int(number),
            tuple(re.findall(r"`((?:GET|POST) [^`]+)`", where)),
            tuple(re.findall(f"`({NAME})`", what)),
            what.partition("Not yet: ")[2],
        )
        for number, _, where, what in rows
    ]


def paths(text: str) -> set[str]:
    return {one for one in re.findall(r"`([\w./-]+)`", text) if "/" in one}


@cache
def place_of(name: str) -> tuple[ModuleType, str]:
    """The module, and what stands in it: `submissions.schemas.Draft.read` -> the module, "Draft.read"."""
    full = name if name.split(".")[0] in PACKAGES else f"backend.{name}"
    parts = full.split(".")
    for cut in range(len(parts) - 1, 0, -1):
        try:
            module = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        return module, ".".join(parts[cut:])
    raise LookupError(f"{name} is nowhere in the code")


def found(name: str) -> Any:
    """What is called so. Raises LookupError."""
    module, within = place_of(name)
    here: Any = module
    for part in within.split("."):
        here = inspect.getattr_static(here, part, None)
        if here is None:
            raise LookupError(f"{module.__name__} has no {within}")
    return here


def is_door(name: str) -> bool:
    """Where something begins: a handler of the site, a command, or what the scheduler does."""
    module, within = place_of(name)
    if isinstance(found(name), BaseRouteHandler):
        return True
    if f'"{module.__name__}:{within}"' in COMMANDS.read_text(encoding="utf-8"):
        return True
    scheduler = importlib.import_module("backend.scheduler")
    return name in _referred_in_tables(scheduler) or any(
        name in mentioned(scheduler, function) for function in _functions(scheduler)
    )


def calls(caller: str, callee: str) -> bool:
    """Whether the one names the other, itself or in a private helper beside it."""
    module, within = place_of(caller)
    target, inside = place_of(callee)
    if "." in inside:  # a method is known by its name alone
        return inside.split(".")[-1] in attributes(module, within)
    wanted = f"{target.__name__}.{inside}"
    return wanted in {
        f"backend.{one}" if one.split(".")[0] not in PACKAGES else one for one in mentioned(module, within)
    }


@cache
def mentioned(module: ModuleType, within: str) -> frozenset[str]:
    """Full names of what a function refers to, without the `backend.` in front; its private helpers are looked into."""
    known, own = _imports(module), set(_functions(module))
    seen, waiting, all_found = set(), [within], set()
    while waiting:
        now = waiting.pop()
        seen.add(now)
        for name in _referred(_function(module, now)):
            head, _, rest = name.partition(".")
            full = f"{known[head]}.{rest}".rstrip(".") if head in known else f"{module.__name__}.{name}"
            all_found.add(full.removeprefix("backend."))
            if head in own and head.startswith("_") and head not in seen:
                waiting.append(head)
    return frozenset(all_found)


def _referred_in_tables(module: ModuleType) -> frozenset[str]:
    """Full names of what a module's own tables refer to, such as a scheduler's table of jobs."""
    known = _imports(module)
    tables = [node.value for node in _tree(module).body if isinstance(node, ast.Assign | ast.AnnAssign) and node.value]
    names = (name.partition(".") for table in tables for name in _referred(table))
    return frozenset(f"{known[head]}.{rest}".removeprefix("backend.") for head, _, rest in names if head in known)


def attributes(module: ModuleType, within: str) -> set[str]:
    return {node.attr for node in ast.walk(_function(module, within)) if isinstance(node, ast.Attribute)}


@cache
def _tree(module: ModuleType) -> ast.Module:
    return ast.parse(inspect.getsource(module))


def _functions(module: ModuleType) -> list[str]:
    return [node.name for node in _tree(module).body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def _function(module: ModuleType, within: str) -> Any:
    here: Any = _tree(module)
    for part in within.split("."):
        kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
        here = next(node for node in here.body if isinstance(node, kinds) and node.name == part)
    return here


def _imports(module: ModuleType) -> dict[str, str]:
    found = {}
    for node in ast.walk(_tree(module)):  # a function may load for itself what few processes need
        if isinstance(node, ast.ImportFrom):
            found |= {one.asname or one.name: f"{node.module}.{one.name}" for one in node.names}
        elif isinstance(node, ast.Import):
            found |= {one.asname or one.name: one.name for one in node.names}
    return found


def _referred(function: ast.AST) -> Iterator[str]:
    """`queries.books` and `books` of a body; of `a.b.c` the longest that is only names."""
    for node in ast.walk(function):
        if isinstance(node, ast.Attribute | ast.Name):
            text = ast.unparse(node)
            if re.fullmatch(r"\w+(\.\w+)*", text):
                yield text
