"""The door: who is asking, where, and what they may see. Every request passes here once, before its handler.

Two small reads in one transaction: the session of the cookie with the collaborative of the path, then, in the scope the
first has put in, the roles held now. What comes out are the `Principal` (asked by the guard) and the `Scope` (put into the
request's own transaction). A session's token is changed here each hour; `fresh_cookie` hands the new one out with the
answer.
"""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa
from litestar import Request, Response
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult
from litestar.types import Message
from litestar.types import Scope as AsgiScope
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit import languages
from backend.kit.db import ALL_AUDIENCES, Database, Scope, enter, entering, now
from backend.kit.errors import NotFound
from backend.kit.languages import Speech
from backend.kit.settings import Settings
from backend.members import signing
from backend.members.browsers import described
from backend.members.naming import employer
from backend.members.rules import Holding, May, Principal, Role
from backend.members.tables import Collaborative, HeldRole, Operator, Person, SignIn
from backend.members.tokens import hashed

LANGUAGE_COOKIE = "language"
SEEN_EVERY = timedelta(minutes=1)  # a session's last use is written at most this often


def cookie_name(settings: Settings) -> str:
    """`__Host-` binds the cookie to this host and HTTPS; browsers refuse the prefix on plain HTTP."""
    return "__Host-anchorline" if settings.secure else "anchorline"


def session_cookie(settings: Settings, token: str) -> Cookie:
    """The cookie of a session; an empty token takes it away."""
    return _cookie(settings, cookie_name(settings), token, seconds=settings.session_hours * 3600)


def browser_cookie(settings: Settings, token: str) -> Cookie:
    """The cookie that tells the browser in which a sign-in letter was asked for; an empty token takes it away."""
    return _cookie(settings, _browser_name(settings), token, seconds=settings.sign_in_minutes * 60)


