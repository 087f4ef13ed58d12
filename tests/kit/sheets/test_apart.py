"""The process apart: nothing of ours goes in, little may be used, and it ends when it should."""

import asyncio
import os
import signal
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from backend.kit.errors import Invalid
from backend.kit.sheets import apart
from backend.kit.sheets.apart import Limits
from tests.kit.sheets.written import Sheet, workbook
from tests.kit.sheets.xlsx_parts import book

SMALL = book()
TELLS = """
import json, os, resource, sys
from backend.kit.errors import Invalid
from backend.kit.sheets import child
def looks(content, name, tell):
    seen = {"environment": sorted(os.environ), "open": len(os.listdir("/proc/self/fd")), "nice": os.nice(0),
            "core": resource.getrlimit(resource.RLIMIT_CORE)[0], "writes": resource.getrlimit(resource.RLIMIT_FSIZE)[0],
            "slow": sorted({"sqlalchemy", "pydantic", "asyncio", "openpyxl", "charset_normalizer"} & set(sys.modules))}
    raise Invalid(json.dumps(seen))
child.read = looks
child.main()
"""
HOLDS = "from backend.kit.sheets import child; child.read = lambda *_: bytearray(900_000_000); child.main()"
SPINS = "from backend.kit.sheets import child\ndef spin(*_):\n    while True: pass\nchild.read = spin\nchild.main()"
SLEEPS = "import time; time.sleep(60)"
WRITES = """
import tempfile, time
with tempfile.NamedTemporaryFile(delete=False) as kept:
    kept.write(b"figures")
time.sleep(60)
"""
DIES = "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)"
ERRS = "from backend.kit.sheets import child; child.read = lambda *_: [].pop(0); child.main()"
PRINTS = """
from backend.kit.sheets import child
read = child.read
def loud(*told):
    print("x" * 99)
    read(*told)
child.read = loud
child.main()
"""


def large(rows: int) -> bytes:
    return workbook([Sheet("S", ([f"member {n}", n, n + 1] for n in range(rows)))])


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[asyncio.subprocess.Process]:
    """Every process that is started, in order."""
    seen: list[asyncio.subprocess.Process] = []
    start = apart._start

    async def noted(limits: Limits, folder: str) -> asyncio.subprocess.Process:
        seen.append(await start(limits, folder))
        return seen[-1]

    monkeypatch.setattr(apart, "_start", noted)
    return seen


def still_there(folders: list[str]) -> list[str]:
    return [folder for folder in folders if Path(folder).exists()]


async def refusal(content: bytes = SMALL, **options: Any) -> Invalid:
    with pytest.raises(Invalid) as refused:
        await apart.read(content, "figures.xlsx", **options)
    return refused.value


async def test_a_workbook_and_a_table_come_back_as_books() -> None:
    read = await apart.read(SMALL, "figures.xlsx")
    assert [(tab.name, list(tab.lines())) for tab in read.tabs] == [("S", [(1, ("1", "hello"))])]
    assert len(read.sha256) == 64
    assert (await apart.read(b"a,b\n1,2\n", "figures.csv")).tabs[0].text(2, 2) == "2"


async def test_nothing_of_ours_goes_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANCHORLINE_SECRET", "canary")
    monkeypatch.setattr(apart, "_PROGRAM", TELLS)
    said = str(await refusal())
    assert '"environment": ["LC_CTYPE", "TMPDIR"]' in said or '"environment": ["TMPDIR"]' in said
    assert '"open": 5' in said  # three pipes, one more for the answer, and the folder being listed
    assert f'"nice": {min(os.nice(0) + 5, 19)}' in said
    assert '"core": 0, "writes": 0, "slow": []' in said


async def test_memory_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_PROGRAM", HOLDS)
    assert (await refusal(limits=Limits(memory=500 << 20))).problems[0].code == "sheet.memory"
    assert (await refusal(limits=Limits(memory=2 << 30))).problems[
        0
    ].code == "sheet.unread"  # it held it, and read nothing


async def test_time_is_limited(monkeypatch: pytest.MonkeyPatch, started: list[asyncio.subprocess.Process]) -> None:
    with monkeypatch.context() as patient:  # a busy machine gives a second of its processor late
        patient.setattr(apart, "_PROGRAM", SPINS)
        patient.setattr(Limits, "clock", 60)
        assert (await refusal(limits=Limits(seconds=1))).problems[0].code == "sheet.time"
    assert started[0].returncode == -signal.SIGXCPU
    monkeypatch.setattr(apart, "_PROGRAM", SLEEPS)
    assert (await refusal(limits=Limits(seconds=1))).problems[0].code == "sheet.time"
    assert started[1].returncode == -signal.SIGKILL


@pytest.mark.parametrize(
    ("program", "logged"),
    [(DIES, "ended without an answer"), (ERRS, "failed"), ("pass", "ended without an answer")],
    ids=["dies", "errs", "says nothing"],
)
async def test_a_reader_that_fails_is_a_sentence_for_the_sender_and_an_event_for_us(
    program: str, logged: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "_PROGRAM", program)
    with capture_logs() as logs:
        assert (await refusal()).problems[0].code == "sheet.unread"
    assert any(logged in entry["event"] and entry["log_level"] in ("warning", "error") for entry in logs)


async def test_what_a_library_prints_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "_PROGRAM", PRINTS)
    assert (await apart.read(SMALL, "figures.xlsx")).tabs[0].text(1, 1) == "1"


async def test_whoever_gives_up_ends_the_reader(started: list[asyncio.subprocess.Process]) -> None:
    content = large(60_000)
    begun = asyncio.Event()
    reading = asyncio.create_task(apart.read(content, "figures.xlsx", progress=lambda *_: begun.set()))
    await begun.wait()
    reading.cancel()
    with suppress(asyncio.CancelledError):
        await reading
    assert started[0].returncode == -signal.SIGKILL
    assert reading.cancelled()


async def test_progress_rises_to_the_whole() -> None:
    seen: list[tuple[int, int]] = []
    await apart.read(large(5_000), "figures.xlsx", progress=lambda *done: seen.append(done))
    assert len(seen) >= 5
    assert seen == sorted(seen)
    assert seen[-1][0] == seen[-1][1]


async def test_two_are_read_at_once_and_others_wait(started: list[asyncio.subprocess.Process]) -> None:
    most = 0

    async def watch() -> None:
        nonlocal most
        while True:
            most = max(most, sum(process.returncode is None for process in started))
            await asyncio.sleep(0.005)

    watching = asyncio.create_task(watch())
    content = large(2_000)
    await asyncio.gather(*(apart.read(content, "figures.xlsx") for _ in range(6)))
    watching.cancel()
    assert (most, len(started)) == (apart.AT_ONCE, 6)


async def test_what_a_killed_reader_wrote_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    start = apart._start

    async def noted(limits: Limits, folder: str) -> asyncio.subprocess.Process:
        seen.append(folder)
        return await start(limits, folder)

    monkeypatch.setattr(apart, "_start", noted)
    monkeypatch.setattr(apart, "_PROGRAM", WRITES)
    assert (await refusal(limits=Limits(seconds=1, writes=100))).problems[0].code == "sheet.time"
    assert still_there(seen) == []
