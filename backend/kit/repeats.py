"""Requests that may be sent twice: the answer is kept under the sender's `Idempotency-Key`, in the effect's transaction.

So either both are there or neither is, whatever dies in between. Who asks again with the same key is given the same answer;
refusals are not kept, as they had no effect and may be put right.
"""

import hashlib
import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa
from litestar import Request, Response
from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from backend.kit.db import Base, Walled, now, unique
from backend.kit.errors import AnchorlineError, Invalid, UnderWay
from backend.kit.programs import Answered, as_json

HEADER = "Idempotency-Key"
KEPT = timedelta(days=30)
KEY = re.compile(r"[!-~]{1,255}")


class IdempotencyKey(Walled, Base):
    """One request that took effect. request_hash: SHA-256 of what was asked; another request may not use the key."""

    __tablename__ = "idempotency_keys"
    person_id: Mapped[UUID]
    key: Mapped[str]
    request_hash: Mapped[bytes]
    status: Mapped[int] = mapped_column(sa.SmallInteger)
    headers: Mapped[dict[str, object]] = mapped_column(JSONB, server_default="{}")
    body: Mapped[str]
    kept_at: Mapped[datetime]

    __table_args__ = (unique("person_id", "key"), Index("ix_idempotency_keys_kept_at", "collaborative_id", "kept_at"))


async def once(
    request: Request[Any, Any, Any],
    session: AsyncSession,
    person_id: UUID,
    work: Callable[[], Awaitable[Answered]],
    *,
    reaches: Callable[[], Awaitable[object]],
) -> Response[bytes]:
    """Do `work` once for this person's key, and give its answer to whoever asks with the key again; without a key, do it.

    session: in which `work` has its effect.
    reaches: raises when what the answer is about is no longer in this person's reach; then a kept one is not given either.

    Raises:
        UnderWay: the same key is being worked on.
        Invalid: the key was used for another request, or is none.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return (await work()).response()
    asked = await _asked(request, _checked(key))
    if answer := await _before(session, person_id, key, asked):
        await reaches()
        return answer
    try:
        answered = await work()
        if not answered.kept or await _keep(session, person_id, key, asked, answered):
            return answered.response()
    except AnchorlineError:
        # A refusal by what the same request did a moment ago is none.
        await session.rollback()
        if answer := await _before(session, person_id, key, asked):
            return answer
        raise
    await session.rollback()  # it was done a moment ago: this one is not
    raise UnderWay("A request with this key was under way.")


async def _before(session: AsyncSession, person_id: UUID, key: str, asked: bytes) -> Response[bytes] | None:
    """The answer that is kept under this key. Raises UnderWay, or Invalid when it is another request's."""
    known = (await session.execute(_KNOWN, {"person": person_id, "key": key, "name": f"{person_id} {key}"})).one()
    if not known.held:
        raise UnderWay("A request with this key is under way.")
    if known.request_hash is None:
        return None
    if known.request_hash != asked:
        raise Invalid(_OTHER, where=HEADER, code="key.used")
    return as_json(known.body, known.status, {**known.headers, "Idempotency-Replayed": "true"})


_OTHER = "This key was used for another request. Take a new key for each thing you want done."
# The lock lasts until the transaction ends. What is seen may be older than the lock by a moment; `once` minds that moment.
_KNOWN = sa.text(
    """
    select pg_try_advisory_xact_lock(hashtextextended(current_setting('app.collaborative_id') || ' repeat ' || :name, 0))
      as held, k.request_hash, k.status, k.headers, k.body
    from (values (1)) as once left join idempotency_keys k on k.person_id = :person and k.key = :key
    """
).columns(headers=JSONB)
# Into the table, not the class: no row is asked back as an object.
_TABLE = cast("sa.Table", IdempotencyKey.__table__)
_KEEP = insert(_TABLE).on_conflict_do_nothing().returning(_TABLE.c.id)


def _checked(key: str) -> str:
    if not KEY.fullmatch(key):
        raise Invalid("Send 1 to 255 visible characters, e.g. a UUID.", where=HEADER, code="key.form")
    return key


async def _asked(request: Request[Any, Any, Any], key: str) -> bytes:
    """What makes it the same request: all but who carries it and when."""
    parts = (request.method, request.url.path, request.url.query, request.headers.get("if-match", ""))
    head = "\n".join([key, *parts]).encode("utf-8", "surrogateescape")
    return hashlib.sha256(head + b"\n" + await request.body()).digest()


async def _keep(session: AsyncSession, person_id: UUID, key: str, asked: bytes, answered: Answered) -> bool:
    """Whether nobody else did; the key's own index tells."""
    row = {
        "id": uuid7(),
        "person_id": person_id,
        "key": key,
        "request_hash": asked,
        "status": answered.status,
        "headers": dict(answered.headers),
        "body": answered.text,
        "kept_at": now(),
    }
    return (await session.execute(_KEEP, row)).one_or_none() is not None


async def forget_old(session: AsyncSession, *, before: datetime) -> None:
    """Under the backbone's scope without a person, which alone reaches everyone's."""
    await session.execute(sa.delete(IdempotencyKey).where(IdempotencyKey.kept_at < before))
