"""What saving would do, said before anything is written: cell by cell, and what the checks would say then."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit.errors import Problem
from backend.submissions import drafts
from backend.submissions.checks import Cell, check
from backend.submissions.drafts import Read, Standing
from backend.submissions.papers import situations_and_hidden
from backend.submissions.rules import STEPS, Actor, Deed, Situation, Status, why_not
from backend.submissions.schemas import Compared, Draft, Outcome, Preview
from backend.submissions.standings import Earlier, histories, standings
from backend.submissions.tables import Submission

_NOBODY = UUID(int=0)


async def preview(session: AsyncSession, submission: Submission, draft: Draft, *, today: date) -> Preview:
    """What saving this draft would do; nothing is written."""
    return (await previews(session, [(submission, draft)], today=today))[0]


async def previews(
    session: AsyncSession, sent: Sequence[tuple[Submission, Draft]], *, today: date
) -> Sequence[Preview]:
    """Of each draft, in their order, with as many queries for many as for one. A submission comes once at most."""
    submissions = [submission for submission, _ in sent]
    at, hidden = await situations_and_hidden(session, submissions, today)
    found = await standings(session, submissions, hidden=hidden, with_year=needs_year(sent))
    earlier = await histories(session, submissions, {of.round_id: found[of.id].asking for of in submissions})
    return [_preview(draft, found[of.id], earlier[of.id], at[of.id]) for of, draft in sent]


def needs_year(sent: Sequence[tuple[Submission, Draft]]) -> bool:
    """Whether anything counts since the year began, so that the periods before have to be read."""
    return any(of.year_to_date or draft.year_to_date or any(c.to_date for c in draft.cells) for of, draft in sent)


def _preview(draft: Draft, standing: Standing, earlier: Earlier, at: Situation) -> Preview:
    read = drafts.read(draft, standing)
    order = {place: number for number, place in enumerate(standing.asking.where)}
    lines = [_line(one, standing) for one in sorted(read, key=lambda one: order.get(one.sent.place, len(order)))]
    cells = (_in_sight(cell, standing) for cell in drafts.then(read, standing))
    found = check(cells, standing.asking.asked.values(), earlier, standing.year)
    return Preview(lines, at_addresses(found, read), _refusal(at))


def _in_sight(cell: Cell, standing: Standing) -> Cell:
    """A check would say what it found fault with."""
    return Cell(*cell.place, status=Status.WITHHELD) if standing.hidden.has(*cell.place) and cell.status else cell


def _refusal(at: Situation) -> str:
    return why_not(Deed.SAVE, at, Actor(_NOBODY, STEPS[Deed.SAVE].who))


def _line(one: Read, standing: Standing) -> Compared:
    place = one.sent.place
    answer, asked = standing.answers.get(place), standing.asking.asked.get(place[0])
    kind = asked.kind if asked else None
    was = standing.told(place, answer, kind)
    if one.cell is None:
        about_a_person = any(problem.code.startswith("person.") for problem in one.problems)
        becomes = "" if about_a_person else one.sent.typed  # a preview may be kept; such a text may not
        return Compared(place, one.where, one.sent.at, Outcome.WRONG, was, becomes, one.problems)
    if not drafts.differs(one.cell, answer):
        return Compared(place, one.where, one.sent.at, Outcome.UNCHANGED, was, was)
    outcome = Outcome.NEW if answer is None else Outcome.CHANGED
    return Compared(place, one.where, one.sent.at, outcome, was, standing.told(place, one.cell, kind))


def at_addresses(problems: Sequence[Problem], read: Sequence[Read]) -> Sequence[Problem]:
    """What the checks say, told where the cell stands in its file."""
    if not problems:
        return ()
    addresses: Mapping[str, str] = {one.where: one.sent.at for one in read if one.sent.at and one.cell is not None}
    return [replace(problem, where=addresses.get(problem.where, problem.where)) for problem in problems]
