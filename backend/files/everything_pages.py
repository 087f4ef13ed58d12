"""`/SLUG/submissions/everything.csv` and `.xlsx`: a member's own data, all of it, in one click."""

import asyncio

from litestar import Response, Router, get

from backend.files.everything import as_csv, as_workbook, everything
from backend.kit.downloads import to_keep
from backend.kit.web import Transaction
from backend.members.door import Here, Me
from backend.members.rules import May

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@get("/everything.csv", opt={"may": May.READ_SUBMISSIONS})
async def csv(session: Transaction, here: Here, me: Me) -> Response[bytes]:
    """Of the members one acts for; the backbone takes each collection's values instead."""
    rows = await everything(session, me.members(), calendar=here.calendar, currency=here.currency)
    return Response(as_csv(rows), media_type="text/csv", headers=to_keep(f"{here.name}.csv"))


@get("/everything.xlsx", opt={"may": May.READ_SUBMISSIONS})
async def workbook(session: Transaction, here: Here, me: Me) -> Response[bytes]:
    rows = await everything(session, me.members(), calendar=here.calendar, currency=here.currency)
    content = await asyncio.to_thread(as_workbook, rows, tab="Values")
    return Response(content, media_type=XLSX, headers=to_keep(f"{here.name}.xlsx"))


router = Router(path="/{slug:str}/submissions", route_handlers=[csv, workbook])
