"""What waits in the outbox for an address, and what a reader of the letter would take from it."""

import re
from dataclasses import dataclass

import sqlalchemy as sa

from backend.kit.db import Database, Scope
from backend.kit.mail import Letter, SignInLetter


@dataclass(frozen=True)
class Read:
    subject: str
    body: str

    @property
    def path(self) -> str:
        """The page the letter leads to."""
        found = re.search(r"anchorline:(/\S+)", self.body)
        assert found, self.body
        return found[1]

    @property
    def code(self) -> str:
        found = re.search(r"^(\d{3}) (\d{3})$", self.body, re.MULTILINE)
        assert found, self.body
        return found[1] + found[2]


async def letters_to(database: Database, email: str, scope: Scope | None = None) -> list[Read]:
    """Oldest first; of the scope's collaborative, or with none the sign-in letters."""
    table = Letter if scope else SignInLetter
    async with database.session(scope) as session:
        rows = await session.scalars(sa.select(table).where(table.recipient == email).order_by(table.put_at, table.id))
        return [Read(row.subject, row.body) for row in rows]


async def last_to(database: Database, email: str, scope: Scope | None = None) -> Read:
    return (await letters_to(database, email, scope))[-1]
