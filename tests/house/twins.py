"""Twins: two collaboratives of the same shape, every word and figure of each marked as its own, filled as people fill them.

Both hold the same institutions, ask the same questions for the same quarters, and stand in the same states. What is of one
can be told from what is of the other by its bytes alone: texts carry a canary, numbers are primes that no other answer
has. So a byte of one that turns up with the other is a leak, however it got there.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg

from backend.kit.db import Base, Scope, now
from backend.members import tokens
from backend.members.beginning_tables import Beginning
from backend.members.rules import Role
from backend.members.tables import AddressChange, HeldRole, Invitation, Member, SignInCode
from tests.house.marks import FIGURE, Marks, Primes
from tests.makers import Here, Visitor

OURS, NEIGHBOUR = "wren_general", "st_odile"
Row = Mapping[str, Any]


@dataclass
class Twin:
    """One of the two. rows: every row of every table that belongs to it, as JSON."""

    here: Here
    canary: str
    primes: Primes
    members: dict[str, Member] = field(default_factory=dict)
    people: dict[str, Visitor] = field(default_factory=dict)
    tags: dict[UUID, str] = field(default_factory=dict)  # of each member, in all that it wrote
    rows: dict[str, list[Row]] = field(default_factory=dict)

    @property
    def ours(self) -> Member:
        return self.members[OURS]

    @property
    def neighbour(self) -> Member:
        return self.members[NEIGHBOUR]

    def ids(self, table: str) -> list[str]:
        return [row["id"] for row in self.rows[table]]

    def marks(self) -> Marks:
        """All there is of it."""
        texts = {self.canary, self.here.slug, *self.tags.values(), *(one["email"] for one in self.rows["people"])}
        ids = {row["id"] for rows in self.rows.values() for row in rows if "id" in row} - self._shared
        totals = {n for one in self.rows["editions"] for n in re.findall(r'"(\d{10,12})"', one["text"])}
        return Marks(frozenset(texts), frozenset(totals), frozenset(ids)) | self.figures()

    def inside(self) -> Marks:
        """All but that it is there and what it is called."""
        every = self.marks()
        return Marks(every.texts - {self.canary, self.here.slug}, every.numbers, every.ids - {str(self.here.id)})

    def figures(self, *, but: Iterable[UUID] = ()) -> Marks:
        """What its members wrote, those left out whom `but` names: seen by the member and the backbone alone."""
        theirs = {str(id) for id in self.tags} - {str(id) for id in but}
        written = {str(row["number"]) for row in self.rows["entries"] if row["member_id"] in theirs}
        numbers = {number for number in written if FIGURE.fullmatch(number)}
        tags = {tag for id, tag in self.tags.items() if str(id) in theirs}
        return Marks(frozenset(tags), frozenset(numbers))

    @property
    def _shared(self) -> set[str]:
        """Institutions are the same in both."""
        return {row["id"] for row in self.rows["organizations"]}

    async def read(self, db: asyncpg.Connection) -> None:
        """Take stock. db: as the superuser."""
        self.rows = {table: await _rows(db, table, where, self.here.id) for table, where in OF_ONE.items()}

    async def person(self, *roles: tuple[Role, Member | None], name: str = "Person") -> Visitor:
        """Somebody with these roles here."""
        (first, member), *others = roles
        visitor = await self.here.person(first, member, name=f"{name} {self.canary}")
        await self.give(visitor, *others)
        return visitor

    async def give(self, visitor: Visitor, *roles: tuple[Role, Member | None]) -> None:
        async with self.here.owner.session(Scope.everything_in(self.here.id)) as session, session.begin():
            held = [
                HeldRole(person_id=visitor.person_id, role=role, member_id=member.id if member else None)
                for role, member in roles
            ]
            session.add_all(held)


# ---- All its rows ----------------------------------------------------------------------------------------------------

_PEOPLE = (
    "(select person_id from roles where collaborative_id = $1"
    " except select person_id from roles where collaborative_id <> $1)"
)
# What of each table is one collaborative's; people with roles in two are nobody's own.
UNWALLED_OF_ONE = {
    "collaboratives": "id = $1",
    "invitations": "collaborative_id = $1",
    "api_tokens": "collaborative_id = $1",
    "organizations": "id in (select organization_id from members where collaborative_id = $1)",
    "organization_parents": "organization_id in (select organization_id from members where collaborative_id = $1)",
    "people": f"id in {_PEOPLE}",
    "sign_ins": f"person_id in {_PEOPLE}",
    "sign_in_codes": f"person_id in {_PEOPLE}",
    "address_changes": f"person_id in {_PEOPLE}",
}
OF_ONE = {
    table.name: "collaborative_id = $1"
    for table in Base.metadata.sorted_tables
    if "collaborative_id" in table.primary_key.columns
} | UNWALLED_OF_ONE


async def _rows(db: asyncpg.Connection, table: str, where: str, id: UUID) -> list[Row]:
    bulky = " - 'content'" if table == "edition_files" else ""
    found = await db.fetch(f"select to_jsonb(t){bulky} as row from {table} t where {where}", id)
    return [json.loads(one["row"]) for one in found]


async def checksums(db: asyncpg.Connection, twin: Twin) -> dict[str, str]:
    """Of all its rows, table by table. db: as the superuser, whom no wall keeps out."""
    every = "select md5(coalesce(string_agg(t::text, chr(10) order by t::text), '')) from {} t where {}"
    return {table: await db.fetchval(every.format(table, where), twin.here.id) for table, where in OF_ONE.items()}


# ---- Secrets out of letters ------------------------------------------------------------------------------------------


async def secret(twin: Twin, of: str, person_id: UUID, browser: str) -> str:
    """A living secret of this person, as a letter would bring it. of: the part of the address before it."""
    token, at = tokens.new(), now()
    lives = {"created_at": at, "expires_at": at + timedelta(minutes=20)}
    made = {
        "sign-in": lambda: SignInCode(
            person_id=person_id,
            link_hash=tokens.hashed(token),
            code_hash=tokens.code_hashed(tokens.code_of(token), browser),
            browser_hash=tokens.hashed(browser),
            **lives,
        ),
        "address": lambda: AddressChange(
            person_id=person_id, email=f"{token.lower()}@example.org", token_hash=tokens.hashed(token), **lives
        ),
        "invitations": lambda: Invitation(
            collaborative_id=twin.here.id,
            email=f"{token.lower()}@example.org",
            role=Role.PARTNER,
            token_hash=tokens.hashed(token),
            invited_by=twin.people[Role.ADMINISTRATOR].person_id,
            **lives,
        ),
        "beginnings": lambda: Beginning(email=f"{token.lower()}@example.org", token_hash=tokens.hashed(token), **lives),
    }[of]()
    async with twin.here.owner.session(Scope()) as session, session.begin():
        session.add(made)
    return token
