"""`/beginnings/TOKEN`: the link of a letter, behind which one person sets up one collaborative.

Who they are, a starting set, what it is called and where; what will be made, in words; then it is made. Looking uses
nothing up, and nothing is kept before the last button.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from litestar import Request, Response, Router, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit import forms
from backend.kit.errors import Invalid, NotFound, Problem
from backend.kit.languages import later, translated
from backend.kit.web import Transaction, page, settings_of
from backend.members import beginnings
from backend.members.beginning_tables import Beginning as Invited
from backend.members.door import let_in
from backend.members.rules import May, Principal
from backend.members.schemas import Accepting, Nothing
from backend.members.tables import Collaborative
from backend.provisioning import actions, addresses, offers
from backend.provisioning.actions import Wanted
from backend.provisioning.forms import COUNTRIES, CURRENCIES, MONTHS, Beginning, zones
from backend.provisioning.offers import Offer

Asks = Request[Any, Any, Any]
SUGGESTED = 3
TOLD = {"begun": later("It is made, and you run it. Below is what is still to do.")}


# ---- Who it is -------------------------------------------------------------------------------------------------------


@get("/{token:str}")
async def choose(request: Asks, session: Transaction, token: FromPath[str]) -> Template:
    """The starting sets, for the person the letter is to; for anybody else how to become that person."""
    made = await beginnings.living(session, token)
    if made is None:
        return _dead()
    if not _is_theirs(request, made):
        return await _who(request, session, made, token)
    return page("provisioning/choose.html", token=token, offers=offers.offered().values())


@post("/{token:str}", status_code=303)
async def become(request: Asks, session: Transaction, token: FromPath[str]) -> Response[Any]:
    made = await beginnings.living(session, token)
    if made is None:
        return _dead()
    answer = Redirect(f"/beginnings/{token}", status_code=303)
    if _is_theirs(request, made):
        await forms.read(request, Nothing)
        return answer
    try:
        name = (await forms.read(request, Accepting)).name
    except Invalid as error:
        typed = await forms.typed(request, Accepting)
        return await _who(request, session, made, token, problems=error.problems, typed=typed["name"], status_code=422)
    person_id = await beginnings.become(session, made, name=name, me=request.scope.get("user"))
    await let_in(request, session, person_id, answer)
    return answer


def _dead() -> Template:
    return page("provisioning/dead.html", status_code=410)


def _is_theirs(request: Asks, made: Invited) -> bool:
    me: Principal | None = request.scope.get("user")
    return me is not None and me.email == made.email


async def _who(
    request: Asks,
    session: AsyncSession,
    made: Invited,
    token: str,
    *,
    problems: Sequence[Problem] = (),
    typed: str = "",
    status_code: int = 200,
) -> Template:
    me: Principal | None = request.scope.get("user")
    known = (await session.execute(sa.select(sa.func.person_by_email(made.email)))).scalar_one()
    return page(
        "provisioning/who.html",
        status_code=status_code,
        token=token,
        email=made.email,
        known=known is not None,
        other=me.name if me else "",
        problems=problems,
        typed=typed,
        anchors=forms.anchors(Accepting),
    )


# ---- What is begun ---------------------------------------------------------------------------------------------------


@get("/{token:str}/{starting_set:str}")
async def ask(
    request: Asks, session: Transaction, token: FromPath[str], starting_set: FromPath[str]
) -> Template | Response[Any]:
    made, offer = await beginnings.living(session, token), _offer(starting_set)
    if made is None:
        return _dead()
    if not _is_theirs(request, made):
        return Redirect(f"/beginnings/{token}", status_code=303)
    return _form(request, token, offer, typed=_suggested(offer, made))


@post("/{token:str}/{starting_set:str}", status_code=303)
async def begin(
    request: Asks, session: Transaction, token: FromPath[str], starting_set: FromPath[str]
) -> Template | Response[Any]:
    made, offer = await beginnings.living(session, token), _offer(starting_set)
    if made is None:
        return _dead()
    if not _is_theirs(request, made):
        return Redirect(f"/beginnings/{token}", status_code=303)
    typed = await forms.typed(request, Beginning)
    try:
        sent = await forms.read(request, Beginning)
        if problem := await _not_free(session, sent.address):
            raise Invalid([problem])
        wanted = _wanted(offer.name, sent)
        if sent.then == "look":
            return _form(request, token, wanted, typed=typed, looked=True)
        await _make(
            session, token, Wanted(sent.address, sent.name, offer.name, wanted.blueprint), request.scope["user"]
        )
    except Invalid as error:
        await session.rollback()
        instead = await _instead(session, typed["address"])
        return _form(request, token, offer, typed=typed, problems=error.problems, instead=instead, status_code=422)
    return Redirect(f"/{sent.address}/setup?done=begun", status_code=303)


@get("/{token:str}/address")
async def address(
    session: Transaction, token: FromPath[str], name: FromQuery[str] = "", wanted: FromQuery[str] = ""
) -> Response[dict[str, object]]:
    """Whether a short address can be had, while it is typed. name: of which one is to be made, where none is typed."""
    if await beginnings.living(session, token) is None:
        raise NotFound(translated("There is nothing at this address."))
    slug = wanted or addresses.made_of(name)
    problem = await _not_free(session, slug) if slug else None
    said = problem.message if problem else translated("This address is free.") if slug else ""
    instead = await _instead(session, slug) if problem else []
    return Response(
        {"address": slug, "free": bool(slug) and problem is None, "said": said, "instead": instead},
        media_type="application/json",
    )


def _offer(name: str) -> Offer:
    """Raises NotFound: there is no such set, or it is none to begin from here."""
    if name not in offers.offered():
        raise NotFound(translated("There is nothing at this address."))
    return offers.offered()[name]


def _suggested(offer: Offer, made: Invited) -> dict[str, str]:
    own = offer.blueprint.collaborative
    return {
        "name": "",
        "address": "",
        "country": own.country,
        "currency": own.currency,
        "time_zone": own.time_zone,
        "year": str(own.year_starts_in),
        "contact": made.email,
        "report": "",
    }


def _wanted(name: str, sent: Beginning) -> Offer:
    """Its texts are spelt as in its country. A set's own sentence about itself is left out under another name."""
    of_set = _offer(name).blueprint.collaborative
    whole = offers.offer_of(
        name,
        country=sent.country,
        currency=sent.currency,
        time_zone=sent.time_zone,
        locale=f"en_{sent.country}",
        year_starts_in=int(sent.year),
        contact_email=sent.contact,
        strapline=of_set.strapline if sent.name == of_set.title else "",
    )
    return offers.renamed(whole, sent.name, sent.report)


