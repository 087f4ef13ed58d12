"""What people of the demonstration say about its goals: who asks, what is heard, and one goal in a second language."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.goals import hearings, questions, translating
from backend.goals.hearing_tables import GoalHearing
from backend.goals.question_tables import GoalQuestion
from backend.goals.questions import Asker
from backend.goals.tables import Goal
from backend.goals.translation_tables import Translation
from backend.members.rules import Role
from backend.provisioning import demo_days
from backend.provisioning.demo_people import Cast

GOAL = "local_hiring"
IN_SPANISH = {
    "Hire nearby": "Contratar cerca",
    "Of every hundred people hired, thirty-six live in the neighborhoods.": (
        "De cada cien personas contratadas, treinta y seis viven en los barrios."
    ),
    "Openings are told in the neighborhoods, in all their languages, before they are told elsewhere.": (
        "Las vacantes se anuncian en los barrios, en todos sus idiomas, antes que en otros lugares."
    ),
}


async def partners_hear(session: AsyncSession, cast: Cast, on: date) -> None:
    """Before a report was gathered, so that it is in it."""
    goal_id = (await session.scalars(sa.select(Goal.id).where(Goal.code == GOAL))).one()
    made = await hearings.write(
        session,
        goal_id,
        organization="Old Mill Neighbors",
        words="Many hear of an opening from a cousin who works there. Who has no cousin inside hears of it too late.",
        on_its_way=True,
        today=on,
        by=cast.people[Role.PARTNER, None].person_id,
    )
    await session.flush()
    by = cast.coordinator.person_id
    await hearings.decide(session, made.id, taken=True, reason="The hiring table asked for just this.", by=by)
    written = [(GoalHearing.written_at, GoalHearing.id == made.id), (GoalHearing.decided_at, GoalHearing.id == made.id)]
    await demo_days.set_back(session, on, written)


async def in_spanish(session: AsyncSession, cast: Cast, on: date) -> None:
    """One goal, as far as its words are kept; the others are not translated yet, and say so."""
    goal_id = (await session.scalars(sa.select(Goal.id).where(Goal.code == GOAL))).one()
    texts = await translating.side_by_side(session, await translating.of_goal(session, goal_id), "es")
    sent = {text.field: IN_SPANISH.get(text.original, "") for text in texts}
    await translating.translate(session, texts, sent, language="es", by=cast.coordinator.person_id)
    await demo_days.set_back(session, on, [(Translation.written_at, sa.true())])


async def people_ask(session: AsyncSession, cast: Cast) -> None:
    """A resident was answered; a community partner waits."""
    asked = "Do people who start at night count as hired here, though they live two counties away?"
    await questions.ask(session, GOAL, asked, by=None, asker=Asker.RESIDENT)
    await questions.ask(
        session,
        "local_buying",
        "Could the list of what is bought next year be read out at the neighborhood meeting in May?",
        by=None,
        asker=Asker.PARTNER,
    )
    found = await session.scalars(sa.select(GoalQuestion.id).where(GoalQuestion.asked_as == Asker.RESIDENT))
    await questions.publish(
        session,
        found.one(),
        words=asked,
        answer="They count among all who are hired, and not among those who live in the neighborhoods.",
        answered_as="The hiring table",
        visibility="public",
        by=cast.coordinator.person_id,
    )
