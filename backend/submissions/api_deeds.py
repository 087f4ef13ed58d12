"""What programs do to a submission: put values, submit, approve, accept, send back. The same deeds the pages do.

Each is done once for its `Idempotency-Key`, in one transaction, or not at all. All but the putting name the version they
are about: nobody signs for figures that were changed since they were read.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date
from uuid import UUID

from litestar import Response, post, put
from litestar.params import FromPath
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit.db import today_in
from backend.kit.errors import Clash, Outdated, Problem
from backend.kit.programs import Answered, Asks, Nothing, Says, queried, sent, version_named, version_signed
from backend.kit.repeats import once
from backend.kit.web import Transaction
from backend.members.door import Here, Me
from backend.members.rules import May, Principal
from backend.submissions import actions, api_reads, correcting, queries
from backend.submissions.api_schemas import (
    ApprovingSent,
    CorrectingSent,
    FindingShown,
    LineShown,
    PutAsked,
    PutShown,
    ReturningSent,
    SubmissionShown,
    ValuesSent,
    submission_shown,
)
from backend.submissions.handing_in import hand_in
from backend.submissions.previews import preview
from backend.submissions.schemas import Outcome, Preview, Saved
from backend.submissions.tables import Submission

_EXAMPLE = {
    "values": [
        {"element": "new_hires", "value": "40"},
        {"element": "new_hires", "breakdown": "gender.women", "value": "22", "revision": 0},
        {"element": "spend", "status": "not_available", "note": "The ledger closes in May"},
    ]
}
_PUT = Says(
    "Put values into a submission",
    PutShown,
    "All of them or none. What is not named stays as it is. With `If-Match`, or a value's own `revision`, nothing is"
    " written over what somebody changed meanwhile: 412, with both values.",
    asks=PutAsked,
    takes=ValuesSent,
    match="may",
    repeats=True,
    tagged=True,
    example=_EXAMPLE,
)


@put("/submissions/{id:uuid}/values", opt={"may": May.ENTER, "says": _PUT})
async def put_values(request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Response[bytes]:
    asked, wanted, today = queried(request, PutAsked), await sent(request, ValuesSent), today_in(here.time_zone)
    version = version_named(request)

    async def work() -> Answered:
        found = await queries.submission(session, id, lock=True)
        if asked.preview:
            told = await preview(session, found, wanted.draft(), today=today)
            return Answered(
                _previewed(found, told), headers={"ETag": await api_reads.version(session, found)}, kept=False
            )
        do = hand_in if asked.submit else actions.save_draft
        saved = await _save(session, found, wanted, me, today, version=version, do=do)
        return await _answered(session, found, saved, len(wanted.values))

    return await once(request, session, me.person_id, work, reaches=lambda: queries.submission(session, id))


async def _save(
    session: AsyncSession,
    found: Submission,
    wanted: ValuesSent,
    me: Principal,
    today: date,
    *,
    version: str | None,
    do: Callable[..., Awaitable[Saved]],
) -> Saved:
    """Raises Outdated when the version named is not the one that stands, or a value's revision is not."""
    draft = wanted.draft()
    current = version is None or version == await api_reads.version(session, found)
    if not current:
        # No revision is this one, so that whatever would be written over is handed back.
        draft = replace(draft, cells=[cell._replace(seen=-1) for cell in draft.cells])
    saved = await do(session, found, draft, by=me, today=today)
    if saved.stale or not current:
        raise Outdated("Somebody changed this since you read it; nothing was saved.", list(_clashes(saved, wanted)))
    return saved


def _clashes(saved: Saved, wanted: ValuesSent) -> list[Clash]:
    at = wanted.places()
    return [
        Clash(
            f"/values/{at[one.place]}",
            f"{one.where}: there stands {one.theirs}, and you sent {one.yours}.",
            "value.changed",
            theirs=one.theirs,
            yours=one.yours,
            revision=one.their_revision,
        )
        for one in saved.stale
    ]


async def _answered(session: AsyncSession, found: Submission, saved: Saved, count: int) -> Answered:
    shown = PutShown(
        saved=True, submission=submission_shown(found), changed=saved.changed, unchanged=count - saved.changed
    )
    return Answered(shown, headers={"ETag": await api_reads.version(session, found)})


def _previewed(found: Submission, told: Preview) -> PutShown:
    return PutShown(
        saved=False,
        submission=submission_shown(found),
        changed=len(told.of(Outcome.NEW)) + len(told.of(Outcome.CHANGED)),
        unchanged=len(told.of(Outcome.UNCHANGED)),
        lines=tuple(
            LineShown(pointer=one.at, where=one.where, outcome=one.outcome, was=one.was, becomes=one.becomes)
            for one in told.lines
        ),
        findings=tuple(map(_finding, [*(p for line in told.lines for p in line.problems), *told.checks])),
        refusal=told.refusal,
    )


