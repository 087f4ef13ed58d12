"""Files made to do harm: each is refused in a sentence or read exactly, in little memory and time, by another process."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from backend.kit.errors import Invalid
from backend.kit.sheets import apart
from backend.kit.sheets.book import Book
from tests.kit.sheets import hostile, hostile_cells
from tests.kit.sheets.cases import Case

CASES = (*hostile.FILES, *hostile_cells.FILES)
MOST_KB = 200_000
MOST_CPU_MS = 5_000
GROWN_KB = 80_000  # in the process that asks: rows that came before the fault was found


def own_kb() -> int:
    found = re.search(r"VmRSS:\s*(\d+)", Path("/proc/self/status").read_text())
    assert found
    return int(found[1])


async def outcome(content: bytes, name: str) -> tuple[Book | Invalid, Mapping[str, Any]]:
    with capture_logs() as logs:
        try:
            said: Book | Invalid = await apart.read(content, name)
        except Invalid as refusal:
            said = refusal
    return said, next((entry for entry in logs if "peak_kb" in entry), {})


def test_there_are_files_enough() -> None:
    assert len(CASES) > 90
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_a_hostile_file_is_refused_in_words_or_read_exactly(case: Case) -> None:
    content = case.build()
    before = own_kb()
    said, spent = await outcome(content, case.file_name)
    assert own_kb() - before < GROWN_KB
    if case.refused:
        assert isinstance(said, Invalid)
        problem = said.problems[0]
        assert (problem.code, len(said.problems)) == (case.refused, 1)
        assert case.says in problem.message
        assert case.where is None or problem.where == case.where
        assert_a_sentence(problem.message)
    else:
        assert isinstance(said, Book)
        assert {at: (c.text, c.kind) for at, c in said.tabs[0].cells.items() if at in case.spots} == case.spots
    if case.refused != "large":  # which is refused before a process is started
        assert 0 < spent["peak_kb"] < MOST_KB
        assert 0 < spent["cpu_ms"] < MOST_CPU_MS


def assert_a_sentence(message: str) -> None:
    """For a person who may not know what XML is: begins as one, ends as one, says no name of ours."""
    assert re.match("[A-Z]", message)
    assert message.endswith(".")
    assert "Error" not in message
    assert "Traceback" not in message
