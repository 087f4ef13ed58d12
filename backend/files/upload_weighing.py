"""Answers of a file held against what stands, before anybody saves them: counted, the wrong ones told and left out.

A page lists the answers of one submission line by line (`submissions.previews`); a hundred thousand lines are for nobody
to read, so here each submission comes to four numbers.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.files.ways import Answers
from backend.kit.errors import Problem
from backend.submissions import drafts
from backend.submissions.checks import Place
from backend.submissions.drafts import Read, Standing
from backend.submissions.papers import situations
from backend.submissions.previews import needs_year
from backend.submissions.rules import STEPS, Actor, Deed, Situation, why_not
from backend.submissions.schemas import Outcome
from backend.submissions.standings import standings
from backend.submissions.tables import Submission

TOGETHER = 20_000  # cells held against the database at once; between two such lots others have their turn
_NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Weighed:
    """good: the answers without those that cannot be kept. problems: of these. revisions: of what stands now."""

    good: Answers
    problems: Sequence[Problem]
    revisions: Mapping[Place, int]
    summary: Mapping[str, Any]


async def weigh(
    session: AsyncSession, answers: Sequence[Answers], of: Mapping[UUID, Submission], *, today: date
) -> AsyncIterator[Weighed]:
    """of: the submissions they answer. In their order, with as many queries for many as for one."""
    at = await situations(session, of.values(), today)
    for lot in lots(answers):
        sent = [(of[one.submission_id], one.draft) for one in lot]
        found = await standings(session, [submission for submission, _ in sent], with_year=needs_year(sent))
        for one in lot:
            yield _weighed(one, of[one.submission_id], found[one.submission_id], at[one.submission_id])
        await asyncio.sleep(0)


def lots(answers: Sequence[Answers]) -> Iterator[Sequence[Answers]]:
    """In their order, so many together as have about `TOGETHER` cells."""
    lot: list[Answers] = []
    cells = 0
    for one in answers:
        lot.append(one)
        cells += len(one.draft.cells)
        if cells >= TOGETHER:
            yield lot
            lot, cells = [], 0
    if lot:
        yield lot


def _weighed(one: Answers, of: Submission, standing: Standing, at: Situation) -> Weighed:
    read = drafts.read(one.draft, standing)
    wrong = {each.sent.place for each in read if each.cell is None}
    good = Answers(one.submission_id, one.draft.without(wrong)) if wrong else one
    stands = {each.sent.place: standing.answers.get(each.sent.place) for each in read}
    counts = Counter(_outcome(each, standing) for each in read)
    return Weighed(
        good,
        [problem for each in read if each.cell is None for problem in each.problems],
        {place: answer.revision for place, answer in stands.items() if answer},
        {
            "submission": str(of.id),
            "member": of.member.name,
            "round": of.round.name,
            **{str(outcome): counts[outcome] for outcome in Outcome},
            "refusal": why_not(Deed.SAVE, at, Actor(_NOBODY, STEPS[Deed.SAVE].who)),
        },
    )


def _outcome(one: Read, standing: Standing) -> Outcome:
    if one.cell is None:
        return Outcome.WRONG
    answer = standing.answers.get(one.sent.place)
    if not drafts.differs(one.cell, answer):
        return Outcome.UNCHANGED
    return Outcome.NEW if answer is None else Outcome.CHANGED
