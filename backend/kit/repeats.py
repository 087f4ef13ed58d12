"""Requests that may be sent twice: the answer is kept under the sender's `Idempotency-Key`, in the effect's transaction."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from backend.kit.db import Base, Walled, unique


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
