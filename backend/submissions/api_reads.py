"""Reads that only programs ask for: pages of submissions and of accepted values, and a submission's version."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload

from backend.agreements.sight import in_sight
from backend.indicators.queries import category_code
from backend.indicators.tables import Breakdown, Category, Element
from backend.kit.db import scope_in
from backend.kit.paging import Cursor, cursor, moment, page
from backend.kit.programs import etag
from backend.members.tables import Member
from backend.submissions.api_schemas import SubmissionsAsked, ValuesAsked, ValueShown
from backend.submissions.rules import Status
from backend.submissions.tables import Entry, Submission, Value

Written = tuple[int, int | None]


async def written(session: AsyncSession, of: Submission) -> Written:
    """How many answers there are, and their revisions added up, which only grow, as entries never go."""
    count, revisions = (await session.execute(_WRITTEN, {"submission": of.id})).one()
    return count, revisions


_WRITTEN = sa.select(sa.func.count(), sa.func.sum(Entry.revision)).where(
    Entry.submission_id == sa.bindparam("submission")
)


def version_of(of: Submission, written: Written) -> str:
    """Another one after every change of its answers or its state."""
    return etag(of.id, of.state, of.submitted_at, *written)


async def version(session: AsyncSession, of: Submission) -> str:
    return version_of(of, await written(session, of))


async def submissions(session: AsyncSession, asked: SubmissionsAsked) -> tuple[Sequence[Submission], str | None]:
    """In the order in which they came to be, every version."""
    query = (
        sa.select(Submission)
        .join(Member, Member.id == Submission.member_id)
        .options(joinedload(Submission.member), joinedload(Submission.round))
        .order_by(Submission.id)
        .limit(asked.limit + 1)
    )
    if asked.round:
        query = query.where(Submission.round_id == asked.round)
    if asked.member:
        query = query.where(Member.code == asked.member)
    if asked.state:
        query = query.where(Submission.state == asked.state)
    if after := cursor(asked.cursor, str):
        query = query.where(Submission.id > after[1])
    return page((await session.scalars(query)).all(), asked.limit, lambda one: Cursor("", one.id))


async def accepted_values(session: AsyncSession, asked: ValuesAsked) -> tuple[Sequence[ValueShown], str | None]:
    """Those that count, in the order in which they were accepted, so that new ones come at the end."""
    query = (
        sa.select(
            Value.id, Value.submission_id, Member.code.label("member"), Element.code.label("element"),
            category_code().label("breakdown"), Value.period_start, Value.period_months, Value.number, _words(session),
            Value.status, Value.note, Value.accepted_at,
        )
        .join(Member, Member.id == Value.member_id)
        .join(Element, Element.id == Value.element_id)
        .outerjoin(Category, Category.id == Value.category_id)
        .outerjoin(Breakdown, Breakdown.id == Category.breakdown_id)
        .where(Value.retired_at.is_(None), _IN_SIGHT)
        .order_by(Value.accepted_at, Value.id)
        .limit(asked.limit + 1)
    )  # fmt: skip
    if asked.round:
        query = query.where(Value.submission_id.in_(sa.select(Submission.id).where(Submission.round_id == asked.round)))
    if asked.member:
        query = query.where(Member.code == asked.member)
    if asked.element:
        query = query.where(Element.code == asked.element)
    if after := cursor(asked.cursor, moment):
        query = query.where(sa.tuple_(Value.accepted_at, Value.id) > sa.tuple_(*map(sa.literal, after)))
    rows, then = page((await session.execute(query)).all(), asked.limit, _cursor)
    return [_shown(row) for row in rows], then


_IN_SIGHT = sa.text(in_sight("accepted_values"))


def _words(session: AsyncSession) -> sa.ColumnElement[Any]:
    """A member's words go to whom its question says; to the member itself always."""
    theirs = sa.true() if scope_in(session).members != "all" else sa.literal("backbone") == sa.any_(Element.audiences)
    return sa.case((theirs, Value.words)).label("words")


def _cursor(row: Any) -> Cursor:
    return Cursor(row.accepted_at.isoformat(), row.id)


def _shown(row: Any) -> ValueShown:
    return ValueShown(
        id=UUID(bytes=row.id.bytes),
        submission=UUID(bytes=row.submission_id.bytes),
        member=row.member,
        element=row.element,
        breakdown=row.breakdown,
        period_start=row.period_start,
        period_months=row.period_months,
        value=row.words or (None if row.number is None else format(row.number, "f")),
        status=Status(row.status),
        note=row.note,
        accepted_at=row.accepted_at,
    )
