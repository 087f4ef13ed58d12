"""What a ZIP sheet must know of the submission it answers, and what is kept of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.files.tables import ZipCount
from backend.files.zip_sheet.lines import Counted, ZipLine, ZipLines
from backend.files.zip_sheet.rules import ZIP, FromZip, ZipList
from backend.indicators.queries import Question
from backend.indicators.tables import Element, Framework
from backend.kit.languages import later, translated
from backend.members.tables import Collaborative
from backend.places import queries as place_queries
from backend.submissions import queries
from backend.submissions.checks import Place
from backend.submissions.tables import Submission

COUNTRY = "US"  # elsewhere there are no ZIP codes
_FROM_ZIP = {
    "hires": (Counted.HIRES, False),
    "hires_inside": (Counted.HIRES, True),
    "payments": (Counted.PAYMENTS, False),
    "payments_inside": (Counted.PAYMENTS, True),
}


@dataclass(frozen=True, slots=True)
class ZipFacts:
    """lists: every area list a framework here asks by, on the period's last day. own: that of this submission's framework.

    questions: those the sheet answers. notes: that stand in the submission.
    """

    submission_id: UUID
    currency: str
    lists: Sequence[ZipList]
    own: ZipList | None
    questions: Sequence[FromZip]
    notes: Mapping[Place, str]


async def read(session: AsyncSession, of: Submission) -> ZipFacts:
    asked = (await queries.questionnaire(session, of)).questions
    frameworks = {
        row.id: row.area_list_code
        for row in await session.execute(
            sa.select(Framework.id, Framework.area_list_code).where(Framework.retired_on.is_(None))
        )
    }
    lists = await _lists(session, of, {code for code in frameworks.values() if code})
    own = frameworks.get(of.round.framework_id)
    here = (await session.scalars(sa.select(Collaborative).where(Collaborative.id == of.collaborative_id))).one()
    standing = await queries.answers(session, of.id)
    return ZipFacts(
        of.id,
        here.currency,
        lists,
        next((one for one in lists if one.code == own), None),
        await _questions(session, asked) if here.country == COUNTRY else (),
        {place: answer.note for place, answer in standing.items() if answer.note},
    )


async def _lists(session: AsyncSession, of: Submission, wanted: set[str]) -> Sequence[ZipList]:
    on = of.round.period.end
    found = []
    for one in await place_queries.lists_in_force(session, on):
        if one.code not in wanted:
            continue
        if one.kind == ZIP:
            found.append(ZipList(one.code, one.name, one.kind, one.areas))
            continue
        brought = await place_queries.crosswalk(session, ZIP, one.kind, on)
        weights, source = (brought.weights, brought.told) if brought else (None, "")
        found.append(ZipList(one.code, one.name, one.kind, one.areas, weights, source))
    return found


async def _questions(session: AsyncSession, asked: Sequence[Question]) -> Sequence[FromZip]:
    """In the order of the form."""
    query = sa.select(Element.code, Element.from_zip).where(
        Element.code.in_([question.code for question in asked]), Element.from_zip.is_not(None)
    )
    from_zip = {code: _FROM_ZIP[what or ""] for code, what in (await session.execute(query)).all()}
    made = []
    for question in asked:
        if question.code in from_zip:
            split = next((by for by in question.splits if by.code == "area"), None)
            parts = frozenset(part.code for part in split.parts) if split else frozenset()
            by_area = split.code if split else ""
            made.append(FromZip(question.code, question.name, *from_zip[question.code], by_area, parts))
    return made


# ---- What is kept ----------------------------------------------------------------------------------------------------


async def kept(session: AsyncSession, submission_id: UUID) -> ZipLines:
    """The sheet as it was saved last; empty when there is none. From whoever may not read what it answers it is kept back,
    which is noted."""
    query = sa.select(ZipCount, _KEPT_BACK).where(ZipCount.submission_id == submission_id).order_by(ZipCount.zip)
    rows = (await session.execute(query)).all()
    if any(kept_back for _, kept_back in rows):
        return ZipLines((), notes=[translated(KEPT_BACK)])
    return ZipLines([ZipLine(row.zip, _counts(row)) for row, _ in rows])


KEPT_BACK = later(
    "The member keeps back what its ZIP sheet answers, so its lines are not shown. They stay as"
    " they are, unless others are saved in their place."
)
# As `sight.KEPT`: what is withheld could be added up from the lines.
_KEPT_BACK = sa.literal_column(
    """
    ((select current_setting('app.members')) = 'all' and exists (
      select from withholdings w
        left join elements e on e.id = w.element_id left join breakdowns b on b.id = w.breakdown_id
      where w.member_id = zip_counts.member_id and w.ended_at is null
        and (w.element_id is null or e.from_zip is not null) and (w.breakdown_id is null or b.code = 'area')
    ))
    """,
    sa.Boolean,
)


def _counts(row: ZipCount) -> Mapping[Counted, Decimal]:
    there = {Counted.HIRES: row.hires, Counted.PAYMENTS: row.payments}
    return {counted: number for counted, number in there.items() if number is not None}


async def keep(session: AsyncSession, of: Submission, lines: Mapping[str, Any]) -> None:
    """The whole sheet in place of the one before. lines: as `as_kept` makes them. of: locked by the caller."""
    await session.execute(sa.delete(ZipCount).where(ZipCount.submission_id == of.id))
    rows = [
        {"member_id": of.member_id, "submission_id": of.id, "zip": code, "hires": _number(h), "payments": _number(p)}
        for code, h, p in lines["lines"]
    ]
    if rows:
        await session.execute(sa.insert(ZipCount), rows)


def as_kept(sheet: ZipLines) -> Mapping[str, Any]:
    """As JSON, until the upload is saved."""
    return {"lines": [[line.zip, *(_text(line.counts.get(one)) for one in Counted)] for line in sheet.lines]}


def _text(number: Decimal | None) -> str | None:
    return None if number is None else format(number, "f")


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
