"""Letters: put into an outbox in the transaction of the deed, sent by SMTP afterwards (`kit.outbox`).

Rows are exactly once; mail is at least once with one Message-ID, so that a repeat is recognised.

    mail.put(session, mail.written("rounds/templates/letters/opened.txt", to=…, round=…))

A letter's template is plain text; its first line is `Subject: …`. Addresses of pages are written with `link("/path")`:
where the site is reached is known to whoever sends, not to the deed.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import jinja2
import sqlalchemy as sa
from sqlalchemy import Index, func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from backend.kit import days, languages, period_words
from backend.kit.db import NOWHERE, Base, Walled, scope_in
from backend.kit.languages import Speech

BACKEND = Path(__file__).parents[1]
HERE = "anchorline:"  # before a path in a letter that waits; becomes the site's address when it is sent


@dataclass(frozen=True, slots=True)
class Envelope:
    """One letter to one person."""

    recipient: str
    subject: str
    body: str

    def __post_init__(self) -> None:
        # Header injection: a name with a line break could write headers of its own.
        if not (self.recipient.isprintable() and self.subject.isprintable()):
            raise ValueError("an address or subject of more than one line")


def written(template: str, *, to: str, speech: Speech | None = None, **context: Any) -> Envelope:
    """A letter from a template of a room, named by its path below `backend/`.

    speech: its reader's; the writer's own when it is not known.
    """
    with languages.speaking(speech or languages.speech()):
        text = _environment().get_template(template).render(context)
    heading, _, body = text.partition("\n")
    return Envelope(to, _one_line(heading.removeprefix("Subject:")), body.strip() + "\n")


def put(session: AsyncSession, letter: Envelope) -> None:
    """Queue it in this transaction: sent only if it commits."""
    here = scope_in(session).collaborative_id
    facts = {"recipient": letter.recipient, "subject": letter.subject, "body": letter.body}
    session.add(SignInLetter(**facts) if here == NOWHERE else Letter(collaborative_id=here, **facts))


def link(path: str) -> str:
    """A page of this site, for the text of a letter."""
    return HERE + path


def addressed(body: str, base_url: str) -> str:
    """The text with the site's address before its paths."""
    return body.replace(f"{HERE}/", f"{base_url}/")


def _one_line(text: str) -> str:
    return "".join(character if character.isprintable() else " " for character in text).strip()


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(BACKEND),
        autoescape=False,  # noqa: S701  plain text, never HTML
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    languages.into(environment)
    environment.globals["link"] = link
    environment.filters.update(day=days.for_reader, deadline=days.deadline_for_reader, away=days.away)
    environment.filters.update(in_months=period_words.in_months, collection=period_words.collection)
    return environment


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
    """A letter of one collaborative. Anyone's deed may write one; only the backbone's scope reads them back."""

    __tablename__ = "letters"
    __mapper_args__ = {"eager_defaults": False}  # noqa: RUF012  an INSERT that returns nothing: the writer may not read
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
