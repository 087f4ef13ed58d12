"""The demonstration's letters go out by themselves while it serves, the last one before it stops."""

import asyncio
from pathlib import Path

from backend.kit import mail
from backend.kit.catcher import Caught, delivering
from backend.kit.db import Database, Scope
from backend.kit.mail import Envelope
from backend.kit.settings import Settings


async def test_letters_go_out_while_it_serves_and_the_last_before_it_stops(fresh: Database, tmp_path: Path) -> None:
    caught = Caught(tmp_path / "letters")
    settings = Settings(_env_file=None, demonstration=True, data=tmp_path)  # type: ignore[call-arg]

    async def put(recipient: str) -> None:
        async with fresh.session(Scope()) as session, session.begin():
            mail.put(session, Envelope(recipient, "Hello", f"See {mail.link('/account')}\n"))

    first, last = "first@hospital.example", "last@hospital.example"
    async with delivering(fresh, settings, caught):
        await put(first)
        for _ in range(100):
            if any(letter.recipient == first for letter in caught.all()):
                break
            await asyncio.sleep(0.05)
        await put(last)
    letters = {letter.recipient: letter.body for letter in caught.all()}
    assert letters[first] == f"See {settings.base_url}/account\n"
    assert last in letters
    assert (tmp_path / "letters").stat().st_mode & 0o077 == 0
    assert [task for task in asyncio.all_tasks() if "_deliver_until" in repr(task)] == []
