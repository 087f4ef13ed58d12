"""docs/invariants.md as data, and which of the tests it names pytest would run."""

import os
import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs/invariants.md"
MANY = 30
_HEADING = re.compile(r"^## (\d+)\. (.+)$", re.MULTILINE)
_FILE = re.compile(r"^- `(tests/[\w/]+\.py)`:\s+((?:`test_\w+`(?:,\s+)?)+)$", re.MULTILINE)
_NOT_YET = re.compile(r"^Not yet: (.+?)(?:\n\n|\Z)", re.MULTILINE | re.DOTALL)
_SHORTEST_REASON = 40


@dataclass(frozen=True)
class Invariant:
    """tests: names as pytest gives them. not_yet: the reason why it, or a part of it, is not held; or nothing."""

    number: int
    title: str
    said: str
    tests: tuple[str, ...]
    not_yet: str


def invariants(text: str) -> list[Invariant]:
    """In the order of the page."""
    headings = list(_HEADING.finditer(text))
    ends = [one.start() for one in headings[1:]] + [len(text)]
    return [_invariant(one, text[one.end() : end]) for one, end in zip(headings, ends, strict=True)]


def _invariant(heading: re.Match[str], body: str) -> Invariant:
    tests = tuple(f"{file}::{name}" for file, names in _FILE.findall(body) for name in re.findall(r"`(\w+)`", names))
    reason = _NOT_YET.search(body)
    said = body.strip().split("\n\n")[0]
    return Invariant(int(heading[1]), heading[2], said, tests, " ".join(reason[1].split()) if reason else "")


def faults(text: str, known: Iterable[str]) -> list[str]:
    """What is untrue of the page, or missing. known: the tests there are."""
    found, there = invariants(text), set(known)
    numbers = [one.number for one in found]
    told = [] if numbers == list(range(1, MANY + 1)) else [f"not 1 to {MANY} in order: {numbers}"]
    for one in found:
        told += [f"{one.number}: {test} is not there" for test in one.tests if test not in there]
        told += [f"{one.number}: {test} is named twice" for test in set(one.tests) if one.tests.count(test) > 1]
        if not one.tests and not one.not_yet:
            told.append(f"{one.number}: no test, and no reason why not yet")
        if one.not_yet and len(one.not_yet) < _SHORTEST_REASON:
            told.append(f"{one.number}: “{one.not_yet}” is no reason")
        if one.said.startswith(("- ", "Not yet")) or len(one.said) < _SHORTEST_REASON:
            told.append(f"{one.number}: it is not said what holds")
    mentioned = len(re.findall(r"`test_\w+`", text))
    if mentioned != sum(len(one.tests) for one in found):
        told.append(f"{mentioned} tests are named, some of them out of form: - `tests/….py`: `test_…`, `test_…`")
    return told


def collected(tests: Iterable[str]) -> set[str]:
    """Those that pytest would run, without their parameters: asked of pytest itself, for a name alone runs nothing."""
    files = sorted({file for file in (test.partition("::")[0] for test in tests) if (ROOT / file).exists()})
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *files],
        cwd=ROOT,
        env=plain,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return {line.partition("[")[0] for line in done.stdout.splitlines() if "::" in line}
