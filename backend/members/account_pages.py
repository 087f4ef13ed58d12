"""`/account`: one's name, address and sign-ins; being forgotten."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit import forms
from backend.kit.db import now
from backend.kit.errors import Conflict, Invalid, Problem
from backend.kit.languages import later
from backend.kit.web import Transaction, page, settings_of
from backend.members import accounts, browsers, limits, queries, rules, signing
from backend.members.door import Me, let_out
from backend.members.rules import May, Principal, Role
from backend.members.schemas import Moving, Naming, Nothing

TOLD = {
    "renamed": later("Your name is changed."),
    "moving": later("We have written to the new address. Open the link of that letter in this browser."),
    "moved": later("Your letters go to the new address from now on. Other browsers were signed out."),
    "signed-out-there": later("Signed out there."),
}

Asks = Request[Any, Any, Any]


@get("/account")
async def show(request: Asks, session: Transaction, me: Me) -> Template:
    return await _account(request, session, me)


@post("/account/name", status_code=303)
async def rename(request: Asks, session: Transaction, me: Me) -> Response[Any]:
    try:
        await accounts.rename(session, me, (await forms.read(request, Naming)).name)
    except Invalid as error:
        return await _account(request, session, me, problems=error.problems, typed=await forms.typed(request, Naming))
    return Redirect("/account?done=renamed", status_code=303)


@post("/account/sign-ins/{id:uuid}/end", status_code=303)
async def end_one(request: Asks, session: Transaction, me: Me, id: FromPath[UUID]) -> Redirect:
    await forms.read(request, Nothing)
    await signing.end(session, me.person_id, only=id)
    return Redirect("/account?done=signed-out-there", status_code=303)


@post("/account/sign-ins/end-others", status_code=303)
async def end_others(request: Asks, session: Transaction, me: Me) -> Redirect:
    await forms.read(request, Nothing)
    await signing.end(session, me.person_id, but=request.scope["auth"])
    return Redirect("/account?done=signed-out-there", status_code=303)


# ---- A new address ---------------------------------------------------------------------------------------------------


@post("/account/address", status_code=303)
async def ask_to_move(request: Asks, session: Transaction, me: Me) -> Response[Any]:
    await limits.keep_to(request, [(limits.CHANGE_BY_PERSON, str(me.person_id))])
    try:
        wanted = await forms.read(request, Moving)
    except Invalid as error:
        typed = {"email": (await forms.typed(request, Moving))["email"]}
        return await _account(request, session, me, problems=error.problems, typed=typed)
    lives = timedelta(minutes=settings_of(request).sign_in_minutes)
    await accounts.ask_to_move(session, me, wanted.email, lives=lives)
    return Redirect("/account?done=moving", status_code=303)


@get("/account/address/{token:str}")
async def confirm_move(session: Transaction, me: Me, token: FromPath[str]) -> Template:
    change = await accounts.waiting_move(session, me, token)
    status = 200 if change else 410
    return page("members/move.html", status_code=status, email=change.email if change else "", token=token)


@post("/account/address/{token:str}", status_code=303)
async def move(request: Asks, session: Transaction, me: Me, token: FromPath[str]) -> Response[Any]:
    await forms.read(request, Nothing)
    change = await accounts.waiting_move(session, me, token, lock=True)
    if change is None:
        return page("members/move.html", status_code=410, email="", token=token)
    await accounts.move(session, me, change, sign_in=request.scope["auth"])
    return Redirect("/account?done=moved", status_code=303)


# ---- Being forgotten -------------------------------------------------------------------------------------------------


@get("/account/forget")
async def ask_to_forget(session: Transaction, me: Me) -> Template:
    return page("members/forget.html", mine=await queries.my_collaboratives(session), reasons="")


@post("/account/forget", status_code=303)
async def forget(request: Asks, session: Transaction, me: Me) -> Response[Any]:
    await forms.read(request, Nothing)
    try:
        await accounts.forget(session, me)
    except Conflict as conflict:
        await session.rollback()
        return page("members/forget.html", status_code=409, mine=(), reasons=str(conflict))
    answer = Redirect("/", status_code=303)
    await let_out(request, session, answer)
    return answer


# ---- The page --------------------------------------------------------------------------------------------------------


async def _account(
    request: Asks,
    session: AsyncSession,
    me: Principal,
    *,
    problems: Sequence[Problem] = (),
    typed: dict[str, str] | None = None,
) -> Template:
    idle = timedelta(minutes=settings_of(request).session_idle_minutes)
    return page(
        "members/account.html",
        status_code=422 if problems else 200,
        me=me,
        this=request.scope["auth"],
        sign_ins=await queries.sign_ins_of(session, me.person_id, used_since=now() - idle),
        browser=browsers.in_words,
        mine=await queries.my_collaboratives(session),
        shown={role.value: rules.SHOWN[role] for role in Role},
        typed=typed or {},
        problems=problems,
        anchors=forms.anchors(Naming) | forms.anchors(Moving),
    )


router = Router(
    path="/",
    route_handlers=[
        show,
        rename,
        end_one,
        end_others,
        ask_to_move,
        confirm_move,
        move,
        ask_to_forget,
        forget,
    ],
    opt={"may": May.SIGNED_IN},
)
