"""`/SLUG/submissions/everything.csv` and `.xlsx`: a member's own data, all of it, in one click."""

import asyncio

from litestar import Response, Router, get

from backend.files.everything import everything
from backend.kit.lists import as_file
from backend.kit.web import Transaction
from backend.members.door import Here, Me
from backend.members.rules import May


@get("/everything.csv", opt={"may": May.READ_SUBMISSIONS})
async def csv(session: Transaction, here: Here, me: Me) -> Response[bytes]:
    """Of the members one acts for; the backbone takes each collection's values instead."""
    return as_file(here.name, await everything(session, here, me.members()), "csv")


@get("/everything.xlsx", opt={"may": May.READ_SUBMISSIONS})
async def workbook(session: Transaction, here: Here, me: Me) -> Response[bytes]:
    rows = await everything(session, here, me.members())
    return await asyncio.to_thread(as_file, here.name, rows, "xlsx")


router = Router(path="/{slug:str}/submissions", route_handlers=[csv, workbook])
