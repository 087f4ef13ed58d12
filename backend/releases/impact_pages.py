"""`/SLUG/submissions/ID/impact`: what a correction changes, before it is accepted and for ever after.

Not in `submissions`, as what used the figures is above it: collective figures, reports, goals.
"""

from uuid import UUID

from litestar import Router, get
from litestar.params import FromPath
from litestar.response import Redirect, Template

from backend.goals.rules import SHOWN
from backend.kit.web import Transaction, page
from backend.members.door import Here, Me
from backend.members.rules import May
from backend.releases.impact import impact
from backend.submissions.corrects import corrects
from backend.submissions.rules import State


@get("/{id:uuid}/impact", opt={"may": May.READ_SUBMISSIONS})
async def show(session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Redirect | Template:
    """For the member its own answers and the reports that used them; for the backbone the collective figures too."""
    found = await corrects(session, id)
    if found.before is None or found.state is State.DISCARDED:
        return Redirect(f"/{here.slug}/submissions/{id}", status_code=303)
    return page(
        "releases/impact.html",
        here=here,
        me=me,
        submission=found.submission,
        corrects=found,
        impact=await impact(session, here, found, figures=me.of_backbone),
        backbone=me.of_backbone,
        SHOWN=SHOWN,
    )


router = Router(path="/{slug:str}/submissions", route_handlers=[show])
