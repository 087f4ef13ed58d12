"""Reads of releases. What a person may not see of them the wall leaves out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer, joinedload

from backend.disclosure.figures import Audience
from backend.kit.db import find
from backend.kit.errors import NotFound
from backend.kit.languages import translated
from backend.members.logo_tables import Logo
from backend.releases.rules import WIDEST_FIRST, ReleaseState, Standing
from backend.releases.tables import (
    EditionFile,
    FrozenEdition,
    Publication,
    Release,
    ReleaseApproval,
    ReleaseBasis,
)
from backend.rounds.tables import Round
from collab_reports.edition import Edition

OPEN = FrozenEdition.published_at <= sa.func.now()  # the wall shows the backbone the others too
_UNREAD = defer(FrozenEdition.text, raiseload=True)  # a report's text is large; a list needs none of it


@dataclass(frozen=True, slots=True)
class Released:
    """A release with the deeds done to it."""

    release: Release
    approval: ReleaseApproval | None
    publication: Publication | None

    @property
    def state(self) -> ReleaseState:
        return Standing(
            approved=self.approval is not None,
            published=self.publication is not None,
            withdrawn=self.release.withdrawn_at is not None,
        ).state

    @property
    def people(self) -> frozenset[UUID]:
        """Who did something to it."""
        deeds = (
            self.release.gathered_by,
            self.approval and self.approval.approved_by,
            self.publication and self.publication.published_by,
            self.release.withdrawn_by,
        )
        return frozenset(person for person in deeds if person)


async def releases(session: AsyncSession) -> Sequence[Released]:
    """Newest first."""
    rows = await session.execute(_with_deeds().order_by(Release.gathered_at.desc()))
    return [Released(row[0], row[1], row[2]) for row in rows]


async def release(session: AsyncSession, id: UUID, *, lock: bool = False) -> Released:
    """Raises NotFound."""
    if lock:
        await find(session, Release, id, lock=True)
    row = (await session.execute(_with_deeds().where(Release.id == id))).one_or_none()
    if row is None:
        raise NotFound(translated("There is nothing at this address."))
    return Released(row[0], row[1], row[2])


def _with_deeds() -> sa.Select[Release, ReleaseApproval, Publication]:
    return (
        sa.select(Release, ReleaseApproval, Publication)
        .outerjoin(ReleaseApproval, ReleaseApproval.release_id == Release.id)
        .outerjoin(Publication, Publication.release_id == Release.id)
        .options(joinedload(Release.round))
    )


async def editions(session: AsyncSession, release_id: UUID) -> Sequence[FrozenEdition]:
    """Without their texts."""
    query = (
        sa.select(FrozenEdition)
        .where(FrozenEdition.release_id == release_id)
        .options(_UNREAD)
        .order_by(FrozenEdition.audience)
    )
    return (await session.scalars(query)).all()


async def latest(session: AsyncSession, audience: str) -> FrozenEdition | None:
    """The newest published edition of this audience, as far as the session may see it; without its text."""
    query = (
        sa.select(FrozenEdition)
        .join(Release, Release.id == FrozenEdition.release_id)
        .where(FrozenEdition.audience == audience, OPEN)
        .options(_UNREAD)
        .order_by(Release.period_start.desc(), FrozenEdition.published_at.desc())
        .limit(1)
    )
    return (await session.scalars(query)).one_or_none()


async def text_of(session: AsyncSession, edition_id: UUID) -> str:
    return (await session.scalars(sa.select(FrozenEdition.text).where(FrozenEdition.id == edition_id))).one()


async def logo_of(session: AsyncSession, edition: Edition) -> bytes:
    """The picture it names; nothing where it names none. Whatever was a logo once is kept."""
    if edition.brand is None or edition.brand.logo is None:
        return b""
    query = sa.select(Logo.content).where(Logo.sha256 == edition.brand.logo.sha256)
    return (await session.scalars(query)).one()


async def last_texts(session: AsyncSession, framework_id: UUID) -> Mapping[str, str]:
    """By audience, what it was last given of this framework."""
    query = (
        sa.select(FrozenEdition.audience, FrozenEdition.text)
        .ext(distinct_on(FrozenEdition.audience))
        .join(Release, Release.id == FrozenEdition.release_id)
        .join(Round, Round.id == Release.round_id)
        .where(Round.framework_id == framework_id, FrozenEdition.published_at.is_not(None))
        .order_by(FrozenEdition.audience, FrozenEdition.published_at.desc())
    )
    return {row.audience: row.text for row in await session.execute(query)}


@dataclass(frozen=True, slots=True)
class Published:
    """A published release and those of its editions that are asked for and may be read, the widest audience first;
    without their texts. kinds: of each edition, by its id, the files that were printed of it."""

    release: Release
    editions: Sequence[FrozenEdition]
    kinds: Mapping[UUID, frozenset[str]]


async def published(session: AsyncSession, audiences: Sequence[str]) -> Sequence[Published]:
    """Newest period first, of one period the newest report."""
    printed = sa.select(sa.func.array_agg(EditionFile.kind)).where(EditionFile.edition_id == FrozenEdition.id)
    query = (
        sa.select(FrozenEdition, Release, printed.scalar_subquery())
        .join(Release, Release.id == FrozenEdition.release_id)
        .where(FrozenEdition.audience.in_(audiences), OPEN)
        .options(_UNREAD)
        .order_by(Release.period_start.desc(), FrozenEdition.published_at.desc())
    )
    found: dict[UUID, tuple[Release, list[FrozenEdition]]] = {}
    kinds: dict[UUID, frozenset[str]] = {}
    for edition, release, its_kinds in await session.execute(query):
        found.setdefault(release.id, (release, []))[1].append(edition)
        kinds[edition.id] = frozenset(its_kinds or ())
    return [Published(release, sorted(own, key=_widest_first), kinds) for release, own in found.values()]


def _widest_first(edition: FrozenEdition) -> int:
    return WIDEST_FIRST.index(Audience(edition.audience))


def several_audiences(found: Sequence[Published]) -> bool:
    """Whether there is more than one audience's to choose from."""
    return len({edition.audience for one in found for edition in one.editions}) > 1


