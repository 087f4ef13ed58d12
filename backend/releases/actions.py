"""Gathering, approving, publishing. What is published is never touched again."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from backend.disclosure import kept
from backend.disclosure.figures import Audience
from backend.disclosure.queries import Collective, collective, policy_of, window
from backend.goals import heard
from backend.indicators import queries as indicator_queries
from backend.kit.db import now
from backend.kit.errors import Conflict
from backend.kit.languages import Speech, speaking, translated
from backend.kit.periods import Period
from backend.members.rules import Principal
from backend.members.tables import Collaborative
from backend.releases import letters, queries, rules, said_before
from backend.releases.queries import Released
from backend.releases.rules import ReleaseState
from backend.releases.tables import (
    EditionFile,
    FrozenEdition,
    Publication,
    Release,
    ReleaseApproval,
    ReleaseBasis,
)
from backend.reports import editions, printing
from backend.reports import queries as report_queries
from backend.reports.queries import Beside
from backend.rounds import queries as round_queries
from backend.rounds import rules as round_rules
from backend.rounds.tables import Round
from backend.submissions import actions as submission_actions
from collab_reports.edition import Edition, sha256


def audiences_of(here: Collaborative) -> Sequence[Audience]:
    """Who gets an edition, as the collaborative has settled it; the backbone always."""
    named = _settled(here).get("audiences", ())
    return [one for one in Audience if one is Audience.BACKBONE or (one in named and one is not Audience.OWN_MEMBER)]


def openings(here: Collaborative, of: Release, editions: Iterable[FrozenEdition]) -> Mapping[str, date]:
    """By audience, from which day its edition may be read, at the earliest."""
    ends, settled = Period(of.period_start, of.period_months).end, _settled(here)
    return {one.audience: rules.opens_on(Audience(one.audience), ends, settled) for one in editions}


def promised(here: Collaborative, period: Period) -> Mapping[Audience, date]:
    """From which day a report on it may be read by those for whom a day is settled, at the earliest."""
    settled = _settled(here)
    days = {who: rules.opens_on(who, period.end, settled) for who in audiences_of(here)}
    return {who: day for who, day in days.items() if day > period.end}


def _settled(here: Collaborative) -> Mapping[str, Any]:
    settled = here.policy.get("release")
    return settled if isinstance(settled, Mapping) else {}


async def gather(session: AsyncSession, here: Collaborative, of: Round, *, by: Principal, today: date) -> Release:
    """Adds up what is accepted now and freezes one Edition per audience, already disclosed.

    session: under scope "all".

    Raises:
        Conflict: an earlier report of this collection is still on its way.
    """
    await queries.one_at_a_time(session)  # what is being published now is among the earlier ones, or comes after
    before = [one for one in await queries.releases(session) if one.release.round_id == of.id]
    if any(one.state.on_its_way for one in before):
        raise Conflict(translated("A report of this collection waits already. Publish it or throw it away first."))
    at, audiences = now(), audiences_of(here)
    found, beside = await added_up(session, here, of, audiences=audiences, today=today)
    beside = replace(
        beside,
        heard=await heard.standing(session, [one.goal.id for one in beside.goals]),
        grounds=await report_queries.grounds(session, on=of.period.end),
        begun=await said_before.of_baselines(session, beside, policy_of(here), months=of.period.months),
    )
    title = rules.title(of.framework.name, published_before=sum(one.state is ReleaseState.PUBLISHED for one in before))
    release = Release(
        round_id=of.id,
        number=len(before) + 1,
        title=f"{title}, {here.calendar.label(of.period)}",
        period_start=of.period.start,
        period_months=of.period.months,
        gathered_at=at,
        gathered_by=by.person_id,
    )
    session.add(release)
    await session.flush()  # editions name it
    session.add(ReleaseBasis(release_id=release.id, cells=kept.written(found.basis)))
    cover = editions.Cover(title, of.period, today, taken_over=of.backfilled)
    last = await queries.last_texts(session, of.framework_id)
    with speaking(Speech()):  # as reports are kept, whoever gathers them
        await _freeze(session, here, release, cover, found, beside, last=last)
    return release


async def gather_anew(
    session: AsyncSession, here: Collaborative, earlier: Released, *, by: Principal, today: date
) -> Release:
    """Throws a report away that nobody was shown, and gathers its collection as it is now: to be read and approved again.

    session: under scope "all", with the earlier one held. Raises Conflict once that is published.
    """
    await queries.one_at_a_time(session)  # before the round is held: publishing takes them in this order too
    await withdraw(session, earlier, by=by)
    of = await round_queries.round_named(session, earlier.release.round_id, lock=True)
    return await gather(session, here, of, by=by, today=today)


async def added_up(
    session: AsyncSession, here: Collaborative, of: Round, *, audiences: Iterable[Audience], today: date
) -> tuple[Collective, Beside]:
    """What a report of this collection would be made of now, held against all that are out; nothing of it is kept.

    session: under scope "all".
    """
    earlier = [kept.read(basis.cells) for basis in await queries.bases(session, since=window(of.period)[0].start)]
    elements = await indicator_queries.elements_by_code(session)
    with speaking(Speech()):  # as reports are kept, whoever gathers them
        beside = await report_queries.beside(session, of.framework_id, on=today, elements=elements)
    earlier += await said_before.by_baselines(session, here, of, beside, elements=elements, today=today)
    found = await collective(
        session,
        here,
        of.framework_id,
        of.period,
        audiences=audiences,
        today=today,
        earlier=earlier,
        tracked=beside.tracked,
        elements=elements,
        besides=beside.conditions,
    )
    return found, beside


async def _freeze(
    session: AsyncSession,
    here: Collaborative,
    release: Release,
    cover: editions.Cover,
    found: Collective,
    beside: Beside,
    *,
    last: Mapping[str, str],
) -> None:
    """One Edition for each audience. last: what each was given before."""
    policy = policy_of(here)
    for audience in found.figures:
        before = Edition.from_json(last[audience]) if audience in last else None
        text = editions.edition(here, cover, found, audience, policy, before=before, beside=beside).to_json()
        session.add(FrozenEdition(release_id=release.id, audience=audience.value, text=text, sha256=sha256(text)))


async def approve(session: AsyncSession, of: Released, *, by: Principal, note: str = "") -> ReleaseApproval:
    """The backbone stands by the report. Raises Conflict unless it waits for that."""
    rules.may_approve(of.state)
    approval = ReleaseApproval(release_id=of.release.id, approved_by=by.person_id, approved_at=now(), note=note)
    session.add(approval)
    return approval


async def publish(
    session: AsyncSession, here: Collaborative, of: Released, *, by: Principal, today: date
) -> Publication:
    """Prints every edition, keeps the files, and opens them to their audiences, to each from its day on; closes and locks
    the collection.

    Raises:
        Conflict: it is not approved, or published already, or another report came out since it was gathered.
    """
    await queries.one_at_a_time(session)
    last = await queries.last_published_at(session)
    rules.may_publish(of.state, gathered_at=of.release.gathered_at, last_published_at=last)
    at = now()
    frozen = await queries.editions(session, of.release.id)
    opens = openings(here, of.release, frozen)
    for one in frozen:
        one.published_at = max(at, datetime.combine(opens[one.audience], time(), ZoneInfo(here.time_zone)))
        await _print(session, one, one.published_at)
    publication = Publication(release_id=of.release.id, published_by=by.person_id, published_at=at)
    session.add(publication)
    if round_rules.state(of.release.round, today).takes_answers:
        await submission_actions.close_round(session, of.release.round, by=by.person_id, today=today)
    else:
        await submission_actions.lock(session, of.release.round)
    await letters.published(session, here, of.release, opens, by=by)
    return publication


async def _print(session: AsyncSession, frozen: FrozenEdition, at: datetime) -> None:
    edition = Edition.from_json(await queries.text_of(session, frozen.id))
    logo = await queries.logo_of(session, edition)
    printed = await asyncio.to_thread(printing.files, edition, logo)
    session.add_all(
        EditionFile(
            edition_id=frozen.id,
            audience=frozen.audience,
            kind=one.kind,
            content=one.content,
            sha256=one.sha256,
            printer=one.printer,
            replaced=list(one.replaced),
            published_at=at,
        )
        for one in printed
    )


async def withdraw(session: AsyncSession, of: Released, *, by: Principal) -> None:
    """Throws away a report nobody was shown. Raises Conflict once it is published."""
    rules.may_withdraw(of.state)
    of.release.withdrawn_at, of.release.withdrawn_by = now(), by.person_id
