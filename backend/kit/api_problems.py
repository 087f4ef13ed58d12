"""Errors as a program reads them: problem details (RFC 9457), every fault with its pointer, a stable code and a remedy."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException, MethodNotAllowedException, NotAuthorizedException
from pydantic import Field

from backend.kit.away import away
from backend.kit.errors import AnchorlineError, Clash, Invalid, Outdated, Problem, TooMany, UnderWay
from backend.kit.programs import Shape

MEDIA_TYPE = "application/problem+json"

# Of each kind: its status, its title, what to do. The address `/api` explains them; docs/api.md lists them.
KINDS: Mapping[str, tuple[int, str, str]] = MappingProxyType(
    {
        "unreadable": (400, "This request could not be read", "Send well-formed JSON."),
        "unauthorized": (
            401,
            "No valid token",
            "Make a token on your account's page and send it: Authorization: Bearer …",
        ),
        "forbidden": (403, "Not with this token", "Use a token that may do this, of a person whose role allows it."),
        "not-found": (404, "Nothing here", "Check the address, and that the token is for this collaborative."),
        "method": (405, "Not with this method", "Use one of the methods in the header Allow."),
        "conflict": (409, "Not in this state", "Read it again; then do what its state allows."),
        "under-way": (409, "Still under way", "Wait a second and send the same request with the same key again."),
        "changed": (
            412,
            "Changed meanwhile",
            "Read it again, decide whose figure stands, and send it with the new ETag.",
        ),
        "too-large": (413, "Too large", "Send fewer values at once."),
        "media-type": (415, "Not JSON", "Send the header Content-Type: application/json."),
        "invalid": (422, "Faults to put right", "Put right what is listed under errors; nothing was saved."),
        "no-version": (428, "Which version?", "Read it first and send its ETag in the header If-Match."),
        "too-many": (429, "Too many requests", "Wait as many seconds as the header Retry-After says."),
        "failed": (500, "Something went wrong on our side", "Try again; nothing of what you sent was saved."),
        "unavailable": (503, "Not available just now", "Try again later; nothing of what you sent was saved."),
    }
)
_BY_STATUS = {status: kind for kind, (status, _, _) in reversed(list(KINDS.items()))}
REMEDY = "Put this right and send the request again."


class Fault(Shape):
    """pointer: JSON pointer into the body; empty when it is about none of its places. where: the place in words.

    theirs, yours, revision: of a value that somebody else changed, the two and the revision that stands; else null.
    """

    pointer: str = Field(examples=["/values/3/value"])
    where: str = Field(examples=["New hires, Women"])
    code: str = Field(examples=["number.not_a_number"])
    detail: str
    remedy: str
    theirs: str | None = None
    yours: str | None = None
    revision: int | None = None


class ProblemDetails(Shape):
    """An error. type: where it is explained; stable, and to be told apart by."""

    type: str = Field(examples=["/api#invalid"])
    title: str
    status: int
    detail: str
    remedy: str
    errors: tuple[Fault, ...] = ()


def answer(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """The problem details of whatever was raised. What is not expected is said to be our fault."""
    kind, detail, problems = _read(error)
    status, title, remedy = KINDS[kind]
    remedies: Mapping[str, str] = getattr(request.app.state, "remedies", {})
    body = ProblemDetails(
        type=f"/api#{kind}",
        title=title,
        status=status,
        detail=detail or title,
        remedy=remedy,
        errors=tuple(_fault(one, remedies) for one in problems),
    )
    headers = _headers(request, error, status)
    return Response(body.model_dump_json().encode(), status_code=status, media_type=MEDIA_TYPE, headers=headers)


def _read(error: Exception) -> tuple[str, str, Sequence[Problem]]:
    if isinstance(error, Invalid | Outdated):
        said = str(error) if isinstance(error, Outdated) else f"{len(error.problems)} to put right; nothing was saved."
        return ("changed" if isinstance(error, Outdated) else "invalid"), said, error.problems
    if isinstance(error, UnderWay):
        return "under-way", str(error), ()
    if isinstance(error, AnchorlineError):
        return _BY_STATUS[error.status_code], str(error), ()
    if isinstance(error, HTTPException) and error.status_code < 500:
        return _BY_STATUS.get(error.status_code, "unreadable"), "", ()
    if away(error):
        return "unavailable", "The database cannot be reached.", ()
    return "failed", "", ()


def _fault(problem: Problem, remedies: Mapping[str, str]) -> Fault:
    at_pointer = problem.where.startswith("/")
    return Fault(
        theirs=problem.theirs if isinstance(problem, Clash) else None,
        yours=problem.yours if isinstance(problem, Clash) else None,
        revision=problem.revision if isinstance(problem, Clash) else None,
        pointer=problem.where if at_pointer else "",
        where="" if at_pointer else problem.where,
        code=problem.code,
        detail=problem.message,
        remedy=remedies.get(problem.code) or remedies.get(problem.code.partition(".")[0]) or REMEDY,
    )


def _headers(request: Request[Any, Any, Any], error: Exception, status: int) -> dict[str, str]:
    if isinstance(error, NotAuthorizedException):
        unknown = ', error="invalid_token"' if "authorization" in request.headers else ""
        return {"WWW-Authenticate": f'Bearer realm="anchorline"{unknown}'}
    if isinstance(error, MethodNotAllowedException):
        return dict(error.headers or {})
    if isinstance(error, TooMany):
        return {"Retry-After": str(error.retry_after)}
    return {"Retry-After": "1" if status == 409 else "30"} if status == 503 or isinstance(error, UnderWay) else {}
