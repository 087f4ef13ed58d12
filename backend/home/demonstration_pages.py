"""With the demonstration on, and only then: `/demonstration` to choose whom to be, and the letters it sent."""

import asyncio
import re
from typing import Annotated, Any, cast
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template
from markupsafe import Markup, escape
from pydantic import BeforeValidator, Field

from backend.kit import forms
from backend.kit.catcher import Caught
from backend.kit.db import Scope, enter
from backend.kit.errors import NotFound
from backend.kit.languages import later, translated
from backend.kit.web import Transaction, page, settings_of
from backend.members import queries, rules
from backend.members.door import let_in, let_out
from backend.members.rules import May, Role

Asks = Request[Any, Any, Any]


class Being(forms.Form):
    """Whom to be, in which collaborative; nobody: signed out."""

    at: Annotated[str, Field(max_length=40)] = ""
    person: Annotated[UUID | None, BeforeValidator(lambda sent: sent or None)] = None


@get("/demonstration")
async def choose(request: Asks, session: Transaction) -> Template:
    """The people of one collaborative at a time; the first, unless the address names another."""
    places = await queries.public_collaboratives(session)
    wanted = request.query_params.get("at", "")
    at = next((one for one in places if one.slug == wanted), places[0] if places else None)
    if at:
        await enter(session, Scope.everything_in(at.id))
    people = await queries.people_here(session, of_members=None) if at else ()
    backbone = [one for one in people if any(not held.role.of_member for held in one.roles)]
    return page(
        "home/demonstration.html",
        places=places,
        at=at,
        groups=(
            (later("The backbone and partners"), backbone),
            (later("Members"), [p for p in people if p not in backbone]),
        ),
        shown=rules.SHOWN,
        does=rules.DOES,
        Role=Role,
    )


@post("/demonstration", status_code=303)
async def be(request: Asks, session: Transaction) -> Response[Any]:
    being = await forms.read(request, Being)
    if being.person is None:
        answer = Redirect("/demonstration", status_code=303)
        await let_out(request, session, answer)
        return answer
    at = next((one for one in await queries.public_collaboratives(session) if one.slug == being.at), None)
    if at is None:
        raise NotFound(translated("There is nothing at this address."))
    await enter(session, Scope.everything_in(at.id))
    if not await queries.holdings_of(session, being.person):
        raise NotFound(translated("There is nobody like that here."))
    answer = Redirect(f"/{at.slug}/home", status_code=303)
    await let_in(request, session, being.person, answer)
    return answer


# ---- Letters ---------------------------------------------------------------------------------------------------------


@get("/demonstration/letters")
async def letters(request: Asks) -> Template:
    return page("home/letters.html", letters=await asyncio.to_thread(_caught(request).all))


@get("/demonstration/letters/{id:str}")
async def letter(request: Asks, id: FromPath[str]) -> Template:
    found = await asyncio.to_thread(_caught(request).one, id)
    return page("home/letter.html", letter=found, body=linked(found.body, settings_of(request).base_url))


def _caught(request: Asks) -> Caught:
    return cast("Caught", request.app.state.caught)


def linked(text: str, base_url: str) -> Markup:
    """The text with addresses of this site to click; those of other sites stay text."""
    address = re.compile(rf"({re.escape(base_url)}/[\w/?=&.-]*[\w/])")
    return Markup().join(
        Markup('<a href="{0}">{0}</a>').format(part) if index % 2 else escape(part)
        for index, part in enumerate(address.split(text))
    )


router = Router(path="/", route_handlers=[choose, be, letters, letter], opt={"may": May.DEMONSTRATE})
