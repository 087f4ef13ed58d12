"""Letters: put into an outbox in the transaction of the deed, sent by SMTP afterwards.

Rows are exactly once; mail is at least once with one Message-ID, so that a repeat is recognised.
"""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Index, func
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from backend.kit.db import Base, Walled


class LetterColumns:
    """The outbox row. The text is emptied once sent: it may hold a link that signs someone in."""

    recipient: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    put_at: Mapped[datetime] = mapped_column(server_default=func.now())
    sent_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(sa.SmallInteger, server_default="0")
    next_try_at: Mapped[datetime] = mapped_column(server_default=func.now())
    refused_at: Mapped[datetime | None]
    refusal: Mapped[str] = mapped_column(server_default="")


class Letter(LetterColumns, Walled, Base):
    """A letter of one collaborative."""

    __tablename__ = "letters"
    __table_args__ = (
        Index(
            "ix_letters_waiting",
            "collaborative_id",
            "next_try_at",
            postgresql_where=sa.text("sent_at is null and refused_at is null"),
        ),
    )


class SignInLetter(LetterColumns, Base):
    """A sign-in letter belongs to no collaborative, so this table is unwalled; nothing links it to a person."""

    __tablename__ = "sign_in_letters"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    __table_args__ = (
        Index(
            "ix_sign_in_letters_waiting",
            "next_try_at",
            postgresql_where=sa.text("sent_at is null and refused_at is null"),
        ),
    )
