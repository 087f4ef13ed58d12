"""`/SLUG/goals/ID/languages`: each text of a goal beside its translation."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from backend.goals import queries, translating
from backend.kit.errors import Invalid, NotFound, Problem
from backend.kit.languages import later, translated
from backend.kit.web import Transaction, page
from backend.members.door import Here, Me
from backend.members.rules import May
from backend.members.tables import Collaborative

TOLD = {
    "goal-translated": later("Kept. Whoever reads that language reads it from now on."),
    "goal-translated-same": later("Nothing was different, so nothing was changed."),
}

Asks = Request[Any, Any, Any]


@get("/{id:uuid}/languages/{language:str}")
async def show(session: Transaction, here: Here, id: FromPath[UUID], language: FromPath[str]) -> Template:
    """Raises NotFound."""
    return await _page(session, here, id, language)


@post("/{id:uuid}/languages/{language:str}")
async def change(
    request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID], language: FromPath[str]
) -> Response[Any] | Template:
    """Raises NotFound."""
    _is_one(here, language)
    sent = {name: str(value) for name, value in (await request.form()).items()}
    try:
        of = await translating.texts(session, id, language)
        changed = await translating.translate(session, of, sent, language=language, by=me.person_id)
    except Invalid as invalid:
        return await _page(session, here, id, language, typed=sent, problems=invalid.told(), status_code=422)
    done = "goal-translated" if changed else "goal-translated-same"
    return Redirect(f"/{here.slug}/goals/{id}/languages/{language}?done={done}", status_code=303)


def _is_one(here: Collaborative, language: str) -> str:
    if language not in translating.others(here):
        raise NotFound(translated("There is nothing at this address."))
    return translating.others(here)[language]


async def _page(
    session: AsyncSession,
    here: Collaborative,
    id: UUID,
    language: str,
    *,
    typed: Mapping[str, str] | None = None,
    problems: Sequence[Problem] = (),
    status_code: int = 200,
) -> Template:
    called = _is_one(here, language)
    texts = await translating.texts(session, id, language)
    return page(
        "goals/languages.html",
        status_code=status_code,
        here=here,
        goal_id=id,
        goal=(await queries.goal(session, id)).newest.drawing.name,
        language=language,
        called=called,
        texts=texts,
        typed=typed or {},
        problems=problems,
        anchors={translated(one.label): one.field for one in texts},
    )


router = Router(path="/{slug:str}/goals", route_handlers=[show, change], opt={"may": May.MANAGE_GOALS})
