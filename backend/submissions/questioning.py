"""The deeds on a question about a figure: ask, write on it, close it. The submission stays where it is."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit.db import find, now
from backend.kit.errors import Conflict, NotFound
from backend.kit.languages import translated
from backend.members.rules import Principal
from backend.submissions import letters, queries, questions
from backend.submissions.actions import actor
from backend.submissions.checks import Place
from backend.submissions.papers import Deeds, deeds
from backend.submissions.question_tables import FigureQuestion, QuestionNote
from backend.submissions.questions import Thread, Turn
from backend.submissions.rules import State
from backend.submissions.schemas import plain
from backend.submissions.standings import asking
from backend.submissions.tables import Submission


async def ask(session: AsyncSession, of: Submission, *, by: Principal, place: Place, words: str) -> UUID:
    """A question about one cell; where one is not closed yet, one more sentence on it. Returns the question's id.

    of: locked by the caller, so that of two who ask at once the second writes on the first one's thread.

    Raises:
        Invalid: nothing is said, or something about one person.
        Conflict, Refused: there is no answer to ask about, or not by this person.
    """
    done = await deeds(session, of)
    element, category = place
    answer = (await queries.answers(session, of.id)).get(place)
    seen = answer is not None and answer.status is not None and not done.out_of_sight.has(element, category)
    questions.may_ask(State(of.state), actor(by, of).roles, answered=seen)
    words = questions.kept(plain(words), translated("Your query"))
    thread = next((one for one in done.threads.get(place, ()) if one.turn is not Turn.CLOSED), None)
    id = thread.id if thread else await _begun(session, of, by, place)
    await _write(session, of, done, id, by, words, by_backbone=True)
    return id


async def _begun(session: AsyncSession, of: Submission, by: Principal, place: Place) -> UUID:
    ids = asking((await queries.questionnaire(session, of)).questions).ids
    if place not in ids:
        raise Conflict(translated("There is no answer here to ask about."))
    element_id, category_id = ids[place]
    made = FigureQuestion(
        member_id=of.member_id,
        submission_id=of.id,
        element_id=element_id,
        category_id=category_id,
        asked_by=by.person_id,
        asked_at=now(),
    )
    session.add(made)
    await session.flush()  # its notes name it
    return made.id


async def write(session: AsyncSession, of: Submission, question: UUID, *, by: Principal, words: str) -> Thread:
    """The member's answer, or the backbone's next sentence.

    Raises:
        Invalid: nothing is said, or something about one person.
        Conflict, Refused: it is closed, or not by this person.
    """
    done = await deeds(session, of)
    thread = _thread(done, question)
    by_backbone = questions.may_write(thread, actor(by, of).roles)
    kept = questions.kept(plain(words), translated("Your query") if by_backbone else translated("Your answer"))
    await _write(session, of, done, question, by, kept, by_backbone=by_backbone)
    return thread


async def close(session: AsyncSession, of: Submission, question: UUID, *, by: Principal) -> Thread:
    """Raises Conflict when it is closed already; Refused for anybody but a coordinator."""
    thread = _thread(await deeds(session, of), question)
    questions.may_close(thread, actor(by, of).roles)
    row = await find(session, FigureQuestion, question, lock=True)
    row.closed_at, row.closed_by = now(), by.person_id
    return thread


def _thread(done: Deeds, question: UUID) -> Thread:
    """Raises NotFound for one of another submission."""
    for one in (one for found in done.threads.values() for one in found):
        if one.id == question:
            return one
    raise NotFound(translated("There is nothing at this address."))


async def _write(
    session: AsyncSession, of: Submission, done: Deeds, question: UUID, by: Principal, words: str, *, by_backbone: bool
) -> None:
    at = now()
    session.add(
        QuestionNote(
            member_id=of.member_id,
            question_id=question,
            written_by=by.person_id,
            written_at=at,
            by_backbone=by_backbone,
            words=words,
        )
    )
    if questions.tells(done.threads, by_backbone=by_backbone, at=at):
        await (letters.asked_about if by_backbone else letters.answered)(session, of, by)
