"""The API's edge: what a program asks is read strictly, what it is answered is written plainly.

A handler declares `opt={"may": …, "says": Says(…)}`; from that alone the OpenAPI document is drawn (`kit.api_document`).
Numbers are decimal text in both directions. Faults are told all at once, each with its JSON pointer (`kit.api_problems`).
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeVar

from litestar import Request, Response
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from backend.kit.errors import Invalid, Problem, Unconditional, Unreadable, WrongMediaType

ROOT = "/api/v1"
MOST_FAULTS = 500  # a body of another shape would have one for each of its cells

Asks = Request[Any, Any, Any]


class Shape(BaseModel):
    """What is sent or shown. A field nobody knows is a fault: it is likely another one misspelt."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


S = TypeVar("S", bound=Shape)

# PostgreSQL keeps every character but one.
Text = Annotated[str, Field(pattern="^[^\\x00]*$")]
Number = Annotated[str, Field(pattern=r"^-?[0-9]+(\.[0-9]+)?$", examples=["1200.50"])]
Revision = Annotated[int, Field(ge=0, le=2_147_483_647)]


def number(of: Decimal | None) -> str | None:
    """As the API writes numbers: every digit, no exponent."""
    return None if of is None else format(of, "f")


# ---- Query -----------------------------------------------------------------------------------------------------------


def _flag(text: object) -> object:
    return {"true": True, "false": False}.get(text, text) if isinstance(text, str) else text


def _whole(text: object) -> object:
    return int(text) if isinstance(text, str) and re.fullmatch(r"[1-9][0-9]{0,5}", text, re.ASCII) else text


Flag = Annotated[bool, BeforeValidator(_flag)]
Limit = Annotated[int, BeforeValidator(_whole), Field(ge=1, le=500, title="How many at most")]


def _iso(text: object) -> object:
    """Only so: the usual reader of days takes seconds since 1970 too."""
    written = isinstance(text, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII)
    try:
        return date.fromisoformat(str(text)) if written else text if text is None else ""
    except ValueError:
        raise ValueError("There is no such day") from None


# Further away there is nothing, and the arithmetic of days ends.
Day = Annotated[date, BeforeValidator(_iso), Field(ge=date(1900, 1, 1), le=date(2200, 1, 1))]


class Nothing(Shape):
    """No field at all."""


def queried(request: Asks, shape: type[S]) -> S:
    """The query of an address. Raises Invalid: with a parameter unknown, sent twice or of another kind."""
    pairs = list(request.query_params.multi_items())
    times = Counter(name for name, _ in pairs)
    twice = [
        Problem(f"?{name[:60]}", "This was sent more than once.", "query.twice")
        for name in sorted(times)
        if times[name] > 1
    ]
    if twice:
        raise Invalid(twice[:MOST_FAULTS])
    try:
        # As JSON would be: a strict shape takes ids, days and words of a list from text there, and nothing else.
        return shape.model_validate_json(json.dumps(dict(pairs)))
    except ValidationError as error:
        raise Invalid([_fault(fault, "?") for fault in error.errors(include_url=False)[:MOST_FAULTS]]) from None


# ---- Body ------------------------------------------------------------------------------------------------------------


async def sent(request: Asks, shape: type[S]) -> S:
    """The body. One that may be empty throughout may be left out.

    Raises:
        WrongMediaType: not JSON by its header. Unreadable: not JSON by its text.
        Invalid: of another shape; every fault, with its pointer.
    """
    body = await request.body()
    if not body and not any(one.is_required() for one in shape.model_fields.values()):
        return shape()
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise WrongMediaType("Send JSON, with the header Content-Type: application/json.")
    try:
        return shape.model_validate_json(body)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False)
    if faults[0]["type"] == "json_invalid":
        raise Unreadable(f"This is not JSON: {faults[0]['ctx']['error']}.")
    raise Invalid([_fault(fault, "/") for fault in faults[:MOST_FAULTS]])


_SENTENCES = {
    "missing": "This is missing.",
    "extra_forbidden": "There is no such field here.",
    "string_type": "Write this as text, between quotation marks; numbers too.",
    "string_too_long": "This is too long.",
    "string_too_short": "This is too short.",
    "string_pattern_mismatch": "This text has another form than is asked for.",
    "uuid_parsing": "This is no id.",
    "uuid_type": "This is no id.",
    "list_type": "Write a list, between square brackets.",
    "model_type": "Write an object, between curly brackets.",
    "model_attributes_type": "Write an object, between curly brackets.",
    "bool_type": "Write true or false.",
    "bool_parsing": "Write true or false.",
    "int_type": "Write a whole number.",
    "int_parsing": "Write a whole number.",
    "int_from_float": "Write a whole number.",
    "date_from_datetime_parsing": "Write a day, e.g. 2026-03-31.",
}


def _fault(fault: Any, start: str) -> Problem:
    """start: "/" in a body, where places are JSON pointers; "?" in a query."""
    steps = [str(step).replace("~", "~0").replace("/", "~1")[:80] for step in fault["loc"]]
    where = f"?{steps[0]}" if start == "?" and steps else "".join(f"/{step}" for step in steps)
    kind = str(fault["type"])
    message = _SENTENCES.get(kind) or f"{str(fault['msg']).removeprefix('Value error, ')}."
    return Problem(where, message, f"{'query' if start == '?' else 'body'}.{kind}")


# ---- Which version ---------------------------------------------------------------------------------------------------


def etag(*facts: object) -> str:
    """A strong validator: another text for another version. facts: whatever differs between two versions."""
    return f'"{hashlib.sha256(chr(31).join(map(str, facts)).encode()).hexdigest()[:32]}"'


ETAG = re.compile('"[0-9a-f]{32}"')


def version_named(request: Asks) -> str | None:
    """The version in `If-Match`. Raises Invalid when it is none of ours; `*` is none, as it names whatever stands."""
    named = request.headers.get("if-match")
    if named is None or ETAG.fullmatch(named):
        return named
    raise Invalid("Send one ETag, as an answer gave it.", where="If-Match", code="header.if_match")


def version_signed(request: Asks) -> str:
    """As `version_named`, for deeds about what was read. Raises Unconditional when none is named."""
    if named := version_named(request):
        return named
    raise Unconditional(
        "Say which version you read: send its ETag in the header If-Match. GET the submission to have it."
    )


# ---- Answers ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answered:
    """What a request came to. kept: under its `Idempotency-Key`; not, when it had no effect."""

    body: Shape
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    kept: bool = True

    @property
    def text(self) -> str:
        return self.body.model_dump_json()

    def response(self) -> Response[bytes]:
        return as_json(self.text, self.status, self.headers)


def as_json(text: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Response[bytes]:
    return Response(text.encode(), status_code=status, media_type="application/json", headers=dict(headers or {}))


@dataclass(frozen=True, slots=True)
class Says:
    """What the OpenAPI document says of a handler.

    answers: the shape of a 200. refuses: statuses beside those every handler has, or has by what else is said here.
    asks: its query. takes: its body. match: whether `If-Match` may or must be sent. repeats: whether it heeds an
    `Idempotency-Key`. tagged: whether the answer bears an ETag. example: a body that is taken.
    """

    summary: str
    answers: Any
    tells: str = ""
    asks: type[Shape] | None = None
    takes: type[Shape] | None = None
    refuses: Sequence[int] = ()
    match: Literal["", "may", "must"] = ""
    repeats: bool = False
    tagged: bool = False
    example: Mapping[str, Any] | None = None
