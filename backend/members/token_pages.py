"""`/account/tokens`: with what one's own programs come in."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit import forms
from backend.kit.db import Scope, enter
from backend.kit.errors import Conflict, Invalid, NotFound, Problem
from backend.kit.languages import later, translated
from backend.kit.web import Transaction, page, settings_of
from backend.members import api_tokens, limits, queries, rules
from backend.members.api_tokens import IN_WORDS, MOST_DAYS, USUAL_DAYS, Making
from backend.members.door import Me
from backend.members.rules import May, Principal
from backend.members.schemas import Nothing

TOLD = {"token-taken-back": later("Taken back. It opens nothing any more.")}

Asks = Request[Any, Any, Any]


@get("/account/tokens")
async def show(session: Transaction, me: Me, at: FromQuery[str] = "") -> Template:
    return await _tokens(session, me, at)


@post("/account/tokens")
async def make(request: Asks, session: Transaction, me: Me) -> Response[Any] | Template:
    """Answered with the page itself: the token is on no other, and no address leads back to it."""
    await limits.keep_to(request, [(limits.TOKENS_BY_PERSON, str(me.person_id))])
    typed = await forms.typed(request, Making)
    try:
        made = await api_tokens.make(session, me, await forms.read(request, Making))
    except (Invalid, Conflict) as error:
        await session.rollback()
        problems = error.told(code="token.many")
        return await _tokens(session, me, typed["at"], problems=problems, typed=typed, status_code=error.status_code)
    return page("members/token_made.html", made=made, base_url=settings_of(request).base_url)


@post("/account/tokens/{id:uuid}/taking-back", status_code=303)
async def take_back(request: Asks, session: Transaction, me: Me, id: FromPath[UUID]) -> Redirect:
    await forms.read(request, Nothing)
    await api_tokens.take_back(session, me, id)
    return Redirect("/account/tokens?done=token-taken-back", status_code=303)


async def _tokens(
    session: AsyncSession,
    me: Principal,
    at: str,
    *,
    problems: Sequence[Problem] = (),
    typed: dict[str, str] | None = None,
    status_code: int = 200,
) -> Template:
    """at: the collaborative the form is for; the first, when none is named."""
    mine = await queries.my_collaboratives(session)
    place = next((one for one in mine if str(one.id) == at or not at), None)
    if at and place is None:
        raise NotFound(translated("There is nothing at this address."))
    living = await api_tokens.living(session, me.person_id)
    allowed: Sequence[May] = ()
    if place:
        await enter(session, Scope(place.id, person_id=me.person_id))
        allowed = rules.scopes(await queries.holdings_of(session, me.person_id))
    return page(
        "members/tokens.html",
        status_code=status_code,
        living=living,
        mine=mine,
        place=place,
        choices=[IN_WORDS[may] for may in allowed],
        usual_days=USUAL_DAYS,
        most_days=MOST_DAYS,
        typed=typed or {},
        problems=problems,
        anchors=forms.anchors(Making) | {translated("What it may do"): "what"},
    )


router = Router(path="/", route_handlers=[show, make, take_back], opt={"may": May.SIGNED_IN})
