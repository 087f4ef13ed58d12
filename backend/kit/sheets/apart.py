"""Files of others are opened in a process of their own: little memory, little time, nothing of our environment, no database.

What they do there ends there. Two at once; who comes third waits.
"""

import asyncio
import json
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from tempfile import TemporaryDirectory
from typing import NoReturn
from weakref import WeakKeyDictionary

import structlog

from backend.kit.errors import Invalid, Problem
from backend.kit.sheets.book import Book
from backend.kit.sheets.frames import LENGTH, framed, spoken
from backend.kit.sheets.limits import CHEAPER
from backend.kit.sheets.messages import Gathering, Message
from backend.kit.sheets.recognising import refuse_large
from backend.kit.sheets.remarks import Remark

AT_ONCE = 2
_PROGRAM = "from backend.kit.sheets.child import main; main()"
_BUFFER = 1 << 20
_LARGEST_ANSWER = 100_000_000
_waiting: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()

log = structlog.get_logger("anchorline.sheets")

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Limits:
    """memory: bytes of address space. seconds: of the processor, and three times as many by the clock, for others work too.
    writes: bytes of a temporary file.
    """

    memory: int = 1 << 30
    seconds: int = 20
    writes: int = 0

    @property
    def clock(self) -> int:
        return 3 * self.seconds


READING = Limits()
ANNOTATING = Limits(seconds=40, writes=200_000_000)  # openpyxl keeps sheets in temporary files


async def read(content: bytes, name: str, *, progress: Progress | None = None, limits: Limits = READING) -> Book:
    """The workbook or delimited file as it stands. name: as it was sent; only says what a refused file is.

    progress: called with what is done and of how much, in units of the file's own.
    Cancelling the task ends the reader at once.

    Raises:
        Invalid: it is refused, too large for the limits, or cells in it are unreadable, each named.
    """
    gathering = Gathering(sha256(content).hexdigest())

    def take(message: Message) -> None:
        gathering.take(message)
        if progress is not None and "done" in message:
            progress(message["done"], message["total"])

    await _run({"job": "read", "name": name}, content, limits, take)
    if gathering.book is None:
        _refuse_unread()
    return gathering.book


async def annotate(content: bytes, name: str, remarks: Sequence[Remark], *, limits: Limits = ANNOTATING) -> bytes:
    """The same file with each remark beside its cell: comments, colours and a tab of all remarks, or one more column.

    Raises:
        Invalid: as `read`.
    """
    said = [(remark.tab, remark.address, remark.text, remark.severity) for remark in remarks]
    given = await _run({"job": "annotate", "name": name, "remarks": said}, content, limits, lambda _: None)
    if given is None:
        _refuse_unread()
    return given


async def _run(job: Message, content: bytes, limits: Limits, take: Callable[[Message], None]) -> bytes | None:
    """The file the process gives back, if it gives one; every other answer goes to `take`."""
    refuse_large(content)
    loop = asyncio.get_running_loop()
    async with _waiting.setdefault(loop, asyncio.Semaphore(AT_ONCE)):
        # What it writes on the way must not outlive it, even if it is killed.
        with TemporaryDirectory(prefix="anchorline-") as folder:
            return await _run_in(folder, job, content, limits, take)


async def _run_in(
    folder: str, job: Message, content: bytes, limits: Limits, take: Callable[[Message], None]
) -> bytes | None:
    process = await _start(limits, folder)
    try:
        async with asyncio.timeout(limits.clock):
            return await _converse(process, spoken(job) + framed(content), take)
    except TimeoutError:
        _refuse_slow()
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def _start(limits: Limits, folder: str) -> asyncio.subprocess.Process:
    arguments = map(str, (limits.memory, limits.seconds, limits.clock, limits.writes))
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", "-c", _PROGRAM, *arguments),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={"TMPDIR": folder},
        cwd=folder,
        limit=_BUFFER,
    )


async def _converse(process: asyncio.subprocess.Process, said: bytes, take: Callable[[Message], None]) -> bytes | None:
    assert process.stdin is not None and process.stdout is not None  # noqa: PT018 - both were asked for as pipes
    with suppress(BrokenPipeError, ConnectionResetError):
        process.stdin.write(said)
        await process.stdin.drain()
        process.stdin.close()
    given: bytes | None = None
    said_last: Message = {}
    with suppress(asyncio.IncompleteReadError):
        while True:
            message: Message = json.loads(await _next(process.stdout))
            if "spent" in message:
                log.info("file read apart", **message["spent"])
                _refuse_if_said(said_last)
                return given
            said_last = message
            if "bytes" in message:
                given = await _next(process.stdout)
            take(message)
            await asyncio.sleep(0)  # others have their turn between two thousand rows
    log.warning("the reader of a file ended without an answer", status=await process.wait())
    return _refuse_slow() if process.returncode == -signal.SIGXCPU else _refuse_unread()


async def _next(stream: asyncio.StreamReader) -> bytes:
    """
    Raises:
        asyncio.IncompleteReadError: the process ended, or says more than is listened to.
    """
    length = int.from_bytes(await stream.readexactly(LENGTH), "big")
    if length > _LARGEST_ANSWER:
        raise asyncio.IncompleteReadError(b"", length)
    return await stream.readexactly(length)


def _refuse_if_said(message: Message) -> None:
    if "problems" in message:
        raise Invalid([Problem(where, what, code) for where, what, code in message["problems"]])
    if "died" in message:
        raise Invalid(f"The file needs more memory to read than is given to one file. {CHEAPER}", code="sheet.memory")
    if "fault" in message:
        log.error("the reader of a file failed", fault=message["fault"])
        _refuse_unread()


def _refuse_slow() -> NoReturn:
    raise Invalid(f"The file takes longer to read than is given to one file. {CHEAPER}", code="sheet.time")


def _refuse_unread() -> NoReturn:
    raise Invalid(f"The file could not be read. {CHEAPER}", code="sheet.unread")
