"""The web, once for all rooms: one request, one transaction; every door named; one place where errors become answers.

A handler says `opt={"may": …}` (its own or its router's) and takes `session` or `here`. It never commits: the session
dependency does, after the template is rendered and before the answer leaves.
"""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast
from urllib.parse import quote, urlsplit
from uuid import UUID

import structlog
from litestar import Litestar, MediaType, Request, Response
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency
from litestar.exceptions import HTTPException, ImproperlyConfiguredException, NotAuthorizedException
from litestar.handlers import HTTPRouteHandler
from litestar.handlers.base import BaseRouteHandler
from litestar.response import Redirect, Template
from litestar.types import Message
from litestar.types import Scope as AsgiScope
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit.db import Database, Scope
from backend.kit.errors import AnchorlineError, Invalid, NotFound, Problem, Refused, TooMany
from backend.kit.settings import Settings

PUBLIC, SIGNED_IN, DEMONSTRATE = "public", "signed_in", "demonstrate"
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


@dataclass(frozen=True, slots=True)
class Entry:
    """A line in the menu, declared on a room's router: `opt={"entry": Entry("Collections", "/rounds", May.…)}`."""

    label: str
    path: str  # below /SLUG
    may: str
    position: int = 50


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


def guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
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
            raise NotFound("There is nothing at this address.")
        return
    if visitor is None:
        raise NotAuthorizedException
    if may == SIGNED_IN:
        return
    if visitor.collaborative_id is None:
        raise NotFound("There is nothing at this address.")
    if may not in visitor.permissions:
        raise Refused("Your role here does not include this. Ask the coordinator if you think it should.")


def settings_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Settings:
    return cast("Settings", connection.app.state.settings)


# ---- One request, one transaction ------------------------------------------------------------------------------------


def database_of(connection: ASGIConnection[Any, Any, Any, Any]) -> Database:
    return cast("Database", connection.app.state.database)


async def provide_session(request: Request[Any, Any, Any]) -> AsyncIterator[AsyncSession]:
    """The request's transaction: committed when the page is made, rolled back when anything went wrong."""
    scope = cast("Scope | None", request.scope.get("anchorline_scope"))
    async with database_of(request).session(scope) as session:
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


# ---- Forms -----------------------------------------------------------------------------------------------------------


async def same_site(request: Request[Any, Any, Any]) -> None:
    """Before every handler: an unsafe request comes from our own page, and a signed-in one carries its token.

    Raises:
        Refused: from elsewhere, or without the token.
    """
    if request.method in SAFE or request.scope["route_handler"].opt.get("without_form_token"):
        return
    origin, fetched_from = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    ours = origin == settings_of(request).base_url if origin else fetched_from in ("same-origin", "none")
    if not ours:
        raise Refused("This form was sent from another site. Open the page here and send it again.")
    visitor = cast("Visitor | None", request.scope.get("user"))
    if visitor is None:
        return
    form = await request.form()
    token = str(form.get("_token") or request.headers.get("x-form-token") or "")
    if not secrets.compare_digest(token, visitor.csrf):
        raise Refused("This page was open too long, or you signed in anew meanwhile. Reload it and send it again.")


# ---- Answers to errors -----------------------------------------------------------------------------------------------

_TITLES = {
    400: "This request could not be read",
    401: "Please sign in",
    403: "You may not do this",
    404: "Nothing here",
    405: "This address does not take that",
    409: "Someone was faster",
    413: "Too large",
    422: "Please put this right",
    429: "Too many tries",
    500: "Something went wrong on our side",
    503: "Not available just now",
}
_SENTENCES = {
    404: "There is nothing at this address. It may have moved, or it is not for your account.",
    405: "Go back and use the buttons of the page.",
    413: "What was sent is larger than this page takes.",
    500: "Nothing of what you sent was saved. We have noted what happened; please try again in a moment.",
    503: "The database cannot be reached. Nothing of what you sent was saved; please try again in a minute.",
}


