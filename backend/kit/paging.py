"""Long lists in pages. A cursor names the last row that was shown, so rows that come or go meanwhile move nothing."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar
from uuid import UUID

from backend.kit.errors import Invalid

T = TypeVar("T")
USUAL = 100


@dataclass(frozen=True, slots=True)
class Cursor:
    """at: by what the list is ordered, as text; id: of the row, where several have the same."""

    at: str
    id: UUID

    def __str__(self) -> str:
        return base64.urlsafe_b64encode(json.dumps([self.at, self.id.hex]).encode()).decode().rstrip("=")


def cursor(text: str | None, read: Callable[[str], T]) -> tuple[T, UUID] | None:
    """Where to go on; None at the beginning. read: what the list is ordered by, from its text.

    Raises:
        Invalid: it is none of ours, or of another list.
    """
    if text is None:
        return None
    try:
        at, id = json.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
        return read(at), UUID(id)
    except (ValueError, TypeError, AttributeError, RecursionError, OverflowError):
        raise Invalid("Send a cursor as an answer gave it.", where="?cursor", code="query.cursor") from None


def moment(text: str) -> datetime:
    """For lists ordered by one. Raises ValueError or OverflowError for what is none, or none in UTC, as in the database."""
    read = datetime.fromisoformat(text)
    if read.tzinfo is None:
        raise ValueError("a moment without its zone")
    return read.astimezone(UTC)


def page(rows: Sequence[T], limit: int, named: Callable[[T], Cursor]) -> tuple[Sequence[T], str | None]:
    """Of one row more than asked for: those to show, and the cursor of the next page if there is one."""
    shown = rows[:limit]
    return shown, str(named(shown[-1])) if len(rows) > limit else None
