"""The demonstration's mail server: a real SMTP server on this machine that keeps every letter in a folder, for a page.

Letters take the same way as anywhere, out of the outbox and by SMTP; only nobody's mailbox is at the end of it.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, cast

import structlog
from aiosmtpd.smtp import SMTP, Envelope
from uuid_utils.compat import uuid7

from backend.kit.db import Database
from backend.kit.errors import NotFound
from backend.kit.outbox import deliver
from backend.kit.settings import Settings
from backend.kit.smtp import Smtp

log = structlog.get_logger("anchorline.letters")

KEPT = 500
EVERY_SECONDS = 1.0
SENDER = "Anchorline <letters@anchorline.invalid>"


@dataclass(frozen=True, slots=True)
class CaughtLetter:
    id: str
    recipient: str
    subject: str
    at: datetime
    body: str


class Caught:
    """The letters of a demonstration, the newest `KEPT` of them, one file each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = self.folder / f".{uuid7()}"
        unfinished.write_bytes(content)
        unfinished.rename(self.folder / f"{uuid7()}.eml")
        for old in self._files()[KEPT:]:
            old.unlink(missing_ok=True)

    def all(self) -> Sequence[CaughtLetter]:
        """The newest first."""
        return [_read(path) for path in self._files()]

    def one(self, id: str) -> CaughtLetter:
        """Raises: NotFound."""
        path = self.folder / f"{id}.eml"
        if not re.fullmatch(r"[0-9a-f-]{36}", id) or not path.is_file():
            raise NotFound("There is nothing at this address.")
        return _read(path)

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob("*.eml"), reverse=True)  # uuid7: by time


def _read(path: Path) -> CaughtLetter:
    message = message_from_bytes(path.read_bytes(), policy=default)
    return CaughtLetter(
        id=path.stem,
        recipient=str(message["To"]),
        subject=str(message["Subject"]),
        at=parsedate_to_datetime(str(message["Date"])),
        body=cast("str", message.get_content()).replace("\r\n", "\n"),
    )


class _Handler:
    def __init__(self, caught: Caught) -> None:
        self._caught = caught

    async def handle_DATA(self, _server: SMTP, _session: Any, envelope: Envelope) -> str:
        await asyncio.to_thread(self._caught.put, cast("bytes", envelope.content))
        return "250 Caught"


@asynccontextmanager
async def catching(caught: Caught) -> AsyncIterator[Smtp]:
    """The server, on a free port of this machine, and how to reach it."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(_Handler(caught), hostname="localhost", enable_SMTPUTF8=True, loop=loop), "127.0.0.1", 0
    )
    try:
        yield Smtp(SENDER, "127.0.0.1", server.sockets[0].getsockname()[1])
    finally:
        server.close()
        await server.wait_closed()


@asynccontextmanager
async def delivering(database: Database, settings: Settings, caught: Caught) -> AsyncIterator[None]:
    """While the demonstration serves, its letters go out every second; the last ones before it stops."""
    async with catching(caught) as smtp:
        stop = asyncio.Event()
        task = asyncio.create_task(_deliver_until(stop, database, smtp, settings.base_url))
        try:
            yield
        finally:
            stop.set()
            await task


async def _deliver_until(stop: asyncio.Event, database: Database, smtp: Smtp, base_url: str) -> None:
    stopped = False
    while not stopped:
        stopped = stop.is_set()  # once more after the word to stop
        try:
            await deliver(database, smtp, base_url)
        except Exception:
            log.exception("letters not delivered")
        try:
            await asyncio.wait_for(stop.wait(), EVERY_SECONDS)
        except TimeoutError:
            continue
