"""The doors of the site as it stands, and what the book of doors (expected_doors.toml) says of them.

The book is the second opinion: which permission a door asks for is written there by a person and read by another, not
copied from the handler. It also says what a page's form sends, so that every door can be tried.
"""

import inspect
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.params import QueryParameter
from litestar.routes import HTTPRoute

from backend.kit.db import Base
from backend.kit.programs import ROOT
from backend.kit.web import handlers

BOOK = Path(__file__).with_name("expected_doors.toml")
SLUG = "slug"
SECRETS = ("token", "link")  # a parameter of this name is a secret out of a letter
LETTERS = ("sign-in", "invitations", "beginnings", "address")  # which, by the part of the address before it
# In an address, and as a table.
OF_ANOTHER_NAME = {
    "cover": "covers",
    "mappings": "member_mappings",
    "past": "imports",
    "queries": "figure_questions",
    "questions": "goal_questions",
    "series": "external_series",
    "shown": "rule_proposals",
    "tokens": "api_tokens",
    "views": "saved_views",
}
_PLACE = re.compile(r"<(\w+)>")  # in a form or a query: an id of this table


@dataclass(frozen=True)
class Row:
    """What the book says of one door.

    form, query: what is sent; "<rounds>" stands for the id of one, "<email>" for an address nobody has.
    json: what a program sends, as text. match: whether it names the version it read, which is asked for first.
    values: of parameters that are no id, those worth trying.
    bearer: why whoever holds the secret in the address may use it, though it was another's.
    untried: why nobody gets through it here. of_a_role: it is about a role one holds somewhere.
    """

    may: str
    form: Mapping[str, Any] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, list[str]] = field(default_factory=dict)
    json: str = ""
    match: bool = False
    bearer: str = ""
    untried: str = ""
    of_a_role: bool = False


Book = Mapping[str, Row]


def read_book(text: str | None = None) -> Book:
    return {name: Row(**row) for name, row in tomllib.loads(text or BOOK.read_text("utf-8")).items()}


@dataclass(frozen=True)
class Door:
    """One method of one route. parameters: of the path, with their types; queries: names the handler reads."""

    method: str
    path: str
    may: str
    parameters: Mapping[str, type]
    queries: frozenset[str]

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def safe(self) -> bool:
        return self.method in ("GET", "HEAD")

    @property
    def program(self) -> bool:
        """For programs, with a token."""
        return self.path.startswith(ROOT)

    @property
    def inside(self) -> bool:
        """Of one collaborative."""
        return SLUG in self.parameters

    def kind(self, parameter: str) -> str | None:
        """Whose ids a parameter takes: the table named by the part of the path before it, or a secret's."""
        if parameter in SECRETS:
            return "secret"
        before = self.path.partition(f"/{{{parameter}}}")[0].rpartition("/")[2].replace("-", "_")
        before = OF_ANOTHER_NAME.get(before, before)
        return before if before in Base.metadata.tables else None


@dataclass(frozen=True)
class Slot:
    """A place of a request that holds an id. at: "path", "query" or "form"; number: which one, as a form may hold many."""

    at: str
    number: int
    kind: str


def doors(app: Litestar) -> list[Door]:
    """Every one, in the order of the routes.

    Raises:
        AssertionError: a route is of a kind of which nobody knows how to ask.
    """
    strange = [route.path for route in app.routes if not isinstance(route, HTTPRoute)]
    assert not strange, f"nobody knows how to ask at {strange}"
    found = [
        (route, handler)
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        if handler.http_methods != {"OPTIONS"}
    ]
    assert {id(handler) for _, handler in found} == {id(handler) for handler in handlers(app)}
    return [_door(route, handler, method) for route, handler in found for method in sorted(handler.http_methods)]


def _door(route: HTTPRoute, handler: HTTPRouteHandler, method: str) -> Door:
    parameters = {name: one.type for name, one in route.path_parameters.items()}
    return Door(method, route.path_format, str(handler.opt["may"]), parameters, frozenset(_queries(handler)))


def _queries(handler: HTTPRouteHandler) -> Iterator[str]:
    """Declared ones, and those the handler takes from the request itself."""
    for name, parameter in inspect.signature(handler.fn).parameters.items():
        if any(isinstance(kind, QueryParameter) for kind in getattr(parameter.annotation, "__metadata__", ())):
            yield name
    if (says := handler.opt.get("says")) and says.asks:
        yield from says.asks.model_fields
    yield from re.findall(r"query_params(?:\.get\(|\[)\"(\w+)\"", inspect.getsource(handler.fn))


# ---- Against the book ------------------------------------------------------------------------------------------------


def against(book: Book, found: Iterable[Door]) -> list[str]:
    """Faults: doors the book does not know, or knows to ask for another permission; what cannot be tried, and why."""
    by_name = {door.name: door for door in found}
    faults = [f"{name}: is in the book, and nowhere else" for name in book.keys() - by_name.keys()]
    for name, door in by_name.items():
        row = book.get(name)
        if row is None:
            faults.append(f'{name}: add to {BOOK.name}, if this is right:\n["{name}"]\nmay = "{door.may}"')
            continue
        if row.may != door.may:
            faults.append(f"{name}: asks for {door.may}, the book says {row.may}")
        faults += _untriable(door, row)
    return sorted(faults)


def _untriable(door: Door, row: Row) -> Iterator[str]:
    for parameter in door.parameters:
        if parameter != SLUG and door.kind(parameter) is None and parameter not in row.values:
            yield f"{door.name}: nobody knows what {{{parameter}}} names; give its `values`"
    for query in sorted(door.queries - row.query.keys()):
        yield f"{door.name}: reads ?{query}=, of which the book does not know"
    for slot in slots(door, row):
        if slot.kind == "secret" and letter(door) not in LETTERS:
            yield f"{door.name}: nobody knows which letter brings its secret"
        if slot.kind not in ("secret", *Base.metadata.tables):
            yield f"{door.name}: there is no table {slot.kind}"


def slots(door: Door, row: Row) -> list[Slot]:
    """Every place of its requests that holds an id."""
    in_path = [kind for name in door.parameters if name not in row.values and (kind := door.kind(name))]
    places: list[tuple[str, str]] = [("path", kind) for kind in in_path]
    for at, sent in (("query", row.query), ("form", row.form)):
        texts = [text for value in sent.values() for text in (value if isinstance(value, list) else [value])]
        places += [(at, kind) for text in texts for kind in _PLACE.findall(text) if kind != "email"]
    return [Slot(at, number, kind) for number, (at, kind) in enumerate(places)]


def letter(door: Door) -> str:
    """Which letter brings the secret in its address."""
    return re.split(r"/\{(?:token|link)\b", door.path)[0].rpartition("/")[2]


def filled(sent: Mapping[str, Any], values: Iterator[str], email: str) -> dict[str, Any]:
    """A form or query with its places filled, one value after the other."""

    def fill(text: str) -> str:
        return _PLACE.sub(lambda place: email if place[1] == "email" else next(values), text)

    return {k: [fill(one) for one in v] if isinstance(v, list) else fill(v) for k, v in sent.items()}
