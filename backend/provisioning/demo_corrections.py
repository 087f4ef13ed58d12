"""Mistakes that members of the demonstration find after their quarter was published, and correct.

One corrects alone: what others were shown before, less what they are shown now, would be its own figure, so they are not
shown it now. Four correct the same question within a week, each on a day of its own, and everybody reads what was changed.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit.periods import Period
from backend.provisioning import demo_answers, demo_days
from backend.provisioning.demo_people import Cast, acting
from backend.rounds.tables import Round
from backend.submissions import actions as submission_actions
from backend.submissions import correcting
from backend.submissions import queries as submission_queries
from backend.submissions.schemas import Draft, DraftCell
from backend.submissions.tables import Submission

NUMBER = 9  # of the quarter that is corrected, during the next
TRANSFERS = "Transfers from our other hospital were counted as new hires. We found out when payroll was checked."
SCALES = "The hauler's scales were wrong, and it sent all its customers new weights."
ALONE = "san_telmo"
_HIRES = {"new_hires": -41, "new_hires.gender.female": -25, "new_hires.gender.male": -16}
_WEIGHTS = {"st_odile": 24, "san_telmo": 27, "wren_general": 31, "millrace_college": 18}  # tonnes to be added


async def correct(session: AsyncSession, cast: Cast, of: Round, *, while_open: Round) -> None:
    """of: the collection that is locked."""
    found = {one.member.code: one for one in await submission_queries.of_rounds(session, [of.id])}
    for place, (code, tonnes) in enumerate(_WEIGHTS.items()):
        day = while_open.due_on - timedelta(days=20 - 2 * place)
        more = {"waste_tonnes": tonnes}
        if code == ALONE:
            await _corrected(session, cast, found[code], f"{TRANSFERS} {SCALES}", _HIRES | more, today=day)
        else:
            await _corrected(session, cast, found[code], SCALES, more, today=day)


async def _corrected(
    session: AsyncSession, cast: Cast, locked: Submission, reason: str, more: Mapping[str, int], *, today: date
) -> None:
    code = locked.member.code
    contributor, approver = cast.contributor(code), cast.approver(code)
    assert contributor
    await acting(session, contributor)
    corrected = await correcting.restate(session, locked, by=contributor, today=today, reason=reason)
    draft = Draft(_changed(code, more, locked.round.period))
    await submission_actions.save_draft(session, corrected, draft, by=contributor, today=today)
    await submission_actions.submit(session, corrected, by=contributor, today=today)
    await acting(session, approver)
    await submission_actions.approve(session, corrected, by=approver, today=today)
    await acting(session, cast.coordinator)
    await submission_actions.accept(session, corrected, by=cast.coordinator, today=today)
    await demo_days.set_back(session, today, demo_days.correcting(corrected))


def _changed(code: str, more: Mapping[str, int], quarter: Period) -> list[DraftCell]:
    """Only what was wrong. more: by the name of the question or part, what is to be added."""
    cells = demo_answers.figures(code, NUMBER, quarter)
    named = {".".join(filter(None, cell.place)): cell for cell in cells}
    return [named[name]._replace(typed=str(int(named[name].typed) + added)) for name, added in more.items()]
