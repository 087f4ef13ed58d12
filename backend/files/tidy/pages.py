"""What stands in a submission, or in all of a collection, as a list of values to download."""

from typing import Any
from uuid import UUID

from litestar import Request, Router, get
from litestar.params import FromPath
from litestar.response import Stream

from backend.files.tidy.out import values
from backend.kit.db import Scope
from backend.kit.downloads import to_keep
from backend.kit.web import Transaction, database_of
from backend.members.door import Here
from backend.members.rules import May
from backend.members.tables import Collaborative
from backend.rounds.queries import round_named
from backend.submissions import queries

Asks = Request[Any, Any, Any]


@get("/{id:uuid}/values.csv", opt={"may": May.READ_SUBMISSIONS})
async def of_submission(request: Asks, session: Transaction, here: Here, id: FromPath[UUID]) -> Stream:
    found = await queries.submission(session, id)
    return _csv(request, here, f"{found.member.name}, {found.round.name}", submission=found.id)


@get("/{id:uuid}/values.csv", opt={"may": May.REVIEW})
async def of_round(request: Asks, session: Transaction, here: Here, id: FromPath[UUID]) -> Stream:
    """Every member's, for the backbone."""
    found = await round_named(session, id)
    return _csv(request, here, f"{here.name}, {found.name}", round=found.id)


def _csv(request: Asks, here: Collaborative, name: str, **of: UUID) -> Stream:
    scope: Scope = request.scope["anchorline_scope"]  # type: ignore[typeddict-item]
    return Stream(
        values(database_of(request), scope, here.calendar, legend=here.legend, **of),
        media_type="text/csv",
        headers=to_keep(f"{name}.csv"),
    )


submission_router = Router(path="/{slug:str}/submissions", route_handlers=[of_submission])
round_router = Router(path="/{slug:str}/rounds", route_handlers=[of_round])
