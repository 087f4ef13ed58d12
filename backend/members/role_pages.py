"""`/SLUG/roles`: who runs it, and who may do what here, in plain words, for everyone who belongs."""

from litestar import Router, get
from litestar.response import Template

from backend.kit.web import Transaction, page
from backend.members.door import Here, Me
from backend.members.employment import backbone
from backend.members.grants import grants
from backend.members.rules import SHOWN, May


@get("/roles")
async def roles(session: Transaction, here: Here, me: Me) -> Template:
    return page(
        "members/roles.html",
        here=here,
        backbone=await backbone(session),
        shown=SHOWN,
        grants=grants(),
        mine={SHOWN[role] for role in me.roles},
    )


router = Router(path="/{slug:str}", route_handlers=[roles], opt={"may": May.BELONG})
