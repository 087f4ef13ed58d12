"""Work on an upload, begun by a request and waited for a moment; after that the page shows how far it is."""

from typing import Any
from uuid import UUID

from litestar import Request
from litestar.response import Redirect

from backend.files.watching import Sender
from backend.kit.background import Background
from backend.kit.db import Scope
from backend.kit.turns import Turn, Turns
from backend.kit.web import database_of
from backend.members.rules import Principal
from backend.members.tables import Collaborative

Asks = Request[Any, Any, Any]
WAITS = 1.5  # seconds


def sender_of(request: Asks, here: Collaborative, me: Principal) -> Sender:
    scope: Scope = request.scope["anchorline_scope"]  # type: ignore[typeddict-item]
    return Sender(database_of(request), scope, me, here.time_zone)


def turn_of(request: Asks, me: Principal) -> Turn:
    """To work on one file: its content is in memory, and others wait. Raises TooMany."""
    turns: Turns = request.app.state.turns
    return turns.take(me.person_id)


async def working(
    request: Asks, here: Collaborative, id: UUID, work: Any, *, turn: Turn | None = None, seconds: float = WAITS
) -> Redirect:
    """To the page of the upload, with the work on it begun. What it works on is committed already.

    turn: ended with the work.
    """
    background: Background = request.app.state.background
    background.start(id, work, then=turn.end if turn else None)
    await background.wait(id, seconds=seconds)
    return to_upload(here, id)


def to_upload(here: Collaborative, id: UUID, done: str = "") -> Redirect:
    return Redirect(f"/{here.slug}/uploads/{id}{f'?done={done}' if done else ''}", status_code=303)
