"""Reads of releases. What a person may not see of them the wall leaves out."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer, joinedload

from backend.kit.db import find
from backend.kit.errors import NotFound
from backend.releases.rules import ReleaseState, Standing
from backend.releases.tables import (
    EditionFile,
    FrozenEdition,
    Publication,
    Release,
    ReleaseApproval,
    ReleaseBasis,
)
from backend.rounds.tables import Round


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
        raise NotFound("There is nothing at this address.")
    return Released(row[0], row[1], row[2])


def _with_deeds() -> sa.Select[Release, ReleaseApproval, Publication]:
    return (
        sa.select(Release, ReleaseApproval, Publication)
        .outerjoin(ReleaseApproval, ReleaseApproval.release_id == Release.id)
        .outerjoin(Publication, Publication.release_id == Release.id)
        .options(joinedload(Release.round))
    )


async def editions(session: AsyncSession, release_id: UUID) -> Sequence[FrozenEdition]:
    query = sa.select(FrozenEdition).where(FrozenEdition.release_id == release_id).order_by(FrozenEdition.audience)
    return (await session.scalars(query)).all()


async def latest(session: AsyncSession, audience: str) -> FrozenEdition | None:
    """The newest published edition of this audience, as far as the session may see it."""
    query = (
        sa.select(FrozenEdition)
        .join(Release, Release.id == FrozenEdition.release_id)
        .where(FrozenEdition.audience == audience, FrozenEdition.published_at.is_not(None))
        .order_by(Release.period_start.desc(), FrozenEdition.published_at.desc())
        .limit(1)
    )
    return (await session.scalars(query)).one_or_none()


@dataclass(frozen=True, slots=True)
class Listed:
    """A published edition in a list: without its text."""

    edition: FrozenEdition
    release: Release


async def published(session: AsyncSession, audiences: Sequence[str]) -> Sequence[Listed]:
    """Newest period first."""
    query = (
        sa.select(FrozenEdition, Release)
        .join(Release, Release.id == FrozenEdition.release_id)
        .where(FrozenEdition.audience.in_(audiences), FrozenEdition.published_at.is_not(None))
        .options(defer(FrozenEdition.text))
        .order_by(Release.period_start.desc(), FrozenEdition.published_at.desc(), FrozenEdition.audience)
    )
    return [Listed(row[0], row[1]) for row in await session.execute(query)]


async def file(session: AsyncSession, edition_id: UUID, kind: str) -> EditionFile:
    """Raises NotFound: there is none, or it is for another audience."""
    query = sa.select(EditionFile).where(
        EditionFile.edition_id == edition_id, EditionFile.kind == kind, EditionFile.published_at.is_not(None)
    )
    found = (await session.scalars(query)).one_or_none()
    if found is None:
        raise NotFound("There is nothing at this address.")
    return found


async def bases(session: AsyncSession, framework_id: UUID) -> Sequence[ReleaseBasis]:
    """Of every published release of this framework, oldest first. Under scope "all" only."""
    query = (
        sa.select(ReleaseBasis)
        .join(Release, Release.id == ReleaseBasis.release_id)
        .join(Publication, Publication.release_id == Release.id)
        .join(Round, Round.id == Release.round_id)
        .where(Round.framework_id == framework_id)
        .order_by(Publication.published_at)
    )
    return (await session.scalars(query)).all()
