"""`/SLUG/roles`: who may do what here, in plain words, for everyone who belongs."""

from litestar import Router, get
from litestar.response import Template

from backend.kit.web import page
from backend.members.door import Here, Me
from backend.members.grants import grants
from backend.members.rules import SHOWN, May


@get("/roles", sync_to_thread=False)
def roles(here: Here, me: Me) -> Template:
    return page("members/roles.html", here=here, grants=grants(), mine={SHOWN[role] for role in me.roles})


router = Router(path="/{slug:str}", route_handlers=[roles], opt={"may": May.BELONG})
