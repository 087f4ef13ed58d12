"""The OpenAPI 3.1 document, drawn from the doors as they stand: what each `Says`, and what every door below `/api/` has.

JSON Schema is what pydantic writes of the very shapes that are read and written, so the document cannot say otherwise.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from backend.kit.api_problems import KINDS, MEDIA_TYPE, ProblemDetails
from backend.kit.programs import ROOT, Says
from backend.kit.repeats import HEADER

_REF = "#/components/schemas/{model}"
_ALWAYS = (401, 403, 404, 429, 503)
_ETAG = {"description": "The version of what was answered.", "schema": {"type": "string", "pattern": '^".*"$'}}
_REPLAYED = {
    "description": "That the same request was done before, and this is the answer it had.",
    "schema": {"type": "string", "enum": ["true"]},
}
_SLUG = {"type": "string", "pattern": "^[a-z][a-z0-9-]{1,39}$"}

Json = dict[str, Any]


def document(app: Litestar, *, version: str) -> Json:
    """Every handler that `says` something, with its statuses, shapes and headers."""
    said = sorted(_said(app), key=lambda one: (one[0], one[1]))
    schemas = _schemas([says for _, _, says, _ in said])
    paths: dict[str, Json] = {}
    for path, method, says, handler in said:
        operation = _operation(says, handler, schemas)
        paths.setdefault(path, {"parameters": _of_path(path)})[method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Anchorline",
            "version": version,
            "description": "For programs of members and backbones. Numbers are decimal text. Explained at `/api`.",
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": {name: shape for name, shape in schemas.items() if isinstance(name, str)},
            "responses": {kind: _refusal(status) for status, kind in _NAMES.items()},
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A token, made at `/account/tokens`. It is of one person, for one collaborative.",
                }
            },
        },
    }


_NAMES = {status: f"Refused{status}" for status in sorted({status for status, _, _ in KINDS.values()})}


def _said(app: Litestar) -> Iterator[tuple[str, str, Says, HTTPRouteHandler]]:
    for route in app.routes:
        if isinstance(route, HTTPRoute) and route.path_format.startswith(ROOT):
            for handler in route.route_handlers:
                if says := handler.opt.get("says"):
                    yield route.path_format, next(iter(handler.http_methods)), cast("Says", says), handler


def _schemas(said: Sequence[Says]) -> dict[Any, Json]:
    """By name for the document; by shape and way for whoever refers to one."""
    shown = [(one.answers, "serialization") for one in said]
    taken = [(shape, "validation") for one in said for shape in (one.takes, one.asks) if shape]
    wanted = dict.fromkeys([*shown, *taken, (ProblemDetails, "serialization")])
    found, whole = models_json_schema(cast("Any", list(wanted)), ref_template=_REF)
    return {**whole.get("$defs", {}), **cast("Any", found)}


def _operation(says: Says, handler: HTTPRouteHandler, schemas: Mapping[Any, Json]) -> Json:
    tags = [handler.fn.__module__.split(".")[1]]
    operation: Json = {
        "operationId": f"{tags[0]}.{handler.fn.__name__}",
        "summary": says.summary,
        "tags": tags,
        "parameters": [*_of_query(says, schemas), *_of_headers(says)],
        "responses": {"200": _answer(says, schemas)},
    }
    if says.tells:
        operation["description"] = says.tells
    if says.takes:
        operation["requestBody"] = _body(says, says.takes, schemas)
    for status in sorted({*_ALWAYS, *says.refuses, *_implied(says)}):
        operation["responses"][str(status)] = {"$ref": f"#/components/responses/{_NAMES[status]}"}
    return operation


def _implied(says: Says) -> set[int]:
    statuses = {422} if says.asks or says.repeats else set()
    statuses |= {400, 413, 415, 422} if says.takes else set()
    statuses |= {409} if says.repeats else set()
    statuses |= {412} if says.match else set()
    return statuses | ({428} if says.match == "must" else set())


def _of_path(path: str) -> list[Json]:
    names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    return [
        {"name": name, "in": "path", "required": True, "schema": _SLUG if name == "slug" else _ID} for name in names
    ]


_ID = {"type": "string", "format": "uuid"}


def _of_query(says: Says, schemas: Mapping[Any, Json]) -> Iterator[Json]:
    if says.asks is None:
        return
    shape = _resolved(schemas[says.asks, "validation"], schemas)
    for name, schema in shape.get("properties", {}).items():
        told = {key: value for key, value in _without_null(schema).items() if key not in ("title", "default")}
        yield {
            "name": name,
            "in": "query",
            "required": name in shape.get("required", ()),
            "description": schema.get("title", name),
            "schema": told,
        }


def _resolved(schema: Json, schemas: Mapping[Any, Json]) -> Json:
    return schema if "$ref" not in schema else schemas[schema["$ref"].rpartition("/")[2]]


def _without_null(schema: Json) -> Json:
    """What is left out of an address is not sent as nothing."""
    kinds = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
    if len(kinds) != 1:
        return schema
    return {**{key: value for key, value in schema.items() if key != "anyOf"}, **kinds[0]}


def _of_headers(says: Says) -> Iterator[Json]:
    if says.match:
        told = "The ETag of the version you read."
        yield _header("If-Match", told, _IF_MATCH, required=says.match == "must")
    if says.repeats:
        told = "One key for each thing you want done; a repeat with the same key is done once. Kept for 30 days."
        yield _header(HEADER, told, {"type": "string", "pattern": "^[!-~]{1,255}$"})


_IF_MATCH = {"type": "string", "pattern": '^"[0-9a-f]{32}"$', "examples": ['"9f86d081884c7d659a2feaa0c55ad015"']}


def _header(name: str, told: str, schema: Json, *, required: bool = False) -> Json:
    return {"name": name, "in": "header", "required": required, "description": told, "schema": schema}


def _body(says: Says, takes: type[BaseModel], schemas: Mapping[Any, Json]) -> Json:
    content: Json = {"schema": schemas[takes, "validation"]}
    if says.example:
        content["example"] = dict(says.example)
    return {"required": any(one.is_required() for one in takes.model_fields.values()), "content": {_JSON: content}}


def _answer(says: Says, schemas: Mapping[Any, Json]) -> Json:
    told: Json = {"description": says.summary, "content": {_JSON: {"schema": schemas[says.answers, "serialization"]}}}
    headers = ({"ETag": _ETAG} if says.tagged else {}) | ({"Idempotency-Replayed": _REPLAYED} if says.repeats else {})
    return {**told, "headers": headers} if headers else told


_JSON = "application/json"


def _refusal(status: int) -> Json:
    titles = " / ".join(dict.fromkeys(title for of, title, _ in KINDS.values() if of == status))
    told: Json = {
        "description": titles,
        "content": {MEDIA_TYPE: {"schema": {"$ref": _REF.format(model=ProblemDetails.__name__)}}},
    }
    if status in _HEADERS:
        name, schema = _HEADERS[status]
        told["headers"] = {name: {"required": True, "schema": schema}}
    return told


_HEADERS: Mapping[int, tuple[str, Json]] = {
    401: ("WWW-Authenticate", {"type": "string"}),
    429: ("Retry-After", {"type": "string", "pattern": "^[0-9]+$"}),
    503: ("Retry-After", {"type": "string", "pattern": "^[0-9]+$"}),
}
