"""`/SLUG/search`: members, people, questions, figures, goals, collections and submissions by their names."""

from litestar import Router, get
from litestar.params import FromQuery
from litestar.response import Template

from backend.home import search
from backend.kit.folding import LONGEST, beginnings
from backend.kit.web import Transaction, page
from backend.members.door import Here, Me
from backend.members.rules import May


@get("/search", opt={"may": May.BELONG})
async def show(session: Transaction, here: Here, me: Me, q: FromQuery[str] = "") -> Template:
    wanted = q.strip()[:LONGEST]
    return page(
        "home/search.html",
        here=here,
        wanted=wanted,
        words=beginnings(wanted),
        groups=await search.search(session, wanted, me),
        longest=LONGEST,
    )


router = Router(path="/{slug:str}", route_handlers=[show])
