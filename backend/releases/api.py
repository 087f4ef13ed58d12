"""Published reports, for programs: those meant for whoever asks, as they were released."""

from datetime import date, datetime
from uuid import UUID

from litestar import Response, Router, get
from litestar.params import FromPath

from backend.disclosure.figures import Audience
from backend.kit.db import ALL_AUDIENCES
from backend.kit.periods import Period
from backend.kit.programs import Answered, Says, Shape, as_json, etag
from backend.kit.web import Transaction
from backend.members.rules import May
from backend.releases import queries
from collab_reports.edition import Edition


class ReportShown(Shape):
    """One report to one audience. sha256: of the JSON text at `/editions/{id}`, as it was released."""

    id: UUID
    release: UUID
    audience: Audience
    title: str
    period_start: date
    period_end: date
    published_at: datetime
    sha256: str


class ReportsShown(Shape):
    items: tuple[ReportShown, ...]


@get("/reports", opt={"says": Says("Published reports, the newest period first", ReportsShown)})
async def reports(session: Transaction) -> Response[bytes]:
    """All of them: a collaborative publishes a few a year."""
    items = tuple(
        ReportShown(
            id=edition.id,
            release=one.release.id,
            audience=Audience(edition.audience),
            title=one.release.title,
            period_start=period.start,
            period_end=period.end,
            published_at=edition.published_at,
            sha256=edition.sha256,
        )
        for one in await queries.published(session, ALL_AUDIENCES)
        for period in [Period(one.release.period_start, one.release.period_months)]
        for edition in one.editions
        if edition.published_at
    )
    return Answered(ReportsShown(items=items)).response()


@get(
    "/editions/{id:uuid}",
    opt={"says": Says("One report, every figure as that audience may see it", Edition, tagged=True)},
)
async def edition(session: Transaction, id: FromPath[UUID]) -> Response[bytes]:
    """The kept text, unchanged; whose audience it is not for, to them it is not there."""
    kept = await queries.file(session, id, "json")
    content = await queries.content_of(session, kept.id)
    return as_json(content.decode(), headers={"ETag": etag(kept.sha256)})


router = Router(path="/{slug:str}", route_handlers=[reports, edition], opt={"may": May.READ_RELEASES})
