"""`/SLUG/settings/heard`: who may ask about shared goals, who answers, and by when."""

from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Request, Router, get, post
from litestar.response import Redirect, Template

from backend.goals import questions
from backend.kit import forms
from backend.kit.errors import Conflict, Invalid, Problem
from backend.kit.languages import later, translated
from backend.kit.web import HOW_IT_WORKS, Entry, Transaction, page
from backend.members.door import Here
from backend.members.rules import May
from backend.members.tables import Collaborative
from backend.provisioning import settling
from backend.provisioning.rules import Change
from backend.provisioning.settings_forms import Hearing
from backend.submissions import persons

ENTRY = Entry(later("Settings"), "/settings", May.KEEP_SETTINGS, 55, HOW_IT_WORKS)
TOLD = {"heard": later("Saved. It holds from now on, on the page of every goal.")}
FIELDS = ("without_account", "answered_by", "within_days")
Asks = Request[Any, Any, Any]


@get("/", sync_to_thread=False)
def show(here: Here) -> Template:
    return _page(here)


@post("/")
async def change(request: Asks, session: Transaction, here: Here) -> Redirect | Template:
    """Shows what would be different; sent again with what was seen, does it."""
    try:
        sent = await forms.read(request, Hearing)
        becomes = {name: getattr(sent, name) for name in FIELDS}
        if problems := list(_faults(sent)):
            raise Invalid(problems)
        todo = _changes(here, becomes)
        if not todo:
            return Redirect(f"/{here.slug}/settings/heard?done=settings-same", status_code=303)
        if sent.then == "look" or not settling.looked_at(sent.seen, becomes):
            seen = settling.seen(settling.stands(here), becomes)
            return _page(here, typed=becomes, todo=todo, seen=seen, since=sent.then != "look")
        await settling.unchanged(session, here, since=sent.seen)
    except (Invalid, Conflict) as error:
        typed: dict[str, Any] = dict(await forms.typed(request, Hearing))
        typed["without_account"] = bool(typed["without_account"])
        return _page(here, typed=typed, problems=error.told(), status_code=error.status_code)
    await settling.settle(session, here, {"policy": {**here.policy, "heard": becomes}})
    return Redirect(f"/{here.slug}/settings/heard?done=heard", status_code=303)


def _faults(sent: Hearing) -> Sequence[Problem]:
    where = translated("Who answers")
    found = persons.problems(where, sent.answered_by)
    if sent.without_account and not sent.answered_by:
        found.append(Problem(where, translated("Name the work group or team that answers.")))
    return found


def _kept(here: Collaborative) -> dict[str, Any]:
    now = questions.openness(here)
    return {name: getattr(now, name) for name in FIELDS}


def _changes(here: Collaborative, becomes: Mapping[str, Any]) -> Sequence[Change]:
    now = _kept(here)
    return [Change(name, now[name], becomes[name]) for name in FIELDS if now[name] != becomes[name]]


def _page(
    here: Collaborative,
    *,
    typed: Mapping[str, Any] | None = None,
    todo: Sequence[Change] = (),
    seen: str = "",
    since: bool = False,
    problems: Sequence[Problem] = (),
    status_code: int = 200,
) -> Template:
    """since: what was typed after a first look, and is looked at now."""
    return page(
        "provisioning/heard.html",
        status_code=status_code,
        here=here,
        typed=typed or _kept(here),
        todo=todo,
        titles={name: translated(Hearing.model_fields[name].title or name) for name in FIELDS},
        seen=seen,
        since=since,
        problems=problems,
        anchors=forms.anchors(Hearing),
    )


router = Router(
    path="/{slug:str}/settings/heard",
    route_handlers=[show, change],
    opt={"may": May.KEEP_SETTINGS, "entry": ENTRY},
)
