"""Reads of uploads, and of the submissions they answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer, joinedload

from backend.agreements import queries as agreement_queries
from backend.files.packing import unpacked
from backend.files.tables import Upload
from backend.files.ways import Answers
from backend.indicators.tables import Element, FrameworkElement, FrameworkSection
from backend.kit.db import find
from backend.members.naming import called
from backend.members.rules import Principal, Role
from backend.members.tables import HeldRole, Member, Person
from backend.submissions.asked import Kind
from backend.submissions.queries import NOT_DISCARDED
from backend.submissions.tables import Submission

_SHOWN = 50  # earlier files on a submission's page
MOST = 1000  # files in the list of all


async def upload(session: AsyncSession, id: UUID, *, lock: bool = False, answers: bool = False) -> Upload:
    """Without its content, and without its answers unless they are asked for. Raises NotFound, also for a member one does
    not act for."""
    without = [Upload.content] if answers else [Upload.content, Upload.answers]
    return await find(session, Upload, id, options=[defer(one, raiseload=True) for one in without], lock=lock)


async def answers_of(session: AsyncSession, of: Upload) -> list[Answers]:
    """As they were read of the file and are not saved yet."""
    return unpacked(await session.scalar(sa.select(Upload.answers).where(Upload.id == of.id)))


async def with_content(session: AsyncSession, id: UUID) -> Upload:
    return await find(session, Upload, id)


async def keeps_back(session: AsyncSession, reader: Principal, of: Upload) -> bool:
    """Whether the file may show what its member withholds from this reader.

    What stands in a file is not known before it is read, so nothing of it can be left out.
    """
    if of.member_id is None or of.for_member or of.member_id in reader.members():
        return False
    return await agreement_queries.keeps_back(session, of.member_id)


async def submission_of(session: AsyncSession, of: Upload) -> Submission | None:
    """The latest version of the submission it was sent for; None for a file of many members."""
    if of.member_id is None:
        return None
    query = (
        sa.select(Submission)
        .where(Submission.member_id == of.member_id, Submission.round_id == of.round_id, NOT_DISCARDED)
        .options(joinedload(Submission.member), joinedload(Submission.round))
        .order_by(Submission.version.desc())
        .limit(1)
    )
    return (await session.scalars(query)).one()


@dataclass(frozen=True, slots=True)
class Sent:
    """An upload in a list. by: empty when who sent it is known no longer. member: whose answers; empty for many members'."""

    upload: Upload
    by: str
    member: str


async def sent_before(session: AsyncSession, submission: Submission | None, *, every: bool = False) -> Sequence[Sent]:
    """For this submission; for none, every file one may know of. Newest first, and every one or as many as a page lists."""
    bulky = (Upload.content, Upload.answers, Upload.draft, Upload.problems)
    query = (
        sa.select(Upload, called(Person), Member.name)
        .outerjoin(Person, Person.id == Upload.sent_by)
        .outerjoin(Member, Member.id == Upload.member_id)
        .options(*(defer(one, raiseload=True) for one in bulky))
        .order_by(Upload.sent_at.desc())
        .limit(None if every else _SHOWN if submission else MOST)
    )
    if submission:
        query = query.where(Upload.member_id == submission.member_id, Upload.round_id == submission.round_id)
    return [Sent(upload, by or "", of or "") for upload, by, of in await session.execute(query)]


@dataclass(frozen=True, slots=True)
class Around:
    """What a page of an upload says beside it. names: of who sent it and who changed what it answers.

    approvers: who signs for the member here. kinds: of each element, by its code. sections: the name of the section
    in which the member's collection asks it.
    """

    names: Mapping[UUID, str]
    approvers: Sequence[str]
    kinds: Mapping[str, Kind]
    sections: Mapping[str, str]


async def around(session: AsyncSession, of: Upload, submission: Submission | None) -> Around:
    wanted = {of.sent_by, *(UUID(one["by"]) for one in of.draft.get("stale", []) if one["by"])}
    approves = sa.exists().where(
        HeldRole.person_id == Person.id,
        HeldRole.collaborative_id == of.collaborative_id,
        HeldRole.member_id == of.member_id,
        HeldRole.role == Role.APPROVER,
        HeldRole.ended_at.is_(None),
    )
    people = sa.select(Person.id, called(Person), approves).where(sa.or_(Person.id.in_(wanted), approves))
    rows = (await session.execute(people.order_by(Person.name))).all()
    elements = await _elements(session, submission)
    return Around(
        names={id: name for id, name, _ in rows},
        approvers=[name for _, name, signs in rows if signs],
        kinds={code: Kind(kind) for code, kind, _ in elements},
        sections={code: section for code, _, section in elements if section is not None},
    )


async def _elements(session: AsyncSession, of: Submission | None) -> Sequence[sa.Row[str, str, str]]:
    """Code, kind, and section in this collection."""
    in_it = sa.and_(
        FrameworkElement.element_id == Element.id,
        FrameworkElement.framework_id == (of.round.framework_id if of else None),
    )
    query = (
        sa.select(Element.code, Element.kind, FrameworkSection.name)
        .outerjoin(FrameworkElement, in_it)
        .outerjoin(FrameworkSection, FrameworkSection.id == FrameworkElement.section_id)
    )
    return (await session.execute(query)).all()


async def asks_zip(session: AsyncSession, of: Submission) -> bool:
    """Whether any question of its collection is answered from a ZIP sheet."""
    query = (
        sa.select(sa.literal(1))
        .select_from(FrameworkElement)
        .join(Element, Element.id == FrameworkElement.element_id)
        .where(FrameworkElement.framework_id == of.round.framework_id, Element.from_zip.is_not(None))
        .limit(1)
    )
    return (await session.scalar(query)) is not None
