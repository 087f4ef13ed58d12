"""The web, once for all rooms: one request, one transaction; every door named; forms from our own pages only.

A handler says `opt={"may": …}` (its own or its router's) and takes `session` or `here`. It never commits: the session
dependency does, after the template is rendered and before the answer leaves.
"""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol, cast
from uuid import UUID

import structlog
from litestar import Litestar, Request
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency
from litestar.exceptions import ImproperlyConfiguredException, NotAuthorizedException
from litestar.handlers import HTTPRouteHandler
from litestar.handlers.base import BaseRouteHandler
from litestar.response import Template
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit.db import Database, Scope
from backend.kit.errors import NotFound, Refused, TooLarge
from backend.kit.languages import later, translated
from backend.kit.settings import Settings

PUBLIC, SIGNED_IN, DEMONSTRATE, OPERATE = "public", "signed_in", "demonstrate", "operate"
MOST_FIELDS = 20_000  # of the longest form: four for each of its cells
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
log = structlog.get_logger("anchorline.web")


class Visitor(Protocol):
    """What this floor needs to know of whoever asks; the members' room fills it in."""

    @property
    def permissions(self) -> frozenset[Any]: ...
    @property
    def collaborative_id(self) -> UUID | None: ...
    @property
    def csrf(self) -> str: ...
    @property
    def setting_up(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Entry:
    """A line in the menu, declared on a room's router: `opt={"entry": Entry("Collections", "/rounds", May.…)}`.

    group: under which heading it stands in a long menu; those of a group have positions next to each other.
    while_setting_up: only before the collaborative's first collection opens.
    """

    label: str
    path: str  # below /SLUG
    may: str
    position: int = 50
    group: str = ""
    while_setting_up: bool = False


# What a coordinator's menu is divided into.
THE_QUARTER = later("This quarter")
RESULTS = later("What comes of it")
TAKING_PART = later("Who takes part")
HOW_IT_WORKS = later("How it works")
RECORD = later("What happened")


# ---- Doors -----------------------------------------------------------------------------------------------------------


def every_door_is_named(app: Litestar) -> None:
    """At start: refuse to serve while any handler names no permission."""
    unnamed = sorted(
        {f"{handler.fn.__module__}.{handler.fn.__qualname__}" for handler in handlers(app) if "may" not in handler.opt}
    )
    if unnamed:
        raise ImproperlyConfiguredException(f"No permission is named for: {', '.join(unnamed)}")


def handlers(app: Litestar) -> Iterable[HTTPRouteHandler]:
    """Every handler of ours; Litestar's own answers to OPTIONS are left out."""
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            if handler.http_methods != {"OPTIONS"}:
                yield handler


async def guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Compare the one permission the handler names with those held now.

    A collaborative in which one holds no role is not found, whether it exists or not.
    """
    if cast("HTTPRouteHandler", handler).http_methods == {"OPTIONS"}:
        return
    may = handler.opt["may"]
    visitor = cast("Visitor | None", connection.scope.get("user"))
    if may == PUBLIC:
        return
    if may == DEMONSTRATE:
        if not settings_of(connection).demonstration:
            raise NotFound(translated("There is nothing at this address."))
        return
    if visitor is None:
        await _keep_for_later(connection)
        raise NotAuthorizedException
    if may == SIGNED_IN:
        return
    if may == OPERATE and may in visitor.permissions:
        return
    if may == OPERATE or visitor.collaborative_id is None:
        raise NotFound(translated("There is nothing at this address."))
    if may not in visitor.permissions:
        raise Refused(
            translated(
                "Your role here does not include this. Ask a coordinator or an administrator if you think it should."
            )
        )


def settings_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Settings:
    return cast("Settings", connection.app.state.settings)


# ---- One request, one transaction ------------------------------------------------------------------------------------


def database_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Database:
    return cast("Database", connection.app.state.database)


async def provide_session(request: Request[Any, Any, Any]) -> AsyncIterator[AsyncSession]:
    """The request's transaction: committed when the page is made, rolled back when anything went wrong."""
    scope = cast("Scope | None", request.scope.get("anchorline_scope"))
    async with database_of(request).session(scope) as session:
        session.info["here"] = request.scope.get("anchorline_here")  # so that no deed reads anew what the door did
        try:
            yield session
        except BaseException:
            await session.rollback()
            raise
        else:
            await session.commit()


Transaction = NamedDependency[AsyncSession]  # how a handler asks for it: `session: Transaction`

Work = Callable[[AsyncSession], Awaitable[Any]]


async def apart(request: Request[Any, Any, Any], work: Work, *, scope: Scope | None = None) -> Any:
    """Do `work` in a transaction of its own: what must survive a refusal, such as tries of a code."""
    async with database_of(request).session(scope) as session, session.begin():
        return await work(session)


async def let_go(session: AsyncSession) -> None:
    """Ends what was done so far and hands the connection back, before something slow; what comes next begins anew.

    What was found stays readable, and may be old by then.
    """
    await session.commit()


# ---- Forms -----------------------------------------------------------------------------------------------------------


async def same_site(request: Request[Any, Any, Any]) -> None:
    """Before every handler: an unsafe request comes from our own page, and a signed-in one carries its token.

    Raises:
        Refused: from elsewhere, or without the token.
        TooLarge: with more fields than any form has.
    """
    if request.method in SAFE or request.scope["route_handler"].opt.get("without_form_token"):
        return
    if not _from_our_own_page(request):
        raise Refused(translated("This form was sent from another site. Open the page here and send it again."))
    visitor = cast("Visitor | None", request.scope.get("user"))
    if visitor is None:
        return
    form = await request.form()
    if sum(1 for _ in form.multi_items()) > MOST_FIELDS:
        raise TooLarge(translated("More fields were sent than any page here has. Nothing of it was kept."))
    token = str(form.get("_token") or request.headers.get("x-form-token") or "")
    if not secrets.compare_digest(token.encode(), visitor.csrf.encode()):
        _keep(request, form)
        raise Refused(
            translated("This page was open too long, or you signed in anew meanwhile. Reload it and send it again.")
        )


def _from_our_own_page(connection: ASGIConnection[Any, Any, Any, Any]) -> bool:
    origin, fetched_from = connection.headers.get("origin"), connection.headers.get("sec-fetch-site")
    return origin == settings_of(connection).base_url if origin else fetched_from in ("same-origin", "none")


MOST_KEPT = 1_000_000  # bytes of a form that is handed back to whoever sent it


async def _keep_for_later(connection: ASGIConnection[Any, Any, Any, Any]) -> None:
    """Of a session that ended while somebody typed: what they sent from our own page, so that it is not lost."""
    ended = connection.scope.get("anchorline_ended") and connection.scope.get("method") == "POST"
    if ended and isinstance(connection, Request) and _from_our_own_page(connection):
        length = connection.headers.get("content-length", "")
        if length.isdecimal() and int(length) <= MOST_KEPT:
            _keep(connection, await connection.form())


def _keep(request: Request[Any, Any, Any], form: Any) -> None:
    """For the page that says why it was not taken (`answers`). Files are not kept."""
    sent = [(name, value) for name, value in form.multi_items() if name != "_token"]
    if sent and all(isinstance(value, str) for _, value in sent) and sum(len(v) for _, v in sent) <= MOST_KEPT:
        request.scope["anchorline_sent"] = sent  # type: ignore[typeddict-unknown-key]


# ---- Pages and ways back ----------------------------------------------------------------------------------------------


def page(name: str, *, status_code: int = 200, **context: Any) -> Template:
    """A page of a room: `page("rounds/index.html", rounds=…)`."""
    return Template(name, context=context, status_code=status_code)


def came_from(request: Request[Any, Any, Any]) -> str:
    """The page of this site a form was sent from, with what it was asked for; empty where the browser does not say."""
    base, said = settings_of(request).base_url, request.headers.get("referer", "")
    return local_path(said.removeprefix(base), default="") if said.startswith(f"{base}/") else ""


def local_path(wanted: str, *, default: str = "/") -> str:
    """A path of this site to go back to; anything that would lead elsewhere becomes the default."""
    inside = wanted.startswith("/") and not wanted.startswith("//") and "\\" not in wanted and wanted.isprintable()
    return wanted if inside else default
