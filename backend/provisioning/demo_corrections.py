"""One member of the demonstration finds a mistake after its quarter was published, and corrects it."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from backend.provisioning import demo_answers, demo_days
from backend.provisioning.demo_people import Cast, acting
from backend.rounds.tables import Round
from backend.submissions import actions as submission_actions
from backend.submissions import correcting
from backend.submissions import queries as submission_queries
from backend.submissions.schemas import Draft

MEMBER, NUMBER = "san_telmo", 9  # who, and the quarter, by its number, that is corrected during the next
REASON = "Transfers from our other hospital were counted as new hires. We found out when payroll was checked."
TRANSFERS = {"new_hires": 41, "new_hires.gender.female": 25, "new_hires.gender.male": 16}


async def correct(session: AsyncSession, cast: Cast, of: Round, *, while_open: Round) -> None:
    """of: the collection that is locked."""
    today = while_open.due_on - timedelta(days=20)
    found = await submission_queries.of_rounds(session, [of.id])
    [locked] = [one for one in found if one.member.code == MEMBER]
    contributor, approver = cast.contributor(MEMBER), cast.approver(MEMBER)
    assert contributor
    await acting(session, contributor)
    corrected = await correcting.restate(session, locked, by=contributor, today=today, reason=REASON)
    await submission_actions.save_draft(session, corrected, _draft(of), by=contributor, today=today)
    await submission_actions.submit(session, corrected, by=contributor, today=today)
    await acting(session, approver)
    await submission_actions.approve(session, corrected, by=approver, today=today)
    await acting(session, cast.coordinator)
    await submission_actions.accept(session, corrected, by=cast.coordinator, today=today)
    await demo_days.set_back(session, today, demo_days.correcting(corrected))


def _draft(of: Round) -> Draft:
    """Only what was wrong."""
    cells = demo_answers.figures(MEMBER, NUMBER, heated=of.period.start.month in (1, 10))
    named = {cell.element if cell.category is None else f"{cell.element}.{cell.category}": cell for cell in cells}
    return Draft([named[name]._replace(typed=str(int(named[name].typed) - less)) for name, less in TRANSFERS.items()])
