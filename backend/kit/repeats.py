"""Requests that may be sent twice: the answer is kept under the sender's `Idempotency-Key`, in the effect's transaction.

So either both are there or neither is, whatever dies in between. Who asks again with the same key is given the same answer;
refusals are not kept, as they had no effect and may be put right.
"""

import hashlib
import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from litestar import Request, Response
from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from backend.kit.db import Base, Walled, now, unique
from backend.kit.errors import Invalid, UnderWay
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
    request: Request[Any, Any, Any], session: AsyncSession, person_id: UUID, work: Callable[[], Awaitable[Answered]]
) -> Response[bytes]:
    """Do `work` once for this person's key, and give its answer to whoever asks with the key again; without a key, do it.

    session: in which `work` has its effect.

    Raises:
        UnderWay: the same key is being worked on.
        Invalid: the key was used for another request, or is none.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return (await work()).response()
    asked = await _asked(request, _checked(key))
    # Held until the transaction ends, so what is read after it is all that was ever done under this key.
    if not await session.scalar(_HOLD, {"name": f"repeat {person_id} {key}"}):
        raise UnderWay("A request with this key is under way.")
    known = (await session.execute(_KNOWN, {"person": person_id, "key": key})).one_or_none()
    if known is not None:
        if known.request_hash != asked:
            raise Invalid(_OTHER, where=HEADER, code="key.used")
        return as_json(known.body, known.status, {**known.headers, "Idempotency-Replayed": "true"})
    answered = await work()
    if answered.kept:
        session.add(_kept(person_id, key, asked, answered))
    return answered.response()


_OTHER = "This key was used for another request. Take a new key for each thing you want done."
_HOLD = sa.text(
    "select pg_try_advisory_xact_lock(hashtextextended(current_setting('app.collaborative_id') || :name, 0))"
)
_KNOWN = sa.select(
    IdempotencyKey.request_hash, IdempotencyKey.status, IdempotencyKey.headers, IdempotencyKey.body
).where(IdempotencyKey.person_id == sa.bindparam("person"), IdempotencyKey.key == sa.bindparam("key"))


def _checked(key: str) -> str:
    if not KEY.fullmatch(key):
        raise Invalid("Send 1 to 255 visible characters, e.g. a UUID.", where=HEADER, code="key.form")
    return key


async def _asked(request: Request[Any, Any, Any], key: str) -> bytes:
    """What makes it the same request: all but who carries it and when."""
    parts = (request.method, request.url.path, request.url.query, request.headers.get("if-match", ""))
    head = "\n".join([key, *parts]).encode("utf-8", "surrogateescape")
    return hashlib.sha256(head + b"\n" + await request.body()).digest()


def _kept(person_id: UUID, key: str, asked: bytes, answered: Answered) -> IdempotencyKey:
    return IdempotencyKey(
        person_id=person_id,
        key=key,
        request_hash=asked,
        status=answered.status,
        headers=dict(answered.headers),
        body=answered.text,
        kept_at=now(),
    )


async def forget_old(session: AsyncSession, *, before: datetime) -> None:
    """Under the backbone's scope without a person, which alone reaches everyone's."""
    await session.execute(sa.delete(IdempotencyKey).where(IdempotencyKey.kept_at < before))