def answer(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Every error's page, or problem details for whoever asked for JSON."""
    if isinstance(error, NotAuthorizedException):
        return _to_sign_in(request)
    status, sentence, problems = _read(error)
    if status >= 500:
        log.error("request failed", error=type(error).__name__, exc_info=error)
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, TooMany) else {}
    if status == 503:
        headers["Retry-After"] = "30"
    if _wants_json(request):
        return _problem_details(status, sentence, problems, headers)
    return Response(
        _page(request, status, sentence, problems),
        status_code=status,
        media_type=MediaType.HTML,
        headers=headers,
    )


def _read(error: Exception) -> tuple[int, str, Sequence[Problem]]:
    if isinstance(error, Invalid):
        return error.status_code, "", error.problems
    if isinstance(error, AnchorlineError):
        return error.status_code, str(error), ()
    if isinstance(error, HTTPException) and error.status_code < 500:
        return error.status_code, _SENTENCES.get(error.status_code, "Go back and try again."), ()
    if isinstance(error, OperationalError | InterfaceError | ConnectionError | TimeoutError):
        return 503, _SENTENCES[503], ()
    return 500, _SENTENCES[500], ()


def _to_sign_in(request: Request[Any, Any, Any]) -> Response[Any]:
    if _wants_json(request):
        return _problem_details(401, "Sign in first.", (), {})
    back = request.url.path if request.method in SAFE else ""
    return Redirect(f"/sign-in?next={quote(back, safe='/')}" if back else "/sign-in", status_code=303)


def _wants_json(request: Request[Any, Any, Any]) -> bool:
    return request.url.path.startswith("/api/") or request.accept.best_match(
        ["text/html", "application/json", "application/problem+json"]
    ) in ("application/json", "application/problem+json")


def _problem_details(status: int, sentence: str, problems: Sequence[Problem], headers: dict[str, str]) -> Response[Any]:
    body: dict[str, Any] = {"type": "about:blank", "title": _TITLES.get(status, "Error"), "status": status}
    if sentence:
        body["detail"] = sentence
    if problems:
        body["errors"] = [{"where": p.where, "detail": p.message, "code": p.code} for p in problems]
    return Response(body, status_code=status, media_type="application/problem+json", headers=headers)


def _page(request: Request[Any, Any, Any], status: int, sentence: str, problems: Sequence[Problem]) -> str:
    """The error page. Made without any query: the database may be what failed."""
    engine = request.app.template_engine
    assert engine is not None
    template = engine.get_template("kit/error.html")
    return cast(
        "str",
        template.render(
            request=request,
            status=status,
            title=_TITLES.get(status, "This did not work"),
            sentence=sentence,
            problems=problems,
            request_id=structlog.contextvars.get_contextvars().get("request_id", ""),
        ),
    )


ANSWERS: dict[Any, Any] = {Exception: answer, HTTPException: answer, AnchorlineError: answer}


def page(name: str, *, status_code: int = 200, **context: Any) -> Template:
    """A page of a room: `page("rounds/index.html", rounds=…)`."""
    return Template(name, context=context, status_code=status_code)


def local_path(wanted: str, *, default: str = "/") -> str:
    """A path of this site to go back to; anything that would lead elsewhere becomes the default."""
    parts = urlsplit(wanted)
    safe = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return wanted if safe and "\\" not in wanted and wanted.isprintable() else default


# ---- Headers ---------------------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self';"
    " form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
)
_ALWAYS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
}


async def headers(message: Message, scope: AsgiScope) -> None:
    """On every answer, errors too. A page is kept nowhere unless its handler said otherwise."""
    if message["type"] != "http.response.start":
        return
    present = {name.lower() for name, _ in message["headers"]}
    wanted = dict(_ALWAYS)
    if b"cache-control" not in present:
        wanted["cache-control"] = "no-store"
    if scope["litestar_app"].state.settings.secure:
        wanted["strict-transport-security"] = "max-age=63072000; includeSubDomains"
    message["headers"] = [
        *message["headers"],
        *((name.encode(), value.encode()) for name, value in wanted.items() if name.encode() not in present),
    ]
