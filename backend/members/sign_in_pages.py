"""Coming in and going out: `/sign-in`, its link and its code, `/sign-out`."""

import asyncio
from datetime import timedelta
from time import monotonic
from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit import forms
from backend.kit.db import Scope, enter
from backend.kit.errors import Invalid, Problem
from backend.kit.languages import translated, translated_many
from backend.kit.web import Transaction, apart, local_path, page, settings_of
from backend.members import limits, queries, signing, tokens
from backend.members.door import browser_cookie, browser_of, let_in, let_out
from backend.members.rules import May
from backend.members.schemas import Asking, Nothing, TypedCode

# Longer than the work takes, so that the time of an answer does not tell whether an address is anyone's.
SAME_TIME = 0.2

Asks = Request[Any, Any, Any]


@get("/sign-in", sync_to_thread=False)
def form(request: Asks) -> Template:
    wanted = local_path(request.query_params.get("next", ""), default="")
    return page("members/sign_in.html", email="", wanted=wanted, problems=(), anchors=forms.anchors(Asking))


@post("/sign-in", status_code=303)
async def ask(request: Asks) -> Response[Any]:
    """Write the letter if the address is someone's; the answer is the same, after the same time, if it is nobody's."""
    try:
        asking = await forms.read(request, Asking)
    except Invalid as error:
        return await _form_again(request, error)
    settings, began = settings_of(request), monotonic()
    by_network = (limits.ASK_BY_NETWORK, limits.network_of(request))
    await limits.keep_to(request, [by_network, (limits.ASK_BY_ADDRESS, asking.email)])

    async def work(session: AsyncSession) -> str:
        lives = timedelta(minutes=settings.sign_in_minutes)
        return await signing.ask(session, asking.email, lives=lives, next_path=local_path(asking.next, default=""))

    browser = await apart(request, work, scope=Scope())
    await asyncio.sleep(max(0.0, began + SAME_TIME - monotonic()))
    answer = Redirect("/sign-in/code", status_code=303)
    answer.set_cookie(browser_cookie(settings, browser))
    return answer


async def _form_again(request: Asks, error: Invalid) -> Template:
    typed = await forms.typed(request, Asking)
    return page(
        "members/sign_in.html",
        status_code=error.status_code,
        email=typed["email"],
        wanted=local_path(typed["next"], default=""),
        problems=error.problems,
        anchors=forms.anchors(Asking),
    )


# ---- The code, typed in the browser that asked -----------------------------------------------------------------------


@get("/sign-in/code", sync_to_thread=False)
def code_form(request: Asks) -> Template:
    return _code_page(request)


@post("/sign-in/code", status_code=303)
async def type_code(request: Asks, session: Transaction) -> Response[Any]:
    await limits.keep_to(request, [(limits.CODE_BY_NETWORK, limits.network_of(request))])
    try:
        typed = await forms.read(request, TypedCode)
    except Invalid as error:
        return _code_page(request, *error.problems, status_code=422)
    browser = browser_of(request)

    async def work(own: AsyncSession) -> tuple[UUID | None, int]:
        return await signing.count_try(own, typed.code, browser=browser)

    letter, left = await apart(request, work)
    opened = await signing.open_by_code(session, letter) if letter else None
    if opened is None:
        return _code_page(request, Problem(translated("Code"), _not_this(left), "code.wrong"), status_code=422)
    return await _come_in(request, session, opened)


def _not_this(left: int) -> str:
    if left == 0:
        return translated("This code does not open anything any more. Ask for a new letter.")
    return translated_many(
        "This is not the code of the newest letter. You can try %(num)s more time.",
        "This is not the code of the newest letter. You can try %(num)s more times.",
        left,
    )


def _code_page(request: Asks, *problems: Problem, status_code: int = 200) -> Template:
    return page(
        "members/code.html",
        status_code=status_code,
        asked=bool(browser_of(request)),
        minutes=settings_of(request).sign_in_minutes,
        problems=problems,
        anchors=forms.anchors(TypedCode),
    )


# ---- The link --------------------------------------------------------------------------------------------------------


@get("/sign-in/{link:str}")
async def open_letter(request: Asks, session: Transaction, link: FromPath[str]) -> Template:
    """A button in the browser that asked, the code elsewhere; opening it uses nothing up."""
    known = await signing.known_link(session, link)
    if known is None:
        return page("members/link_dead.html", status_code=410)
    if not tokens.same(known.browser_hash, tokens.hashed(browser_of(request))):
        return _elsewhere(link)
    return page("members/link.html", link=link)


@post("/sign-in/{link:str}", status_code=303)
async def use_letter(request: Asks, session: Transaction, link: FromPath[str]) -> Response[Any]:
    await forms.read(request, Nothing)
    opened = await signing.open_by_link(session, link, browser=browser_of(request))
    if opened:
        return await _come_in(request, session, opened)
    if await signing.known_link(session, link):
        return _elsewhere(link)
    return page("members/link_dead.html", status_code=410)


def _elsewhere(link: str) -> Template:
    return page("members/link_elsewhere.html", code=tokens.code_of(link))


async def _come_in(request: Asks, session: AsyncSession, opened: signing.Opened) -> Response[Any]:
    """A session of its own for this browser; one it had before ends."""
    settings = settings_of(request)
    answer = Redirect(
        opened.next_path or await first_page(session, opened.person_id),
        status_code=303,
    )
    await let_in(request, session, opened.person_id, answer)
    answer.set_cookie(browser_cookie(settings, ""))
    return answer


async def first_page(session: AsyncSession, person_id: UUID) -> str:
    """The one collaborative's first page; with none or several, the list of them."""
    await enter(session, Scope(person_id=person_id))
    mine = await queries.my_collaboratives(session)
    return f"/{mine[0].slug}/home" if len(mine) == 1 else "/"


@post("/sign-out", status_code=303)
async def sign_out(request: Asks, session: Transaction) -> Redirect:
    # What the site kept in this browser goes too: it may be shared.
    answer = Redirect("/", status_code=303, headers={"Clear-Site-Data": '"storage"'})
    await let_out(request, session, answer)
    return answer


router = Router(
    path="/",
    route_handlers=[form, ask, code_form, type_code, open_letter, use_letter, sign_out],
    opt={"may": May.PUBLIC},
)
