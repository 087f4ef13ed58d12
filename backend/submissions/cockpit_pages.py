"""One collection's list as a file, and letters by hand to those it waits for."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit import lists
from backend.kit.db import now
from backend.kit.errors import Conflict, Invalid, NotFound, Problem
from backend.kit.languages import later, translated
from backend.kit.mail import addressed
from backend.kit.web import Transaction, page, settings_of
from backend.members.door import Here, Me
from backend.members.rules import May, Principal
from backend.members.tables import Collaborative
from backend.rounds import queries as round_queries
from backend.submissions import cockpit, nudging
from backend.submissions.cockpit import Show, Sort
from backend.submissions.round_lines import lines_of

Asks = Request[Any, Any, Any]
MAY = {"may": May.MANAGE_ROUNDS}
TOLD = {"nudged": later("The letters are on their way.")}


@get("/{id:uuid}/list/{kind:str}", opt=MAY)
async def take(
    session: Transaction,
    here: Here,
    id: FromPath[UUID],
    kind: FromPath[str],
    show: FromQuery[Show] = Show.ALL,
    sort: FromQuery[Sort] = Sort.MEMBER,
) -> Response[bytes]:
    """The list as the page shows it with the same address: narrowed and sorted alike."""
    if kind not in ("csv", "xlsx"):
        raise NotFound(translated("There is nothing at this address."))
    of = await round_queries.round_named(session, id)
    rows = cockpit.table(cockpit.chosen((await lines_of(session, here, of)).lines, show, sort))
    return lists.as_file(f"{here.name}, {of.name}", rows, "csv" if kind == "csv" else "xlsx")


@get("/{id:uuid}/nudging", opt=MAY)
async def ask_to_nudge(request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Template:
    """member: of the address, once for each; none for all that owe something."""
    return await _page(request, session, here, me, id, _members(request.query_params.getall("member", [])))


@post("/{id:uuid}/nudging", opt=MAY)
async def nudge(request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Redirect | Template:
    form = await request.form()
    members, paragraph = _members(map(str, form.getall("member", []))), str(form.get("paragraph", ""))
    if form.get("look"):
        return await _page(request, session, here, me, id, members, paragraph=paragraph)
    of = await round_queries.round_named(session, id, lock=True)
    try:
        await nudging.send(session, here, of, members, by=me, paragraph=paragraph, moment=now())
    except (Invalid, Conflict) as error:
        await session.rollback()
        problems = error.told(translated("Your paragraph"))
        return await _page(
            request,
            session,
            here,
            me,
            id,
            members,
            paragraph=paragraph,
            problems=problems,
            status_code=error.status_code,
        )
    return Redirect(f"/{here.slug}/rounds/{id}?done=nudged", status_code=303)


def _members(sent: Any) -> list[UUID]:
    try:
        return [UUID(one) for one in sent]
    except ValueError:
        raise NotFound(translated("There is nothing at this address.")) from None


async def _page(
    request: Asks,
    session: AsyncSession,
    here: Collaborative,
    me: Principal,
    id: UUID,
    members: Sequence[UUID],
    *,
    paragraph: str | None = None,
    problems: Sequence[Problem] = (),
    status_code: int = 200,
) -> Template:
    """The letters as they would go."""
    of = await round_queries.round_named(session, id)
    found = await nudging.nudge(session, here, of, members, now())
    words = nudging.usual(of) if paragraph is None else paragraph
    letters = [(one, nudging.letter(here, of, one, me, words)) for one in found.goes_to]
    base = settings_of(request).base_url
    return page(
        "submissions/nudging.html",
        status_code=status_code,
        here=here,
        round=of,
        members=members,
        paragraph=words,
        problems=problems,
        letters=[(one, letter.subject, addressed(letter.body, base)) for one, letter in letters],
        already=[one for one in found.to if one.person_id in found.today_already],
        most=nudging.MOST_WORDS,
    )
