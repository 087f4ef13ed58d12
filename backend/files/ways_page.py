"""The page with all ways in, side by side, and what was sent; and the one of many members, with every file."""

from collections.abc import Mapping, Sequence

from litestar import Response
from litestar.response import Template
from sqlalchemy.ext.asyncio import AsyncSession

from backend.files import lists, upload_queries
from backend.files.own.facts import mappings
from backend.files.upload_rules import MOST_BYTES, sends_for
from backend.kit import lists as files
from backend.kit.db import now, today_in
from backend.kit.errors import Refused
from backend.kit.languages import translated
from backend.kit.web import page
from backend.members import views
from backend.members.rules import Principal
from backend.members.tables import Collaborative
from backend.submissions.papers import situations
from backend.submissions.rules import Actor, Deed, why_not
from backend.submissions.tables import Submission

PAGE = "/uploads"


async def ways_page(
    session: AsyncSession,
    here: Collaborative,
    me: Principal,
    of: Submission,
    *,
    refusal: str = "",
    status_code: int = 200,
) -> Template:
    """refusal: why a file was not taken just now."""
    for_member, closed = await _how(session, here, me, of)
    return page(
        "files/ways.html",
        status_code=status_code,
        here=here,
        submission=of,
        for_member=for_member,
        closed=closed,
        asks_zip=await upload_queries.asks_zip(session, of),
        sent=await _sent(session, of),
        saved=await mappings(session, here, member_id=of.member_id, framework_id=of.round.framework_id),
        may_change=_sends(me, of),
        megabytes=MOST_BYTES // 1_000_000,
        refusal=refusal,
    )


async def many_page(
    session: AsyncSession,
    here: Collaborative,
    me: Principal,
    asked: Mapping[str, str],
    *,
    refusal: str = "",
    status_code: int = 200,
) -> Response[bytes] | Template:
    """asked: of the list of files, by the address. refusal: why a file was not taken just now."""
    sent = await _sent(session, None, every=bool(asked.get("file")))
    listed = lists.listing(here.time_zone).shown(sent, asked)
    if listed.wanted.file:
        return files.as_file(f"{here.name}, {translated('Files sent')}", listed.table(), listed.wanted.file)
    return page(
        "files/uploads.html",
        status_code=status_code,
        here=here,
        listed=listed,
        page=PAGE,
        views=await views.views(session, here, me, PAGE),
        most=upload_queries.MOST,
        example=here.calendar.label(here.calendar.period(today_in(here.time_zone), 3)),
        megabytes=MOST_BYTES // 1_000_000,
        refusal=refusal,
    )


async def _sent(session: AsyncSession, of: Submission | None, *, every: bool = False) -> Sequence[lists.Line]:
    at = now()
    return [lists.line(one, at) for one in await upload_queries.sent_before(session, of, every=every)]


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
