"""`/SLUG/settings/shown`: what we show, and to whom. A change is tried on the last report before it holds."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from litestar import Request, Router, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from backend.disclosure.queries import policy_of, policy_with
from backend.kit import forms
from backend.kit.errors import Conflict, Invalid, Problem
from backend.kit.languages import later, translated
from backend.kit.web import HOW_IT_WORKS, Entry, Transaction, page
from backend.members import queries
from backend.members.door import Here, Me
from backend.members.rules import May, Principal
from backend.members.tables import Collaborative
from backend.provisioning import settling, shown_rules
from backend.provisioning.rules import Change
from backend.provisioning.ruling import RULES, shows_more
from backend.provisioning.settings_forms import Deciding, Rules
from backend.provisioning.trying import tried

ENTRY = Entry(later("What we show"), "/settings/shown", May.MANAGE_AGREEMENTS, 54, HOW_IT_WORKS)
TOLD = {
    "shown": later("These rules hold from now on. The next report is made by them."),
    "shown-waits": later(
        "More would be shown than now, so it waits for a second person of the backbone. They have a letter."
    ),
    "shown-agreed": later("Agreed. These rules hold from now on."),
    "shown-not": later("The rules stay as they are."),
}
Asks = Request[Any, Any, Any]


@get("/", opt={"may": May.MANAGE_AGREEMENTS})
async def show(session: Transaction, here: Here, me: Me) -> Template:
    return await _page(session, here, me)


@post("/", opt={"may": May.KEEP_SETTINGS})
async def change(request: Asks, session: Transaction, here: Here, me: Me) -> Redirect | Template:
    typed = await forms.typed(request, Rules)
    try:
        sent = (await forms.read(request, Rules)).model_dump()
        becomes = _rules(here, sent)
        if not _changes(here, becomes):
            return Redirect(f"/{here.slug}/settings/shown?done=settings-same", status_code=303)
        if sent["then"] == "look" or not settling.looked_at(sent["seen"], typed):
            return await _page(session, here, me, typed=typed, becomes=becomes, since=sent["then"] != "look")
        await settling.unchanged(session, here, since=sent["seen"])
        done = await shown_rules.change(session, here, becomes, reason=sent["reason"], by=me)
    except (Invalid, Conflict) as error:
        await session.rollback()
        told = error.told()
        again = _rules(here, sent) if any(one.where == translated("Why?") for one in told) else None
        return await _page(session, here, me, typed=typed, becomes=again, problems=told, status_code=error.status_code)
    return Redirect(f"/{here.slug}/settings/shown?done={'shown' if done else 'shown-waits'}", status_code=303)


@post("/{id:uuid}", opt={"may": May.MANAGE_AGREEMENTS})
async def decide(request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Redirect | Template:
    taken = (await forms.read(request, Deciding)).answer == "yes"
    try:
        await shown_rules.decide(session, here, id, taken=taken, by=me)
    except Conflict as error:
        await session.rollback()
        return await _page(session, here, me, problems=error.told(), status_code=error.status_code)
    return Redirect(f"/{here.slug}/settings/shown?done={'shown-agreed' if taken else 'shown-not'}", status_code=303)


def _rules(here: Collaborative, sent: Mapping[str, Any]) -> dict[str, Any]:
    """As they are kept: per cents as text. What was left empty stays, but for what may be left out."""
    now = shown_rules.standing(here)
    found = {}
    for name in RULES:
        value = sent[name] if sent[name] is not None or name == "round_to" else now[name]
        same = value is not None and now[name] is not None and str(value) == str(now[name])
        found[name] = now[name] if same else str(value) if name in ("p_percent", "wage_largest_percent") else value
    return found


def _changes(here: Collaborative, becomes: Mapping[str, Any]) -> Sequence[Change]:
    now = shown_rules.standing(here)
    return [Change(name, now[name], becomes[name]) for name in RULES if now[name] != becomes[name]]


async def _page(
    session: AsyncSession,
    here: Collaborative,
    me: Principal,
    *,
    typed: Mapping[str, str] | None = None,
    becomes: Mapping[str, Any] | None = None,
    since: bool = False,
    problems: Sequence[Problem] = (),
    status_code: int = 200,
) -> Template:
    """becomes: rules to be looked at; else those that wait, if any do. since: as in `settings_pages`."""
    now, waits = shown_rules.standing(here), await shown_rules.waiting(session)
    looked = becomes or (waits.becomes if waits else None)
    names = {one.id: one.called for one in await queries.people_here(session, of_members=None)} if waits else {}
    return page(
        "provisioning/shown.html",
        status_code=status_code,
        here=here,
        me=me,
        rules={name: (rule, now[name]) for name, rule in RULES.items()},
        typed=typed or {name: "" if value is None else str(value) for name, value in now.items()},
        becomes=becomes,
        todo=_changes(here, looked) if looked else (),
        more=shows_more(now, looked) if looked else (),
        tried=await tried(session, policy_of(here), policy_with(looked)) if looked else None,
        titles={name: translated(rule.title) for name, rule in RULES.items()},
        waits=waits,
        by=names.get(waits.proposed_by, "") if waits else "",
        seen=settling.seen(settling.stands(here), typed or {}),
        since=since,
        may_change=May.KEEP_SETTINGS in me.permissions,
        problems=problems,
        anchors=forms.anchors(Rules),
    )


router = Router(path="/{slug:str}/settings/shown", route_handlers=[show, change, decide], opt={"entry": ENTRY})