def _finding(problem: Problem) -> FindingShown:
    at_pointer = problem.where.startswith("/")
    return FindingShown(
        pointer=problem.where if at_pointer else "",
        where="" if at_pointer else problem.where,
        code=problem.code,
        severity=problem.severity.value,
        detail=problem.message,
    )


# ---- Deeds about what was read ---------------------------------------------------------------------------------------


def _says(summary: str, takes: type = Nothing) -> Says:
    return Says(summary, SubmissionShown, takes=takes, match="must", repeats=True, tagged=True)


@post(
    "/submissions/{id:uuid}/submission",
    opt={"may": May.ENTER, "says": _says("Submit it to the member's approver")},
    status_code=200,
)
async def submit(request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Response[bytes]:
    await sent(request, Nothing)
    today = today_in(here.time_zone)
    return await _done(request, session, me, id, lambda found: actions.submit(session, found, by=me, today=today))


@post(
    "/submissions/{id:uuid}/approval",
    opt={"may": May.APPROVE, "says": _says("Approve it for the member", ApprovingSent)},
    status_code=200,
)
async def approve(request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Response[bytes]:
    note, today = (await sent(request, ApprovingSent)).note, today_in(here.time_zone)
    return await _done(
        request, session, me, id, lambda found: actions.approve(session, found, by=me, today=today, note=note)
    )


@post(
    "/submissions/{id:uuid}/acceptance",
    opt={"may": May.REVIEW, "says": _says("Accept it: from here it counts")},
    status_code=200,
)
async def accept(request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Response[bytes]:
    await sent(request, Nothing)
    today = today_in(here.time_zone)
    return await _done(request, session, me, id, lambda found: actions.accept(session, found, by=me, today=today))


@post(
    "/submissions/{id:uuid}/return",
    opt={"may": May.READ_SUBMISSIONS, "says": _says("Send it back with why", ReturningSent)},
    status_code=200,
)
async def send_back(request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Response[bytes]:
    """By the member's approver or the coordinator, with a token that may do what they may; the rule says which."""
    wanted, today = await sent(request, ReturningSent), today_in(here.time_zone)
    return await _done(
        request,
        session,
        me,
        id,
        lambda found: actions.send_back(
            session, found, by=me, today=today, reason=wanted.reason, places=list(wanted.places())
        ),
    )


@post(
    "/submissions/{id:uuid}/correction",
    opt={
        "may": May.ENTER,
        "says": Says(
            "Begin a correction of what counts",
            SubmissionShown,
            "The answer is the next version, which begins with every value as it stands; put what changes into that one,"
            " and submit it. What was accepted counts until the correction is, and published reports stay as they are.",
            takes=CorrectingSent,
            match="must",
            repeats=True,
            tagged=True,
        ),
    },
    status_code=200,
)
async def restate(request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Response[bytes]:
    wanted, today = await sent(request, CorrectingSent), today_in(here.time_zone)

    async def work() -> Answered:
        found = await _as_read(request, session, id)
        made = await correcting.restate(session, found, by=me, today=today, reason=wanted.reason)
        return Answered(submission_shown(made), headers={"ETag": await api_reads.version(session, made)})

    return await once(request, session, me.person_id, work, reaches=lambda: queries.submission(session, id))


@post(
    "/submissions/{id:uuid}/discarding",
    opt={"may": May.READ_SUBMISSIONS, "says": _says("Throw a correction away that is not accepted")},
    status_code=200,
)
async def discard(request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Response[bytes]:
    """By whoever enters or approves for the member, or the coordinator; the rule says which."""
    await sent(request, Nothing)
    today = today_in(here.time_zone)
    return await _done(request, session, me, id, lambda found: correcting.discard(session, found, by=me, today=today))


async def _as_read(request: Asks, session: AsyncSession, id: UUID) -> Submission:
    """Held, and of the version the request names. Raises Unconditional without one, Outdated with another."""
    found = await queries.submission(session, id, lock=True)
    if version_signed(request) != await api_reads.version(session, found):
        raise Outdated("It was changed since you read it. Read it again, then decide.")
    return found


async def _done(
    request: Asks, session: AsyncSession, me: Principal, id: UUID, deed: Callable[[Submission], Awaitable[object]]
) -> Response[bytes]:
    """Raises Unconditional without a version, Outdated with one that does not stand."""

    async def work() -> Answered:
        found = await queries.submission(session, id, lock=True)
        written = await api_reads.written(session, found)
        if version_signed(request) != api_reads.version_of(found, written):
            raise Outdated("It was changed since you read it. Read it again, then decide.")
        await deed(found)
        # No deed writes an answer, so only the state is another.
        return Answered(submission_shown(found), headers={"ETag": api_reads.version_of(found, written)})

    return await once(request, session, me.person_id, work, reaches=lambda: queries.submission(session, id))
