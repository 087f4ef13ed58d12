"""The quarters of the demonstration from before it had this site: kept in a book, and let in from files at once."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from hashlib import sha256

from sqlalchemy.ext.asyncio import AsyncSession

from backend.history import backfill
from backend.history.columns import Columns
from backend.history.findings import Counts, MemberDraft
from backend.indicators.tables import Framework
from backend.kit.periods import Period
from backend.members.roster import Changes
from backend.members.terms import active_members
from backend.provisioning import demo_answers, demo_days
from backend.provisioning.demo_people import Cast
from backend.rounds import queries as round_queries
from backend.submissions.asked import Cell
from backend.submissions.rules import Status
from backend.submissions.schemas import DraftCell

REASON = "From the quarterly books of the years before this site, which the members had signed."
NOBODY_NEW = Changes({}, (), {}, ())


async def let_in(
    session: AsyncSession, cast: Cast, framework: Framework, quarter: Period, number: int, *, on: date
) -> None:
    """on: the day on which it was done. Who forgot to answer then has no row in the book."""
    asked = [one.code for one in await active_members(session, quarter.end)]
    there = [code for code in asked if (code, number) != demo_answers.FORGOTTEN]
    drafts = [_draft(row, code, number, quarter) for row, code in enumerate(there, 2)]
    plan = backfill.Plan(drafts, (), NOBODY_NEW)
    await backfill.backfill(session, cast.here, framework, plan, _file(quarter, drafts), (), reason=REASON)
    filed = await round_queries.round_for(session, framework.id, quarter)
    assert filed
    await demo_days.set_back(session, on, demo_days.letting_in(filed))


def _draft(row: int, code: str, number: int, quarter: Period) -> MemberDraft:
    cells = demo_answers.figures(code, number, quarter)
    return MemberDraft(row, code, code, "", tuple(map(_cell, cells)))


def _cell(one: DraftCell) -> Cell:
    number = Decimal(one.typed) if one.typed else None
    return Cell(one.element, one.category, number, status=one.status or Status.REPORTED, note=one.note)


def _file(quarter: Period, drafts: Sequence[MemberDraft]) -> backfill.File:
    cells = sum(len(draft.cells) for draft in drafts)
    counts = Counts(len(drafts), len(drafts), 0, 0, cells, 0, 0)
    name = f"millrace-{quarter.start:%Y}-q{(quarter.start.month + 2) // 3}"
    return backfill.File(
        f"{name}.csv", sha256(repr(drafts).encode()).hexdigest(), name, _columns(quarter, drafts), counts
    )


def _columns(quarter: Period, drafts: Sequence[MemberDraft]) -> Columns:
    """The book has a column for each question and part, called as the question."""
    places = dict.fromkeys(cell.place for draft in drafts for cell in draft.cells)
    values = [
        {"element": element, "category": category, "columns": [category or element]} for element, category in places
    ]
    return Columns.model_validate(
        {
            "source": "The quarterly book of Millrace",
            "edition": quarter.spoken,
            "licence": "our own",
            "framework": "quarterly",
            "period": {"start": quarter.start, "months": quarter.months},
            "member": {"key": "member", "name": "member", "region": "book"},
            "regions": {},
            "texts": {},
            "values": values,
        }
    )
