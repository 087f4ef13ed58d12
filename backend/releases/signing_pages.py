"""`/SLUG/submissions/ID/signing`: for whoever signs, all on one page: what changed, what is explained, who will see it.

Not in `submissions`, as what uses the figures is above it: reports, goals, what is shown to whom.
"""

from uuid import UUID

from litestar import Router, get
from litestar.params import FromPath
from litestar.response import Redirect, Template

from backend.goals import translating
from backend.kit.db import today_in
from backend.kit.web import Transaction, page
from backend.members.door import Here, Me
from backend.members.rules import May
from backend.releases.reach import Told, reach
from backend.submissions import actions, changes
from backend.submissions.corrects import corrects
from backend.submissions.papers import situations
from backend.submissions.rules import Deed, possible

SHOWN_AT_ONCE = 6


@get("/{id:uuid}/signing", opt={"may": May.READ_SUBMISSIONS})
async def show(session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Redirect | Template:
    """Whoever cannot sign it now is led to the figures, where it says why. Of a correction, first what it changes."""
    corrected = await corrects(session, id)
    found = corrected.submission
    at = (await situations(session, [found], today_in(here.time_zone)))[id]
    if Deed.APPROVE not in possible(at, actions.actor(me, found)):
        return Redirect(f"/{here.slug}/submissions/{id}", status_code=303)
    lines = await changes.lines(session, found, here.currency)
    answered = [one for one in lines if one.now]
    told = [Told(one.element_id, one.code, one.name, one.kind == "text", one.audiences) for one in answered]
    return page(
        "releases/signing.html",
        here=here,
        submission=found,
        corrected=corrected if corrected.before else None,
        changed=[one for one in lines if one.changed],
        same=[one for one in lines if not one.changed],
        explained=[one for one in lines if one.note],
        counts=changes.counted(lines),
        reach=await reach(session, here, found, told),
        waiver=at.one_person_reason if me.person_id in at.prepared_by else "",
        spoken=await translating.spoken(session, here),
        SHOWN_AT_ONCE=SHOWN_AT_ONCE,
    )


router = Router(path="/{slug:str}/submissions", route_handlers=[show])
