"""A receipt of what was sent, to read and to print; for a successor it is also how each number was made."""

from itertools import groupby
from uuid import UUID

from litestar import get
from litestar.params import FromPath
from litestar.response import Template

from backend.kit.web import Transaction, page
from backend.members.door import Here, Me
from backend.members.rules import May
from backend.submissions import queries, receipts
from backend.submissions.papers import deeds
from backend.submissions.rules import State, brought_in


@get("/{id:uuid}/receipt", opt={"may": May.READ_SUBMISSIONS})
async def show(session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Template:
    found = await queries.submission(session, id)
    answers = await receipts.sent(session, found, here.currency)
    return page(
        "submissions/receipt.html",
        here=here,
        submission=found,
        of_member=found.member_id in me.members(),
        state=State(found.state),
        brought_in=brought_in(State(found.state), found.submitted_at),
        deeds=await deeds(session, found),
        sections=[(name, list(those)) for name, those in groupby(answers, key=lambda one: one.section)],
        answers=len(answers),
        fingerprint=receipts.fingerprint(answers),
    )
