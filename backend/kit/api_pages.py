"""`/api` for people, `/api/schema` for programs."""

import json
from functools import lru_cache
from importlib.metadata import version
from typing import Any

from litestar import Litestar, Request, Response, Router, get
from litestar.response import Template

from backend.kit.api_document import document
from backend.kit.api_problems import KINDS
from backend.kit.programs import as_json
from backend.kit.web import PUBLIC, page, settings_of


@get("/", sync_to_thread=False)
def explained(request: Request[Any, Any, Any]) -> Template:
    """How a program comes in, and what every kind of refusal means."""
    return page("kit/api.html", kinds=KINDS, base_url=settings_of(request).base_url)


@get("/schema", sync_to_thread=False)
def schema(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The OpenAPI document."""
    return as_json(_text(request.app))


@lru_cache(maxsize=4)
def _text(app: Litestar) -> str:
    return json.dumps(document(app, version=version("anchorline")), ensure_ascii=False)


router = Router(path="/api", route_handlers=[explained, schema], opt={"may": PUBLIC})
