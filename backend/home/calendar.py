"""The days of collections and of their reports, as far as one may know of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from backend.disclosure.figures import Audience
from backend.kit.days import day_at
from backend.kit.db import ALL_AUDIENCES
from backend.kit.languages import later, translated
from backend.kit.period_words import collection
from backend.members.rules import May, Principal
from backend.members.tables import Collaborative
from backend.releases import actions as release_actions
from backend.releases import goal_reading
from backend.releases import queries as release_queries
from backend.releases.rules import SHOWN_TO
from backend.rounds import queries as round_queries
from backend.rounds import rules as round_rules
from backend.rounds.rules import RoundState
from backend.rounds.tables import Round
from backend.submissions import queries as submission_queries


class What(StrEnum):
    OPENS = "opens"
    DUE = "due"
    MORE_TIME = "more-time"
    CLOSES = "closes"
    READABLE = "readable"
    PUBLISHED = "published"

    @property
    def shown_as(self) -> str:
        return _SHOWN_AS[self]


_SHOWN_AS = {
    What.OPENS: later("opens"),
    What.DUE: later("due"),
    What.MORE_TIME: later("more time ends"),
    What.CLOSES: later("closes"),
    What.READABLE: later("report may be read"),
    What.PUBLISHED: later("report published"),
}


@dataclass(frozen=True, slots=True)
class Happens:
    """about: which collection, in words. whom: which readers, or which member; empty for all. path: below the
    collaborative's address. id: the same for the same thing."""

    day: date
    what: What
    about: str
    whom: str
    path: str
    id: str

    @property
    def sentence(self) -> str:
        said = translated("%(about)s: %(what)s", about=self.about, what=translated(self.what.shown_as))
        return f"{said} ({self.whom})" if self.whom else said


async def days(session: AsyncSession, here: Collaborative, me: Principal, today: date) -> Sequence[Happens]:
    """By day. Planned collections are for the backbone alone; a report's first day is for the readers it is for."""
    found: list[Happens] = []
    if May.READ_SUBMISSIONS in me.permissions:
        states = {one: round_rules.state(one, today) for one in await round_queries.all_rounds(session)}
        shown = [
            one
            for one, state in states.items()
            if not one.backfilled and (state.begun or (me.of_backbone and state is RoundState.DRAFT))
        ]
        for one in shown:
            found += _of_round(one, me)
            found += _promised(here, one, me)
        found += await _more_time(session, shown, me)
    for published in await release_queries.published(session, ALL_AUDIENCES):
        for edition in published.editions:
            if (who := Audience(edition.audience)) in _own(me) and edition.published_at:
                day = day_at(edition.published_at, here.time_zone)
                whom, path = translated(SHOWN_TO[who]), f"/editions/{edition.id}/html"
                id = f"{published.release.id}-{who.value}"
                found.append(Happens(day, What.PUBLISHED, published.release.title, whom, path, id))
    return sorted(found, key=lambda one: (one.day, one.about, list(What).index(one.what)))


def _own(me: Principal) -> frozenset[Audience]:
    """Whose reports the calendar of this person has: what everyone reads stands there for the backbone alone."""
    every = frozenset(goal_reading.mine(me))
    return every if me.of_backbone else every - {Audience.PUBLIC}


def named(of: Round) -> str:
    return f"{of.framework.name}, {collection(of.name)}"


def _path(of: Round, me: Principal) -> str:
    return f"/rounds/{of.id}" if May.MANAGE_ROUNDS in me.permissions else "/submissions"


def _of_round(of: Round, me: Principal) -> Iterator[Happens]:
    for what, day in ((What.OPENS, of.opens_on), (What.DUE, of.due_on), (What.CLOSES, of.closes_on)):
        yield Happens(day, what, named(of), "", _path(of, me), f"{of.id}-{what.value}")


def _promised(here: Collaborative, of: Round, me: Principal) -> Iterator[Happens]:
    for who, day in release_actions.promised(here, of.period).items():
        if who in _own(me):
            id = f"{of.id}-{What.READABLE.value}-{who.value}"
            yield Happens(day, What.READABLE, named(of), translated(SHOWN_TO[who]), _path(of, me), id)


async def _more_time(session: AsyncSession, rounds: Sequence[Round], me: Principal) -> Sequence[Happens]:
    """Of the members one sees."""
    given = await round_queries.extensions(session, [one.id for one in rounds])
    if not given:
        return ()
    by_id = {one.id: one for one in rounds}
    found = await submission_queries.of_rounds(session, {round_id for round_id, _ in given})
    names = {one.member_id: one.member.name for one in found}
    return [
        Happens(
            until, What.MORE_TIME, named(by_id[round_id]), names.get(member_id, ""), _path(by_id[round_id], me),
            f"{round_id}-{What.MORE_TIME.value}-{member_id}",
        )
        for (round_id, member_id), until in given.items()
    ]  # fmt: skip
