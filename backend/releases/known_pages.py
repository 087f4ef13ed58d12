"""`/SLUG/known`: what was first published of a collection, what was by a day, and, for the backbone, what was known."""

from collections.abc import Sequence
from datetime import date

from litestar import Router, get
from litestar.params import FromQuery
from litestar.response import Template

from backend.kit.db import today_in
from backend.kit.errors import NotFound
from backend.kit.languages import translated
from backend.kit.periods import Period
from backend.kit.web import Transaction, page
from backend.members.door import Here, Me
from backend.members.rules import May
from backend.releases import known


@get("/known", opt={"may": May.READ_RELEASES})
async def show(
    session: Transaction,
    here: Here,
    me: Me,
    of: FromQuery[str] = "",
    period: FromQuery[str] = "",
    on: FromQuery[str] = "",
) -> Template:
    """of: a framework's id. period: `2025-01-01/3`. on: the day asked about; today, when none is given."""
    found = await known.printed(session)
    frameworks = {one.framework_id: one.framework for one in reversed(found)}
    chosen = next((id for id in frameworks if str(id) == of), None) if of else next(iter(frameworks), None)
    if of and chosen is None:
        raise NotFound(translated("There is nothing at this address."))
    periods = known.periods_of(found, chosen) if chosen else ()
    which = _period(period, periods)
    today = today_in(here.time_zone)
    day, fault = _day(on, today)
    until = known.until(day, here.time_zone)
    backbone = May.RELEASE in me.permissions
    lines = known.lines(found, chosen, which, until) if chosen and which else []
    if backbone and chosen and which:
        lines = await known.with_live(session, lines, chosen, which, until)
    return page(
        "releases/known.html",
        here=here,
        frameworks=frameworks,
        chosen=chosen,
        periods=periods,
        which=which,
        day=day,
        today=today,
        fault=fault,
        typed=on,
        lines=lines,
        first_on=known.usual(line.first for line in lines),
        by_then_on=known.usual(line.by_then for line in lines),
        backbone=backbone,
        written=_written,
    )


def _written(period: Period) -> str:
    return f"{period.start.isoformat()}/{period.months}"


def _period(sent: str, periods: Sequence[Period]) -> Period | None:
    """Raises NotFound for one that no report shows."""
    if not sent:
        return periods[0] if periods else None
    found = next((one for one in periods if _written(one) == sent), None)
    if found is None:
        raise NotFound(translated("There is nothing at this address."))
    return found


def _day(sent: str, today: date) -> tuple[date, str]:
    """The day, and what is wrong with what was sent; then it is today."""
    if not sent:
        return today, ""
    try:
        day = date.fromisoformat(sent)
    except ValueError:
        return today, translated("Choose a day.")
    return (day, "") if day <= today else (today, translated("Choose today or an earlier day."))


router = Router(path="/{slug:str}", route_handlers=[show])
