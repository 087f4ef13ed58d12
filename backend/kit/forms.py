"""Small forms, read strictly: exactly the fields a page has, each once, all faults at once.

For pages whose fields are known beforehand; a grid of cells is read by its own room.
"""

from collections import Counter
from datetime import date
from typing import Annotated, Any, TypeVar

from litestar import Request
from litestar.datastructures import UploadFile
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from backend.kit.errors import Invalid, Problem
from backend.kit.languages import later, translated
from backend.kit.sheets.limits import MOST_BYTES

_SENTENCES = {
    "missing": later("Fill this in."),
    "extra_forbidden": later("This page has no such field."),
    "string_type": later("Write one text."),
    "string_too_long": later("This is too long."),
    "string_too_short": later("Fill this in."),
    "uuid_parsing": later("Choose one from the list."),
    "int_parsing": later("Write a whole number."),
    "enum": later("Choose one from the list."),
}


MOST_FIELDS = 200  # a page of known fields has a dozen; each one too many would be told by name


class Form(BaseModel):
    """A form's fields. Each field's title is what the page calls it; faults are told by that name."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)


def _day(sent: object) -> date:
    try:
        return date.fromisoformat(str(sent))
    except ValueError:
        raise ValueError("Choose a day.") from None


Day = Annotated[date, BeforeValidator(_day)]
MaybeDay = Annotated[date | None, BeforeValidator(lambda sent: _day(sent) if sent else None)]
F = TypeVar("F", bound=Form)


async def read(request: Request[Any, Any, Any], shape: type[F], *, besides: frozenset[str] = frozenset()) -> F:
    """What was sent, in this shape. besides: fields the caller reads itself, such as a file.

    Raises:
        Invalid: with every fault; a field sent twice, or one the page does not have, is a fault too.
    """
    pairs = [(name, value) for name, value in (await request.form()).multi_items() if name not in {"_token", *besides}]
    if len(pairs) > MOST_FIELDS:
        raise Invalid(
            translated("More fields were sent than this page has. Reload it and send it again."), code="form.fields"
        )
    times = Counter(name for name, _ in pairs)
    faults = [
        Problem(_title(shape, n), translated("This was sent more than once.")) for n in sorted(times) if times[n] > 1
    ]
    # The one character PostgreSQL cannot keep.
    faults += [
        Problem(_title(shape, n), translated("Write this without control characters."))
        for n, v in pairs
        if "\0" in str(v)
    ]
    if faults:
        raise Invalid(faults)
    try:
        return shape.model_validate(dict(pairs))
    except ValidationError as error:
        raise Invalid([_problem(shape, fault) for fault in error.errors()]) from None


async def file(request: Request[Any, Any, Any], name: str = "file") -> tuple[bytes, str] | None:
    """Its content and what it was called; None where none was chosen. Raises Invalid for one larger than we read."""
    sent = (await request.form()).get(name)
    if not isinstance(sent, UploadFile) or not sent.filename:
        return None
    content = await sent.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Invalid(f"This file is larger than {MOST_BYTES // 1_000_000} MB.", where="File")
    return content, sent.filename


async def typed(request: Request[Any, Any, Any], shape: type[Form]) -> dict[str, str]:
    """What was typed, to be shown again beside its faults; never the form's token."""
    form = await request.form()
    return {name: str(form.get(name) or "") for name in shape.model_fields}


def anchors(shape: type[Form]) -> dict[str, str]:
    """From a field's title to its id on the page, for the summary's links."""
    return {_title(shape, name): name for name in shape.model_fields}


def _title(shape: type[Form], name: str) -> str:
    field = shape.model_fields.get(name)
    return translated(field.title if field and field.title else name)[:60]


def _problem(shape: type[Form], fault: ErrorDetails) -> Problem:
    where = _title(shape, str(fault["loc"][0])) if fault["loc"] else ""
    message = _SENTENCES.get(fault["type"]) or fault["msg"].removeprefix("Value error, ")
    return Problem(where, translated(message), f"form.{fault['type']}")
