"""The door of programs: a token in the header `Authorization: Bearer …`, below `/api/` and nowhere else.

No cookie is read here and none is set, so a browser that is signed in can be made to do nothing here by another site. A
token is of one person in one collaborative; at any other address it finds what an absent one would. What it may do is what
was chosen when it was made and what the person's roles allow at this moment, both.
"""

from datetime import timedelta
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa
from litestar.connection import ASGIConnection
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit.db import Database, Scope, now
from backend.kit.errors import TooMany
from backend.members import limits
from backend.members.door import known_as, scope_of
from backend.members.rules import May, Principal
from backend.members.tables import ApiToken, Collaborative
from backend.members.tokens import hashed, is_for_program

USED_EVERY = timedelta(minutes=1)  # a token's last use is written at most this often

Connection = ASGIConnection[Any, Any, Any, Any]


class Bearer(AbstractAuthenticationMiddleware):
    async def authenticate_request(self, connection: Connection) -> AuthenticationResult:
        """Sets `user` and the scope of the request's session, as the door of pages does.

        Raises:
            TooMany: the token was used too often in this minute.
        """
        database = cast("Database", connection.app.state.database)
        connection.scope["anchorline_scope"] = Scope()  # type: ignore[typeddict-unknown-key]
        token = _presented(connection)
        if not token:
            return AuthenticationResult(user=None, auth=None)
        async with database.session(None) as session, session.begin():
            principal, here = await _known(session, token)
        if principal is None or here is None:
            return AuthenticationResult(user=None, auth=None)
        if connection.path_params.get("slug") != here.slug:
            return AuthenticationResult(user=_outside(principal), auth=None)
        connection.scope["anchorline_here"] = here  # type: ignore[typeddict-unknown-key]
        connection.scope["anchorline_scope"] = scope_of(principal, here.id)  # type: ignore[typeddict-unknown-key]
        return AuthenticationResult(user=principal, auth=None)


def _presented(connection: Connection) -> str:
    kind, _, token = connection.headers.get("authorization", "").strip().partition(" ")
    token = token.strip()
    return token if kind.lower() == "bearer" and is_for_program(token) else ""


async def _known(session: AsyncSession, token: str) -> tuple[Principal | None, Collaborative | None]:
    """Who it is, with what the token may do; nobody for one that is unknown, too old, taken back, or of one forgotten."""
    at = now()
    found = (
        await session.execute(
            sa.select(ApiToken, Collaborative)
            .join(Collaborative, Collaborative.id == ApiToken.collaborative_id)
            .where(ApiToken.token_hash == hashed(token), ApiToken.revoked_at.is_(None), ApiToken.expires_at > at)
        )
    ).one_or_none()
    if found is None:
        return None, None
    kept, here = found
    await _within_limits(session, kept.id)
    principal = await known_as(session, kept.person_id, here, only=frozenset(map(May, kept.scopes)))
    if principal and (kept.used_at is None or kept.used_at < at - USED_EVERY):
        kept.used_at = at
    return principal, here


async def _within_limits(session: AsyncSession, token_id: UUID) -> None:
    """Counts this use. One too many is not counted, so whoever waits as long as is said gets in."""
    if wait := await limits.count(session, limits.BY_TOKEN, str(token_id)):
        raise TooMany(
            f"This token was used more than {limits.BY_TOKEN.times} times in a minute.",
            retry_after=int(wait.total_seconds()) + 1,
        )


def _outside(principal: Principal) -> Principal:
    """The same person where the token opens nothing."""
    return Principal(principal.person_id, principal.name, principal.email, only=principal.only)
