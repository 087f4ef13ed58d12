"""`/SLUG/goals/ID/languages`, `/SLUG/definitions/indicators/ID/languages`: each text beside its translation."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath
from litestar.response import Template

from backend.goals import translating, translation_page
from backend.kit.languages import later
from backend.kit.web import Transaction
from backend.members.door import Here, Me
from backend.members.rules import May

TOLD = {
    "translated": later("Kept. Whoever reads that language reads it from now on."),
    "translated-same": later("Nothing was different, so nothing was changed."),
}
GOALS, FIGURES = {"may": May.MANAGE_GOALS}, {"may": May.MANAGE_ROUNDS}

Asks = Request[Any, Any, Any]


@get("/goals/{id:uuid}/languages/{language:str}", opt=GOALS)
async def goal(session: Transaction, here: Here, id: FromPath[UUID], language: FromPath[str]) -> Template:
    return await translation_page.shown(session, here, await translating.of_goal(session, id), language)


@post("/goals/{id:uuid}/languages/{language:str}", opt=GOALS)
async def change_goal(
    request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID], language: FromPath[str]
) -> Response[Any] | Template:
    of = await translating.of_goal(session, id)
    return await translation_page.changed(request, session, here, of, language, by=me)


@get("/definitions/indicators/{id:uuid}/languages/{language:str}", opt=FIGURES)
async def figure(session: Transaction, here: Here, id: FromPath[UUID], language: FromPath[str]) -> Template:
    return await translation_page.shown(session, here, await translating.of_indicator(session, id), language)


@post("/definitions/indicators/{id:uuid}/languages/{language:str}", opt=FIGURES)
async def change_figure(
    request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID], language: FromPath[str]
) -> Response[Any] | Template:
    of = await translating.of_indicator(session, id)
    return await translation_page.changed(request, session, here, of, language, by=me)


router = Router(path="/{slug:str}", route_handlers=[goal, change_goal, figure, change_figure])
