"""The door of programs: a token in the header `Authorization: Bearer …`, below `/api/` and nowhere else.

No cookie is read here and none is set, so a browser that is signed in can be made to do nothing here by another site. A
token is of one person in one collaborative; at any other address it finds what an absent one would. What it may do is what
was chosen when it was made and what the person's roles allow at this moment, both.
"""

from datetime import timedelta
from typing import Any, cast

import sqlalchemy as sa
from litestar.connection import ASGIConnection
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit.db import Database, Scope, entering, now
from backend.kit.errors import TooMany
from backend.kit.languages import translated
from backend.members import limits
from backend.members.door import known_as, scope_of
from backend.members.rules import May, Principal
from backend.members.tables import Collaborative
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


# One statement, as it is part of every request. How often a token was used may be forgotten in a crash of the database.
_OF_PLACE = Collaborative.__table__.columns
_LOOK = sa.text(
    f"""
    with token as (
      select id, person_id, collaborative_id, scopes from api_tokens
      where token_hash = :hash and revoked_at is null and expires_at > :at
    ), counted as (
      insert into rate_limits (key, window_start, count)
      select encode(sha256(convert_to(:kind || ' ' || id, 'UTF8')), 'hex'), :start, 1 from token
      on conflict (key, window_start) do update set count = rate_limits.count + 1 returning count as times
    ), used as (
      update api_tokens set used_at = :at from token
      where api_tokens.id = token.id and (api_tokens.used_at is null or api_tokens.used_at < :before)
    )
    select {", ".join(f"c.{column.name}" for column in _OF_PLACE)}, token.person_id, token.scopes, counted.times,
           set_config('synchronous_commit', 'off', true), {", ".join(entering("c.id", "token.person_id"))}
    from token, counted, collaboratives c where c.id = token.collaborative_id
    """  # noqa: S608 - of our own column names
).columns(
    *_OF_PLACE,
    sa.column("person_id", sa.Uuid()),
    sa.column("scopes", sa.ARRAY(sa.Text())),
    sa.column("times", sa.Integer()),
)
_FOUND = sa.select(Collaborative, *_LOOK.selected_columns["person_id", "scopes", "times"]).from_statement(_LOOK)


async def _known(session: AsyncSession, token: str) -> tuple[Principal | None, Collaborative | None]:
    """Who it is, with what the token may do; nobody for one that is unknown, too old, taken back, or of one forgotten."""
    at, limit = now(), limits.BY_TOKEN
    start = limits.window_start(at, limit.window)
    asked = {"hash": hashed(token), "at": at, "kind": limit.kind, "start": start, "before": at - USED_EVERY}
    found = (await session.execute(_FOUND, asked)).one_or_none()
    if found is None:
        return None, None
    if found.times > limit.times:
        # Undone with this transaction: whoever waits as long as is said gets in.
        wait = start + limit.window - at
        raise TooMany(
            translated("This token was used more than %(times)s times in a minute.", times=limit.times),
            retry_after=int(wait.total_seconds()) + 1,
        )
    here = cast("Collaborative", found.Collaborative)
    return await known_as(session, found.person_id, here, only=frozenset(map(May, found.scopes))), here


def _outside(principal: Principal) -> Principal:
    """The same person where the token opens nothing."""
    return Principal(principal.person_id, principal.name, principal.email, only=principal.only)
