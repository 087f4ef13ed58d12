"""What must never be in a log is not in it, whoever logs it and however; what helps is."""

import asyncio
import io
import json
import logging
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import uuid4

import httpx
import pytest
import structlog
from litestar import Litestar, get
from litestar.params import FromPath

from backend.kit import logs
from backend.kit.settings import Settings

EMAIL, TOKEN, CODE, PASSWORD = "canary@trust.example", "aB3-canary_Kq8Zt0vYx29LmW", "471183", "hunter2canary"
FIGURE = Decimal("471199.25")


@pytest.fixture
def said() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    stream = io.StringIO()
    logs.configure(Settings(_env_file=None, log_format="json", log_level="DEBUG"), stream=stream)
    yield stream
    root.handlers[:], root.level = before
    structlog.reset_defaults()


def lines(said: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in said.getvalue().splitlines()]


def test_no_canary_is_logged_by_any_way_in(said: io.StringIO) -> None:
    log = structlog.get_logger("test")
    log.info(f"letter to {EMAIL} with {TOKEN} and code {CODE}")
    log.info("letter", recipient=EMAIL, token=TOKEN, code=CODE, value=FIGURE, amount=FIGURE, body=f"Dear {EMAIL}")
    log.info("nested", facts={"cookie": "short", "inner": [EMAIL, {"password": PASSWORD}]})
    log.info("connecting", to=f"postgresql://app:{PASSWORD}@db/anchorline")
    log.info("got", path=f"/sign-in?t=abc&who={EMAIL}")
    logging.getLogger("some.library").warning("%s sent %s by %s", EMAIL, TOKEN, f"smtp://x:{PASSWORD}@h")
    try:
        raise ValueError(f"{FIGURE} of {EMAIL}") from KeyError(PASSWORD)
    except ValueError:
        log.exception("failed")
        logging.getLogger("some.library").exception("failed too")
    for canary in (EMAIL, "trust.example", TOKEN, CODE, PASSWORD, str(FIGURE), "short"):
        assert canary not in said.getvalue()
    assert len(lines(said)) == 8


def test_what_helps_stays(said: io.StringIO) -> None:
    row = str(uuid4())
    structlog.get_logger("test").warning("import done", rows=471183, ms=12.5, ok=True, submission_id=row, missing=None)
    (line,) = lines(said)
    assert line | {"rows": 471183, "ms": 12.5, "ok": True, "submission_id": row, "missing": None} == line
    assert (line["event"], line["level"], line["logger"]) == ("import done", "warning", "test")
    assert line["timestamp"].endswith("Z")


def test_an_exception_is_told_by_type_place_and_sqlstate(said: io.StringIO) -> None:
    class DriverError(Exception):
        sqlstate, constraint_name, table_name = "23505", "uq_people_email", "people"

    try:
        try:
            raise DriverError(f"Key (email)=({EMAIL}) already exists")
        except DriverError as error:
            raise RuntimeError(EMAIL) from error
    except RuntimeError:
        structlog.get_logger("test").exception("failed")
    (line,) = lines(said)
    assert "builtins.RuntimeError < " in line["exception"]
    assert "test_logs.py" in line["at"]
    assert (line["sqlstate"], line["constraint"], line["table"]) == ("23505", "uq_people_email", "people")


@get("/people/{token:str}", sync_to_thread=False)
def person(token: FromPath[str]) -> str:
    structlog.get_logger("test").info("inside")
    return token


@get("/broken", sync_to_thread=False)
def broken() -> str:
    raise RuntimeError(EMAIL)


async def test_a_request_is_one_line_with_its_route_and_its_id_never_its_path(said: io.StringIO) -> None:
    site = logs.RequestLog(Litestar([person, broken], logging_config=None, openapi_config=None))
    transport = httpx.ASGITransport(site, raise_app_exceptions=False)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        answers = [await client.get(path) for path in (f"/people/{TOKEN}?q={EMAIL}", "/broken", f"/nowhere/{TOKEN}")]
    requests = [line for line in lines(said) if line["event"] == "request"]
    assert [(r["route"], r["status"], r["method"]) for r in requests] == [
        ("/people/{token}", 200, "GET"),
        ("/broken", 500, "GET"),
        ("none", 404, "GET"),
    ]
    assert [r["request_id"] for r in requests] == [a.headers["x-request-id"] for a in answers]
    inside = next(line for line in lines(said) if line["event"] == "inside")
    assert inside["request_id"] == requests[0]["request_id"]
    assert TOKEN not in said.getvalue()
    assert EMAIL not in said.getvalue()


async def test_requests_at_the_same_time_keep_their_ids_apart(said: io.StringIO) -> None:
    site = logs.RequestLog(Litestar([person], logging_config=None, openapi_config=None))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(site),  # type: ignore[arg-type]
        base_url="http://127.0.0.1",
    ) as client:
        await asyncio.gather(*(client.get(f"/people/{n}") for n in range(20)))
    ids = [line["request_id"] for line in lines(said) if line["event"] == "inside"]
    assert len(set(ids)) == len(ids) == 20
    assert not structlog.contextvars.get_contextvars()


def test_the_console_form_is_as_clean(capsys: pytest.CaptureFixture[str], said: io.StringIO) -> None:
    stream = io.StringIO()
    logs.configure(Settings(_env_file=None, log_format="console"), stream=stream)
    structlog.get_logger("test").info("letter", recipient=EMAIL, note=f"{FIGURE}")
    structlog.get_logger("test").debug("below the level")
    assert "letter" in stream.getvalue()
    assert "canary" not in stream.getvalue()
    assert "below" not in stream.getvalue()
