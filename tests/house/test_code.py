"""Habits a program can check: the size of files, nothing left for later, no floating point, errors that are announced."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("backend", "tenants", "collab_reports")
MOST_LINES = 320
EXACT = (
    "rules.py",
    "rollups/",
    "disclosure/",
    "indicators/",
    "amounts.py",
    "checks.py",
    "answers.py",
)  # numbers are Decimal here


def sources(*folders: str) -> list[Path]:
    return sorted(path for folder in folders or PACKAGES for path in (ROOT / folder).rglob("*.py"))


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def parsed(paths: list[Path]) -> Iterator[tuple[str, ast.Module]]:
    for path in paths:
        yield place(path), ast.parse(path.read_text(encoding="utf-8"))


# ---- Size ------------------------------------------------------------------------------------------------------------


def is_long(text: str) -> bool:
    return text.count("\n") > MOST_LINES


def test_no_file_is_two_things() -> None:
    """Migrations are exempt: they are written once, by a program, and read from top to bottom."""
    long = [place(path) for path in sources() if is_long(path.read_text(encoding="utf-8"))]
    assert [name for name in long if "/migrations/versions/" not in name] == []
    assert is_long("x\n" * 321)
    assert not is_long("x\n" * 320)


# ---- Nothing for later -----------------------------------------------------------------------------------------------

# Each word is spelled so that it does not name itself: this page is read too.
LATER = re.compile(
    r"\b(TO[D]O|FIX[M]E|X[X]X|HAC[K])\b|Not[I]mplemented(Error)?\b|pytest\.mark\.(sk[i]p|xf[a]il)\b|unittest\.sk[i]p"
)


def left_for_later(text: str) -> list[int]:
    return [number for number, line in enumerate(text.splitlines(), start=1) if LATER.search(line)]


def test_nothing_is_left_for_later() -> None:
    ours = sources(*PACKAGES, "tests")
    assert [f"{place(path)}:{n}" for path in ours for n in left_for_later(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    "line", ["# TO-DO: more", "raise Not-ImplementedError", "@pytest.mark.sk-ip(reason='later')", "@pytest.mark.xf-ail"]
)
def test_what_is_left_for_later_is_noticed(line: str) -> None:
    assert left_for_later(f"x = 1\n{line.replace('-', '')}\n") == [2]


# ---- Exact numbers ---------------------------------------------------------------------------------------------------


def floats(tree: ast.AST) -> list[int]:
    """Lines with a float literal, a call of `float`, or `float` as a type."""
    return sorted(
        node.lineno
        for node in ast.walk(tree)
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Name) and node.id == "float")
    )


def test_figures_are_never_floating() -> None:
    exact = [path for path in sources("backend") if any(part in place(path) for part in EXACT)]
    assert len(exact) > 15
    assert [f"{name}:{line}" for name, tree in parsed(exact) for line in floats(tree)] == []


@pytest.mark.parametrize("line", ["x = 0.5 * y", "x = float(y)", "def f(x: float) -> None: ...", "x = 1e3"])
def test_floating_point_is_noticed(line: str) -> None:
    assert floats(ast.parse(line)) == [1]
    assert floats(ast.parse("x = Decimal('0.5') * 2")) == []


# ---- Errors are announced --------------------------------------------------------------------------------------------

ANNOUNCES = {"actions.py", "queries.py", "rules.py"}


def silent_refusals(tree: ast.Module) -> list[str]:
    """Public functions that raise in their own body and do not say what that means."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [
        function.name
        for function in functions
        if not function.name.startswith("_") and _raises(function) and not ast.get_docstring(function)
    ]


def _raises(function: ast.AST) -> bool:
    """Its own `raise` of an error; one that only passes on what was caught does not count."""
    for node in ast.iter_child_nodes(function):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            continue
        if (isinstance(node, ast.Raise) and node.exc is not None) or _raises(node):
            return True
    return False