async def file(session: AsyncSession, edition_id: UUID, kind: str) -> EditionFile:
    """Without its content. Raises NotFound: there is none, or it is for another audience."""
    query = (
        sa.select(EditionFile)
        .where(EditionFile.edition_id == edition_id, EditionFile.kind == kind, EditionFile.published_at.is_not(None))
        .options(defer(EditionFile.content, raiseload=True))
    )
    found = (await session.scalars(query)).one_or_none()
    if found is None:
        raise NotFound(translated("There is nothing at this address."))
    return found


async def kinds_of(session: AsyncSession, edition_id: UUID) -> frozenset[str]:
    """The files that were printed of it: none before it is published."""
    return frozenset(
        (await session.scalars(sa.select(EditionFile.kind).where(EditionFile.edition_id == edition_id))).all()
    )


async def content_of(session: AsyncSession, file_id: UUID) -> bytes:
    return (await session.scalars(sa.select(EditionFile.content).where(EditionFile.id == file_id))).one()


# ---- What is published after what ------------------------------------------------------------------------------------


async def one_at_a_time(session: AsyncSession) -> None:
    """Holds up whoever else gathers or publishes in this collaborative until this transaction ends."""
    await session.execute(
        sa.text(
            "select pg_advisory_xact_lock(hashtextextended('publish ' || current_setting('app.collaborative_id'), 0))"
        )
    )


async def last_gathered_at(session: AsyncSession) -> datetime | None:
    """When figures were last added up for a report that was not thrown away."""
    return await session.scalar(sa.select(sa.func.max(Release.gathered_at)).where(Release.withdrawn_at.is_(None)))


async def last_published_at(session: AsyncSession) -> datetime | None:
    return (await session.scalars(sa.select(sa.func.max(Publication.published_at)))).one()


async def basis(session: AsyncSession, release_id: UUID) -> ReleaseBasis:
    """Under scope "all" only."""
    return (await session.scalars(sa.select(ReleaseBasis).where(ReleaseBasis.release_id == release_id))).one()


async def bases(session: AsyncSession, *, since: date) -> Sequence[ReleaseBasis]:
    """Of every published release that may show a period from this day on, oldest first. Under scope "all" only.

    Of all frameworks: two that ask for the same element are held against each other.
    """
    end = Release.period_start + sa.func.make_interval(0, Release.period_months)
    query = (
        sa.select(ReleaseBasis)
        .join(Release, Release.id == ReleaseBasis.release_id)
        .join(Publication, Publication.release_id == Release.id)
        .where(end > since)
        .order_by(Publication.published_at)
    )
    return (await session.scalars(query)).all()
