"""Submissions and the values they became, for programs: for the backbone every member's, for a member its own."""

from uuid import UUID

from litestar import Response, Router, get
from litestar.params import FromPath

from backend.kit.programs import Answered, Asks, Says, queried
from backend.kit.web import Transaction
from backend.members.rules import May
from backend.submissions import api_deeds, api_reads, queries
from backend.submissions.api_schemas import (
    EntriesShown,
    SubmissionsAsked,
    SubmissionShown,
    SubmissionsShown,
    ValuesAsked,
    ValuesShown,
    entry_shown,
    submission_shown,
)
from backend.submissions.papers import deeds

REMEDIES = {
    "element": "Leave it out, or take an element and breakdown that the framework's questions list.",
    "category": "Leave it out, or take a breakdown that the framework's questions list.",
    "number": "Send a number as decimal text, as the question asks for it; or explain it in `note` if it is right.",
    "answer": "Send one answer for each place: a value, or a status that says why there is none.",
    "status": "Send a value, or a status that says why there is none.",
    "text": "Send the words as `value`, shorter than the most that is kept.",
    "part": "Correct the part or what contains it.",
    "breakdown": "Correct the parts or the total; if they are right, say why in the total's `note`.",
    "value": "Read the submission again, decide which of the two stands, and send that with the revision shown here.",
    "key": "Take a new key for a new request; repeat an old one unchanged.",
    "body": "Send the body as the OpenAPI document has it.",
    "query": "Send the parameters as the OpenAPI document has them, each once.",
}

_LIST = Says("Submissions, oldest first, every version", SubmissionsShown, asks=SubmissionsAsked)
_VALUES = Says("Accepted values that count, in the order they were accepted", ValuesShown, asks=ValuesAsked)


@get("/submissions", opt={"says": _LIST})
async def submissions(request: Asks, session: Transaction) -> Response[bytes]:
    found, then = await api_reads.submissions(session, queried(request, SubmissionsAsked))
    return Answered(SubmissionsShown(items=tuple(map(submission_shown, found)), next=then)).response()


@get("/submissions/{id:uuid}", opt={"says": Says("One submission", SubmissionShown, tagged=True)})
async def submission(session: Transaction, id: FromPath[UUID]) -> Response[bytes]:
    found = await queries.submission(session, id)
    return Answered(submission_shown(found), headers={"ETag": await api_reads.version(session, found)}).response()


@get("/submissions/{id:uuid}/entries", opt={"says": Says("Its answers as they stand", EntriesShown, tagged=True)})
async def entries(session: Transaction, id: FromPath[UUID]) -> Response[bytes]:
    found = await queries.submission(session, id)
    # First: whoever changes it in between makes the version older than what is shown, never newer.
    present = await api_reads.version(session, found)
    hidden = (await deeds(session, found)).out_of_sight
    answers = {place: one for place, one in (await queries.answers(session, id)).items() if not hidden.has(*place)}
    items = tuple(entry_shown(place, answers[place]) for place in sorted(answers, key=lambda p: (p[0], p[1] or "")))
    return Answered(EntriesShown(items=items), headers={"ETag": present}).response()


@get("/values", opt={"says": _VALUES})
async def values(request: Asks, session: Transaction) -> Response[bytes]:
    shown, then = await api_reads.accepted_values(session, queried(request, ValuesAsked))
    return Answered(ValuesShown(items=tuple(shown), next=then)).response()


# One router, so that an address has one answer to which methods it takes.
router = Router(
    path="/{slug:str}",
    route_handlers=[
        submissions,
        submission,
        entries,
        values,
        api_deeds.put_values,
        api_deeds.submit,
        api_deeds.approve,
        api_deeds.accept,
        api_deeds.send_back,
        api_deeds.restate,
        api_deeds.discard,
    ],
    opt={"may": May.READ_SUBMISSIONS},
)
