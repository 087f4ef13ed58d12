"""What is still to do before a collaborative can work, read from what there is: nothing is ticked off by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.agreements import queries as agreement_queries
from backend.kit.languages import translated, translated_many


@dataclass(frozen=True, slots=True)
class Step:
    """path: below /SLUG. said: how far it is. needed: what must come first, in words; empty when it can be done now."""

    title: str
    path: str
    done: bool
    said: str
    needed: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """goals, series: how many there are as the starting set brought them, which are of its own place."""

    steps: Sequence[Step]
    goals: int = 0
    series: int = 0

    @property
    def done(self) -> int:
        return sum(step.done for step in self.steps)

    @property
    def next(self) -> Step | None:
        """What is best done now."""
        return next((step for step in self.steps if not step.done and not step.needed), None)


async def progress(session: AsyncSession, today: date) -> Progress:
    """session: under scope "all"."""
    found = (await session.execute(_FACTS, {"today": today})).one()
    agreed = found.members - len(await agreement_queries.unagreed(session, None))
    return Progress(
        [
            _members(found),
            _people(found),
            _asked(found),
            *_areas(found),
            _calendar(found),
            _agreements(found, agreed),
            _opened(found),
        ],
        found.goals_brought,
        found.series_brought,
    )


def _members(found: Any) -> Step:
    said = translated_many("%(num)s member so far", "%(num)s members so far", found.members)
    return Step(translated("Members"), "/setup/members", found.members > 0, said)


def _people(found: Any) -> Step:
    said = translated_many(
        "%(num)s of %(of)s member has somebody to fill in and somebody to sign, or both are invited",
        "%(num)s of %(of)s members have somebody to fill in and somebody to sign, or both are invited",
        found.attended,
        of=found.members,
    )
    needed = "" if found.members else translated("First there must be members.")
    done = 0 < found.members == found.attended
    return Step(translated("People of each member"), "/setup/people", done, said, needed)


def _asked(found: Any) -> Step:
    said = translated_many("%(num)s question is asked", "%(num)s questions are asked", found.questions)
    return Step(translated("What is asked"), "/setup/questions", found.questions > 0, said)


def _areas(found: Any) -> Sequence[Step]:
    """Only where there is a list to fill in."""
    if not found.area_lists:
        return ()
    empty = found.empty_lists
    said = (
        translated_many("%(num)s list of areas is empty", "%(num)s lists of areas are empty", empty)
        if empty
        else translated("Every list of areas is filled in. Is it your place? %(names)s", names=found.list_names)
    )
    return (Step(translated("Areas that count as local"), "/areas", not empty, said),)


def _calendar(found: Any) -> Step:
    said = translated_many("%(num)s collection is planned", "%(num)s collections are planned", found.rounds)
    return Step(translated("The calendar"), "/setup/calendar", found.rounds > 0, said)


def _agreements(found: Any, agreed: int) -> Step:
    said = translated_many(
        "%(num)s of %(of)s member has an agreement in force; without one its figures are in no total",
        "%(num)s of %(of)s members have an agreement in force; without one their figures are in no total",
        agreed,
        of=found.members,
    )
    if agreed < found.members:
        said += ". " + translated("Approvers are asked for it when they sign in; opening need not wait for them.")
    needed = "" if found.members else translated("First there must be members.")
    return Step(translated("Agreements"), "/agreements", 0 < found.members == agreed, said, needed)


def _opened(found: Any) -> Step:
    said = (
        translated("It is open: members can answer.") if found.opened else translated("Members are told by a letter.")
    )
    needed = ""
    if not found.members:
        needed = translated("First there must be members.")
    elif not found.rounds:
        needed = translated("First a collection must be planned.")
    path = f"/rounds/{found.first_round}/opening" if found.first_round and not found.opened else "/rounds"
    return Step(translated("The first collection"), path, found.opened > 0, said, "" if found.opened else needed)


_FACTS = sa.text(
    """
    with here as (
      select m.id from members m where exists (
        select from member_terms t where t.member_id = m.id and t.starts <= :today and (t.ends is null or t.ends >= :today))
    ), attending as (
      select member_id, role from roles
      where ended_at is null and collaborative_id = current_setting('app.collaborative_id')::uuid
      union
      select member_id, role from invitations
      where accepted_at is null and revoked_at is null and collaborative_id = current_setting('app.collaborative_id')::uuid
    )
    select
      (select count(*) from here) as members,
      (select count(*) from here where
        exists (select from attending a where a.member_id = here.id and a.role = 'contributor')
        and exists (select from attending a where a.member_id = here.id and a.role = 'approver')) as attended,
      (select count(*) from framework_elements e join frameworks f on f.id = e.framework_id
       where e.retired_on is null and f.retired_on is null) as questions,
      (select count(*) from area_lists where retired_on is null) as area_lists,
      (select string_agg(name, ', ' order by name) from area_lists where retired_on is null) as list_names,
      (select count(*) from area_lists l where retired_on is null
       and not exists (select from area_list_versions v where v.area_list_id = l.id)) as empty_lists,
      (select count(*) from goals g where retired_on is null and not exists (
        select from goal_versions v where v.goal_id = g.id and v.set_by is not null)) as goals_brought,
      (select count(*) from external_series s where retired_on is null and not exists (
        select from series_vintages v where v.series_id = s.id and v.brought_by is not null)) as series_brought,
      (select count(*) from rounds where taken_back_at is null and not backfilled) as rounds,
      (select count(*) from rounds where opened_at is not null and not backfilled) as opened,
      (select id from rounds where opened_at is null and taken_back_at is null and not backfilled
       order by period_start, id limit 1) as first_round
    """
)
