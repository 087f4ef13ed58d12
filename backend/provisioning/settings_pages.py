"""`/SLUG/settings`: what a collaborative says of itself; each change is shown before it is done, and kept in the trail."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from litestar import MediaType, Request, Response, Router, get, post
from litestar.response import Redirect, Template

from backend.kit import forms
from backend.kit.downloads import to_keep
from backend.kit.errors import Conflict, Invalid, Problem
from backend.kit.languages import later, translated
from backend.kit.web import HOW_IT_WORKS, Entry, Transaction, page
from backend.members.door import Here
from backend.members.rules import May
from backend.members.tables import Collaborative
from backend.provisioning import settling
from backend.provisioning.exporting import writing
from backend.provisioning.rules import Change
from backend.provisioning.settings_forms import General, zones

ENTRY = Entry(later("Settings"), "/settings", May.KEEP_SETTINGS, 55, HOW_IT_WORKS)
TOLD = {
    "settings": later("Saved. It holds from now on, everywhere."),
    "settings-same": later("Nothing was different, so nothing was changed."),
}
FIELDS = ("name", "strapline", "contact_email", "public_page", "time_zone")
# What comes of a change, beyond what it says.
FOLLOWS: Mapping[str, str] = MappingProxyType(
    {
        "name": later("Pages and letters say it from now on. Reports that are published keep the name they came out under."),
        "contact_email": later("Readers of reports, and those who fill in a workbook, are told to write there."),
        "public_page": later("Published reports are there for anyone as long as the page is. Without it, only those who"
                             " belong find this place at all."),
        "time_zone": later("Days of collections begin and end by it, those that are open now too."),
    }
)  # fmt: skip
Asks = Request[Any, Any, Any]


@get("/", sync_to_thread=False)
def index(here: Here) -> Template:
    return _page(here)


@post("/")
async def change(request: Asks, session: Transaction, here: Here) -> Redirect | Template:
    """Shows what would be different; sent again with what was seen, does it."""
    try:
        sent = await forms.read(request, General)
        becomes = {name: getattr(sent, name) for name in FIELDS}
        todo = settling.planned(here, becomes)
        if not todo:
            return Redirect(f"/{here.slug}/settings?done=settings-same", status_code=303)
        if sent.then == "look" or not settling.looked_at(sent.seen, becomes):
            seen = settling.seen(settling.stands(here), becomes)
            return _page(here, typed=becomes, todo=todo, seen=seen, since=sent.then != "look")
        await settling.unchanged(session, here, since=sent.seen)
    except (Invalid, Conflict) as error:
        typed: dict[str, Any] = dict(await forms.typed(request, General))
        typed["public_page"] = bool(typed["public_page"])
        return _page(here, typed=typed, problems=error.told(), status_code=error.status_code)
    await settling.settle(session, here, {one.field: one.becomes for one in todo})
    return Redirect(f"/{here.slug}/settings?done=settings", status_code=303)


@get("/starting-set", media_type=MediaType.TEXT)
async def starting_set(session: Transaction, here: Here) -> Response[bytes]:
    """All it is set up as now, as `anchorline collaborative export` writes it."""
    text = await writing.text_and_faults(session, here)
    headers = to_keep(f"{here.slug}.toml")
    return Response(text.encode(), media_type="application/toml", headers=headers)


def _page(
    here: Collaborative,
    *,
    typed: Mapping[str, Any] | None = None,
    todo: Sequence[Change] = (),
    seen: str = "",
    since: bool = False,
    problems: Sequence[Problem] = (),
    status_code: int = 200,
) -> Template:
    """since: what was typed after a first look, and is looked at now."""
    return page(
        "provisioning/settings.html",
        status_code=status_code,
        here=here,
        typed=typed or {name: getattr(here, name) for name in FIELDS},
        todo=todo,
        titles={name: translated(General.model_fields[name].title or name) for name in FIELDS},
        follows=FOLLOWS,
        seen=seen,
        since=since,
        zones=zones(),
        problems=problems,
        anchors=forms.anchors(General),
    )


router = Router(
    path="/{slug:str}/settings",
    route_handlers=[index, change, starting_set],
    opt={"may": May.KEEP_SETTINGS, "entry": ENTRY},
)
