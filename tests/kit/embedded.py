"""An embedded server, and what tests do to it: connect, wait, find its guard, use it from another process."""

import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg

from backend.kit.postgres import Server


@asynccontextmanager
async def connected(server: Server, role: Any = "owner", name: str = "anchorline") -> AsyncIterator[Any]:
    connection = await asyncpg.connect(server.dsn(role, name))
    try:
        yield connection
    finally:
        await connection.close()


def until(true: Callable[[], Any], *, seconds: float = 20) -> None:
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, "waited in vain"
        time.sleep(0.05)


def guard_of(server: Server) -> int:
    """By its command line; the lock itself does not say who holds it."""
    for process in Path("/proc").glob("[0-9]*"):
        words = (process / "cmdline").read_bytes().split(b"\0") if (process / "cmdline").exists() else []
        if b"backend.kit.pg_guard" in words and os.fsencode(server.folder.path) in words:
            return int(process.name)
    raise AssertionError("there is no guard")


def another_user_of(data: Path) -> subprocess.Popen[str]:
    program = (
        "import sys, time; from pathlib import Path; from backend.kit.postgres import start; "
        "start(Path(sys.argv[1]), durable=False); print('up', flush=True); time.sleep(600)"
    )
    process = subprocess.Popen([sys.executable, "-c", program, str(data)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    return process


def end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()
