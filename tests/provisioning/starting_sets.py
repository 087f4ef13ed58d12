"""A small starting set with one thing of each kind, and collaboratives made from it."""

import copy
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit.db import Database, Scope, enter
from backend.members.tables import Collaborative
from backend.provisioning import actions, schemas
from backend.provisioning.rules import Plan
from tests.releases.reporting import BLUEPRINT

SINCE = date(2020, 4, 1)


def starting_set() -> dict[str, Any]:
    """With two areas in a list, a system and its site, and a member. To be altered at will."""
    tag = secrets.token_hex(3).upper()
    return copy.deepcopy(BLUEPRINT) | {
        "areas": {name.lower(): {"kind": "ward", "code": name[0], "name": name} for name in ("North", "South")},
        "area_lists": {"focus": {"name": "Focus", "versions": [{"valid_from": SINCE, "areas": ["north", "south"]}]}},
        "organizations": {
            "trust": {"name": "Oak Trust", "kind": "system"},
            "site": {"name": "Oak House", "parent": "trust", "ods_code": f"T{tag}"},
        },
        "members": {"site": {"organization": "site", "starts": SINCE}},
    }  # fmt: skip


class Made:
    """A collaborative that is made from a starting set, again and again if need be. name: of the starting set."""

    def __init__(self, owner: Database, *, name: str = "") -> None:
        self.owner = owner
        self.slug = f"p-{secrets.token_hex(5)}"
        self.name = name or f"set-{secrets.token_hex(4)}"

    async def apply(self, blueprint: dict[str, Any]) -> Plan:
        wanted = self.wanted(blueprint)
        async with self.owner.session(Scope()) as session, session.begin():
            here = await actions.collaborative(session, wanted)
            session.add(here)
            await enter(session, Scope.everything_in(here.id))
            return await actions.align(session, here, wanted.blueprint)

    def wanted(self, blueprint: dict[str, Any]) -> actions.Wanted:
        return actions.Wanted(self.slug, "Oaks", self.name, schemas.read(blueprint))

    async def rows(self, table: type[Any]) -> list[Any]:
        async with self.owner.session(Scope()) as session:
            return await _rows(session, self.slug, table)


@asynccontextmanager
async def entered(made: Made) -> AsyncIterator[AsyncSession]:
    """In the scope of what was made, as the owner."""
    async with made.owner.session(Scope()) as session:
        here = (await session.scalars(sa.select(Collaborative).where(Collaborative.slug == made.slug))).one()
        await enter(session, Scope.everything_in(here.id))
        yield session


async def _rows(session: AsyncSession, slug: str, table: type[Any]) -> list[Any]:
    here = (await session.scalars(sa.select(Collaborative).where(Collaborative.slug == slug))).one_or_none()
    if here is None:
        return []
    await enter(session, Scope.everything_in(here.id))
    return list(await session.scalars(sa.select(table)))
