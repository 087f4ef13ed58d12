"""`/operator`: every collaborative of the installation, and whether it is well."""

from litestar import Router, get
from litestar.response import Template

from backend.kit import claims
from backend.kit.db import now
from backend.kit.web import Transaction, page
from backend.members.rules import May
from backend.operators import queries


@get("/operator")
async def overview(session: Transaction) -> Template:
    """Counts, days and domains; nothing that was answered, and nobody's name."""
    found = await queries.overview(session)
    last = await claims.last_beat(session)
    return page(
        "operators/overview.html",
        found=found,
        sign_ins=await queries.refused_sign_ins(session),
        database=await queries.database_bytes(session),
        clock=last,
        stands_still=claims.stands_still(last, now()),
    )


router = Router(path="/", route_handlers=[overview], opt={"may": May.OPERATE})
