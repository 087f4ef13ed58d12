"""A quarter of the demonstration, through the deeds people do: answered, submitted, approved, accepted, published."""

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from backend.provisioning import demo_days, demo_files
from backend.provisioning.demo_people import Cast, acting
from backend.releases import actions as release_actions
from backend.releases import queries as release_queries
from backend.rounds import queries as round_queries
from backend.rounds.tables import Round
from backend.submissions import actions as submission_actions
from backend.submissions import queries as submission_queries
from backend.submissions.rules import State
from backend.submissions.tables import Submission

RETURNED = "Your volunteer hours are three times last quarter's. Is one of the summer's festivals counted twice?"


async def answered(
    session: AsyncSession, cast: Cast, planned: Round, number: int, how_far: Mapping[str, State], *, today: date
) -> None:
    """The collection is opened and every member does its part. how_far: those that have not come to the end of it."""
    await acting(session, cast.coordinator)
    await submission_actions.open_round(session, planned, by=cast.coordinator.person_id, today=today)
    await session.flush()  # to be read below
    found = await submission_queries.of_rounds(session, [planned.id])
    for submission in sorted(found, key=lambda one: one.member.code):
        until = how_far.get(submission.member.code, State.ACCEPTED)
        if until is not State.NOT_STARTED:
            await _answer(session, cast, submission, number, until, today)


async def _answer(
    session: AsyncSession, cast: Cast, submission: Submission, number: int, until: State, today: date
) -> None:
    code = submission.member.code
    contributor = cast.contributor(code)
    if contributor is None:
        await demo_files.entered_for(session, cast, submission, number, today)
    else:
        await acting(session, contributor)
        read = demo_files.own_file if code == demo_files.OWN_FILE else demo_files.typed
        await read(session, submission, number, contributor, today)
        if until is State.IN_PROGRESS:
            return
        await submission_actions.submit(session, submission, by=contributor, today=today)
        if until is State.SUBMITTED:
            return
        approver = cast.approver(code)
        await acting(session, approver)
        await submission_actions.approve(session, submission, by=approver, today=today)
    if until is State.APPROVED:
        return
    by = cast.coordinator
    await acting(session, by)
    if until is State.RETURNED:
        places = [("volunteer_hours", None)]
        await submission_actions.send_back(session, submission, by=by, today=today, reason=RETURNED, places=places)
        return
    await submission_actions.accept(session, submission, by=by, today=today)


async def published(session: AsyncSession, cast: Cast, planned: Round) -> None:
    by, here = cast.coordinator, cast.here
    today = planned.period.end + timedelta(days=70)
    await acting(session, by)
    of = await round_queries.round_named(session, planned.id)
    release = await release_actions.gather(session, here, of, by=by, today=today)
    await release_actions.approve(session, await release_queries.release(session, release.id), by=by)
    found = await release_queries.release(session, release.id)
    await release_actions.publish(session, here, found, by=by, today=today)
    await demo_days.set_back(session, today, demo_days.releasing(planned))
    frozen = await release_queries.editions(session, release.id)
    for audience, day in release_actions.openings(here, release, frozen).items():
        await demo_days.set_back(session, max(today, day), demo_days.opening(planned, audience))
