"""Everybody's mailbox: a real SMTP server on this machine that keeps each letter by whom it is to."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

from tests.journeys.installation import free_port

PATIENCE = 90  # seconds, on a machine that does much besides; the scheduler looks for letters every five


@dataclass
class Mailbox:
    port: int
    letters: list[EmailMessage] = field(default_factory=list)  # not read yet
    ever: list[EmailMessage] = field(default_factory=list)
    arrived: threading.Condition = field(default_factory=threading.Condition)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:
        letter = cast("EmailMessage", message_from_bytes(cast("bytes", envelope.content), policy=default))
        with self.arrived:
            self.letters.append(letter)
            self.ever.append(letter)
            self.arrived.notify_all()
        return "250 OK"

    def letter_to(self, address: str, subject: str) -> str:
        """The text of the next letter to this address with these words in its subject, once it has come. It is read once."""

        def matching() -> EmailMessage | None:
            mine = (letter for letter in self.letters if letter["To"] == address)
            return next((letter for letter in mine if subject in str(letter["Subject"])), None)

        with self.arrived:
            found = self.arrived.wait_for(matching, PATIENCE)
            there = [f"{letter['To']}: {letter['Subject']}" for letter in self.letters]
            assert found, f"no letter “{subject}” to {address} in {PATIENCE} seconds; there are {there}"
            self.letters.remove(found)
        return str(found.get_content()).replace("\r\n", "\n")


def link_in(letter: str) -> str:
    """The first address in it."""
    found = re.search(r"https?://\S+", letter)
    assert found, letter
    return found[0]


def code_in(letter: str) -> str:
    found = re.search(r"^(\d{3}) (\d{3})$", letter, re.MULTILINE)
    assert found, letter
    return found[1] + found[2]


@contextmanager
def catching() -> Iterator[Mailbox]:
    mailbox = Mailbox(free_port())
    server = Controller(mailbox, hostname="127.0.0.1", port=mailbox.port)
    server.start()
    try:
        yield mailbox
    finally:
        server.stop()
