"""`/invitations/TOKEN`: what one is invited to, and taking part. Looking at it uses nothing up."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from litestar import Request, Response, Router, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit import forms
from backend.kit.db import Scope, enter
from backend.kit.errors import Invalid, Problem, Refused
from backend.kit.web import Transaction, page
from backend.members import actions, rules
from backend.members.door import let_in
from backend.members.naming import called
from backend.members.rules import May, Principal, Role
from backend.members.schemas import Accepting, Nothing
from backend.members.tables import Collaborative, Invitation, Member, Person

Asks = Request[Any, Any, Any]


class Reader(NamedTuple):
    """Who looks: somebody new, the invited person signed in, or neither (`name` of whoever is signed in)."""

    new: bool
    invited: bool
    name: str


@get("/invitations/{token:str}")
async def show(request: Asks, session: Transaction, token: FromPath[str]) -> Template:
    made = await actions.living_invitation(session, token)
    if made is None:
        return page("members/invitation_dead.html", status_code=410)
    return await _page(request, session, made, token)


@post("/invitations/{token:str}", status_code=303)
async def accept(request: Asks, session: Transaction, token: FromPath[str]) -> Response[Any]:
    made = await actions.living_invitation(session, token, lock=True)
    if made is None:
        return page("members/invitation_dead.html", status_code=410)
    reader = await _reader(request, session, made)
    try:
        name = (await forms.read(request, Accepting)).name if reader.new else ""
        if not reader.new:
            await forms.read(request, Nothing)
    except Invalid as error:
        typed = (await forms.typed(request, Accepting))["name"]
        return await _page(request, session, made, token, problems=error.problems, typed=typed, status_code=422)
    accepted = await actions.accept(session, made, name=name, me=request.scope.get("user"))
    answer = Redirect(f"/{accepted.slug}/home?done=joined", status_code=303)
    if accepted.new:
        await let_in(request, session, accepted.person_id, answer)
    return answer


async def _reader(request: Asks, session: AsyncSession, made: Invitation) -> Reader:
    me: Principal | None = request.scope.get("user")
    known = (await session.execute(sa.select(sa.func.person_by_email(made.email)))).scalar_one()
    return Reader(known is None, me is not None and me.person_id == known, me.name if me else "")


async def _page(
    request: Asks,
    session: AsyncSession,
    made: Invitation,
    token: str,
    *,
    problems: Sequence[Problem] = (),
    typed: str = "",
    status_code: int = 200,
) -> Template:
    reader = await _reader(request, session, made)
    # Names of inviter and member are read as they are known in the collaborative that invites.
    await enter(session, Scope(made.collaborative_id))
    try:
        await actions.still_given(session, made)
        refusal = ""
    except Refused as refused:
        refusal, status_code = str(refused), refused.status_code
    here = (await session.scalars(sa.select(Collaborative).where(Collaborative.id == made.collaborative_id))).one()
    by = sa.select(called(Person)).where(Person.id == made.invited_by)
    member = sa.select(Member.name).where(Member.id == made.member_id)
    return page(
        "members/invitation.html",
        status_code=status_code,
        here=here,
        role=rules.SHOWN[Role(made.role)],
        does=rules.DOES[Role(made.role)],
        member=(await session.execute(member)).scalar_one_or_none(),
        by=(await session.execute(by)).scalar_one_or_none(),
        email=made.email,
        token=token,
        reader=reader,
        refusal=refusal,
        problems=problems,
        typed=typed,
        anchors=forms.anchors(Accepting),
    )


router = Router(path="/", route_handlers=[show, accept], opt={"may": May.PUBLIC})
