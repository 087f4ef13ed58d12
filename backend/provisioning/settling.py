"""What a collaborative's own people change of its settings: planned as a file's would be, shown, then done."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import set_committed_value

from backend.kit.errors import Conflict, Refused
from backend.kit.languages import translated
from backend.members.tables import Collaborative
from backend.provisioning.rows import SETTINGS
from backend.provisioning.rules import Change, plan
from backend.provisioning.state import Kind, Row

_BESIDE = ("then", "seen", "reason")  # said beside what was looked at, and not looked at


def planned(here: Collaborative, becomes: Mapping[str, Any]) -> tuple[Change, ...]:
    """Of these settings, what would be different. becomes: by the column's name, as plain data."""
    now = {name: getattr(here, name) for name in becomes}
    todo = plan({Kind.SETTINGS: {(): Row(now)}}, {Kind.SETTINGS: {(): Row(becomes)}}, slug=here.slug)
    return tuple(change for item in todo.changed for change in item.changes)


def stands(here: Collaborative) -> str:
    """A short name for what the settings are now: sent back with a change, it tells whether they were changed since."""
    facts = {name: getattr(here, name) for name in (*SETTINGS, "name")}
    return sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()[:32]


def seen(stood: str, typed: Mapping[str, Any]) -> str:
    """What a form sends back with a change: what stood there, and what was typed, when both were looked at."""
    return stood + _typed(typed)


def looked_at(seen: str, typed: Mapping[str, Any]) -> bool:
    """Whether it is just this that was looked at before it is done; what was typed since was seen by nobody."""
    return seen.endswith(_typed(typed))


def _typed(typed: Mapping[str, Any]) -> str:
    """Spaces and line ends make no difference: browsers change them."""
    facts = {name: " ".join(str(one).split()) for name, one in typed.items() if name not in _BESIDE}
    return sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:16]


async def hold(session: AsyncSession, here: Collaborative) -> None:
    """Nobody else changes the settings here until this transaction ends, and `here` is as they stand now."""
    lock = "select pg_advisory_xact_lock(hashtextextended('settings ' || current_setting('app.collaborative_id'), 0))"
    await session.execute(sa.text(lock))
    columns = [getattr(Collaborative, name) for name in (*SETTINGS, "name")]
    row = (await session.execute(sa.select(*columns).where(Collaborative.id == here.id))).one()
    for name, value in row._mapping.items():
        set_committed_value(here, name, value)


def changed_meanwhile() -> Conflict:
    return Conflict(translated("Somebody changed the settings meanwhile. Look at them again, and then save."))


async def unchanged(session: AsyncSession, here: Collaborative, *, since: str) -> None:
    """Held, as they were when they were looked at. since: what was `seen` then. Raises Conflict."""
    await hold(session, here)
    if not since.startswith(stands(here)):
        raise changed_meanwhile()


async def settle(session: AsyncSession, here: Collaborative, becomes: Mapping[str, Any]) -> None:
    """Does it, and leaves it in the trail. session: in the backbone's scope, as the site's role or the owner's.

    Raises:
        Refused: by anybody else.
    """
    if not await session.scalar(sa.select(sa.func.settled(sa.cast(dict(becomes), JSONB)))):
        raise Refused(translated("Only the backbone changes the settings."))
    for name, value in becomes.items():
        set_committed_value(here, name, value)
