"""Where one may take part in a goal, and what would change it: written by the backbone, beside what reports say."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from urllib.parse import urlsplit
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.goals.tables import Goal, GoalLink, GoalNarrative
from backend.kit.db import find, now
from backend.kit.errors import Conflict, Invalid, Problem
from backend.kit.languages import later, translated
from backend.submissions import persons

MOST = 12  # links of a goal
_NEAREST_FIRST = ("backbone", "members", "partners", "public")


class Kind(StrEnum):
    JOBS = "jobs"
    SUPPLIERS = "suppliers"
    MEETING = "meeting"
    OTHER = "other"


KINDS: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.JOBS: later("Jobs"),
        Kind.SUPPLIERS: later("For suppliers"),
        Kind.MEETING: later("Next meeting"),
        Kind.OTHER: later("More"),
    }
)
PARTS: Mapping[str, str] = MappingProxyType(
    {
        "helps": later("What helps"),
        "hinders": later("What stands in the way"),
        "will_do": later("What we will do"),
        "who": later("Who does it"),
    }
)


@dataclass(frozen=True, slots=True)
class Beside:
    """narrative: the newest, where it goes as far as these readers."""

    links: Sequence[GoalLink]
    narrative: GoalNarrative | None

    @property
    def parts(self) -> Sequence[tuple[str, str]]:
        """Of the narrative those that say something, each with its heading."""
        found = ((heading, getattr(self.narrative, name, "")) for name, heading in PARTS.items())
        return [(heading, said) for heading, said in found if said]


def goes_as_far_as(audience: str) -> Sequence[str]:
    """How far something goes that this audience is shown: as far as it, or farther."""
    return _NEAREST_FIRST[_NEAREST_FIRST.index(audience) :]


async def beside(session: AsyncSession, code: str, audience: str) -> Beside:
    """What stands beside a goal, for the readers of one audience."""
    goal_id = sa.select(Goal.id).where(Goal.code == code).scalar_subquery()
    links = (await session.scalars(_links(GoalLink.goal_id == goal_id))).all()
    narrative = (await session.scalars(_narratives(GoalNarrative.goal_id == goal_id).limit(1))).one_or_none()
    seen = narrative is not None and narrative.visibility in goes_as_far_as(audience)
    return Beside(links, narrative if seen else None)


async def links(session: AsyncSession, goal_id: UUID) -> Sequence[GoalLink]:
    return (await session.scalars(_links(GoalLink.goal_id == goal_id))).all()


async def narratives(session: AsyncSession, goal_id: UUID) -> Sequence[GoalNarrative]:
    """The newest first."""
    return (await session.scalars(_narratives(GoalNarrative.goal_id == goal_id))).all()


def _links(which: sa.ColumnElement[bool]) -> sa.Select[GoalLink]:
    return sa.select(GoalLink).where(which, GoalLink.ended_at.is_(None)).order_by(GoalLink.kind, GoalLink.added_at)


def _narratives(which: sa.ColumnElement[bool]) -> sa.Select[GoalNarrative]:
    return sa.select(GoalNarrative).where(which).order_by(GoalNarrative.version.desc())


# ---- Deeds -----------------------------------------------------------------------------------------------------------


async def add_link(session: AsyncSession, goal_id: UUID, *, kind: Kind, title: str, address: str, by: UUID) -> GoalLink:
    """Raises Invalid with every fault, Conflict where there are as many as a page can hold."""
    await find(session, Goal, goal_id, lock=True)  # so that of two who add one no goal has more than it may
    if problems := list(_link_faults(title, address)):
        raise Invalid(problems)
    if len(await links(session, goal_id)) >= MOST:
        raise Conflict(translated("A goal has %(most)s links at most. Take one away first.", most=MOST))
    link = GoalLink(goal_id=goal_id, kind=kind.value, title=title, address=address, added_by=by, added_at=now())
    session.add(link)
    return link


def _link_faults(title: str, address: str) -> Iterator[Problem]:
    yield from persons.problems(translated("What it is called"), title)
    try:
        parts = urlsplit(address)
        sound = parts.scheme == "https" and "." in (parts.hostname or "") and "@" not in parts.netloc
    except ValueError:
        sound = False
    if not sound or not address.isprintable() or " " in address:
        yield Problem(translated("Address"), translated("Write an address that begins with https://."))


async def end_link(session: AsyncSession, id: UUID, *, by: UUID) -> GoalLink:
    """Raises NotFound, and Conflict where it is taken away already."""
    link = await find(session, GoalLink, id, lock=True)
    if link.ended_at is not None:
        raise Conflict(translated("This link was taken away already."))
    link.ended_at, link.ended_by = now(), by
    return link


async def tell(
    session: AsyncSession, goal_id: UUID, said: Mapping[str, str], *, visibility: str, before: int, by: UUID
) -> GoalNarrative:
    """The next version. said: by the names of `PARTS`. before: the version whose page this was; 0 for none.

    Raises:
        Invalid: nothing is said, or something about one person.
        Conflict: somebody else wrote meanwhile, or nothing is different.
    """
    await find(session, Goal, goal_id, lock=True)
    last = next(iter(await narratives(session, goal_id)), None)
    if (last.version if last else 0) != before:
        raise Conflict(translated("Somebody else wrote this anew meanwhile. Look at it as it is now."))
    problems = [one for name, text in said.items() for one in persons.problems(translated(PARTS[name]), text)]
    if problems:
        raise Invalid(problems)
    if last is None and not any(said.values()):
        raise Invalid(translated("Write at least one of the four."), where=translated("What helps"))
    if last and last.visibility == visibility and all(getattr(last, name) == said[name] for name in PARTS):
        raise Conflict(translated("Nothing is different from the version before."))
    made = GoalNarrative(
        goal_id=goal_id, version=before + 1, visibility=visibility, written_by=by, written_at=now(), **said
    )
    session.add(made)
    return made
