"""`/SLUG/agreements/members/ID`: what one member agreed to, keeps back and does without; accepting, recording, ending."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from backend.agreements import actions, keeping_back, queries, standings
from backend.agreements.agreed import LARGEST_FILE, Paper, Signature
from backend.agreements.rules import WARNED_BEFORE, Waived
from backend.agreements.schemas import Accepting, Ending, Recording, Waiving, Withholding
from backend.agreements.tables import Agreement, Waiver
from backend.agreements.tables import Withholding as Withheld
from backend.agreements.texts import AFTERWARDS, PROTECTIONS, READERS, SHOWN, readers_of
from backend.kit import forms
from backend.kit.db import find, today_in
from backend.kit.downloads import to_keep
from backend.kit.errors import Conflict, Invalid, NotFound, Problem, Refused
from backend.kit.languages import translated
from backend.kit.web import Transaction, page
from backend.members.door import Here, Me
from backend.members.rules import May, Principal, Role
from backend.members.tables import Collaborative, Member

Asks = Request[Any, Any, Any]
BOXES = ("element.", "breakdown.")  # before the codes of what a paper covers


@get("/members/{id:uuid}", opt={"may": May.READ_AGREEMENTS})
async def show(session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Template:
    return await _show(session, here, me, await _member(session, me, id))


@get("/{id:uuid}/document", opt={"may": May.READ_AGREEMENTS})
async def document(session: Transaction, here: Here, id: FromPath[UUID]) -> Response[bytes]:
    """The paper itself, to be kept; where there is none, the words that were agreed, as text."""
    found = await find(session, Agreement, id, options=[undefer(Agreement.file)])
    if found.file is None:
        words = f"{found.title}\n\n{found.document}\n".encode()
        return Response(words, media_type="text/plain; charset=utf-8", headers=to_keep(f"{found.title}.txt"))
    return Response(found.file, media_type="application/pdf", headers=to_keep(found.file_name))


# ---- Agreeing --------------------------------------------------------------------------------------------------------


@post("/members/{id:uuid}/acceptance", opt={"may": May.SIGN_AGREEMENTS})
async def accept(
    request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]
) -> Response[Any] | Template:
    member = await _member(session, me, id, lock=True)

    async def deed() -> None:
        sent = await forms.read(request, Accepting)
        if not sent.read:
            raise Invalid(
                translated("Tick this once you have read it."),
                where=translated("I have read it"),
                code="agreement.unread",
            )
        await actions.accept(session, here, member, version=sent.version, by=me, today=today_in(here.time_zone))

    return await _done(session, here, me, id, deed, "agreement-accepted")


@post("/members/{id:uuid}/paper", opt={"may": May.MANAGE_AGREEMENTS})
async def record(
    request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]
) -> Response[Any] | Template:
    member = await _member(session, me, id)
    form = await request.form()
    boxes = frozenset(name for name in form if name.startswith(BOXES))

    async def deed() -> None:
        sent = await forms.read(request, Recording, besides=boxes | {"file"})
        today = today_in(here.time_zone)
        elements, breakdowns = (
            sorted(name.removeprefix(kind) for name in boxes if name.startswith(kind)) for kind in BOXES
        )
        terms = sent.terms(elements, breakdowns, today)
        paper = await _paper(form.get("file"))
        await actions.record(session, member, terms, sent.signature(), paper, by=me, today=today)

    return await _done(session, here, me, id, deed, "agreement-recorded", typed=await forms.typed(request, Recording))


async def _paper(sent: object) -> Paper | None:
    if not isinstance(sent, UploadFile) or not sent.filename:
        return None
    return Paper(sent.filename[:200], await sent.read(LARGEST_FILE + 1))


@post("/{id:uuid}/ending", opt={"may": May.KEEP_BACK})
async def end(request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Response[Any] | Template:
    row = await find(session, Agreement, id, lock=True)

    async def deed() -> None:
        await actions.end(session, row, by=me, reason=(await forms.read(request, Ending)).reason)

    return await _done(session, here, me, row.member_id, deed, "agreement-ended")


# ---- Keeping back ----------------------------------------------------------------------------------------------------


@post("/members/{id:uuid}/withholdings", opt={"may": May.KEEP_BACK})
async def withhold(
    request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]
) -> Response[Any] | Template:
    member = await _member(session, me, id)

    async def deed() -> None:
        sent = await forms.read(request, Withholding)
        await keeping_back.withhold(
            session, member, element=sent.element, breakdown=sent.breakdown, reason=sent.reason, by=me
        )

    return await _done(session, here, me, id, deed, "withheld")


@post("/withholdings/{id:uuid}/ending", opt={"may": May.KEEP_BACK})
async def give_back(
    request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]
) -> Response[Any] | Template:
    row = await find(session, Withheld, id, lock=True)

    async def deed() -> None:
        keeping_back.give_back(row, by=me, reason=(await forms.read(request, Ending)).reason)

    return await _done(session, here, me, row.member_id, deed, "given-back")


@post("/members/{id:uuid}/waivers", opt={"may": May.KEEP_BACK})
async def waive(
    request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]
) -> Response[Any] | Template:
    member = await _member(session, me, id)

    async def deed() -> None:
        sent = await forms.read(request, Waiving)
        await keeping_back.waive(
            session, member, element=sent.element, rule=sent.rule, document=sent.document,
            signature=Signature(sent.signer, sent.signed_on), by=me, today=today_in(here.time_zone),
        )  # fmt: skip

    return await _done(session, here, me, id, deed, "waived")


@post("/waivers/{id:uuid}/ending", opt={"may": May.KEEP_BACK})
async def end_waiver(
    request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]
) -> Response[Any] | Template:
    row = await find(session, Waiver, id, lock=True)

    async def deed() -> None:
        keeping_back.end_waiver(row, by=me, reason=(await forms.read(request, Ending)).reason)

    return await _done(session, here, me, row.member_id, deed, "waiver-ended")


# ---- Shared ----------------------------------------------------------------------------------------------------------


async def _member(session: AsyncSession, me: Principal, id: UUID, *, lock: bool = False) -> Member:
    """Raises NotFound for a member one does not act for: all may know who belongs, but this page is about its affairs."""
    if not (me.of_backbone or id in me.members()):
        raise NotFound(translated("There is nothing at this address."))
    return await find(session, Member, id, lock=lock)


async def _done(
    session: AsyncSession,
    here: Collaborative,
    me: Principal,
    member_id: UUID,
    deed: Callable[[], Awaitable[None]],
    done: str,
    *,
    typed: dict[str, str] | None = None,
) -> Response[Any] | Template:
    try:
        await deed()
    except (Invalid, Conflict, Refused) as error:
        await session.rollback()
        problems, member = error.told(code="agreement.state"), await find(session, Member, member_id)
        return await _show(session, here, me, member, typed=typed, problems=problems, status_code=error.status_code)
    return Redirect(f"/{here.slug}/agreements/members/{member_id}?done={done}", status_code=303)


async def _show(
    session: AsyncSession,
    here: Collaborative,
    me: Principal,
    member: Member,
    *,
    typed: dict[str, str] | None = None,
    problems: Sequence[Problem] = (),
    status_code: int = 200,
) -> Template:
    today = today_in(here.time_zone)
    held = await standings.held(session, member)
    signs = Role.APPROVER in me.roles_for(member.id)
    where = standings.where(held.agreements, today)
    renewable = not where.standing.in_force or (where.last is not None and where.last - today < WARNED_BEFORE)
    return page(
        "agreements/member.html",
        status_code=status_code,
        here=here,
        me=me,
        member=member,
        today=today,
        held=held,
        where=where,
        signs=signs,
        may_record=May.MANAGE_AGREEMENTS in me.permissions,
        may_keep_back=signs or me.of_backbone,
        model=await queries.model(session, here) if signs and renewable else None,
        questions=await standings.questions(session),
        breakdowns=await standings.breakdowns(session),
        shown=SHOWN,
        readers=READERS,
        readers_of=readers_of,
        afterwards=AFTERWARDS,
        protections=PROTECTIONS,
        waivable=Waived,
        typed=typed or {"for_members": "true", "for_partners": "true", "for_public": "true"},
        problems=problems,
        anchors=_anchors(),
    )


def _anchors() -> dict[str, str]:
    shapes = (Recording, Withholding, Waiving, Accepting)
    return {where: name for shape in shapes for where, name in forms.anchors(shape).items()}


router = Router(
    path="/{slug:str}/agreements",
    route_handlers=[show, document, accept, record, end, withhold, give_back, waive, end_waiver],
)
