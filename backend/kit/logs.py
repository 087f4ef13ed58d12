"""Logs that can be handed on: who asked for which kind of page, how it went, how long it took.

No values, tokens or addresses. A line is an event with named facts, and three things keep it clean: facts under a telling
name are masked, whatever they hold; texts are searched for what looks like an address or a secret; an exception is told by
its type, its place and its SQLSTATE, never by its message, which quotes what people wrote.
"""

import logging
import re
import sys
import time
import traceback
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from decimal import Decimal
from types import TracebackType
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger
from uuid_utils.compat import uuid7

from backend.kit.settings import Settings

MASK = "***"
TELLING = re.compile(
    r"password|secret|token|cookie|authorization|credential|e?mail|recipient|address|subject|body|text|note|value|"
    r"\bcode\b|\bdsn\b|\burl\b|query|params|parameters|form|headers|name$",
    re.IGNORECASE,
)
HARMLESS = frozenset({"file_name", "job_name"})
OURS = frozenset({"level", "logger", "request_id", "exc_info"})
SECRETS = (
    (re.compile(r"(?<=://)[^/\s@]*:[^/\s@]*@"), f"{MASK}@"),  # user and password in a URL
    (re.compile(r"(?<=\?)[^\s\"']+"), MASK),  # a query string
    (re.compile(r"[\w.+'-]+@[\w-]+(\.[\w-]+)*"), MASK),  # an e-mail address
    # Letters and digits mixed, 20 and more: a token. Ids of ours are hexadecimal with hyphens and stay.
    (
        re.compile(r"(?<![\w-])(?![0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{20,}"),
        MASK,
    ),
    (re.compile(r"(?<![\w.:-])\d{6}(?![\w.:-])"), MASK),  # a sign-in code
)
QUIET = {
    "uvicorn": logging.WARNING,  # that it started and stopped is said by the command
    "uvicorn.access": logging.CRITICAL,  # logs paths
    "alembic": logging.WARNING,
    "apscheduler": logging.WARNING,
    "aiosmtpd": logging.CRITICAL,  # logs letters
    "mail.log": logging.CRITICAL,  # so does its server, line by line
}

log = structlog.get_logger("anchorline.requests")


def configure(settings: Settings, *, stream: TextIO | None = None) -> None:
    """For the process: our own events and those of every library, in one form, on one stream (standard error)."""
    out = stream or sys.stderr
    console = structlog.dev.ConsoleRenderer(colors=out.isatty())
    last: Processor = console if settings.log_format == "console" else structlog.processors.JSONRenderer()
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=SHARED, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last]
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level)
    for name, level in QUIET.items():
        logging.getLogger(name).setLevel(level)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def tell_exceptions(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """`exc_info` becomes type, place and, from the database, SQLSTATE and constraint; the message is left out."""
    about = event.pop("exc_info", None)
    error = sys.exc_info()[1] if about is True else about[1] if isinstance(about, tuple) else about
    if isinstance(error, BaseException):
        event.update(told(error))
    return event


def told(error: BaseException) -> dict[str, str]:
    """An exception without what it quotes; the chain of its causes by type."""
    facts = {"exception": " < ".join(_chain(error)), "at": _place(error.__traceback__)}
    source = getattr(error, "orig", error)  # SQLAlchemy keeps the driver's error there
    source = source.__cause__ or source if isinstance(source, BaseException) else error
    for fact in ("sqlstate", "constraint_name", "table_name"):
        if found := getattr(source, fact, None):
            facts[fact.removesuffix("_name")] = str(found)
    return facts


def mask(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    for key, value in event.items():
        if not (key.startswith("_") or key in OURS):
            event[key] = MASK if is_telling(key) else clean(value)
    return event


def is_telling(key: str) -> bool:
    return key not in HARMLESS and TELLING.search(key) is not None


def clean(value: Any) -> Any:
    """Booleans, whole numbers and durations stay; a Decimal is somebody's figure; anything else is read as text."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Decimal):
        return MASK
    if isinstance(value, Mapping):
        return {str(key): MASK if is_telling(str(key)) else clean(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [clean(inner) for inner in value]
    text = str(value)
    for pattern, instead in SECRETS:
        text = pattern.sub(instead, text)
    return text


SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.PositionalArgumentsFormatter(),
    mask,
    tell_exceptions,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def _chain(error: BaseException | None) -> list[str]:
    names: list[str] = []
    while error is not None and len(names) < 5:
        names.append(f"{type(error).__module__}.{type(error).__qualname__}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return names


def _place(trace: TracebackType | None) -> str:
    """The innermost frames, outermost first; file, line and function, no source line."""
    frames = traceback.extract_tb(trace)[-8:]
    return " > ".join(f"{'/'.join(frame.filename.split('/')[-3:])}:{frame.lineno} {frame.name}" for frame in frames)


Asgi = Callable[
    [MutableMapping[str, Any], Callable[..., Awaitable[Any]], Callable[..., Awaitable[Any]]], Awaitable[None]
]


class RequestLog:
    """Around the whole site: gives each request its id, says it in the answer (`X-Request-Id`), and logs one line.

    The route's template is logged, never the path: a path holds ids, and a link from a letter holds a token.
    """

    def __init__(self, app: Asgi) -> None:
        self.app = app

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id, began, status = str(uuid7()), time.perf_counter(), 500

        async def sending(message: MutableMapping[str, Any]) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (b"x-request-id", request_id.encode())]
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self.app(scope, receive, sending)
            finally:
                log.info(
                    "request",
                    method=scope["method"],
                    route=scope.get("path_template") or "none",
                    status=status,
                    ms=round((time.perf_counter() - began) * 1000, 1),
                )
