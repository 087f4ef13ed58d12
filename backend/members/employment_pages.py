"""`/SLUG/people/roles/ID/employment`: which member employs somebody of the backbone, and whether that limits them."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal
from uuid import UUID

from litestar import Request, Router, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template
from pydantic import BeforeValidator, Field
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit import forms
from backend.kit.db import today_in
from backend.kit.errors import Conflict, Invalid, Problem
from backend.kit.languages import later, translated
from backend.kit.web import Transaction, page
from backend.members import employment
from backend.members.door import Here, Me
from backend.members.rules import May
from backend.members.tables import Collaborative
from backend.members.terms import active_members

Asks = Request[Any, Any, Any]
TOLD = {
    "employed": later("It now stands beside the name, wherever people read it."),
    "employed-by-nobody": later("Nothing stands beside the name any more."),
}


class Stating(forms.Form):
    """member: nothing for none."""

    member: Annotated[UUID | None, Field(title=later("Works at")), BeforeValidator(lambda sent: sent or None)] = None
    since: Annotated[forms.Day, Field(title=later("Since"))]
    limited: Literal["", "true"] = ""


@get("/{id:uuid}/employment")
async def show(session: Transaction, here: Here, id: FromPath[UUID]) -> Template:
    return await _page(session, here, id)


@post("/{id:uuid}/employment")
async def state(request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Redirect | Template:
    try:
        sent = await forms.read(request, Stating)
        found = await employment.stated(session, id)
        await employment.state(
            session, found, member_id=sent.member, since=sent.since, limited=bool(sent.limited), by=me
        )
    except (Invalid, Conflict) as error:
        await session.rollback()
        typed = await forms.typed(request, Stating)
        return await _page(session, here, id, problems=error.told(translated("Works at")), typed=typed)
    done = "employed" if sent.member else "employed-by-nobody"
    return Redirect(f"/{here.slug}/people?done={done}", status_code=303)


async def _page(
    session: AsyncSession,
    here: Collaborative,
    id: UUID,
    *,
    problems: Sequence[Problem] = (),
    typed: Mapping[str, str] | None = None,
) -> Template:
    found = await employment.stated(session, id)
    today, said = today_in(here.time_zone), found.employment
    return page(
        "members/employment.html",
        status_code=422 if problems else 200,
        here=here,
        id=id,
        found=found,
        members=await active_members(session, today),
        typed=typed
        or {
            "member": str(said.employer_id) if said else "",
            "since": str(said.since if said else today),
            "limited": "true" if found.limited else "",
        },
        problems=problems,
        anchors=forms.anchors(Stating),
    )


router = Router(path="/{slug:str}/people/roles", route_handlers=[show, state], opt={"may": May.KEEP_SETTINGS})
