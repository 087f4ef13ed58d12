"""Asking or saying something about a shared goal: `/SLUG/shared-goals/CODE/ask` for anyone, where that is turned on, and
`/SLUG/our-goals/CODE/ask` for those who take part. Nothing stands anywhere before somebody has looked it over."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Annotated, Any, cast

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template
from pydantic import AfterValidator, Field
from sqlalchemy.ext.asyncio import AsyncSession

from backend.disclosure.figures import Audience
from backend.goals import questions, translating
from backend.goals.questions import Asker
from backend.kit import forms
from backend.kit.db import now
from backend.kit.errors import Invalid, NotFound, Problem, Refused
from backend.kit.form_times import FormTimes
from backend.kit.languages import later, translated
from backend.kit.web import Transaction, page
from backend.members import limits
from backend.members.addresses import normalised
from backend.members.door import Here, Me
from backend.members.rules import OF_THE_BACKBONE, May, Principal
from backend.members.tables import Collaborative
from backend.releases import goal_reading, public

SOONEST, LATEST = timedelta(seconds=3), timedelta(hours=6)  # nobody writes a question faster, or on so old a page

Asks = Request[Any, Any, Any]


class Asking(forms.Form):
    """website: a field no person sees; whoever fills it in is none. given: when the form was given out."""

    words: Annotated[
        str, Field(title=later("Your question or comment"), min_length=10, max_length=questions.MOST_WORDS)
    ]
    address: Annotated[
        str, AfterValidator(lambda sent: normalised(sent) if sent else ""), Field(title=later("E-mail address"))
    ] = ""
    website: Annotated[str, Field(title=later("Leave this empty"), max_length=500)] = ""
    given: Annotated[str, Field(title=later("When the page was opened"), max_length=200)] = ""


# ---- Everyone --------------------------------------------------------------------------------------------------------


@get("/shared-goals/{code:str}/ask", opt={"may": May.PUBLIC})
async def show_everyone(
    request: Asks, session: Transaction, here: Here, code: FromPath[str], sent: FromQuery[str] = ""
) -> Redirect | Template:
    """Whoever takes part here is led to their own page. Raises NotFound."""
    visitor = cast("Principal | None", request.scope.get("user"))
    if visitor is not None and visitor.collaborative_id is not None:
        return Redirect(f"/{here.slug}/our-goals/{code}/ask", status_code=303)
    return await _for_everyone(request, session, here, code, sent=bool(sent))


@post("/shared-goals/{code:str}/ask", opt={"may": May.PUBLIC})
async def ask_everyone(
    request: Asks, session: Transaction, here: Here, code: FromPath[str]
) -> Response[Any] | Template:
    """Raises NotFound; Refused where nobody is asked to ask without an account; TooMany."""
    name, said = await _public(request, session, here, code)
    if not questions.openness(here).without_account:
        raise Refused(translated("Questions are taken from those who take part here. Sign in, and ask there."))
    try:
        read = await _read(request, here, code)
    except Invalid as invalid:
        typed = await forms.typed(request, Asking)
        return _page(request, here, code, name, "ask_public", problems=invalid.told(), typed=typed, said=said)
    if not read.website:
        here_and_there = [(limits.GOAL_BY_NETWORK, limits.network_of(request)), (limits.GOAL_HERE, str(here.id))]
        await limits.keep_to(request, here_and_there)
        await questions.ask(session, code, read.words, by=None, asker=Asker.RESIDENT, address=read.address)
    also = said.query.replace("?", "&")
    return Redirect(f"/{here.slug}/shared-goals/{code}/ask?sent=yes{also}", status_code=303)


async def _for_everyone(
    request: Asks, session: AsyncSession, here: Collaborative, code: str, *, sent: bool
) -> Template:
    name, said = await _public(request, session, here, code)
    return _page(request, here, code, name, "ask_public", sent=sent, said=said)


async def _public(request: Asks, session: AsyncSession, here: Collaborative, code: str) -> tuple[str, public.Said]:
    if not here.public_page:
        raise NotFound(translated("There is nothing at this address."))
    said = public.said(request, here, f"shared-goals/{code}/ask")
    return await _name(session, here, Audience.PUBLIC, code), said


# ---- Those who take part ---------------------------------------------------------------------------------------------


@get("/{code:str}/ask", opt={"may": May.READ_RELEASES})
async def show(
    request: Asks, session: Transaction, here: Here, me: Me, code: FromPath[str], sent: FromQuery[str] = ""
) -> Template:
    """Raises NotFound."""
    name = await _name(session, here, goal_reading.mine(me)[0], code)
    return _page(request, here, code, name, "ask_ours", sent=bool(sent))


@post("/{code:str}/ask", opt={"may": May.READ_RELEASES})
async def ask(request: Asks, session: Transaction, here: Here, me: Me, code: FromPath[str]) -> Response[Any] | Template:
    """Raises NotFound, TooMany."""
    name = await _name(session, here, goal_reading.mine(me)[0], code)
    try:
        read = await _read(request, here, code, in_time=False)
    except Invalid as invalid:
        typed = await forms.typed(request, Asking)
        return _page(request, here, code, name, "ask_ours", problems=invalid.told(), typed=typed)
    await limits.keep_to(request, [(limits.GOAL_BY_PERSON, str(me.person_id))])
    await questions.ask(session, code, read.words, by=me.person_id, asker=_asker(me))
    return Redirect(f"/{here.slug}/our-goals/{code}/ask?sent=yes", status_code=303)


def _asker(me: Principal) -> Asker:
    if me.roles & OF_THE_BACKBONE:
        return Asker.BACKBONE
    return Asker.MEMBER if any(role.of_member for role in me.roles) else Asker.PARTNER


# ---- Both ------------------------------------------------------------------------------------------------------------


async def _name(session: AsyncSession, here: Collaborative, audience: Audience, code: str) -> str:
    """As it was translated, where it was."""
    found = await goal_reading.of_goal(session, audience, code)
    goal = found[0].goal(code) if found else None
    if goal is None:
        raise NotFound(translated("There is nothing at this address."))
    return (await translating.spoken(session, here)).of(goal.name)


async def _read(request: Asks, here: Collaborative, code: str, *, in_time: bool = True) -> Asking:
    """in_time: hold it against when the form was given out. Raises Invalid."""
    read = await forms.read(request, Asking)
    if not in_time:
        return read
    times = cast("FormTimes", request.app.state.form_times)
    age = times.age(read.given, _about(here, code), now())
    if age is None or age > LATEST:
        raise Invalid(translated("This page was open too long. What you wrote is still here: send it again."))
    if age < SOONEST:
        raise Invalid(translated("That was faster than anybody writes. What you wrote is still here: send it again."))
    return read


def _about(here: Collaborative, code: str) -> str:
    return f"{here.id} {code}"


def _page(
    request: Asks,
    here: Collaborative,
    code: str,
    name: str,
    template: str,
    *,
    sent: bool = False,
    typed: Mapping[str, str] | None = None,
    problems: Sequence[Problem] = (),
    **more: Any,
) -> Template:
    times = cast("FormTimes", request.app.state.form_times)
    return page(
        f"releases/{template}.html",
        status_code=422 if problems else 200,
        here=here,
        code=code,
        called=name,
        sent=sent,
        given=times.stamp(_about(here, code), now()),
        open=questions.openness(here),
        typed=typed or {},
        problems=problems,
        anchors=forms.anchors(Asking),
        MOST=questions.MOST_WORDS,
        **more,
    )


everyone = Router(path="/{slug:str}", route_handlers=[show_everyone, ask_everyone])
router = Router(path="/{slug:str}/our-goals", route_handlers=[show, ask])
