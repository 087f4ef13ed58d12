"""Gathering, approving and publishing for the backbone; reading for members and partners; the public page for all."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from backend.disclosure.figures import Audience
from backend.goals import heard, translating
from backend.kit import languages
from backend.kit import lists as files
from backend.kit.compression import COMPRESSED
from backend.kit.db import ALL_AUDIENCES, now, today_in
from backend.kit.errors import NotFound
from backend.kit.languages import later, translated
from backend.kit.web import RESULTS, Entry, Transaction, page
from backend.members import views
from backend.members.door import Here, Me
from backend.members.rules import May
from backend.members.tables import Collaborative
from backend.releases import actions, lists, public, queries, retelling
from backend.releases.rules import SHOWN_TO, WIDEST_FIRST, ReleaseState
from backend.reports.printing import MEDIA_TYPES
from backend.rounds import queries as round_queries
from backend.rounds import rules as round_rules
from backend.submissions import queries as submission_queries
from collab_reports import html
from collab_reports.edition import Edition
from collab_reports.tongues import Tongue

GATHERED, PUBLISHED = "/releases", "/reports"
MANAGE = Entry(later("Publishing"), GATHERED, May.RELEASE, 32, RESULTS)
READ = Entry(later("Reports"), PUBLISHED, May.READ_RELEASES, 33, RESULTS)
TOLD = {
    "gathered": later("Gathered. Read what each audience would see, then approve it."),
    "release-approved": later("Approved. It is not public yet."),
    "published": later("Published. Each kind of reader sees it from the day it opens to them."),
    "withdrawn": later("Thrown away. Nobody was shown it."),
}
Asks = Request[Any, Any, Any]


# ---- The backbone ----------------------------------------------------------------------------------------------------


@get("/", opt={"may": May.RELEASE})
async def index(request: Asks, session: Transaction, here: Here, me: Me) -> Response[bytes] | Template:
    today = today_in(here.time_zone)
    found = await queries.releases(session)
    names = await submission_queries.names(session, {person for one in found for person in one.people})
    listed = lists.gathered(here.time_zone, names).shown(found, request.query_params)
    if listed.wanted.file:
        return files.as_file(f"{here.name}, {translated('Publishing')}", listed.table(), listed.wanted.file)
    rounds = await round_queries.all_rounds(session)
    return page(
        "releases/index.html",
        here=here,
        listed=listed,
        page=GATHERED,
        views=await views.views(session, here, me, GATHERED),
        found=listed.rows,
        names=names,
        rounds=[one for one in rounds if round_rules.state(one, today).begun],
        ReleaseState=ReleaseState,
    )


@post("/", opt={"may": May.RELEASE})
async def gather(request: Asks, session: Transaction, here: Here, me: Me) -> Redirect:
    wanted = str((await request.form()).get("round", ""))
    await queries.one_at_a_time(session)  # before the round is held: publishing takes them in this order too
    try:
        of = await round_queries.round_named(session, UUID(wanted), lock=True)
    except ValueError:
        raise NotFound(translated("There is nothing at this address.")) from None
    release = await actions.gather(session, here, of, by=me, today=today_in(here.time_zone))
    return _back(here, release.id, "gathered")


@get("/{id:uuid}", opt={"may": May.RELEASE})
async def show(session: Transaction, here: Here, id: FromPath[UUID], audience: FromQuery[str] = "") -> Template:
    """The release as one audience would see it, before and after it is published; at first as the widest would."""
    found = await queries.release(session, id)
    editions = {one.audience: one for one in await queries.editions(session, id)}
    chosen = audience or next(who for who in WIDEST_FIRST if who in editions)
    if chosen not in editions:
        raise NotFound(translated("There is nothing at this address."))
    text = await queries.text_of(session, editions[chosen].id)
    spoken = await translating.spoken(session, here)
    return page(
        "releases/show.html",
        here=here,
        found=found,
        editions=editions,
        audience=chosen,
        names=await submission_queries.names(session, found.people),
        shown_to=SHOWN_TO,
        opens=[
            (SHOWN_TO[Audience(who)], day)
            for who, day in actions.openings(here, found.release, editions.values()).items()
            if day > today_in(here.time_zone) and not _is_open(editions[who].published_at)
        ],
        report=drawn(text, spoken.tongue),
        languages=languages.others(here.locale),
        kinds=await queries.kinds_of(session, editions[chosen].id),
        heard_since=found.state.on_its_way and await heard.changed_since(session, found.release.gathered_at),
        ReleaseState=ReleaseState,
    )


@post("/{id:uuid}/anew", opt={"may": May.RELEASE})
async def gather_anew(session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Redirect:
    """With what people asked and what is heard by now."""
    earlier = await queries.release(session, id, lock=True)
    release = await actions.gather_anew(session, here, earlier, by=me, today=today_in(here.time_zone))
    return _back(here, release.id, "gathered")


@post("/{id:uuid}/approval", opt={"may": May.RELEASE})
async def approve(session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Redirect:
    await actions.approve(session, await queries.release(session, id, lock=True), by=me)
    return _back(here, id, "release-approved")


@post("/{id:uuid}/publication", opt={"may": May.RELEASE})
async def publish(session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Redirect:
    found = await queries.release(session, id, lock=True)
    await actions.publish(session, here, found, by=me, today=today_in(here.time_zone))
    return _back(here, id, "published")


@post("/{id:uuid}/withdrawal", opt={"may": May.RELEASE})
async def withdraw(session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Redirect:
    await actions.withdraw(session, await queries.release(session, id, lock=True), by=me)
    return Redirect(f"/{here.slug}/releases?done=withdrawn", status_code=303)


def _is_open(published_at: datetime | None) -> bool:
    return published_at is not None and published_at <= now()


def _back(here: Collaborative, id: UUID, done: str) -> Redirect:
    return Redirect(f"/{here.slug}/releases/{id}?done={done}", status_code=303)


# ---- Members, partners, everyone -------------------------------------------------------------------------------------


@get("/reports", opt={"may": May.READ_RELEASES, "entry": READ})
async def reports(request: Asks, session: Transaction, here: Here, me: Me) -> Response[bytes] | Template:
    """Every published report this person may read."""
    found = await queries.published(session, ALL_AUDIENCES)
    several = queries.several_audiences(found)
    listed = lists.published(here.time_zone, several=several).shown(found, request.query_params)
    if listed.wanted.file:
        return files.as_file(f"{here.name}, {translated('Reports')}", listed.table(), listed.wanted.file)
    return page(
        "releases/reports.html",
        here=here,
        listed=listed,
        page=PUBLISHED,
        views=await views.views(session, here, me, PUBLISHED),
        found=listed.rows,
        shown_to=SHOWN_TO,
        several=several,
        of_member=bool(me.members()),
    )


@get("/editions/{id:uuid}/{kind:str}", opt={"may": May.PUBLIC}, middleware=[COMPRESSED])
async def file(
    request: Asks, session: Transaction, here: Here, id: FromPath[UUID], kind: FromPath[str]
) -> Response[bytes]:
    """A kept file, unchanged. Whose audience it is not for, to them it is not there."""
    found = await queries.file(session, id, kind)
    for_all = here.public_page and found.audience == Audience.PUBLIC and _is_open(found.published_at)
    headers = {
        "Cache-Control": f"public, max-age={public.SECONDS}" if for_all else "private, no-store",
        "Content-Disposition": f'inline; filename="{here.slug}-{found.audience}.{kind}"',
    }
    if known := public.unchanged(request, found.sha256, headers):
        return known
    content = await queries.content_of(session, found.id)
    return Response(content, media_type=MEDIA_TYPES[found.kind], headers=headers)


@get("/", opt={"may": May.PUBLIC}, middleware=[COMPRESSED])
async def public_page(request: Asks, session: Transaction, here: Here) -> Response[Any]:
    """The newest public report, from its frozen copy alone: the same for everyone, no cookie, may be cached.

    Raises:
        NotFound: the collaborative has no public page.
    """
    if not here.public_page:
        raise NotFound(translated("There is nothing at this address."))
    frozen = await queries.latest(session, Audience.PUBLIC)
    text = await queries.text_of(session, frozen.id) if frozen else ""
    said = public.said(request, here)
    spoken = await translating.spoken(session, here)
    report = drawn(text, spoken.tongue) if text else ""
    listed = await queries.published(session, [Audience.PUBLIC])
    kinds = next((one.kinds[frozen.id] for one in listed if frozen and frozen.id in one.kinds), frozenset())
    return public.answered(
        request,
        "releases/public.html",
        here=here,
        said=said,
        report=report,
        spoken=spoken,
        frozen=frozen,
        listed=listed,
        kinds=kinds,
        goals=named(text) if text else (),
    )


@lru_cache(maxsize=32)
def drawn(text: str, tongue: Tongue | None = None) -> str:
    """An edition's report as HTML. What is frozen always looks the same, so the last few are kept."""
    edition = Edition.from_json(text)
    return html.fragment(edition, retelling.knowing(tongue, edition) if tongue else None)


@lru_cache(maxsize=32)
def named(text: str) -> Sequence[tuple[str, str]]:
    """Code and name of each goal of an edition."""
    return tuple((one.code, one.name) for one in Edition.from_json(text).goals)


router = Router(
    path="/{slug:str}/releases",
    route_handlers=[index, gather, show, gather_anew, approve, publish, withdraw],
    opt={"entry": MANAGE},
)
reading = Router(path="/{slug:str}", route_handlers=[reports, file, public_page])
