"""Which way imports go. The contracts stand in pyproject.toml; here they are run, and each is seen to bite.

Faults are planted in a copy of the packages, so that the tree is never touched.
"""

import ast
import importlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("backend", "tenants", "collab_reports")
LINT = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
SETTINGS: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
CONTRACTS = {contract["name"].split(":")[0]: contract for contract in SETTINGS["contracts"]}
UP, INSIDE, PURE = (
    "one way up",
    "inside a room",
    "rules, blueprints and printers know no database, no web, no timed jobs",
)
DOORS = "only the assembly opens doors"
FIGURES, BLUEPRINTS = "no figure leaves but through disclosure", "only provisioning reads blueprints"

# One or more for each contract: who imports what it may not.
PLANTED = [
    (UP, "backend/kit/amounts.py", "backend.members.rules"),
    (UP, "backend/rounds/rules.py", "backend.submissions.rules"),
    (UP, "collab_reports/edition.py", "backend.kit.amounts"),
    (UP, "tenants/merge.py", "collab_reports.edition"),
    (INSIDE, "backend/rounds/queries.py", "backend.rounds.actions"),
    (INSIDE, "backend/members/tables.py", "backend.members.queries"),
    (INSIDE, "backend/submissions/letters.py", "backend.submissions.actions"),
    (PURE, "backend/submissions/rules.py", "sqlalchemy"),
    (PURE, "backend/kit/periods.py", "litestar"),
    (PURE, "collab_reports/charts.py", "asyncpg"),
    (PURE, "tenants/__init__.py", "apscheduler"),
    (DOORS, "backend/provisioning/actions.py", "backend.rounds.pages"),
    (DOORS, "backend/submissions/actions.py", "backend.members.sign_in_pages"),
    (FIGURES, "backend/releases/tables.py", "backend.rollups.rules"),
    (FIGURES, "backend/app.py", "backend.rollups.coverage"),
    (BLUEPRINTS, "backend/submissions/actions.py", "tenants"),
    (BLUEPRINTS, "backend/cli.py", "tenants.merge"),
]


@pytest.fixture(scope="session")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    copied = tmp_path_factory.mktemp("copies")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, copied / package, ignore=lambda folder, names: _not_code(Path(folder), names))
    shutil.copy(ROOT / "pyproject.toml", copied)
    yield copied
    shutil.rmtree(copied)


def _not_code(folder: Path, names: list[str]) -> list[str]:
    return [name for name in names if ((folder / name).is_file() and not name.endswith(".py")) or name == "__pycache__"]


