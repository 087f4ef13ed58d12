"""What a member's own file is held against: what is asked, for which period, and the mappings saved for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.files.own.schemas import Mapping as Shape
from backend.files.own.words import Wording
from backend.files.tables import MemberMapping
from backend.indicators.queries import Questionnaire
from backend.kit.days import written
from backend.kit.db import scope_in
from backend.kit.languages import locale_of, translated
from backend.members.tables import Collaborative
from backend.submissions import queries
from backend.submissions.checks import Asked
from backend.submissions.tables import Submission

_NOTHING_ASKED = Questionnaire((), ())


@dataclass(frozen=True, slots=True)
class SavedMapping:
    """saved_by: the person's name; empty where it is known no longer. saved_on: in the collaborative's zone.

    locale: of the collaborative, for how days are written.
    """

    id: UUID
    name: str
    saved_on: date
    saved_by: str
    shape: Shape
    locale: str = "en_GB"

    @property
    def told(self) -> str:
        on = written(self.saved_on, locale_of(self.locale))
        if not self.saved_by:
            return translated("Read with “%(name)s”, saved on %(on)s.", name=self.name, on=on)
        return translated("Read with “%(name)s”, saved on %(on)s by %(by)s.", name=self.name, on=on, by=self.saved_by)


@dataclass(frozen=True, slots=True)
class MappedFacts:
    """mappings: the member's for this framework, newest first. questionnaire: what is asked, in the order of its form."""

    submission_id: UUID
    wording: Wording
    currency: str
    asked: Mapping[str, Asked]
    mappings: Sequence[SavedMapping]
    questionnaire: Questionnaire = _NOTHING_ASKED


async def read(session: AsyncSession, submission: Submission) -> MappedFacts:
    here = (
        await session.scalars(sa.select(Collaborative).where(Collaborative.id == scope_in(session).collaborative_id))
    ).one()
    asks = await queries.questionnaire(session, submission)
    saved = await mappings(session, here, member_id=submission.member_id, framework_id=submission.round.framework_id)
    wording = Wording(submission.round.period, here.calendar)
    return MappedFacts(submission.id, wording, here.currency, queries.asked(asks.questions), saved, asks)


async def mappings(
    session: AsyncSession, here: Collaborative, *, member_id: UUID, framework_id: UUID
) -> list[SavedMapping]:
    """The member's mappings in use, newest first."""
    found = await session.scalars(
        sa.select(MemberMapping)
        .where(
            MemberMapping.member_id == member_id,
            MemberMapping.framework_id == framework_id,
            MemberMapping.retired_at.is_(None),
        )
        .order_by(MemberMapping.saved_at.desc())
    )
    rows = list(found)
    names = await queries.names(session, [row.saved_by for row in rows])
    return [
        SavedMapping(
            row.id,
            row.name,
            row.saved_at.astimezone(ZoneInfo(here.time_zone)).date(),
            names.get(row.saved_by, ""),
            Shape.model_validate(row.mapping),
            here.locale,
        )
        for row in rows
    ]
