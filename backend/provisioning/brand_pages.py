"""`/SLUG/brand.css` and `/SLUG/logo`, for every page; `/SLUG/settings/brand`, where they are chosen."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

import sqlalchemy as sa
from litestar import MediaType, Request, Response, Router, get, post
from litestar.datastructures import CacheControlHeader
from litestar.params import FromQuery
from litestar.response import Redirect, Template
from pydantic import Field
from uuid_utils.compat import uuid7

from backend.kit import forms
from backend.kit.branding import OURS, Brand, brand_of, readable, tone
from backend.kit.colors import ENOUGH, WHITE, Rgb, color, contrast
from backend.kit.errors import Invalid, NotFound, Problem
from backend.kit.languages import later, translated
from backend.kit.pictures import MOST_BYTES, MOST_PIXELS, picture
from backend.kit.web import HOW_IT_WORKS, Entry, Transaction, page
from backend.members.door import Here
from backend.members.logo_tables import Logo
from backend.members.rules import May
from backend.members.schemas import Nothing
from backend.members.tables import Collaborative
from backend.provisioning import brands, settling

MAY = {"may": May.KEEP_SETTINGS, "entry": Entry(later("Settings"), "/settings", May.KEEP_SETTINGS, 55, HOW_IT_WORKS)}
TOLD = {
    "colors": later("These colors are used from now on, on every page of yours."),
    "logo": later("The logo is used from now on, on every page of yours."),
    "no-logo": later("The logo is taken away. Your name stands alone."),
}
_FOR_GOOD = CacheControlHeader(public=True, max_age=31_536_000, immutable=True)
_FOR_A_WHILE = CacheControlHeader(public=True, max_age=300)
Asks = Request[Any, Any, Any]


class Colors(forms.Form):
    """Empty: the site's own. then: whether they are to be seen first, or used."""

    main: Annotated[str, Field(title=later("Main color"), max_length=20)] = ""
    second: Annotated[str, Field(title=later("Color of links"), max_length=20)] = ""
    then: Annotated[Literal["look", "use"], Field(title=later("What to do"))] = "look"


# ---- For every page --------------------------------------------------------------------------------------------------


@get("/brand.css", opt={"may": May.PUBLIC}, media_type=MediaType.CSS, sync_to_thread=False)
def sheet(here: Here, v: FromQuery[str] = "") -> Response[str]:
    """Its address changes whenever it does, so it may be kept for good."""
    brand = brand_of(here.brand)
    kept = _FOR_GOOD if v and v == brand.version else _FOR_A_WHILE
    return Response(brand.sheet, media_type=MediaType.CSS, headers={"cache-control": kept.to_header()})


@get("/logo", opt={"may": May.PUBLIC})
async def logo(session: Transaction, here: Here, v: FromQuery[str] = "") -> Response[bytes]:
    chosen = brand_of(here.brand).logo
    if chosen is None:
        raise NotFound(translated("There is nothing at this address."))
    found = (await session.scalars(sa.select(Logo).where(Logo.sha256 == chosen.sha256))).one()
    kept = _FOR_GOOD if v and chosen.sha256.startswith(v) else _FOR_A_WHILE
    headers = {"cache-control": kept.to_header(), "etag": f'"{chosen.sha256[:32]}"'}
    return Response(found.content, media_type=found.media_type, headers=headers)


# ---- Choosing --------------------------------------------------------------------------------------------------------


@get("/settings/brand", opt=MAY, sync_to_thread=False)
def show(here: Here) -> Template:
    return _page(here)


@post("/settings/brand", opt=MAY)
async def choose(request: Asks, session: Transaction, here: Here) -> Redirect | Template:
    """Shows what they would look like; refuses what cannot be read, and says what is nearest; then uses them."""
    try:
        sent = await forms.read(request, Colors)
        wanted = _colors(sent)
    except Invalid as invalid:
        return _page(here, typed=await forms.typed(request, Colors), problems=invalid.problems, status_code=422)
    typed = {name: str(one) for name, one in wanted.items()}
    if faint := {name: one for name, one in wanted.items() if not readable(one)}:
        return _page(
            here,
            typed=typed,
            problems=[Problem(translated(_title(name)), _faint(one), "brand.contrast") for name, one in faint.items()],
            instead={name: str(tone(one).light) for name, one in wanted.items()},
            status_code=422,
        )
    if sent.then == "look":
        return _page(here, typed=typed, chosen=brand_of(typed))
    await settling.hold(session, here)
    kept = {name: text for name, text in here.brand.items() if name not in OURS}
    await settling.settle(session, here, {"brand": kept | typed})
    return Redirect(f"/{here.slug}/settings/brand?done=colors", status_code=303)


