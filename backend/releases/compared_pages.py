"""`/SLUG/our-figures`: for a member's people, their own figures beside the collective ones of an open report."""

from collections.abc import Sequence
from uuid import UUID

from litestar import Router, get
from litestar.params import FromQuery
from litestar.response import Template

from backend.kit.web import Transaction, page
from backend.members.door import Here, Me
from backend.members.rules import May
from backend.releases import compared
from backend.releases.compared import Report
from backend.submissions import queries as submission_queries
from backend.submissions import receipts
from backend.submissions.tables import Submission


@get("/our-figures", opt={"may": May.READ_SUBMISSIONS})
async def show(
    session: Transaction,
    here: Here,
    me: Me,
    round: FromQuery[UUID | None] = None,
    member: FromQuery[UUID | None] = None,
) -> Template:
    """round: the newest report's, where nothing is said. member: one of those one acts for, else the first of them.

    The backbone has no figures of its own; what members keep back it does not see.
    """
    found = await compared.reports(session) if me.members() else ()
    report = next((one for one in found if round in (None, one.round_id)), None)
    own = await _own(session, report, me.members()) if report else ()
    of = next((one for one in own if one.member_id == member), own[0] if own else None)
    if report is None or of is None:
        return page("releases/compared.html", here=here, report=report, reports=found, of=None, mine=bool(me.members()))
    made = await receipts.sent(session, of, here.currency)
    return page(
        "releases/compared.html",
        here=here,
        report=report,
        reports=found,
        of=of,
        own=own,
        sections=await compared.compared(session, here, report, of.member, made),
    )


async def _own(session: Transaction, report: Report, members: frozenset[UUID]) -> Sequence[Submission]:
    """Of the members one acts for oneself, by name; a person of the backbone may see more and acts for none of those."""
    return [one for one in await submission_queries.of_rounds(session, [report.round_id]) if one.member_id in members]


router = Router(path="/{slug:str}", route_handlers=[show])
