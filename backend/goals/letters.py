"""What is written about questions: to the coordinators that some wait, to whoever asked that there is an answer."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from backend.goals.question_tables import GoalAnswer, GoalQuestion
from backend.kit import mail
from backend.members import addressees
from backend.members.rules import Role
from backend.members.tables import Collaborative, Person


async def waiting(session: AsyncSession, here: Collaborative, found: Sequence[GoalQuestion]) -> None:
    """One to each coordinator, about all of them. What was asked is read on the page."""
    for one in await addressees.people(session, here, (), {Role.COORDINATOR}):
        facts = {"here": here, "name": one.name, "count": len(found)}
        mail.put(session, mail.written("goals/templates/letters/asked.txt", to=one.email, speech=one.speech, **facts))


async def heard(
    session: AsyncSession, here: Collaborative, of: GoalQuestion, code: str, answer: GoalAnswer | None
) -> None:
    """To whoever asked and left an address, or has an account: it was answered, or declined. Then the address goes."""
    address, language, without_account = of.address, of.language, of.asked_by is None
    if not address and of.asked_by is not None:
        person = await session.get(Person, of.asked_by)
        address, language = (person.email, person.language) if person and not person.forgotten_at else ("", "")
    if not address:
        return
    page = "shared-goals" if answer is not None and answer.visibility == "public" and here.public_page else "our-goals"
    speech = addressees.speech(here, language)
    path = f"/{here.slug}/{page}/{code}"
    facts = {"here": here, "answer": answer, "reason": of.reason, "path": path, "without_account": without_account}
    mail.put(session, mail.written("goals/templates/letters/heard.txt", to=address, speech=speech, **facts))
    of.address = ""