@post("/settings/brand/logo", opt=MAY)
async def bring(request: Asks, session: Transaction, here: Here) -> Redirect | Template:
    where = translated("Picture")
    try:
        await forms.read(request, Nothing, besides=frozenset({"file"}))
        file = await forms.file(request)
        if file is None:
            raise Invalid(translated("Choose the file."), where=where)
        content, _ = file
        kind = picture(content, where=where).media_type
    except Invalid as invalid:
        return _page(here, problems=invalid.problems, status_code=422)
    facts = brands.of_picture(content)
    known = await session.scalar(sa.select(Logo.id).where(Logo.sha256 == facts["logo"]))
    if known is None:
        session.add(Logo(id=uuid7(), sha256=str(facts["logo"]), media_type=kind, content=content))
        await session.flush()  # its row before what points at it
    await settling.hold(session, here)
    await settling.settle(session, here, {"brand": here.brand | facts})
    return Redirect(f"/{here.slug}/settings/brand?done=logo", status_code=303)


@post("/settings/brand/logo/away", opt=MAY)
async def take_away(request: Asks, session: Transaction, here: Here) -> Redirect:
    await forms.read(request, Nothing)
    await settling.hold(session, here)
    await settling.settle(session, here, {"brand": {name: here.brand[name] for name in OURS if name in here.brand}})
    return Redirect(f"/{here.slug}/settings/brand?done=no-logo", status_code=303)


def _colors(sent: Colors) -> dict[str, Rgb]:
    """Those that were chosen. Raises Invalid."""
    found: dict[str, Rgb] = {}
    faults = []
    for name in OURS:
        if text := getattr(sent, name):
            try:
                found[name] = color(text)
            except ValueError:
                message = translated("Write a color as six digits and letters, such as #0b5f6b.")
                faults.append(Problem(translated(_title(name)), message, "brand.color"))
    if faults:
        raise Invalid(faults)
    return found


def _title(name: str) -> str:
    return Colors.model_fields[name].title or name


def _faint(one: Rgb) -> str:
    return translated(
        "Text in %(color)s is too faint to read: it has a contrast of %(has)s to 1 on white, and %(needs)s to 1 is needed"
        " on every ground it stands on. The nearest color that has it is %(nearest)s.",
        color=one,
        has=f"{contrast(one, WHITE):.1f}",
        needs=f"{ENOUGH:.1f}",
        nearest=tone(one).light,
    )


def _page(
    here: Collaborative,
    *,
    typed: Mapping[str, str] | None = None,
    chosen: Brand | None = None,
    instead: Mapping[str, str] | None = None,
    problems: Sequence[Problem] = (),
    status_code: int = 200,
) -> Template:
    """chosen: colors to be looked at before they are used. instead: the nearest ones that can be read."""
    now = brand_of(here.brand)
    return page(
        "provisioning/brand.html",
        status_code=status_code,
        here=here,
        brand=now,
        typed=typed if typed is not None else {"main": now.main, "second": now.second},
        samples=[(_sample(one), of) for one, of in ((now, "now"), (chosen, "then")) if one is not None],
        chosen=chosen,
        instead=instead,
        nearest=_sample(brand_of(instead)) if instead else None,
        problems=problems,
        anchors=forms.anchors(Colors) | {translated("Picture"): "file"},
        most_kilobytes=MOST_BYTES // 1000,
        most_pixels=MOST_PIXELS,
    )


def _sample(of: Brand) -> Mapping[str, Any]:
    return {name: tone(color(getattr(of, name) or OURS[name])) for name in OURS}


router = Router(path="/{slug:str}", route_handlers=[sheet, logo, show, choose, bring, take_away])
