"""History let in: one collaborative's drafts of a file straight to accepted values, with who says why.

What a member has begun or given is never overwritten: its row is left out and said. So the same file again brings only
what was refused the first time.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.history.acceptances import accept_all
from backend.history.columns import Columns
from backend.history.findings import Counts, Finding, MemberDraft
from backend.indicators.queries import category_code
from backend.indicators.tables import Breakdown, Category, Element, ElementBreakdown, Framework
from backend.kit.db import now
from backend.kit.errors import Conflict, Invalid, NotFound, Problem
from backend.kit.periods import Period
from backend.members import enrolment, roster
from backend.members.roster import Changes
from backend.members.tables import Collaborative, Member
from backend.rounds import actions as round_actions
from backend.rounds import queries as round_queries
from backend.rounds.tables import Round
from backend.submissions import rules
from backend.submissions.rules import Situation, State
from backend.submissions.tables import ColumnMapping, Import, ImportFinding, Submission, Value


@dataclass(frozen=True, slots=True)
class File:
    """What was read: its name and SHA-256, the saved mapping's name and content, and what was found in the whole file."""

    name: str
    sha256: str
    mapping_name: str
    columns: Columns
    counts: Counts


@dataclass(frozen=True, slots=True)
class Plan:
    """What a backfill would do in one collaborative.

    drafts: those to be taken. there_already: members that answered, or have values of this period; left as they are.
    let_in_before: when this very file was, perhaps without what was refused then.
    """

    drafts: Sequence[MemberDraft]
    there_already: Sequence[str]
    changes: Changes
    let_in_before: datetime | None = None

    @property
    def cells(self) -> int:
        return sum(len(draft.cells) for draft in self.drafts)


async def plan(session: AsyncSession, framework: Framework, drafts: Sequence[MemberDraft], file: File) -> Plan:
    """Held against who belongs here and what is there already.

    Raises:
        Invalid: an element or category of the mapping is not one of this collaborative's.
    """
    await _check_elements(session, file.columns)
    period = file.columns.period.period
    listed = {draft.member_key: draft.member_name for draft in drafts}
    changes = roster.compare(await enrolment.known_members(session), listed, period)
    before = await session.scalar(sa.select(Import.imported_at).where(Import.file_sha256 == file.sha256))
    there = await _answered(session, framework.id, file.columns)
    new = [draft for draft in drafts if draft.member_key not in there]
    return Plan(new, sorted(there & listed.keys()), changes, before)


async def backfill(
    session: AsyncSession,
    here: Collaborative,
    framework: Framework,
    planned: Plan,
    file: File,
    findings: Iterable[Finding],
    *,
    reason: str,
    leavers: Collection[str] = (),
    by: UUID | None = None,
) -> Import | None:
    """Members enrolled, the round filed as closed, every draft a submission accepted. One transaction.

    findings: of this collaborative's rows. leavers: codes whose leaving is confirmed. by: None for the operator.
    No import (None) when there is no draft to take.

    Raises:
        Invalid: no reason, or a leaver that did not seem to leave.
        Conflict: the round of this period is open: its members answer themselves.
    """
    rules.may_backfill(Situation(State.NOT_STARTED, round_open=False), None, reason=reason)
    period, at = file.columns.period.period, now()
    await enrolment.enrol(
        session,
        planned.changes,
        period,
        confirmed=leavers,
        fiscal_year_starts_in=here.year_starts_in,
        reason=f"{file.columns.source} {file.columns.edition}: {reason}",
    )
    if not planned.drafts:
        return None
    round_id = await closed_round(session, here, framework, period, at)
    record = await _record(session, planned, file, findings, reason=reason, by=by, at=at)
    await accept_all(session, round_id, period, planned.drafts, record)
    return record


async def framework_of(session: AsyncSession, code: str) -> Framework:
    found = (await session.scalars(sa.select(Framework).where(Framework.code == code))).one_or_none()
    if found is None:
        raise NotFound(f"This collaborative has no framework {code}.")
    return found


# ---- What it is held against ----------------------------------------------------------------------------------------