def test_a_public_function_that_refuses_says_so() -> None:
    rooms = [path for path in sources("backend") if path.name in ANNOUNCES]
    assert len(rooms) > 8
    assert [f"{name}: {function}" for name, tree in parsed(rooms) for function in silent_refusals(tree)] == []


def test_a_silent_refusal_is_noticed() -> None:
    assert silent_refusals(ast.parse("def f():\n    if x:\n        raise Refused('no')\n")) == ["f"]
    assert silent_refusals(ast.parse("def f():\n    '''Raises: Refused.'''\n    raise Refused('no')\n")) == []
    assert silent_refusals(ast.parse("def f():\n    def g():\n        raise Refused('no')\n")) == ["g"]


# ---- What a pool must not hand on ------------------------------------------------------------------------------------

STAYS = {
    "a temporary table without ON COMMIT DROP": re.compile(
        r"create\s+temp(orary)?\s+table(?!.*on\s+commit\s+drop)", re.IGNORECASE | re.DOTALL
    ),
    "a cursor that outlives its transaction": re.compile(r"\bwith\s+hold\b", re.IGNORECASE),
    "a notice to every session, whoever's": re.compile(r"\b(pg_notify\s*\(|(notify|listen)\s+\w+\s*(,|;|$))"),
    "a setting of the session": re.compile(
        r"^\s*set\s+(session\s+)?(?!local\b)[\w.]+\s*(=|to\b)|set_config\([^)]*,\s*false\s*\)", re.IGNORECASE
    ),
}


def handed_on(tree: ast.Module) -> list[str]:
    """What statements in the code leave behind on their connection, which the pool gives to whoever comes next."""
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return [what for text in texts for what, form in STAYS.items() if form.search(text)]


def test_no_statement_leaves_anything_on_its_connection() -> None:
    served = [path for path in sources("backend") if "/kit/pg_" not in place(path)]
    assert [f"{name}: {what}" for name, tree in parsed(served) for what in handed_on(tree)] == []


@pytest.mark.parametrize(
    ("statement", "count"),
    [
        ("create temporary table x (id int)", 1),
        ("create temp table x (id int) on commit drop", 0),
        ("declare c cursor with hold for select 1", 1),
        ("set app.members = 'all'", 1),
        ("set local app.members = 'all'", 0),
        ("select set_config('app.members', 'all', false)", 1),
        ("select set_config('app.members', 'all', true)", 0),
        ("update x set y = 1", 0),
        ("notify changes, 'x'", 1),
        ("select pg_notify('changes', 'x')", 1),
    ],
)
def test_what_stays_on_a_connection_is_noticed(statement: str, count: int) -> None:
    assert len(handed_on(ast.parse(f"run({statement!r})"))) == count


# ---- Tables that leave -----------------------------------------------------------------------------------------------

# Which make a text that a spreadsheet program would compute safe, as tests/kit/sheets/test_writing.py shows.
WRITERS = {"backend/kit/sheets/fields.py", "collab_reports/cells.py"}
WRITES = {"csv.writer", "csv.DictWriter", "xlsxwriter.Workbook"}


def written_tables(tree: ast.Module) -> list[int]:
    """The lines that begin to write a table of text, or a workbook."""
    known = {
        one.asname or one.name: f"{node.module}.{one.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for one in node.names
    }
    calls = [(node, ast.unparse(node.func)) for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return sorted(node.lineno for node, name in calls if known.get(name, name) in WRITES)


def test_every_table_that_leaves_is_written_by_the_one_writer() -> None:
    writing = {name for name, tree in parsed(sources()) if written_tables(tree)}
    assert writing == WRITERS


@pytest.mark.parametrize(
    "lines",
    [
        "import csv\ncsv.writer(out)",
        "from csv import DictWriter as Lines\nLines(out, [])",
        "from xlsxwriter import Workbook\nWorkbook(out)",
    ],
)
def test_another_writer_is_noticed(lines: str) -> None:
    assert written_tables(ast.parse(lines)) == [2]
    assert written_tables(ast.parse("import csv\ncsv.reader(lines)")) == []
