"""What members say in their own words, and who may read it: each question says so itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.agreements.queries import Bars
from backend.disclosure.figures import Audience
from backend.indicators.queries import Question
from backend.kit.periods import Period
from backend.members.tables import Member
from backend.submissions.tables import Value


@dataclass(frozen=True, slots=True)
class Voice:
    member: str
    question: str
    words: str


async def voices(
    session: AsyncSession, questions: Sequence[Question], period: Period, bars: Bars
) -> Mapping[Audience, Sequence[Voice]]:
    """What is accepted for the period, to each audience: by question, then by member.

    bars: what agreements bar today; nor are those heard by an audience they did not agree to.
    """
    asked = {question.id: question for question in questions if question.kind == "text"}
    found: dict[Audience, list[Voice]] = {audience: [] for audience in Audience}
    if not asked:
        return found
    query = (
        sa.select(Value.element_id, Value.member_id, Member.name, Value.words)
        .join(Member, Member.id == Value.member_id)
        .where(
            Value.element_id.in_(asked),
            Value.category_id.is_(None),
            Value.period_start == period.start,
            Value.period_months == period.months,
            Value.retired_at.is_(None),
            Value.words.is_not(None),
            Value.words != "",
        )
    )
    order = list(asked)
    rows = sorted(await session.execute(query), key=lambda row: (order.index(row.element_id), row.name.casefold()))
    for element, id, member, words in rows:
        if bars.stop(id, element, period.end):
            continue
        for audience in map(Audience, asked[element].audiences):
            if id not in bars.unreached.get(audience, ()):
                found[audience].append(Voice(member, asked[element].name, words or ""))
    return found
