"""The page with all ways in, side by side, and what was sent before."""

from litestar.response import Template
from sqlalchemy.ext.asyncio import AsyncSession

from backend.files import upload_queries
from backend.files.own.facts import mappings
from backend.files.upload_rules import MOST_BYTES, UploadState, sends_for, state_of
from backend.files.ways import Way
from backend.kit.db import now, today_in
from backend.kit.errors import Refused
from backend.kit.languages import translated
from backend.kit.web import page
from backend.members.rules import Principal
from backend.members.tables import Collaborative
from backend.submissions.papers import situations
from backend.submissions.rules import Actor, Deed, why_not
from backend.submissions.tables import Submission


async def ways_page(
    session: AsyncSession,
    here: Collaborative,
    me: Principal,
    of: Submission | None,
    *,
    refusal: str = "",
    status_code: int = 200,
) -> Template:
    """of: None for the backbone's list of many members' values. refusal: why a file was not taken just now."""
    for_member, closed = await _how(session, here, me, of) if of else (True, "")
    at = now()
    return page(
        "files/ways.html" if of else "files/uploads.html",
        status_code=status_code,
        here=here,
        submission=of,
        for_member=for_member,
        closed=closed,
        asks_zip=await upload_queries.asks_zip(session, of) if of else False,
        sent=[
            (
                one,
                state_of(one.upload.state, one.upload.beat_at, at),
                translated(Way(one.upload.way).shown_as) if one.upload.way else "",
            )
            for one in await upload_queries.sent_before(session, of)
        ],
        saved=await mappings(session, here, member_id=of.member_id, framework_id=of.round.framework_id) if of else [],
        may_change=of is not None and _sends(me, of),
        UploadState=UploadState,
        example=of.round.name if of else here.calendar.label(here.calendar.period(today_in(here.time_zone), 3)),
        megabytes=MOST_BYTES // 1_000_000,
        refusal=refusal,
    )


def _sends(me: Principal, of: Submission) -> bool:
    try:
        sends_for(me, of.member_id)
    except Refused:
        return False
    return True


async def _how(session: AsyncSession, here: Collaborative, me: Principal, of: Submission) -> tuple[bool, str]:
    """Whether one sends for the member, and why one cannot send anything now; empty when one can."""
    try:
        for_member = sends_for(me, of.member_id)
    except Refused as why:
        return False, str(why)
    at = (await situations(session, [of], today_in(here.time_zone)))[of.id]
    deed = Deed.ENTER_FOR if for_member else Deed.SAVE
    return for_member, why_not(deed, at, Actor(me.person_id, me.roles_for(of.member_id)))
