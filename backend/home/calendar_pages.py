"""`/SLUG/calendar`: when collections open, are due and close, and from when reports may be read; and as an .ics file."""

from datetime import date
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from litestar import Request, Response, Router, get
from litestar.response import Template

from backend.home import calendar
from backend.home.calendar import Happens
from backend.kit import icalendar
from backend.kit.db import now, today_in
from backend.kit.downloads import to_keep
from backend.kit.icalendar import Day
from backend.kit.languages import later, translated
from backend.kit.period_words import in_months
from backend.kit.periods import Period
from backend.kit.web import THE_QUARTER, Entry, Transaction, page, settings_of
from backend.members.door import Here, Me
from backend.members.rules import May

ENTRY = Entry(later("Calendar"), "/calendar", May.MANAGE_ROUNDS, 23, THE_QUARTER)


@get("/calendar", opt={"may": May.BELONG, "entry": ENTRY})
async def show(session: Transaction, here: Here, me: Me) -> Template:
    today = today_in(here.time_zone)
    found = await calendar.days(session, here, me, today)
    coming = [one for one in found if one.day >= today]
    return page(
        "home/calendar.html",
        here=here,
        today=today,
        months=[(in_months(Period(first, 1)), list(days)) for first, days in groupby(coming, _month)],
        past=[one for one in reversed(found) if one.day < today],
    )


@get("/calendar.ics", opt={"may": May.BELONG})
async def take(request: Request[Any, Any, Any], session: Transaction, here: Here, me: Me) -> Response[bytes]:
    """Every day of it, past ones too: a calendar that takes the file anew moves what was moved."""
    base = settings_of(request).base_url
    found = [
        Day(
            uid=f"{one.id}@{urlsplit(base).hostname or 'anchorline'}",
            day=one.day,
            summary=one.sentence,
            description=f"{here.name}. {translated('Days are those of %(zone)s.', zone=here.time_zone)}",
            url=f"{base}/{here.slug}{one.path}",
        )
        for one in await calendar.days(session, here, me, today_in(here.time_zone))
    ]
    content = icalendar.written(here.name, found, at=now())
    return Response(content, media_type=icalendar.MEDIA_TYPE, headers=to_keep(f"{here.slug}.ics"))


def _month(of: Happens) -> date:
    return of.day.replace(day=1)


router = Router(path="/{slug:str}", route_handlers=[show, take])
