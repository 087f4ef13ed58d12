"""The database: tables that know their collaborative, and sessions that know who is asking.

A `Scope` is what one session may see. One hook puts it into the transaction, never into the connection, and PostgreSQL's
row policies (`backend.migrations.walls`) read it from there. A session without a scope may touch no walled table: the
query is an error, not an empty result.
"""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Literal, Self, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg
import sqlalchemy as sa
from sqlalchemy import event, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, SessionTransaction, declared_attr, mapped_column
from sqlalchemy.orm import relationship as orm_relationship
from uuid_utils.compat import uuid7

from backend.kit.errors import NotFound

NOWHERE = UUID(int=0)
ALL_AUDIENCES = ("own_member", "members", "backbone", "partners", "public")


@dataclass(frozen=True, slots=True)
class Scope:
    """What a session may see: one collaborative, in it some members, all or none, and editions for some audiences.

    members: "all" for the backbone, else the ids of the members one acts for (empty: partners and the public).
    """

    collaborative_id: UUID = NOWHERE
    members: Literal["all"] | frozenset[UUID] = frozenset()
    audiences: tuple[str, ...] = ("public",)
    person_id: UUID | None = None

    @classmethod
    def everything_in(cls, collaborative_id: UUID, *, person_id: UUID | None = None) -> Self:
        return cls(collaborative_id, "all", ALL_AUDIENCES, person_id)

    @property
    def settings(self) -> dict[str, str]:
        members = self.members if self.members == "all" else ",".join(sorted(map(str, self.members)))
        return {
            "collaborative": str(self.collaborative_id),
            "members": members,
            "audiences": ",".join(self.audiences),
            "person": str(self.person_id or ""),
        }


_PUT_SCOPE = text(
    "select set_config('app.collaborative_id', :collaborative, true), set_config('app.members', :members, true),"
    " set_config('app.audiences', :audiences, true), set_config('app.person', :person, true)"
)


class ScopedSession(Session):
    """The synchronous half of every session; only here so that the hook below has its own class to listen to."""


@event.listens_for(ScopedSession, "after_begin")
def _raise_the_wall(session: Session, _transaction: SessionTransaction, connection: sa.Connection) -> None:
    scope = session.info.get("scope")
    if scope is not None:
        connection.execute(_PUT_SCOPE, scope.settings)


# Two cores and tables of one collaborative's size: parallel plans lose (measured, docs/running.md).
# What is read lies in memory or on a disk without arms: with the price of one that has them, a key is looked for by reading
# the whole of a small table, once for every row that names it.
_PLANNED: dict[str, Any] = {
    "server_settings": {"max_parallel_workers_per_gather": "0", "jit": "off", "random_page_cost": "1.1"}
}

# A pooler refuses such settings, and does not know on which connection a statement was prepared.
_UNPREPARED: dict[str, Any] = {
    "statement_cache_size": 0,
    "prepared_statement_cache_size": 0,
    "prepared_statement_name_func": lambda: f"s{uuid7().hex}",
}


OVERFLOW = 5  # connections of a process beside those it keeps, while it is busy


async def _connect(*where: Any, **how: Any) -> asyncpg.Connection:
    """A server that starts has no socket for a moment, or a full one; neither is a fault of ours (`kit.away`).

    Raises:
        asyncpg.CannotConnectNowError: there is nobody at the address.
    """
    try:
        return await asyncpg.connect(*where, **how)
    except OSError as nobody:
        raise asyncpg.CannotConnectNowError(str(nobody)) from nobody


RESTED = 1.0  # seconds a connection was not used; one that just answered is there


def _note_rest(_connection: Any, record: sa.pool.ConnectionPoolEntry) -> None:
    record.info["rests_since"] = time.monotonic()


def _ask_the_rested(connection: Any, record: sa.pool.ConnectionPoolEntry, _proxy: Any) -> None:
    """A connection that has rested may have died meanwhile: it is asked first, and replaced when it does not answer."""
    if time.monotonic() - record.info.get("rests_since", 0.0) < RESTED:
        return
    try:
        cursor = connection.cursor()
        cursor.execute("select 1")
        cursor.close()
        connection.rollback()
    except Exception as gone:
        raise sa.exc.DisconnectionError from gone


