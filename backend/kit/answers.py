"""What goes back: every error as a page or as problem details, and the headers that every answer carries."""

from collections.abc import Sequence
from typing import Any, cast
from urllib.parse import quote

import structlog
from litestar import MediaType, Request, Response
from litestar.exceptions import HTTPException, NotAuthorizedException
from litestar.response import Redirect
from litestar.types import Message
from litestar.types import Scope as AsgiScope

from backend.kit import api_problems
from backend.kit.away import away
from backend.kit.errors import AnchorlineError, Invalid, Problem, TooMany
from backend.kit.languages import later, translated
from backend.kit.web import SAFE, came_from

log = structlog.get_logger("anchorline.web")

_TITLES = {
    400: later("This request could not be read"),
    401: later("Please sign in"),
    403: later("You may not do this"),
    404: later("Nothing here"),
    405: later("This address does not take that"),
    409: later("This cannot be done now"),
    413: later("Too large"),
    422: later("Please put this right"),
    429: later("Too many tries"),
    500: later("Something went wrong on our side"),
    503: later("Not available just now"),
}
_SENTENCES = {
    404: later("There is nothing at this address. It may have moved, or it is not for your account."),
    405: later("Go back and use the buttons of the page."),
    413: later("What was sent is larger than this page takes. A file may have 20 MB at most; nothing of it was kept."),
    500: later("Nothing of what you sent was saved. We have noted what happened; please try again in a moment."),
    503: later("The database cannot be reached. Nothing of what you sent was saved; please try again in a minute."),
}


def answer(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Every error's page; problem details for programs, and for whoever asked a page for JSON."""
    if request.url.path.startswith("/api/"):
        return _to_program(request, error)
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


def _title(status: int) -> str:
    return translated(_TITLES.get(status, later("This did not work")))


def _to_program(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    told = api_problems.answer(request, error)
    if told.status_code is not None and told.status_code >= 500:
        log.error("request failed", error=type(error).__name__, exc_info=error)
    return told


def _read(error: Exception) -> tuple[int, str, Sequence[Problem]]:
    if isinstance(error, Invalid):
        return error.status_code, "", error.problems
    if isinstance(error, AnchorlineError):
        return error.status_code, str(error), ()
    if isinstance(error, HTTPException) and error.status_code < 500:
        return error.status_code, translated(_SENTENCES.get(error.status_code, later("Go back and try again."))), ()
    if away(error):
        return 503, translated(_SENTENCES[503]), ()
    return 500, translated(_SENTENCES[500]), ()


def _to_sign_in(request: Request[Any, Any, Any]) -> Response[Any]:
    if _wants_json(request):
        return _problem_details(401, translated("Sign in first."), (), {})
    back = request.url.path if request.method in SAFE else came_from(request)
    if request.scope.get("anchorline_sent"):
        said = translated("You were signed out, as nothing was sent for a while. Nothing was saved yet.")
        return Response(_page(request, 401, said, ()), status_code=401, media_type=MediaType.HTML)
    return Redirect(f"/sign-in?next={quote(back, safe='/')}" if back else "/sign-in", status_code=303)


def _wants_json(request: Request[Any, Any, Any]) -> bool:
    wanted = request.accept.best_match(["text/html", "application/json", "application/problem+json"])
    return wanted in ("application/json", "application/problem+json")


def _problem_details(status: int, sentence: str, problems: Sequence[Problem], headers: dict[str, str]) -> Response[Any]:
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": _title(status),
        "status": status,
    }
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
    sent = request.scope.get("anchorline_sent")
    return cast(
        "str",
        template.render(
            request=request,
            status=status,
            title=translated("Please send it again") if sent and status == 403 else _title(status),
            sentence=sentence,
            problems=problems,
            back="" if request.method in SAFE else came_from(request),
            sent=sent,
            to=request.url.path,
            request_id=structlog.contextvars.get_contextvars().get("request_id", ""),
        ),
    )


ANSWERS: dict[Any, Any] = {Exception: answer, HTTPException: answer, AnchorlineError: answer}


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
