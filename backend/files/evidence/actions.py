"""Files that show where figures come from, and letters by which members confirmed them: kept, read, taken away, purged.

Evidence is taken only where the collaborative decided so. A letter of confirmation is kept in any case, because an
approval rests on it.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, defer

from backend.agreements.sight import FILE_IN_SIGHT
from backend.files import persons
from backend.files.evidence import rules as evidence_rules
from backend.files.evidence.rules import EVIDENCE, LETTERS, Kind, Sent
from backend.files.tables import Evidence, EvidenceDecision
from backend.indicators.tables import Element
from backend.kit.db import find, now
from backend.kit.errors import Conflict, Invalid, NotFound, Problem, Refused
from backend.kit.languages import translated
from backend.kit.sheets import apart
from backend.members.naming import called
from backend.members.rules import Principal
from backend.members.tables import Member, Person
from backend.submissions import confirmations
from backend.submissions.rules import State
from backend.submissions.tables import Approval, Submission

# ---- What the collaborative decided ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Decision:
    """by, at: empty while nobody has decided, which means not."""

    taken: bool = False
    quota_megabytes: int = 100
    by: str = ""
    at: datetime | None = None


async def decision(session: AsyncSession) -> Decision:
    query = (
        sa.select(EvidenceDecision, called(Person))
        .outerjoin(Person, Person.id == EvidenceDecision.decided_by)
        .order_by(EvidenceDecision.decided_at.desc())
        .limit(1)
    )
    row = (await session.execute(query)).one_or_none()
    if row is None:
        return Decision()
    decided, name = row
    by = translated("the starting set") if decided.decided_by is None else name or ""
    return Decision(decided.taken, decided.quota_megabytes, by, decided.decided_at)


def decide(session: AsyncSession, *, taken: bool, quota_megabytes: int, by: Principal | None) -> None:
    """What is there already stays until it is taken away or purged. by: None for a starting set.

    Raises Invalid for a quota that cannot be.
    """
    if not 1 <= quota_megabytes <= evidence_rules.MOST_MEGABYTES:
        message = translated("Write a number from 1 to %(most)s.", most=f"{evidence_rules.MOST_MEGABYTES:,}")
        raise Invalid(message, where=translated("Megabytes for each member"), code="evidence.quota")
    decided_by = by.person_id if by else None
    session.add(EvidenceDecision(taken=taken, quota_megabytes=quota_megabytes, decided_by=decided_by, decided_at=now()))


async def used(session: AsyncSession) -> Mapping[UUID, int]:
    """Bytes of evidence kept now, by member; letters of confirmation are not counted."""
    rows = await session.execute(_kept().group_by(Evidence.member_id))
    return {row.member_id: row.bytes for row in rows}


def _kept() -> sa.Select[UUID, int]:
    total = sa.func.sum(Evidence.size).label("bytes")
    return sa.select(Evidence.member_id, total).where(Evidence.approval_id.is_(None), Evidence.content.is_not(None))


# ---- Reading ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Listed:
    """One file, without its content. kept: its content is still there. letter: by which the member confirmed.

    in_sight: whoever reads this may open it; else it may show what its member withholds, and its name is left out.
    """

    id: UUID
    file_name: str
    kind: Kind
    size: int
    about: str
    added_by: str
    added_at: datetime
    purge_on: date
    removed_at: datetime | None
    kept: bool
    letter: bool
    in_sight: bool


_FILES = aliased(Evidence, name="f")
# The letter by which it confirmed was put there by the backbone itself.
_IN_SIGHT = sa.or_(_FILES.approval_id.is_not(None), sa.literal_column(FILE_IN_SIGHT, sa.Boolean))


async def listed(session: AsyncSession, submission_id: UUID) -> Sequence[Listed]:
    """Of one submission, the newest first; also those whose content is gone."""
    kept = _FILES.content.is_not(None).label("kept")
    query = (
        sa.select(
            _FILES, kept, Element.name.label("about"), called(Person).label("added_by"), _IN_SIGHT.label("in_sight")
        )
        .options(defer(_FILES.content))
        .outerjoin(Element, Element.id == _FILES.element_id)
        .outerjoin(Person, Person.id == _FILES.added_by)
        .where(_FILES.submission_id == submission_id)
        .order_by(_FILES.added_at.desc())
    )
    return [
        Listed(
            one.id,
            one.file_name if shown else "",
            next(kind for kind in Kind if kind.media_type == one.media_type),
            one.size,
            about or "",
            name or "",
            one.added_at,
            one.purge_on,
            one.removed_at,
            there,
            one.approval_id is not None,
            shown,
        )
        for one, there, about, name, shown in (await session.execute(query)).all()
    ]


async def file(session: AsyncSession, id: UUID) -> Evidence:
    """With its content.

    Raises:
        NotFound: it is gone, or another member's.
        Refused: to the backbone, it may show what the member withholds.
    """
    found = await find(session, Evidence, id)
    if not await session.scalar(sa.select(_IN_SIGHT).where(_FILES.id == id)):
        raise Refused(translated("It may show what the member withholds, so only the member can open it."))
    if found.content is None:
        raise NotFound(translated("This file was taken away, or deleted after its time."))
    return found


# ---- Deeds -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LookedThrough:
    """A file of a kind that is kept, without rows about persons; made by `looked_through` alone."""

    sent: Sent
    kind: Kind


async def looked_through(sent: Sent) -> LookedThrough:
    """Takes its time, and needs no session.

    Raises:
        Invalid: the file is not of a kind that is kept, or has rows about persons.
    """
    kind = evidence_rules.kind_of(sent, EVIDENCE)
    await _without_persons(sent, kind)
    return LookedThrough(sent, kind)


async def may_add(session: AsyncSession, submission: Submission, *, by: Principal) -> Decision:
    """Raises Refused or Conflict: evidence is not taken here, not by this person, or not any more."""
    held = await decision(session)
    if not held.taken:
        raise Refused(translated("Evidence files are not taken here. An administrator can turn them on."))
    evidence_rules.may_change(State(submission.state), by.roles_for(submission.member_id))
    return held


async def add(
    session: AsyncSession,
    submission: Submission,
    file: LookedThrough,
    *,
    element: UUID | None,
    by: Principal,
    today: date,
) -> Evidence:
    """Keeps a file with a submission. element: the question it is about; None: all of it.

    Raises as `may_add`, and Conflict when the member's quota is used up.
    """
    held = await may_add(session, submission, by=by)
    if element is not None:
        await find(session, Element, element)
    # Held, so that two files that come at once are both counted.
    await find(session, Member, submission.member_id, lock=True)
    there = (await used(session)).get(submission.member_id, 0)
    evidence_rules.fits(there, len(file.sent.content), held.quota_megabytes)
    return _keep(session, submission, file.sent, file.kind, by=by, today=today, element_id=element)


async def confirm_outside(
    session: AsyncSession,
    submission: Submission,
    letter: Sent,
    *,
    by: Principal,
    today: date,
    on: date | None,
    signed_by: str,
) -> Approval:
    """Records the member's letter in place of an approval here, and keeps it. letter: with no bytes when none was chosen.

    Raises as `confirmations.confirm_outside`, with what is wrong about the file among the problems.
    """
    faults: Sequence[Problem] = ()
    try:
        evidence_rules.kind_of(letter, LETTERS)
    except Invalid as invalid:
        faults = invalid.problems
    approval = await confirmations.confirm_outside(
        session, submission, by=by, today=today, on=on, signed_by=signed_by, faults=faults
    )
    kind = evidence_rules.kind_of(letter, LETTERS)
    _keep(session, submission, letter, kind, by=by, today=today, approval_id=approval.id)
    return approval


async def _without_persons(sent: Sent, kind: Kind) -> None:
    """Raises Invalid when a sheet has rows about persons, each place named. Documents cannot be looked through."""
    if not kind.is_sheet:
        return
    try:
        book = await apart.read(sent.content, sent.name)
    except Invalid:
        if kind is not Kind.TEXT:
            raise
        book = evidence_rules.as_lines(sent)  # words, not a table
    if about_persons := await asyncio.to_thread(persons.in_book, book):
        raise Invalid(about_persons)


def _keep(
    session: AsyncSession,
    submission: Submission,
    sent: Sent,
    kind: Kind,
    *,
    by: Principal,
    today: date,
    element_id: UUID | None = None,
    approval_id: UUID | None = None,
) -> Evidence:
    kept = Evidence(
        member_id=submission.member_id,
        submission_id=submission.id,
        approval_id=approval_id,
        element_id=element_id,
        file_name=evidence_rules.cleaned(sent.name, kind),
        media_type=kind.media_type,
        size=len(sent.content),
        sha256=sha256(sent.content).hexdigest(),
        content=sent.content,
        added_by=by.person_id,
        added_at=now(),
        purge_on=evidence_rules.purge_day(today),
    )
    session.add(kept)
    return kept


def take_away(found: Evidence, submission: Submission, *, by: Principal) -> None:
    """Empties the file; that there was one stays known, without its name.

    Raises:
        Refused: not by this person.
        Conflict: it is gone already, the figures are locked, or an approval rests on it.
    """
    evidence_rules.may_change(State(submission.state), by.roles_for(found.member_id))
    if found.content is None:
        raise Conflict(translated("This file is deleted already."))
    if found.approval_id is not None:
        raise Conflict(translated("The member’s confirmation rests on this letter, so it stays."))
    found.content, found.file_name, found.removed_at = None, "", now()


async def purge(session: AsyncSession, *, today: date) -> None:
    """Empties everything, letters too, whose time is over."""
    await session.execute(
        sa.update(Evidence)
        .where(Evidence.purge_on <= today, Evidence.content.is_not(None))
        .values(content=None, file_name="", removed_at=now())
        .execution_options(synchronize_session=False)
    )
