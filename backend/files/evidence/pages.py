"""`/SLUG/evidence` and what is below a submission: files that show where figures come from, and letters of confirmation."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath
from litestar.response import Redirect, Template
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from backend.files.evidence import actions as evidence
from backend.files.evidence import rules as evidence_rules
from backend.files.evidence.rules import EVIDENCE, LETTERS, Sent
from backend.files.tables import Evidence
from backend.files.upload_work import turn_of
from backend.kit import forms
from backend.kit.db import find, today_in
from backend.kit.downloads import to_keep
from backend.kit.errors import AnchorlineError, Conflict, Invalid, Problem, Refused, TooMany
from backend.kit.languages import later, translated
from backend.kit.web import HOW_IT_WORKS, Entry, Transaction, let_go, page
from backend.members import queries as member_queries
from backend.members.door import Here, Me
from backend.members.rules import May, Principal
from backend.members.tables import Collaborative
from backend.submissions import queries
from backend.submissions.actions import actor
from backend.submissions.papers import situations
from backend.submissions.rules import Deed, State, why_not
from backend.submissions.tables import Submission

ENTRY = Entry(later("Evidence"), "/evidence", May.DECIDE_EVIDENCE, 52, HOW_IT_WORKS)
TOLD = {
    "evidence-decided": later("Saved."),
    "evidence-added": later("The file is kept."),
    "evidence-taken-away": later("Taken away. The file is deleted."),
    "confirmed-outside": later("Recorded. These figures are confirmed outside, and wait for your review."),
}

Asks = Request[Any, Any, Any]


# ---- Whether at all --------------------------------------------------------------------------------------------------


class Deciding(forms.Form):
    taken: Annotated[bool, Field(title=later("Evidence files"))] = False
    megabytes: Annotated[int, Field(title=later("Megabytes for each member"))]


@get("/evidence", opt={"may": May.DECIDE_EVIDENCE})
async def settings(session: Transaction, here: Here) -> Template:
    return await _settings(session, here)


@post("/evidence", opt={"may": May.DECIDE_EVIDENCE})
async def decide(request: Asks, session: Transaction, here: Here, me: Me) -> Redirect | Template:
    try:
        sent = await forms.read(request, Deciding)
        evidence.decide(session, taken=sent.taken, quota_megabytes=sent.megabytes, by=me)
    except Invalid as invalid:
        return await _settings(session, here, problems=invalid.problems, status_code=422)
    return Redirect(f"/{here.slug}/evidence?done=evidence-decided", status_code=303)


async def _settings(
    session: AsyncSession, here: Collaborative, *, problems: Sequence[Problem] = (), status_code: int = 200
) -> Template:
    used = await evidence.used(session)
    return page(
        "files/evidence_settings.html",
        status_code=status_code,
        here=here,
        decision=await evidence.decision(session),
        used=[
            (one.member, used[one.member.id])
            for one in await member_queries.members_here(session)
            if one.member.id in used
        ],
        kinds=evidence_rules.said(EVIDENCE),
        months=evidence_rules.MONTHS_KEPT,
        most=evidence_rules.MOST_BYTES // 1_000_000,
        problems=problems,
        anchors=forms.anchors(Deciding),
    )


# ---- With a submission -----------------------------------------------------------------------------------------------


@get("/submissions/{id:uuid}/evidence", opt={"may": May.READ_SUBMISSIONS})
async def index(session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Template:
    return await _index(session, here, me, await queries.submission(session, id))


@post("/submissions/{id:uuid}/evidence", opt={"may": May.READ_SUBMISSIONS})
async def add(request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Redirect | Template:
    """By who enters or approves for the member, or the coordinator; the rule says which."""
    found = await queries.submission(session, id)
    form = await request.form()
    chosen = str(form.get("element") or "")
    try:
        element = _uuid(chosen)
        await evidence.may_add(session, found, by=me)  # before its file is looked through for nothing
        await let_go(session)
        with turn_of(request, me):
            file = await evidence.looked_through(await _file_of(request))
            found = await queries.submission(session, id, lock=True)  # it may be closed by now
            await evidence.add(session, found, file, element=element, by=me, today=today_in(here.time_zone))
    except (Invalid, Conflict, TooMany) as error:
        await session.rollback()
        problems = error.told(translated("File"), "evidence.refused")
        again = await queries.submission(session, id)
        return await _index(session, here, me, again, problems=problems, chosen=chosen, status_code=error.status_code)
    return Redirect(f"/{here.slug}/submissions/{id}/evidence?done=evidence-added", status_code=303)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Invalid(
            translated("Choose one from the list."), where=translated("Question"), code="evidence.element"
        ) from None


async def _file_of(request: Asks) -> Sent:
    """The field `file`; without bytes when none was chosen."""
    sent = (await request.form()).get("file")
    return Sent(sent.filename, await sent.read()) if isinstance(sent, UploadFile) else Sent("", b"")


async def _index(
    session: AsyncSession,
    here: Collaborative,
    me: Principal,
    found: Submission,
    *,
    problems: Sequence[Problem] = (),
    chosen: str = "",
    status_code: int = 200,
) -> Template:
    decision = await evidence.decision(session)
    asked = await queries.questionnaire(session, found)
    return page(
        "files/evidence.html",
        status_code=status_code,
        here=here,
        submission=found,
        files=await evidence.listed(session, found.id),
        decision=decision,
        why_not=_why_not_changed(me, found),
        questions=asked.questions,
        chosen=chosen,
        kinds=evidence_rules.said(EVIDENCE),
        months=evidence_rules.MONTHS_KEPT,
        most=evidence_rules.MOST_BYTES // 1_000_000,
        problems=problems,
        anchors={translated("File"): "file", translated("Question"): "element"},
    )


def _why_not_changed(me: Principal, found: Submission) -> str:
    """Empty when this person may add files and take them away."""
    try:
        evidence_rules.may_change(State(found.state), me.roles_for(found.member_id))
    except (Refused, Conflict) as why:
        return str(why)
    return ""


@get("/evidence/{id:uuid}", opt={"may": May.READ_SUBMISSIONS})
async def download(session: Transaction, id: FromPath[UUID]) -> Response[bytes]:
    """Never opened in the browser: whatever is in it, it has no site to act on."""
    found = await evidence.file(session, id)
    headers = to_keep(found.file_name) | {
        "content-security-policy": "default-src 'none'; sandbox",
        "x-content-type-options": "nosniff",
    }
    return Response(found.content or b"", media_type=found.media_type, headers=headers)


@post("/evidence/{id:uuid}/removal", opt={"may": May.READ_SUBMISSIONS})
async def take_away(session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Redirect:
    found = await find(session, Evidence, id, lock=True)
    submission = await queries.submission(session, found.submission_id)
    evidence.take_away(found, submission, by=me)
    return Redirect(f"/{here.slug}/submissions/{submission.id}/evidence?done=evidence-taken-away", status_code=303)


# ---- Confirmed outside -----------------------------------------------------------------------------------------------


@get("/submissions/{id:uuid}/outside", opt={"may": May.ENTER_FOR})
async def ask_letter(session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Redirect | Template:
    """The letter by which a member without an approver here confirmed its figures."""
    found = await queries.submission(session, id)
    refusal = await _why_no_letter(session, here, me, found)
    return _letter_page(here, found, refusal=refusal)


@post("/submissions/{id:uuid}/outside", opt={"may": May.ENTER_FOR})
async def keep_letter(
    request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]
) -> Redirect | Template:
    found = await queries.submission(session, id, lock=True)
    form = await request.form()
    typed = {name: str(form.get(name) or "").strip() for name in ("on", "signed_by")}
    letter = await _file_of(request)
    today = today_in(here.time_zone)
    try:
        await evidence.confirm_outside(
            session, found, letter, by=me, today=today, on=_day(typed["on"]), signed_by=typed["signed_by"]
        )
    except AnchorlineError as error:
        await session.rollback()
        told = {"problems": error.problems} if isinstance(error, Invalid) else {"refusal": str(error)}
        again = await queries.submission(session, id)
        return _letter_page(here, again, typed=typed, status_code=error.status_code, **told)
    return Redirect(f"/{here.slug}/submissions/{id}?done=confirmed-outside", status_code=303)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


async def _why_no_letter(session: AsyncSession, here: Collaborative, me: Principal, found: Submission) -> str:
    at = (await situations(session, [found], today_in(here.time_zone)))[found.id]
    return why_not(Deed.CONFIRM_OUTSIDE, at, actor(me, found))


def _letter_page(
    here: Collaborative,
    found: Submission,
    *,
    typed: dict[str, str] | None = None,
    problems: Sequence[Problem] = (),
    refusal: str = "",
    status_code: int = 200,
) -> Template:
    return page(
        "files/outside.html",
        status_code=status_code,
        here=here,
        submission=found,
        typed=typed or {},
        kinds=evidence_rules.said(LETTERS),
        months=evidence_rules.MONTHS_KEPT,
        most=evidence_rules.MOST_BYTES // 1_000_000,
        problems=problems,
        refusal=refusal,
        anchors={
            translated("Day of the letter"): "on",
            translated("Signed by"): "signed_by",
            translated("File"): "file",
        },
    )


router = Router(
    path="/{slug:str}",
    route_handlers=[settings, decide, index, add, download, take_away, ask_letter, keep_letter],
    opt={"entry": ENTRY},
)