def lint(folder: Path) -> str:
    """What import-linter says of the packages in this folder."""
    done = subprocess.run(
        [sys.executable, "-c", LINT, "--no-cache"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder), "COLUMNS": "200", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


def broken(said: str) -> list[str]:
    return [name for name in CONTRACTS if re.search(rf"^{re.escape(name)}.* BROKEN", said, re.MULTILINE)]


def planted(said: str, contract: str, importer: str, imported: str) -> bool:
    """Whether the report on this contract names this import."""
    parts = said.split(f"\n{contract}")
    module = importer.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    link = re.compile(rf"{re.escape(module)} -> {re.escape(imported)}\b")
    return any(link.search(part) for part in parts[2:])


def test_imports_go_one_way(copies: Path) -> None:
    said = lint(copies)
    assert broken(said) == [], said
    assert f"Contracts: {len(CONTRACTS)} kept, 0 broken." in said, said


def test_every_contract_bites(copies: Path, tmp_path: Path) -> None:
    """All faults at once in another copy: each is named, under the contract it breaks."""
    spoilt = shutil.copytree(copies, tmp_path / "spoilt")
    for _, importer, imported in PLANTED:
        with (spoilt / importer).open("a", encoding="utf-8") as source:
            source.write(f"\nimport {imported}\n")
    said = lint(spoilt)
    assert broken(said) == list(CONTRACTS), said
    assert [fault for fault in PLANTED if not planted(said, *fault)] == [], said
    assert {contract for contract, _, _ in PLANTED} == set(CONTRACTS)


# ---- What the contracts must cover -----------------------------------------------------------------------------------


def rooms() -> list[str]:
    """The packages of `backend` that exist."""
    return sorted(path.parent.name for path in (ROOT / "backend").glob("*/__init__.py"))


def layers(contract: str) -> list[str]:
    """Top first, as names without brackets."""
    return [name.strip(" ()") for layer in CONTRACTS[contract]["layers"] for name in re.split("[|:]", layer)]


def uncovered(rooms: list[str], single: list[str]) -> list[str]:
    """Rooms and single files of `backend` that a contract forgot."""
    known = {name.removeprefix("backend.") for name in layers(UP)}
    contained = {name.removeprefix("backend.") for name in CONTRACTS[INSIDE]["containers"]}
    faults = [f"{name} has no place in the road" for name in [*rooms, *single] if name not in known]
    return faults + [
        f"{name}: nothing orders its files" for name in rooms if name not in contained | {"kit", "migrations"}
    ]


def test_every_room_has_its_place_and_its_order() -> None:
    single = sorted(path.stem for path in (ROOT / "backend").glob("*.py") if path.stem != "__init__")
    assert uncovered(rooms(), single) == []


def test_a_forgotten_room_is_noticed() -> None:
    assert uncovered(["kit", "gardens"], ["oven"]) == [
        "gardens has no place in the road",
        "oven has no place in the road",
        "gardens: nothing orders its files",
    ]


def doors() -> list[str]:
    return sorted(
        f"backend.{path.parent.name}.{path.stem}"
        for path in (ROOT / "backend").glob("*/*.py")
        if path.stem in ("pages", "api", "jobs") or path.stem.endswith("_pages")
    )


def test_every_file_of_doors_is_protected() -> None:
    """`*` stands for a whole name in a contract, so a file such as `sign_in_pages` must be named."""
    named = CONTRACTS[DOORS]["protected_modules"]
    assert [
        door for door in doors() if door not in named and re.sub(r"\.\w+\.", ".*.", door, count=1) not in named
    ] == []


# ---- No clock in what is pure ----------------------------------------------------------------------------------------

CLOCKS = {
    "now",
    "utcnow",
    "today",
    "time",
    "monotonic",
    "perf_counter",
    "time_ns",
    "monotonic_ns",
    "localtime",
    "gmtime",
}


def pure_files() -> list[Path]:
    """Those of the third contract."""
    found: list[Path] = []
    for name in CONTRACTS[PURE]["source_modules"]:
        path = name.replace(".", "/")
        found += ROOT.glob(f"{path}.py")
        found += (ROOT / path).rglob("*.py") if "*" not in path else []
    return sorted(set(found))


def clocks(source: str) -> list[int]:
    """The lines that read a clock: `datetime.now()`, `date.today()`, `time.time()`, `from time import …`, `db.now`."""
    lines = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="datetime" | "date" | "time"), attr=attr)) if (
                attr in CLOCKS
            ):
                lines.append(node.lineno)
            case ast.Call(func=ast.Attribute(value=ast.Attribute(attr="datetime" | "date"), attr=attr)) if (
                attr in CLOCKS
            ):
                lines.append(node.lineno)
            case ast.ImportFrom(module="time"):
                lines.append(node.lineno)
            case ast.ImportFrom(module="backend.kit.db", names=names) if {n.name for n in names} & {"now", "today_in"}:
                lines.append(node.lineno)
    return sorted(lines)


def test_what_is_pure_reads_no_clock() -> None:
    files = pure_files()
    assert len(files) > 30
    assert [f"{path.relative_to(ROOT)}:{line}" for path in files for line in clocks(path.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    "line",
    [
        "x = datetime.now(UTC)",
        "x = datetime.datetime.now()",
        "x = date.today()",
        "x = time.time()",
        "x = time.monotonic()",
        "from time import time",
        "from backend.kit.db import Base, now",
    ],
)
def test_a_clock_is_noticed(line: str) -> None:
    assert clocks(f"import datetime\n{line}\n") == [2]
    assert clocks("x = datetime(2026, 1, 1)\ny = now()\nz = period.now\n") == []


# ---- The map ---------------------------------------------------------------------------------------------------------


def mapped(text: str) -> list[str]:
    """What the map tells of, in its order."""
    return re.findall(r"^([a-z_]+): ", text, re.MULTILINE)


def test_the_map_tells_of_every_room_in_road_order() -> None:
    told = mapped(importlib.import_module("backend").__doc__ or "")
    road = [name.removeprefix("backend.") for name in reversed(layers(UP))]
    assert [room for room in rooms() if room not in told] == []
    assert sorted(told) == sorted(set(told))
    assert told == sorted(told, key=_height)
    assert set(told) <= set(road)
    assert mapped("kit: the ground\n\nmembers: who\n") == ["kit", "members"]


def _height(name: str) -> int:
    for height, layer in enumerate(reversed(CONTRACTS[UP]["layers"])):
        if name in {part.strip(" ()").removeprefix("backend.") for part in layer.split("|")}:
            return height
    return -1


def without_front_page(files: list[Path]) -> list[str]:
    """Packages whose `__init__` does not say what they are."""
    said = {path: ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "" for path in files}
    return [path.parent.name for path, page in said.items() if len(page) < 60]


def test_every_room_has_a_front_page(tmp_path: Path) -> None:
    (tmp_path / "__init__.py").write_text("")
    assert without_front_page([tmp_path / "__init__.py"]) == [tmp_path.name]
    assert without_front_page([path for package in PACKAGES for path in (ROOT / package).rglob("__init__.py")]) == []
