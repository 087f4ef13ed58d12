"""Earlier figures brought in by the backbone, and an import taken back as a whole.

What was brought in counts like any accepted figure, and says of itself that it came from a file, from whom and why. Taken
back, its values are retired, never deleted: that they counted stays to be read.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from uuid_utils.compat import uuid7

from backend.history import backfill
from backend.history.acceptances import accept_all
from backend.history.findings import MemberDraft
from backend.history.past import Look, Quarter
from backend.indicators.tables import Framework
from backend.kit.db import now
from backend.kit.errors import Conflict
from backend.kit.languages import translated
from backend.kit.periods import Period
from backend.members import enrolment, roster
from backend.members.roster import Changes, Known
from backend.members.tables import Collaborative
from backend.submissions import rules
from backend.submissions.rules import Situation, State
from backend.submissions.tables import Acceptance, Import, Submission

MAPPING = "earlier figures"


@dataclass(frozen=True, slots=True)
class Came:
    """From which file, or what was pasted. said: whose figures they are and where they stood, as readers are told."""

    name: str
    sha256: str
    said: str
    read: int
    refused: int


async def one_at_a_time(session: AsyncSession) -> None:
    """Holds up whoever else saves earlier figures here until this transaction ends, so that nothing is brought twice."""
    here = "current_setting('app.collaborative_id')"
    await session.execute(sa.text(f"select pg_advisory_xact_lock(hashtextextended('past ' || {here}, 0))"))


async def bring(
    session: AsyncSession, here: Collaborative, framework: Framework, look: Look, came: Came, *, by: UUID
) -> Import:
    """Every new figure accepted, in collections filed as closed; members belong from then on where they did not.

    Raises:
        Conflict: nothing is new, or a collection of theirs is not closed.
        Invalid: it is not said where they come from.
    """
    rules.may_backfill(Situation(State.NOT_STARTED, round_open=False), None, reason=came.said)
    if not look.figures:
        raise Conflict(translated("There is nothing new in it, so nothing was saved."))
    at = now()
    record = await recorded(session, came, rows=len(look.new), figures=look.figures, by=by, at=at)
    known = {one.code: one for one in await enrolment.known_members(session)}
    for period, quarters in _by_period(look.new).items():
        await _belong(session, here, known, quarters, period, came.said)
        round_id = await backfill.closed_round(session, here, framework, period, at)
        drafts = [MemberDraft(0, one.code, one.name, "", tuple(one.cells)) for one in quarters]
        await accept_all(session, round_id, period, drafts, record)
    return record


async def recorded(session: AsyncSession, came: Came, *, rows: int, figures: int, by: UUID, at: datetime) -> Import:
    """rows: members' quarters, or series."""
    record = Import(
        id=uuid7(),
        file_name=came.name,
        file_sha256=came.sha256,
        mapping_id=await backfill.saved_mapping(session, MAPPING, {"columns": "as headed"}, at),
        reason=came.said.strip(),
        imported_by=by,
        imported_at=at,
        rows_read=came.read,
        rows_taken=rows,
        rows_refused=came.refused,
        values_taken=figures,
        values_changed=0,
    )
    session.add(record)
    await session.flush()  # acceptances name it
    return record


def _by_period(quarters: Sequence[Quarter]) -> Mapping[Period, Sequence[Quarter]]:
    """The oldest first."""
    found: dict[Period, list[Quarter]] = defaultdict(list)
    for one in sorted(quarters, key=lambda one: one.period.start):
        found[one.period].append(one)
    return found


async def _belong(
    session: AsyncSession,
    here: Collaborative,
    known: dict[str, Known],
    quarters: Sequence[Quarter],
    period: Period,
    said: str,
) -> None:
    """A period asks those who belong on its last day: who did not begins then, up to where its next term begins."""
    listed = {one.code: one.name for one in quarters}
    begins = roster.compare([known[code] for code in listed], listed, period).begins
    reason = translated("Figures of this time were brought in: %(said)s", said=said)
    await enrolment.enrol(
        session,
        Changes(begins, (), {}, ()),
        period,
        confirmed=(),
        fiscal_year_starts_in=here.year_starts_in,
        reason=reason,
    )
    for code, term in begins.items():
        known[code] = Known(code, (*known[code].terms, term), known[code].names)