async def _check_elements(session: AsyncSession, columns: Columns) -> None:
    known = set(await session.scalars(sa.select(Element.code).where(Element.retired_on.is_(None))))
    parts = (
        sa.select(Element.code, category_code())
        .join_from(Element, ElementBreakdown)
        .join(Breakdown, Breakdown.id == ElementBreakdown.breakdown_id)
        .join(Category, Category.breakdown_id == Breakdown.id)
    )
    split = {(element, category) for element, category in await session.execute(parts)}
    problems = [
        Problem(f"values: {value.element}", f"{value.category or value.element} is not asked here.", "mapping.element")
        for value in columns.values
        if value.element not in known or (value.category and (value.element, value.category) not in split)
    ]
    if problems:
        raise Invalid(problems)


async def _answered(session: AsyncSession, framework_id: UUID, columns: Columns) -> set[str]:
    """Codes of the members that have begun to answer this collection, or have values for this period from another."""
    period = columns.period.period
    begun = (
        sa.select(Member.code)
        .join(Submission, Submission.member_id == Member.id)
        .join(Round, Round.id == Submission.round_id)
        .where(
            Round.framework_id == framework_id,
            Round.period_start == period.start,
            Round.period_months == period.months,
            Submission.state != State.NOT_STARTED,
        )
    )
    given = (
        sa.select(Member.code)
        .join(Value, Value.member_id == Member.id)
        .join(Element, Element.id == Value.element_id)
        .where(
            Value.period_start == period.start,
            Value.period_months == period.months,
            Value.retired_at.is_(None),
            Element.code.in_([value.element for value in columns.values]),
        )
    )
    return set(await session.scalars(begun.union(given)))


# ---- What is written ------------------------------------------------------------------------------------------------


async def closed_round(
    session: AsyncSession, here: Collaborative, framework: Framework, period: Period, at: datetime
) -> UUID:
    """The period's round. One that is not there is filed as closed; one that runs is its members' own to answer."""
    there = await round_queries.round_for(session, framework.id, period)
    if there is None or there.taken_back:
        there = await round_actions.plan(session, framework, period, calendar=here.calendar)
        there.opened_at, there.closed_at, there.backfilled = at, at, True
        await session.flush()
    if there.closed_at is None:
        raise Conflict(f"The {there.name} is not closed; its members answer it themselves.")
    return there.id


async def _record(
    session: AsyncSession,
    planned: Plan,
    file: File,
    findings: Iterable[Finding],
    *,
    reason: str,
    by: UUID | None,
    at: datetime,
) -> Import:
    """The import and all that was found on the way, so that it can be asked about in ten years."""
    record = Import(
        id=uuid7(),
        file_name=file.name,
        file_sha256=file.sha256,
        mapping_id=await saved_mapping(session, file.mapping_name, file.columns.model_dump(mode="json"), at),
        reason=reason,
        imported_by=by,
        imported_at=at,
        rows_read=file.counts.rows_read,
        rows_taken=len(planned.drafts),
        rows_refused=file.counts.rows_refused,
        values_taken=planned.cells,
        values_changed=0,
    )
    session.add(record)
    await session.flush()  # its findings and acceptances name it
    found = [(f.kind, f.row, f.column, f.was, f.became, f.message) for f in findings]
    leaving = [("leaver", 0, "", code, "", "Absent from this file.") for code in planned.changes.leaving]
    if rows := [*found, *leaving]:
        names = ("kind", "row", "column", "was", "became", "message")
        made = [{"id": uuid7(), "import_id": record.id, **dict(zip(names, row, strict=True))} for row in rows]
        await session.execute(sa.insert(ImportFinding), made)
    return record


async def saved_mapping(session: AsyncSession, name: str, mapping: Mapping[str, Any], at: datetime) -> UUID:
    """The mapping as it is today; the trail keeps how it was."""
    values = {"mapping": mapping, "saved_at": at}
    statement = (
        insert(ColumnMapping)
        .values(id=uuid7(), name=name, **values)
        .on_conflict_do_update(
            index_elements=[ColumnMapping.collaborative_id, ColumnMapping.name, ColumnMapping.member_id], set_=values
        )
        .returning(ColumnMapping.id)
    )
    return (await session.scalars(statement)).one()