class Database:
    """One engine and its sessions.

    behind_pooler: PgBouncer in transaction mode stands between, so nothing may be prepared on one connection and used on
    the next. echo_statements is left to the logger `sqlalchemy.engine`; values are never logged (`hide_parameters`).
    """

    def __init__(
        self, url: str, *, pool_size: int = 5, max_overflow: int = OVERFLOW, behind_pooler: bool = False
    ) -> None:
        self.engine: AsyncEngine = create_async_engine(
            url,
            pool_size=pool_size,
            max_overflow=max_overflow,
            hide_parameters=True,
            connect_args={**(_UNPREPARED if behind_pooler else _PLANNED), "async_creator_fn": _connect},
        )
        event.listen(self.engine.sync_engine.pool, "checkin", _note_rest)
        event.listen(self.engine.sync_engine.pool, "checkout", _ask_the_rested)
        self._make = async_sessionmaker(self.engine, sync_session_class=ScopedSession, expire_on_commit=False)

    def session(self, scope: Scope | None) -> AsyncSession:
        """A session of this scope; None for the few unwalled tables only."""
        return self._make(info={"scope": scope})

    async def close(self) -> None:
        await self.engine.dispose()


async def enter(session: AsyncSession, scope: Scope) -> None:
    """Go on in the same transaction under another scope, once a token or an operator has told where it leads."""
    await session.flush()
    session.info["scope"] = scope
    await session.execute(_PUT_SCOPE, scope.settings)


def entering(collaborative: str, person: str) -> Sequence[str]:
    """Columns by which the statement that finds who asks, and where, puts their scope into the transaction: of what is
    public and of oneself, so that what is read next has its walls. That statement itself may read no walled table.

    collaborative, person: the columns with their ids, in SQL; null for none.
    """
    return (
        f"set_config('app.collaborative_id', coalesce({collaborative}, '{NOWHERE}')::text, true)",
        "set_config('app.members', '', true)",
        "set_config('app.audiences', 'public', true)",
        f"set_config('app.person', coalesce({person}::text, ''), true)",
    )


def scope_in(session: AsyncSession) -> Scope:
    """The scope the session is in; the empty one if it has none."""
    return session.info.get("scope") or Scope()


class Base(DeclarativeBase):
    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012
        str: sa.Text(),
        Decimal: sa.Numeric(),
        datetime: sa.DateTime(timezone=True),
        date: sa.Date(),
        bytes: sa.LargeBinary(),
        dict[str, Any]: JSONB(),
        list[str]: ARRAY(sa.Text()),
    }


class Walled:
    """A row of one collaborative. The database fills `collaborative_id` from the scope; it leads every key."""

    collaborative_id: Mapped[UUID] = mapped_column(
        primary_key=True,
        sort_order=-20,
        server_default=text("current_setting('app.collaborative_id')::uuid"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-19, default=uuid7)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        # collaborative_id comes back with the INSERT itself, so that it can be read without another query.
        return {"eager_defaults": True}


class OfMember(Walled):
    """A row that belongs to one member: closed to every other member by the second ring."""

    member_id: Mapped[UUID] = mapped_column(sort_order=-18)


def to(table: str, column: str, **options: Any) -> sa.ForeignKeyConstraint:
    """A foreign key inside the collaborative: the pair, because key checks bypass row policies."""
    return sa.ForeignKeyConstraint(
        ["collaborative_id", column], [f"{table}.collaborative_id", f"{table}.id"], **options
    )


def unique(*columns: str, **options: Any) -> sa.UniqueConstraint:
    """Unique inside the collaborative. Blank category columns count as equal (`nulls not distinct`)."""
    return sa.UniqueConstraint("collaborative_id", *columns, postgresql_nulls_not_distinct=True, **options)


def one(here: str, there: str, column: str, **options: Any) -> Any:
    """Relationship to one row of another walled table; raises instead of loading by surprise.

    The join is spelled out because two keys that share `collaborative_id` make SQLAlchemy warn.
    """
    same_id = f"foreign({here}.{column}) == {there}.id"
    same_collaborative = f"{here}.collaborative_id == {there}.collaborative_id"
    return orm_relationship(there, lazy="raise", primaryjoin=f"and_({same_id}, {same_collaborative})", **options)


W = TypeVar("W", bound=Walled)


async def find(
    session: AsyncSession, table: type[W], id: UUID, *, options: Iterable[Any] = (), lock: bool = False
) -> W:
    """The row with this id in the session's scope.

    lock: hold the row until the transaction ends, for deeds that depend on its state; as it is now, if it was read before.

    Raises:
        NotFound: there is none, or the scope may not see it; the two cannot be told apart.
    """
    query = sa.select(table).where(table.id == id).options(*options)
    if lock:
        query = query.with_for_update(of=table).execution_options(populate_existing=True)
    row = (await session.scalars(query)).one_or_none()
    if row is None:
        raise NotFound("There is nothing at this address.")
    return row


def now() -> datetime:
    """The one clock deeds read; tests set time by passing it."""
    return datetime.now(UTC)


def today_in(zone: str) -> date:
    """The day it is there now; deadlines mean the end of that day in the collaborative's zone."""
    return datetime.now(ZoneInfo(zone)).date()
