"""Shared goals, one page each: `/SLUG/shared-goals` for everyone, `/SLUG/our-goals` for those who take part.

Both are drawn from frozen Editions alone. What is for everyone is the same for whoever asks, so that caches may keep it.
"""

from collections.abc import Sequence
from typing import Any

from litestar import Request, Response, Router, get
from litestar.params import FromPath
from litestar.response import Template
from sqlalchemy.ext.asyncio import AsyncSession

from backend.disclosure.figures import Audience
from backend.goals import hearings, questions, taking_part, translating
from backend.kit.answers import CONTENT_SECURITY_POLICY
from backend.kit.compression import COMPRESSED
from backend.kit.errors import NotFound
from backend.kit.languages import later, translated
from backend.kit.web import RESULTS, Entry, Transaction, page
from backend.members.door import Here, Me
from backend.members.rules import May, Principal
from backend.members.tables import Collaborative
from backend.releases import goal_reading, public, shared_goal
from backend.releases.goal_telling import Issue
from backend.releases.rules import SHOWN_TO
from backend.releases.shared_goal import Told

ENTRY = Entry(later("Goals as published"), "/our-goals", May.READ_RELEASES, 34, RESULTS)

# Nothing of a frame is sent anywhere, and it sets no cookie: it may stand on anybody's page.
FRAMED = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", "frame-ancestors *"),
    "Cross-Origin-Resource-Policy": "cross-origin",
}

Asks = Request[Any, Any, Any]


# ---- Everyone --------------------------------------------------------------------------------------------------------


@get("/shared-goals", opt={"may": May.PUBLIC}, middleware=[COMPRESSED])
async def for_everyone(request: Asks, session: Transaction, here: Here) -> Response[Any]:
    _is_public(here)
    said = public.said(request, here, "shared-goals")
    found = await goal_reading.newest(session, Audience.PUBLIC)
    spoken = await translating.spoken(session, here)
    return public.answered(
        request, "releases/goals_public.html", here=here, said=said, goals=_listed(found), spoken=spoken
    )


@get("/shared-goals/{code:str}", opt={"may": May.PUBLIC}, middleware=[COMPRESSED])
async def one_for_everyone(request: Asks, session: Transaction, here: Here, code: FromPath[str]) -> Response[Any]:
    """Raises NotFound: no published report for everyone has it."""
    return await _for_everyone(request, session, here, code, "goal_public")


@get("/shared-goals/{code:str}/card", opt={"may": May.PUBLIC}, middleware=[COMPRESSED])
async def card(request: Asks, session: Transaction, here: Here, code: FromPath[str]) -> Response[Any]:
    """In a frame of anybody's page: this address alone lets itself be framed. Raises NotFound."""
    return await _for_everyone(request, session, here, code, "goal_card", headers=FRAMED)


@get("/shared-goals/{code:str}/poster", opt={"may": May.PUBLIC}, middleware=[COMPRESSED])
async def poster(request: Asks, session: Transaction, here: Here, code: FromPath[str]) -> Response[Any]:
    """Raises NotFound."""
    return await _for_everyone(request, session, here, code, "goal_poster")


async def _for_everyone(
    request: Asks, session: AsyncSession, here: Collaborative, code: str, template: str, **more: Any
) -> Response[Any]:
    _is_public(here)
    said = public.said(request, here, f"shared-goals/{code}")
    told = _told(code, await goal_reading.of_goal(session, Audience.PUBLIC, code))
    return public.answered(
        request,
        f"releases/{template}.html",
        here=here,
        said=said,
        told=told,
        page=f"{said.base}{said.query}",
        open=questions.openness(here),
        **await _beside(session, here, code, Audience.PUBLIC),
        **more,
    )


async def _beside(session: AsyncSession, here: Collaborative, code: str, audience: Audience) -> dict[str, Any]:
    """What the backbone says beside the report, and what was asked and answered: no figure is in it."""
    return {
        "beside": await taking_part.beside(session, code, audience.value),
        "KINDS": taking_part.KINDS,
        "answers": await questions.published(session, code, audience.value),
        "ASKED": questions.ASKED,
        "hearings": await hearings.taken(session, code),
        "spoken": await translating.spoken(session, here),
    }


def _is_public(here: Collaborative) -> None:
    if not here.public_page:
        raise NotFound(translated("There is nothing at this address."))


# ---- Those who take part ---------------------------------------------------------------------------------------------


@get("/", opt={"may": May.READ_RELEASES, "entry": ENTRY})
async def index(request: Asks, session: Transaction, here: Here, me: Me) -> Template:
    audience = _chosen(request, me)
    found = await goal_reading.newest(session, audience)
    spoken = await translating.spoken(session, here)
    return page("releases/goals_ours.html", here=here, goals=_listed(found), spoken=spoken, **_choice(audience, me))


@get("/{code:str}", opt={"may": May.READ_RELEASES})
async def one(request: Asks, session: Transaction, here: Here, me: Me, code: FromPath[str]) -> Template:
    """As the widest audience one belongs to is shown it, or as another one may read for. Raises NotFound."""
    audience = _chosen(request, me)
    told = _told(code, await goal_reading.of_goal(session, audience, code))
    beside = await _beside(session, here, code, audience)
    return page("releases/goal_ours.html", here=here, told=told, **beside, **_choice(audience, me))


def _chosen(request: Asks, me: Principal) -> Audience:
    wanted = request.query_params.get("as", "")
    found = next((one for one in goal_reading.mine(me) if one == wanted), None)
    if wanted and found is None:
        raise NotFound(translated("There is nothing at this address."))
    return found or goal_reading.mine(me)[0]


def _choice(audience: Audience, me: Principal) -> dict[str, Any]:
    return {"audience": audience, "audiences": goal_reading.mine(me), "shown_to": SHOWN_TO}


# ---- Both ------------------------------------------------------------------------------------------------------------


def _listed(found: Sequence[Issue]) -> Sequence[Told]:
    """Each goal once, by the newest report that has it."""
    listed: dict[str, Told] = {}
    for issue in found:
        for goal in issue.goals:
            if goal.code not in listed:
                listed[goal.code] = shared_goal.told(goal.code, issue, None, with_curve=False)
    return list(listed.values())


def _told(code: str, found: tuple[Issue, Issue | None] | None) -> Told:
    if found is None:
        raise NotFound(translated("There is nothing at this address."))
    return shared_goal.told(code, *found)


everyone = Router(path="/{slug:str}", route_handlers=[for_everyone, one_for_everyone, card, poster])
router = Router(path="/{slug:str}/our-goals", route_handlers=[index, one])
