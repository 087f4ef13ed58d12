"""`/SLUG/settings/sizes`: how large members are, and in which bands members are shown figures of their like."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from litestar import Request, Router, get, post
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from backend.disclosure.banding import Standing, banded
from backend.disclosure.queries import policy_of
from backend.kit import forms
from backend.kit.db import today_in
from backend.kit.errors import Conflict, Invalid, Problem
from backend.kit.languages import later, translated
from backend.kit.web import HOW_IT_WORKS, Entry, Transaction, page
from backend.members import queries, sizes
from backend.members.door import Here
from backend.members.rules import May
from backend.members.sizes import COUNTED_IN_WHAT, Scale, scale_of
from backend.members.tables import Collaborative, Member
from backend.provisioning import settling
from backend.provisioning.settings_forms import Sizing

ENTRY = Entry(later("Settings"), "/settings", May.KEEP_SETTINGS, 55, HOW_IT_WORKS)
TOLD = {"sizes": later("Saved. It holds from the next report for members on.")}
Asks = Request[Any, Any, Any]


@dataclass(frozen=True, slots=True)
class Looked:
    """What is to be done. bands: who would stand in each. changed: by name, the size now and then. since: what was typed
    after a first look, and is looked at now."""

    bands: Sequence[Standing]
    changed: Sequence[tuple[str, int | None, int | None]]
    since: bool


@get("/")
async def show(session: Transaction, here: Here) -> Template:
    return await _page(session, here)


@post("/")
async def change(request: Asks, session: Transaction, here: Here) -> Redirect | Template:
    """Shows who would stand in which band; sent again with what was seen, does it."""
    typed = await forms.typed(request, Sizing)
    try:
        sent = await forms.read(request, Sizing)
        if sent.then == "apply":
            await settling.hold(session, here)
        members = await _labelled(session)
        scale, known = _read(sent, list(members))
        changed = [(label, one.size, known[label]) for label, one in members.items() if one.size != known[label]]
        becomes = {"of": scale.of, "bounds": list(scale.bounds)} if scale.bounds else None
        if not changed and scale == scale_of(here.policy):
            return Redirect(f"/{here.slug}/settings/sizes?done=settings-same", status_code=303)
        if sent.then == "look" or not settling.looked_at(sent.seen, typed):
            now = {one.id: size for label, one in members.items() if (size := known[label]) is not None}
            looked = Looked(await _bands(session, here, scale, now), changed, since=sent.then != "look")
            return await _page(session, here, typed=typed, looked=looked)
        if sent.seen != settling.seen(_stands(here, members), typed):
            raise settling.changed_meanwhile()
    except (Invalid, Conflict) as error:
        await session.rollback()
        return await _page(session, here, typed=typed, problems=error.told(), status_code=error.status_code)
    rest = {name: table for name, table in here.policy.items() if name != "sizes"}
    await settling.settle(session, here, {"policy": rest | ({"sizes": becomes} if becomes else {})})
    for label, one in members.items():
        one.size = known[label]
    return Redirect(f"/{here.slug}/settings/sizes?done=sizes", status_code=303)


def _read(sent: Sizing, labels: Sequence[str]) -> tuple[Scale, Mapping[str, int | None]]:
    """Raises Invalid with all that is wrong."""
    scale = Scale(sent.of if sent.bounds else "", sent.bounds)
    problems = [
        Problem(
            translated("Counted in") if one == COUNTED_IN_WHAT else translated("The next band begins at"),
            translated(one),
            "sizes",
        )
        for one in scale.faults
    ]
    try:
        known = sizes.read_sizes(sent.sizes, labels)
    except Invalid as fault:
        raise Invalid([*problems, *fault.problems]) from None
    if problems:
        raise Invalid(problems)
    return scale, known


def _stands(here: Collaborative, members: Mapping[str, Member]) -> str:
    """A short name for what the settings, and all sizes, are now."""
    facts = json.dumps([settling.stands(here), {str(one.id): one.size for one in members.values()}], sort_keys=True)
    return sha256(facts.encode()).hexdigest()[:32]


async def _labelled(session: AsyncSession) -> Mapping[str, Member]:
    """By name; two of one name are told apart by their codes."""
    found = [one.member for one in await queries.members_here(session)]
    named = Counter(one.name for one in found)
    return {one.name if named[one.name] == 1 else f"{one.name} ({one.code})": one for one in found}


async def _bands(
    session: AsyncSession, here: Collaborative, scale: Scale, known: Mapping[UUID, int]
) -> Sequence[Standing]:
    return await banded(session, scale, known, here.calendar.period(today_in(here.time_zone), 3))


async def _page(
    session: AsyncSession,
    here: Collaborative,
    *,
    typed: Mapping[str, str] | None = None,
    looked: Looked | None = None,
    problems: Sequence[Problem] = (),
    status_code: int = 200,
) -> Template:
    members, scale = await _labelled(session), scale_of(here.policy)
    known = {one.id: one.size for one in members.values() if one.size is not None}
    bands = looked.bands if looked else await _bands(session, here, scale, known)
    few = policy_of(here).fewest_contributors
    return page(
        "provisioning/sizes.html",
        status_code=status_code,
        here=here,
        typed=typed
        or {
            "of": scale.of,
            "bounds": ", ".join(map(str, scale.bounds)),
            "sizes": sizes.written({label: one.size for label, one in members.items()}),
        },
        bands=bands,
        too_few=[one for one in bands if one.too_few(few)],
        towered=[one for one in bands if one.towered_over and not one.too_few(few)],
        in_none=[name for one in bands for owner in one.owners if not owner.counts for name in owner.names],
        looked=looked,
        called=sizes.band_said,
        few=few,
        rows=min(max(len(members), 4), 20),
        seen=settling.seen(_stands(here, members), typed or {}),
        problems=problems,
        anchors={one.where: "sizes" for one in problems} | forms.anchors(Sizing),
    )


router = Router(
    path="/{slug:str}/settings/sizes",
    route_handlers=[show, change],
    opt={"may": May.KEEP_SETTINGS, "entry": ENTRY},
)
