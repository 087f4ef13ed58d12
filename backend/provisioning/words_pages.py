"""`/SLUG/settings/words`: what things are called here, in each language, seen in a few sentences before it holds."""

from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Request, Router, get, post
from litestar.response import Redirect, Template

from backend.kit import forms
from backend.kit.errors import Conflict, Invalid, Problem
from backend.kit.languages import OWN_NAMES, SOURCE, later
from backend.kit.web import HOW_IT_WORKS, Entry, Transaction, page
from backend.members.door import Here
from backend.members.rules import May
from backend.members.tables import Collaborative
from backend.provisioning import settling, wordings
from backend.provisioning.rules import Change
from backend.provisioning.settings_forms import Words
from backend.provisioning.wordings import Word

ENTRY = Entry(later("Settings"), "/settings", May.KEEP_SETTINGS, 55, HOW_IT_WORKS)
TOLD = {"words": later("Kept. Pages and letters say it so from now on.")}
Asks = Request[Any, Any, Any]


@get("/", sync_to_thread=False)
def show(here: Here) -> Template:
    return _page(here, here.words)


@post("/")
async def change(request: Asks, session: Transaction, here: Here) -> Redirect | Template:
    typed = await forms.typed(request, Words)
    try:
        sent = (await forms.read(request, Words)).model_dump()
        if faults := list(wordings.faults(sent)):
            raise Invalid(faults)
        becomes = wordings.sent(here.words, sent)
        if becomes == here.words:
            return Redirect(f"/{here.slug}/settings/words?done=settings-same", status_code=303)
        if sent["then"] == "look" or not settling.looked_at(sent["seen"], becomes):
            seen = settling.seen(settling.stands(here), becomes)
            todo = _changes(here.words, becomes)
            return _page(here, becomes, todo=todo, seen=seen, since=sent["then"] != "look")
        await settling.unchanged(session, here, since=sent["seen"])
    except (Invalid, Conflict) as error:
        return _page(here, here.words, typed=typed, problems=error.told(), status_code=error.status_code)
    await settling.settle(session, here, {"words": becomes})
    return Redirect(f"/{here.slug}/settings/words?done=words", status_code=303)


def _changes(was: Mapping[str, object], becomes: Mapping[str, object]) -> Sequence[Change]:
    pairs = zip(wordings.words(was), wordings.words(becomes), strict=True)
    return [
        Change(wordings.titled(before, "one"), _said(before), _said(after))
        for before, after in pairs
        if before != after
    ]


def _said(word: Word) -> str:
    return ", ".join(filter(None, word.own)) or word.usual[0]


def _page(
    here: Collaborative,
    words: Mapping[str, object],
    *,
    typed: Mapping[str, str] | None = None,
    todo: Sequence[Change] = (),
    seen: str = "",
    since: bool = False,
    problems: Sequence[Problem] = (),
    status_code: int = 200,
) -> Template:
    """words: as they are kept, or would be. since: what was typed after a first look, and is looked at now."""
    listed = wordings.words(words)
    own = {one.field(which): text for one in listed for which, text in zip(("one", "many"), one.own, strict=True)}
    return page(
        "provisioning/words.html",
        status_code=status_code,
        here=here,
        languages={code: (name, [one for one in listed if one.language == code]) for code, name in OWN_NAMES.items()},
        source=SOURCE,
        values=typed or own,
        todo=todo,
        titles={change.field: change.field for change in todo},
        preview=wordings.preview(words, here.locale),
        seen=seen,
        since=since,
        problems=problems,
        anchors=forms.anchors(Words),
        most=wordings.MOST,
    )


router = Router(
    path="/{slug:str}/settings/words",
    route_handlers=[show, change],
    opt={"may": May.KEEP_SETTINGS, "entry": ENTRY},
)
