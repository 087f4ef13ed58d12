"""The layout around every page: templates, menu, static files, the sentence about what was just done."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import jinja2
from babel.dates import format_datetime
from litestar import Litestar, Request
from litestar.plugins.jinja import JinjaTemplateEngine
from litestar.template.config import TemplateConfig
from markupsafe import Markup

from backend.kit import days, languages, period_words
from backend.kit.branding import Brand, brand_of
from backend.kit.languages import locale_of, speech, translated
from backend.kit.web import Entry, Visitor, handlers, settings_of
from collab_reports.numbers import bare, unit_words, written
from collab_reports.unit_names import unit_name

BACKEND = Path(__file__).parents[1]
STATIC = (BACKEND / "kit/static", BACKEND.parent / "collab_reports/static")


MOST_IN_A_ROW = 6  # lines of a menu; a longer one stands at the side, under headings


@dataclass(frozen=True, slots=True)
class MenuLine:
    """group: the heading it comes first under; empty when it stands under the one before, or under none."""

    label: str
    href: str
    current: bool
    group: str = ""


@dataclass(frozen=True, slots=True)
class Language:
    code: str
    name: str
    current: bool


@dataclass(frozen=True, slots=True)
class Shell:
    """What the layout says of where one is and who one is. root: the collaborative's own address."""

    root: str
    look: Brand
    place: str
    home: str
    lang: str
    person: str
    demonstration: bool
    offer_sign_in: bool
    menu: Sequence[MenuLine]
    menu_is_long: bool
    languages: Sequence[Language]


def shell_of(request: Request[Any, Any, Any]) -> Shell:
    here: Any = request.scope.get("anchorline_here")
    visitor = request.scope.get("user")
    belongs = here is not None and visitor is not None and visitor.collaborative_id is not None
    menu = _menu(request, here.slug, visitor) if belongs else ()
    return Shell(
        root=f"/{here.slug}" if here else "",
        look=brand_of(here.brand if here else {}),
        place=here.name if here else "",
        home=f"/{here.slug}/home" if belongs else f"/{here.slug}/" if here else "/",
        lang=languages.speech().locale.replace("_", "-") if here else languages.speech().language,
        person=visitor.name if visitor else "",
        demonstration=settings_of(request).demonstration,
        offer_sign_in=visitor is None and not request.url.path.startswith("/sign-in"),
        menu=menu,
        menu_is_long=len(menu) > MOST_IN_A_ROW,
        languages=[
            Language(code, name, code == languages.speech().language) for code, name in languages.OWN_NAMES.items()
        ],
    )


def _menu(request: Request[Any, Any, Any], slug: str, visitor: Visitor) -> Sequence[MenuLine]:
    path = request.url.path
    entries = sorted((e for e in request.app.state.entries if _stands(e, visitor)), key=lambda e: (e.position, e.path))
    hrefs = [f"/{slug}{entry.path}" for entry in entries]
    current = max((h for h in hrefs if path == h or path.startswith(h + "/")), key=len, default="")
    lines, group = [], ""
    for entry, href in zip(entries, hrefs, strict=True):
        heading = entry.group if entry.group != group else ""
        group = entry.group
        lines.append(MenuLine(translated(entry.label), href, href == current, translated(heading)))
    return lines


def _stands(entry: Entry, visitor: Visitor) -> bool:
    return entry.may in visitor.permissions and (visitor.setting_up or not entry.while_setting_up)


def entries_of(app: Litestar) -> tuple[Entry, ...]:
    """The menu lines that routers declared."""
    return tuple({handler.opt["entry"] for handler in handlers(app) if handler.opt.get("entry")})


def token_field(request: Request[Any, Any, Any]) -> Markup:
    """The hidden field every form carries."""
    visitor = request.scope.get("user")
    return Markup('<input type="hidden" name="_token" value="{}">').format(visitor.csrf if visitor else "")


@cache
def static(name: str) -> str:
    """The address of a static file, changed whenever the file is."""
    for folder in STATIC:
        if (folder / name).is_file():
            return f"/static/{name}?v={hashlib.sha256((folder / name).read_bytes()).hexdigest()[:12]}"
    raise FileNotFoundError(name)


def template_config(rooms: Sequence[str], told: Mapping[str, str]) -> TemplateConfig[Any]:
    """Templates of each room under the room's name: `rounds/index.html`.

    told: sentences for what was just done; the address names one, `?done=approved`, so that no text comes from a link.
    """
    loader = jinja2.PrefixLoader({room: jinja2.FileSystemLoader(BACKEND / room / "templates") for room in rooms})
    environment = jinja2.Environment(
        loader=loader,
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    languages.into(environment)

    def told_of(request: Request[Any, Any, Any]) -> str:
        return translated(told.get(request.query_params.get("done", ""), ""))

    environment.globals.update(shell_of=shell_of, token_field=token_field, static=static, told_of=told_of)
    environment.globals.update(look_of=lambda here: brand_of(here.brand))
    environment.filters.update(day=days.for_reader, deadline=days.deadline_for_reader, moment=_moment, place=_place)
    environment.filters.update(away=days.away, amount=_amount, bare=_bare, decimal=Decimal, unit=_unit)
    environment.filters.update(day_at=days.day_at, in_months=period_words.in_months, label=period_words.label)
    environment.filters.update(collection=period_words.collection)
    environment.filters["unit_words"] = _unit_words
    environment.filters["amount_read"] = _amount_read
    return TemplateConfig(instance=JinjaTemplateEngine.from_environment(environment))


# What pages write is written as its reader's language does; the collaborative's locale holds where none was chosen.


def _place(zone: str, locale: str = "en_GB") -> str:
    return days.place_of(zone, locale_of(locale))


def _moment(value: datetime, zone: str, locale: str = "en_GB") -> str:
    """With its zone, always: "4 May 2026, 17:05 BST"."""
    locale = locale_of(locale)
    hour = "h:mm a zzz" if locale.endswith("_US") and not locale.startswith("es") else "HH:mm zzz"
    there = value.astimezone(ZoneInfo(zone))
    return f"{days.written(there.date(), locale)}, {format_datetime(there, format=hour, locale=locale)}"


def _amount(value: Decimal, unit: str, locale: str = "en_GB") -> str:
    """With its unit and every digit that was given, for people sign for it: "£1,250", "1,519.22 tonnes"."""
    exponent = value.as_tuple().exponent
    return written(
        value, unit, locale=locale_of(locale), decimals=max(0, -exponent) if isinstance(exponent, int) else None
    )


def _amount_read(value: Decimal, unit: str, locale: str = "en_GB") -> str:
    """With its unit, rounded for reading: "15.9%", "£1,250"."""
    return written(value, unit, locale=locale_of(locale))


def _bare(value: Decimal, unit: str, locale: str = "en_GB") -> str:
    """Without its unit, for a column or row that names it: "1,250", "7.0"."""
    return bare(value, unit, locale=locale_of(locale))


def _unit(unit: str) -> str:
    """As it stands beside the place where its number is typed: "people"."""
    return unit_name(unit, speech().locale)


def _unit_words(unit: str, locale: str = "en_GB") -> str:
    """As a column or a row names it: "£", "people", "kWh/m²"."""
    return unit_words(unit, locale=locale_of(locale))