async def _make(session: AsyncSession, token: str, wanted: Wanted, me: Principal) -> None:
    """Raises Invalid, also where it was begun twice at once."""
    id = await beginnings.begin(session, token, actions.columns(wanted), me=me)
    here = (await session.scalars(sa.select(Collaborative).where(Collaborative.id == id))).one()
    await actions.align(session, here, wanted.blueprint)


async def _not_free(session: AsyncSession, slug: str) -> Problem | None:
    where = translated("Short address")
    if not addresses.SLUG.fullmatch(slug):
        message = translated("Write small letters, digits and hyphens, 2 to 40 of them, a letter first.")
        return Problem(where, message, "address.form")
    if slug in addresses.RESERVED or await _taken(session, [slug]):
        message = translated("This address is taken. Choose another, for example one of those below.")
        return Problem(where, message, "address.taken")
    return None


async def _taken(session: AsyncSession, like: Sequence[str]) -> set[str]:
    return set(await session.scalars(sa.select(Collaborative.slug).where(Collaborative.slug.in_(like))))


async def _instead(session: AsyncSession, slug: str) -> list[str]:
    """A few like it that nobody has."""
    like = addresses.candidates(slug)
    taken = await _taken(session, like)
    return [one for one in like if one not in taken][:SUGGESTED]


def _form(
    request: Asks,
    token: str,
    offer: Offer,
    *,
    typed: Mapping[str, str],
    problems: Sequence[Problem] = (),
    instead: Sequence[str] = (),
    looked: bool = False,
    status_code: int = 200,
) -> Template:
    return page(
        "provisioning/begin.html",
        status_code=status_code,
        token=token,
        offer=offer,
        typed=typed,
        names_report=offers.own_report(_offer(offer.name)) is not None,
        problems=problems,
        anchors=forms.anchors(Beginning),
        instead=instead,
        brought=offers.brought(offer) if looked else (),
        looked=looked,
        base_url=settings_of(request).base_url,
        countries={code: translated(name) for code, name in COUNTRIES.items()},
        currencies=CURRENCIES,
        zones=zones(),
        months={month: translated(name) for month, name in MONTHS.items()},
    )


router = Router(path="/beginnings", route_handlers=[choose, become, address, ask, begin], opt={"may": May.PUBLIC})