def browser_of(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    return connection.cookies.get(_browser_name(cast("Settings", connection.app.state.settings)), "")


def _browser_name(settings: Settings) -> str:
    return f"{cookie_name(settings)}-browser"


def _cookie(settings: Settings, name: str, token: str, *, seconds: int) -> Cookie:
    return Cookie(
        name,
        value=token,
        path="/",
        httponly=True,
        secure=settings.secure,
        samesite="lax",
        max_age=seconds if token else 0,
    )


class Door(AbstractAuthenticationMiddleware):
    async def authenticate_request(self, connection: ASGIConnection[Any, Any, Any, Any]) -> AuthenticationResult:
        """Sets `user` (a Principal or nothing), `auth` (the sign-in's id) and the scope of the request's session."""
        settings = cast("Settings", connection.app.state.settings)
        database = cast("Database", connection.app.state.database)
        slug = str(connection.path_params.get("slug", ""))
        token = connection.cookies.get(cookie_name(settings), "")
        if not slug and not token:
            connection.scope["anchorline_scope"] = Scope()  # type: ignore[typeddict-unknown-key]
            languages.speak(_speech(connection, None, None))
            return AuthenticationResult(user=None, auth=None)
        # Without a scope: what is read before anyone is known has no wall.
        async with database.session(None) as session, session.begin():
            here, sign_in = await _looked(session, slug, token, settings)
            principal = await known_as(session, sign_in.person_id, here, csrf=sign_in.csrf) if sign_in else None
            connection.scope["anchorline_ended"] = bool(token) and sign_in is None  # type: ignore[typeddict-unknown-key]
            if sign_in and principal and _due(connection, sign_in):
                fresh = await signing.rotate(session, sign_in, presented=hashed(token))
                connection.scope["anchorline_fresh"] = fresh  # type: ignore[typeddict-unknown-key]
        if here and not (here.public_page or (principal and principal.collaborative_id)):
            here = None  # one without a public page is there for its own people alone
        connection.scope["anchorline_here"] = here  # type: ignore[typeddict-unknown-key]
        connection.scope["anchorline_scope"] = scope_of(principal, here.id if here else None)  # type: ignore[typeddict-unknown-key]
        languages.speak(_speech(connection, principal, here))
        return AuthenticationResult(user=principal, auth=sign_in.id if sign_in and principal else None)


def _speech(
    connection: ASGIConnection[Any, Any, Any, Any], principal: Principal | None, here: Collaborative | None
) -> Speech:
    """By the address, else as chosen in this browser, else as the person chose, else as the browser prefers."""
    chosen = (
        connection.query_params.get("lang")
        or connection.cookies.get(LANGUAGE_COOKIE)
        or (principal.language if principal else "")
        or languages.preferred(connection.headers.get("accept-language", ""))
    )
    return languages.speech_for(chosen, here.locale if here else "en_GB", here.words if here else {})


# Made once, as `_HOLDS` below.
_AT = sa.bindparam("at", type_=sa.DateTime(timezone=True))
_PRESENTED = sa.bindparam("presented", type_=sa.LargeBinary())
_LIVING = sa.and_(
    sa.or_(
        SignIn.token_hash == _PRESENTED,
        sa.and_(
            SignIn.previous_hash == _PRESENTED, sa.or_(SignIn.previous_until.is_(None), SignIn.previous_until > _AT)
        ),
    ),
    SignIn.ended_at.is_(None),
    SignIn.expires_at > _AT,
    SignIn.seen_at > sa.bindparam("idle_since"),
)
_LOOK: sa.Select[*tuple[Any, ...]] = (
    sa.select(
        Collaborative, SignIn, *(sa.literal_column(one) for one in entering("collaboratives.id", "sign_ins.person_id"))
    )
    .select_from(sa.select(sa.literal(1)).subquery("asked"))  # so that there is a row where neither is found
    .outerjoin(Collaborative, Collaborative.slug == sa.bindparam("slug"))
    .outerjoin(SignIn, _LIVING)
)


async def _looked(
    session: AsyncSession, slug: str, token: str, settings: Settings
) -> tuple[Collaborative | None, SignIn | None]:
    """The collaborative of this name and the living session of this token, whose scope the transaction is in from here on;
    notes that the session was used."""
    at = now()
    asked = {
        "slug": slug,
        "presented": hashed(token) if token else None,
        "at": at,
        "idle_since": at - timedelta(minutes=settings.session_idle_minutes),
    }
    here, found, *_ = (await session.execute(_LOOK, asked)).one()
    if found and found.seen_at < at - SEEN_EVERY:
        found.seen_at = at
    if found and found.token_hash == asked["presented"] and found.previous_hash and not found.previous_until:
        found.previous_until = at + signing.GRACE  # the new token has arrived
    return here, found


def _due(connection: ASGIConnection[Any, Any, Any, Any], sign_in: SignIn) -> bool:
    """Whether to change the token now: with a page one must be signed in for, as public ones may be kept by caches."""
    handler = connection.scope.get("route_handler")
    asked = handler is not None and handler.opt.get("may") != May.PUBLIC and connection.scope.get("method") == "GET"
    return asked and sign_in.rotated_at < now() - signing.ROTATED_AFTER


async def fresh_cookie(message: Message, scope: AsgiScope) -> None:
    """Before the answer leaves: the new token, when the door changed it."""
    token = scope.get("anchorline_fresh")
    if message["type"] != "http.response.start" or not token:
        return
    cookie = session_cookie(scope["litestar_app"].state.settings, cast("str", token))
    message["headers"] = [*message["headers"], cookie.to_encoded_header()]


_ROUNDS = sa.table("rounds", sa.column("opened_at"))  # of a room above; its wall shows those of here
# Made once: it is part of every request, and making it takes as long as asking it.
_HOLDS = (
    sa.select(
        Person.name,
        Person.email,
        Person.language,
        HeldRole.role,
        HeldRole.member_id,
        sa.exists().where(Operator.person_id == Person.id, Operator.ended_at.is_(None)).label("operator"),
        (~sa.exists().where(_ROUNDS.c.opened_at.is_not(None))).label("setting_up"),
        employer(Person).label("works_at"),
    )
    .outerjoin(
        HeldRole,
        sa.and_(
            HeldRole.person_id == Person.id,
            HeldRole.ended_at.is_(None),
            HeldRole.collaborative_id == sa.bindparam("here"),
        ),
    )
    .where(Person.id == sa.bindparam("person"), Person.forgotten_at.is_(None))
)


async def known_as(
    session: AsyncSession,
    person_id: UUID,
    here: Collaborative | None,
    *,
    csrf: str = "",
    only: frozenset[May] | None = None,
) -> Principal | None:
    """The person with the roles held now; nobody, once forgotten. only: what a program's token may do.

    session: in the scope of this person here (`kit.db.entering`).
    """
    rows = (await session.execute(_HOLDS, {"person": person_id, "here": here.id if here else None})).all()
    if not rows:
        return None
    holdings = frozenset(Holding(Role(role), member_id) for _, _, _, role, member_id, *_ in rows if role)
    return Principal(
        person_id=person_id,
        name=rows[0].name,
        email=rows[0].email,
        csrf=csrf,
        collaborative_id=here.id if here and holdings else None,
        holdings=holdings,
        only=only,
        operator=rows[0].operator,
        language=rows[0].language,
        setting_up=rows[0].setting_up,
        works_at=rows[0].works_at,
    )


def scope_of(principal: Principal | None, collaborative_id: UUID | None) -> Scope:
    """What this person's session may see here. Anyone, even unknown, may read what is public of a collaborative."""
    if principal is None or principal.collaborative_id is None:
        scope = Scope() if collaborative_id is None else Scope(collaborative_id)
        return scope if principal is None else Scope(scope.collaborative_id, person_id=principal.person_id)
    if principal.of_backbone:
        return Scope.everything_in(principal.collaborative_id, person_id=principal.person_id)
    return Scope(
        principal.collaborative_id,
        principal.members(),
        _audiences(principal.roles),
        principal.person_id,
    )


# The observer reads what all members read, of all of them together.
_READS = {Role.PARTNER: {"partners"}, Role.OBSERVER: {"members"}}


def _audiences(roles: Iterable[Role]) -> tuple[str, ...]:
    mine = {"public"}
    for role in roles:
        mine |= _READS.get(role, {"own_member", "members"})
    return tuple(name for name in ALL_AUDIENCES if name in mine)


# ---- Letting in and out ----------------------------------------------------------------------------------------------


async def let_in(request: Request[Any, Any, Any], session: AsyncSession, person_id: UUID, to: Response[Any]) -> None:
    """Sign this browser in with the answer, by a token it never had; the session it was in before ends."""
    settings = cast("Settings", request.app.state.settings)
    await _end_present(request, session)
    lives = timedelta(hours=settings.session_hours)
    new = signing.start(session, person_id, lives=lives, browser=described(request.headers.get("user-agent", "")))
    to.set_cookie(session_cookie(settings, new.token))
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    if chosen in languages.OWN_NAMES:  # chosen before it was known by whom: their letters speak it too
        await enter(session, Scope(person_id=person_id))
        await session.execute(sa.update(Person).where(Person.id == person_id).values(language=chosen))


async def let_out(request: Request[Any, Any, Any], session: AsyncSession, to: Response[Any]) -> None:
    """End this browser's session, and take its cookie away with the answer."""
    await _end_present(request, session)
    to.set_cookie(session_cookie(cast("Settings", request.app.state.settings), ""))


async def _end_present(request: Request[Any, Any, Any], session: AsyncSession) -> None:
    me = cast("Principal | None", request.scope.get("user"))
    if me:
        await signing.end(session, me.person_id, only=request.scope["auth"])


# ---- What handlers ask for -------------------------------------------------------------------------------------------


def provide_here(request: Request[Any, Any, Any]) -> Collaborative:
    """The collaborative of the path. Raises NotFound when there is none of that name."""
    here = cast("Collaborative | None", request.scope.get("anchorline_here"))
    if here is None:
        raise NotFound("There is nothing at this address.")
    return here


def provide_me(request: Request[Any, Any, Any]) -> Principal:
    """Whoever asks; only for handlers that need a sign-in."""
    return cast("Principal", request.scope["user"])


# How a handler asks for them: `here: Here, me: Me`.
Here = NamedDependency[Collaborative]
Me = NamedDependency[Principal]