# ---- Taking back -----------------------------------------------------------------------------------------------------


async def why_not(session: AsyncSession, of: Import, *, reported_at: datetime | None) -> str:
    """Why it cannot be taken back, in a sentence; empty when it can. reported_at: when figures were last added up for a
    report, if ever."""
    if of.taken_back_at:
        return translated("It was taken back already.")
    if of.imported_by is None:
        return translated("Whoever operates this site let it in; ask them.")
    if reported_at and reported_at >= of.imported_at:
        return translated("A report was drawn up with these figures meanwhile, so they change only by corrections.")
    touched = (await session.scalars(sa.select(Submission.id).where(_of(of), _touched()).limit(1))).first()
    if touched:
        return translated("Some of these figures were corrected since, or are being corrected.")
    return ""


def _of(record: Import) -> sa.ColumnElement[bool]:
    return sa.exists().where(Acceptance.submission_id == Submission.id, Acceptance.import_id == record.id)


def _touched() -> sa.ColumnElement[bool]:
    later = aliased(Submission)
    corrected = sa.exists().where(
        later.round_id == Submission.round_id, later.member_id == Submission.member_id, later.version > 1
    )
    return sa.or_(Submission.state != State.ACCEPTED, corrected)


async def take_back(session: AsyncSession, of: Import, *, by: UUID) -> None:
    """None of it counts any longer, and a collection that held nothing else is taken back too. of: locked by the caller,
    who knows of no reason against it."""
    of.taken_back_at, of.taken_back_by = now(), by
    await session.flush()
    for statement in _TAKING_BACK:
        await session.execute(statement, {"import": of.id, "at": of.taken_back_at, "by": by})


# In this order: each finds its rows by what the one before left.
_TAKING_BACK = (
    sa.text(
        """
        update entries e set number = null, words = null, status = null, note = '', changed_at = :at, revision = revision + 1
        from accepted_values v join acceptances a on a.id = v.acceptance_id
        where a.import_id = :import and v.retired_at is null and e.submission_id = v.submission_id
          and e.element_id = v.element_id and e.category_id is not distinct from v.category_id
        """
    ),
    sa.text(
        """
        update accepted_values v set retired_at = :at from acceptances a
        where a.id = v.acceptance_id and a.import_id = :import and v.retired_at is null
        """
    ),
    sa.text("update acceptances set undone_at = :at, undone_by = :by where import_id = :import and undone_at is null"),
    sa.text(
        """
        update submissions s set state = 'not_started'
        where exists (select from acceptances a where a.submission_id = s.id and a.import_id = :import)
          and not exists (select from acceptances a where a.submission_id = s.id and a.undone_at is null)
        """
    ),
    sa.text(
        """
        update rounds r set opened_at = null, closed_at = null, backfilled = false, taken_back_at = :at, taken_back_by = :by
        where r.backfilled
          and exists (select from submissions s join acceptances a on a.submission_id = s.id
                      where s.round_id = r.id and a.import_id = :import)
          and not exists (select from submissions s where s.round_id = r.id and s.state <> 'not_started')
        """
    ),
)


# ---- What was brought in ---------------------------------------------------------------------------------------------


async def imports(session: AsyncSession) -> Sequence[Import]:
    """The newest first."""
    return (await session.scalars(sa.select(Import).order_by(Import.imported_at.desc()))).all()


@dataclass(frozen=True, slots=True)
class Brought:
    """What one import has of a period: how many members, how many figures."""

    period: Period
    members: Sequence[str]
    figures: int


async def brought(session: AsyncSession, id: UUID) -> Sequence[Brought]:
    """By period, the oldest first; also of one that was taken back."""
    rows = await session.execute(_BROUGHT, {"import": id})
    return [Brought(Period(row.period_start, row.period_months), row.members, row.figures) for row in rows]


_BROUGHT = sa.text(
    """
    select v.period_start, v.period_months, array_agg(distinct m.name order by m.name) as members, count(*) as figures
    from accepted_values v join acceptances a on a.id = v.acceptance_id join members m on m.id = v.member_id
    where a.import_id = :import group by 1, 2 order by 1, 2
    """
)
