"""What people asked and partners heard in a twin, which no door of the site brings in without a form that was given out."""

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.goals import hearings, questions
from backend.goals.question_tables import GoalQuestion
from backend.goals.questions import Asker
from backend.kit.db import now
from backend.members.rules import Role
from tests.house.twins import Twin


async def people_ask(session: AsyncSession, twin: Twin) -> None:
    """Of residents, about the goal of both twins: two that wait, one on its page, one that was declined."""
    by = twin.people[Role.COORDINATOR].person_id
    assert by
    for _ in range(4):
        said = f"When does it come? {twin.canary}"
        await questions.ask(session, "nearer_together", said, by=None, asker=Asker.RESIDENT, address="")
    *_, stands, declined = (await session.scalars(sa.select(GoalQuestion.id).order_by(GoalQuestion.id))).all()
    shown = {"words": said, "answer": said, "answered_as": twin.canary, "visibility": "public"}
    await questions.publish(session, stands, **shown, by=by)
    await questions.decline(session, declined, reason=said, by=by)
    today = now().date()
    goal, heard = (await hearings.goals(session, today))[0][0], {"organization": twin.canary, "words": said}
    await hearings.write(session, goal, **heard, on_its_way=True, today=today, by=by)
