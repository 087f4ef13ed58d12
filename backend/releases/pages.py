"""Gathering, approving and publishing for the backbone; reading for members and partners; the public page for all."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from backend.disclosure.figures import Audience
from backend.kit.db import ALL_AUDIENCES, today_in
from backend.kit.errors import NotFound
from backend.kit.web import Entry, Transaction, page
from backend.members.door import Here, Me
from backend.members.rules import May
from backend.members.tables import Collaborative
from backend.releases import actions, queries
from backend.releases.rules import ReleaseState
from backend.reports.printing import MEDIA_TYPES
from backend.rounds import queries as round_queries
from backend.rounds import rules as round_rules
from collab_reports import html
from collab_reports.edition import Edition

MANAGE = Entry("Publishing", "/releases", May.RELEASE, 40)
READ = Entry("Reports", "/reports", May.READ_RELEASES, 50)
TOLD = {
    "gathered": "Gathered. Read what each audience would see, then approve it.",
    "release-approved": "Approved. It is not public yet.",
    "published": "Published. The public page shows it from now on.",
    "withdrawn": "Thrown away. Nobody was shown it.",
}
SHOWN_TO = {
    Audience.BACKBONE: "Coordinators",
    Audience.MEMBERS: "Members",
    Audience.PARTNERS: "Community partners",
    Audience.PUBLIC: "The public",
}
PUBLIC_SECONDS = 300


# ---- The backbone ----------------------------------------------------------------------------------------------------


@get("/", opt={"may": May.RELEASE})
async def index(session: Transaction, here: Here) -> Template:
    today = today_in(here.time_zone)
    rounds = await round_queries.all_rounds(session)
    return page(
        "releases/index.html",
        here=here,
        found=await queries.releases(session),
        rounds=[one for one in rounds if round_rules.state(one, today) is not round_rules.RoundState.DRAFT],
        ReleaseState=ReleaseState,
    )


@post("/", opt={"may": May.RELEASE})
async def gather(request: Request[Any, Any, Any], session: Transaction, here: Here, me: Me) -> Redirect:
    wanted = str((await request.form()).get("round", ""))
    try:
        of = await round_queries.round_named(session, UUID(wanted), lock=True)
    except ValueError:
        raise NotFound("There is nothing at this address.") from None
    release = await actions.gather(session, here, of, by=me, today=today_in(here.time_zone))
    return _back(here, release.id, "gathered")


@get("/{id:uuid}", opt={"may": May.RELEASE})
async def show(session: Transaction, here: Here, id: FromPath[UUID], audience: FromQuery[str] = "public") -> Template:
    """The release as one audience would see it, before and after it is published."""
    found = await queries.release(session, id)
    editions = {one.audience: one for one in await queries.editions(session, id)}
    if audience not in editions:
        raise NotFound("There is nothing at this address.")
    return page(
        "releases/show.html",
        here=here,
        found=found,
        editions=editions,
        audience=audience,
        names={who.value: name for who, name in SHOWN_TO.items()},
        report=html.fragment(Edition.from_json(editions[audience].text)),
        ReleaseState=ReleaseState,
    )


@post("/{id:uuid}/approval", opt={"may": May.RELEASE})
async def approve(session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Redirect:
    await actions.approve(session, await queries.release(session, id, lock=True), by=me)
    return _back(here, id, "release-approved")


@post("/{id:uuid}/publication", opt={"may": May.RELEASE})
async def publish(session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Redirect:
    found = await queries.release(session, id, lock=True)
    await actions.publish(session, found, by=me, today=today_in(here.time_zone))
    return _back(here, id, "published")


@post("/{id:uuid}/withdrawal", opt={"may": May.RELEASE})
async def withdraw(session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Redirect:
    await actions.withdraw(session, await queries.release(session, id, lock=True), by=me)
    return Redirect(f"/{here.slug}/releases?done=withdrawn", status_code=303)


def _back(here: Collaborative, id: UUID, done: str) -> Redirect:
    return Redirect(f"/{here.slug}/releases/{id}?done={done}", status_code=303)


# ---- Members, partners, everyone -------------------------------------------------------------------------------------


@get("/reports", opt={"may": May.READ_RELEASES, "entry": READ})
async def reports(session: Transaction, here: Here) -> Template:
    """Every published report this person may read."""
    found = await queries.published(session, ALL_AUDIENCES)
    return page(
        "releases/reports.html", here=here, found=found, names={who.value: name for who, name in SHOWN_TO.items()}
    )


@get("/editions/{id:uuid}/{kind:str}", opt={"may": May.PUBLIC})
async def file(
    request: Request[Any, Any, Any], session: Transaction, here: Here, id: FromPath[UUID], kind: FromPath[str]
) -> Response[bytes]:
    """A kept file, unchanged. Whose audience it is not for, to them it is not there."""
    found = await queries.file(session, id, kind)
    public = found.audience == Audience.PUBLIC
    headers = {
        "ETag": f'"{found.sha256}"',
        "Cache-Control": f"public, max-age={PUBLIC_SECONDS}" if public else "private, no-store",
        "Content-Disposition": f'inline; filename="{here.slug}-{found.audience}.{kind}"',
    }
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(b"", status_code=304, headers=headers)
    return Response(found.content, media_type=MEDIA_TYPES[found.kind], headers=headers)


@get("/", opt={"may": May.PUBLIC})
async def public_page(request: Request[Any, Any, Any], session: Transaction, here: Here) -> Response[Any]:
    """The newest public report, from its frozen copy alone: the same for everyone, no cookie, may be cached.

    Raises:
        NotFound: the collaborative has no public page.
    """
    if not here.public_page:
        raise NotFound("There is nothing at this address.")
    frozen = await queries.latest(session, Audience.PUBLIC)
    tag = f'"{frozen.sha256 if frozen else "none"}-{html.PRINTER.replace(" ", "")}"'
    headers = {"ETag": tag, "Cache-Control": f"public, max-age={PUBLIC_SECONDS}"}
    if request.headers.get("if-none-match") == tag:
        return Response(b"", status_code=304, headers=headers)
    listed = await queries.published(session, [Audience.PUBLIC])
    report = html.fragment(Edition.from_json(frozen.text)) if frozen else ""
    return Template(
        "releases/public.html",
        context={"here": here, "report": report, "frozen": frozen, "listed": listed},
        headers=headers,
    )


router = Router(
    path="/{slug:str}/releases",
    route_handlers=[index, gather, show, approve, publish, withdraw],
    opt={"entry": MANAGE},
)
reading = Router(path="/{slug:str}", route_handlers=[reports, file, public_page])
