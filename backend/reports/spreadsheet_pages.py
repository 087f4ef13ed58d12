"""`/SLUG/spreadsheet`: the last report's totals beside the figures here. Nothing of it is kept."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal

from babel.numbers import format_decimal
from litestar import Request, Response, Router, get, post
from litestar.response import Template
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from backend.files import persons
from backend.history import past_lines
from backend.indicators import queries as indicator_queries
from backend.indicators.tables import Framework
from backend.kit import forms
from backend.kit.db import today_in
from backend.kit.errors import AnchorlineError, Invalid, Problem
from backend.kit.languages import later, speech, translated
from backend.kit.lists import as_file
from backend.kit.sheets import apart
from backend.kit.web import RESULTS, Entry, Transaction, page
from backend.members.door import Here
from backend.members.rules import May
from backend.members.tables import Collaborative
from backend.reports import spreadsheet
from backend.reports.spreadsheet import Compared, remarks

Asks = Request[Any, Any, Any]
ENTRY = Entry(later("Beside your spreadsheet"), "/spreadsheet", May.RELEASE, 30, RESULTS)
EXAMPLE = "element\tperiod\tvalue\nhires\t2025 Q4\t412"
TOLD_AT_ONCE = 60


class Holding(forms.Form):
    """file is read apart from these."""

    framework: Annotated[str, Field(title=later("Collection"))] = ""
    lines: Annotated[str, Field(title=later("Figures"), max_length=200_000)] = ""
    period: Annotated[str, Field(title=later("Which period"), max_length=40)] = ""
    then: Annotated[Literal["look", "csv", "xlsx"], Field(title=later("Then"))] = "look"


@get("/", opt={"may": May.RELEASE, "entry": ENTRY})
async def index(session: Transaction, here: Here) -> Template:
    return await _page(session, here, {})


@post("/", opt={"may": May.RELEASE}, status_code=200)
async def hold(request: Asks, session: Transaction, here: Here) -> Response[Any] | Template:
    typed = await forms.typed(request, Holding)
    try:
        sent = await forms.read(request, Holding, besides=frozenset({"file"}))
        # Before anything is asked of the database, so that no connection waits with it.
        typed["lines"] = await _text(sent, await forms.file(request))
        table = past_lines.read(typed["lines"], here.calendar, period=sent.period)
        if table.of_members:
            message = translated("These are members’ own figures. Totals are held beside here; leave that column out.")
            raise Invalid(message, where=translated("Figures"), code="spreadsheet.members")
        frameworks = await indicator_queries.frameworks(session)
        framework = _framework(frameworks, sent.framework)
        found = await spreadsheet.hold(session, here, framework, table.lines, today=today_in(here.time_zone))
    except AnchorlineError as error:
        await session.rollback()
        return await _page(session, here, typed, problems=error.told(), status_code=error.status_code)
    if sent.then != "look":
        name = translated("%(name)s, beside your spreadsheet", name=here.name)
        return as_file(name, spreadsheet.as_rows(found, here.calendar), sent.then)
    return await _page(session, here, typed, found=found, frameworks=frameworks)


async def _text(sent: Holding, file: tuple[bytes, str] | None) -> str:
    """Line for line, once it was found to hold no rows about persons."""
    if file is None and not sent.lines.strip():
        message = translated("Paste the totals with their headings, or choose a file.")
        raise Invalid(message, where=translated("Figures"), code="spreadsheet.empty")
    book = await apart.read(*(file or (sent.lines.encode(), "pasted.csv")))
    if faults := persons.in_book(book):
        raise Invalid(faults)
    return past_lines.as_text(book.tabs[0])


def _framework(known: Sequence[Framework], wanted: str) -> Framework:
    found = next((one for one in known if str(one.id) == wanted or not wanted), None)
    if found is None:
        raise Invalid(translated("Choose one from the list."), where=translated("Collection"))
    return found


async def _page(
    session: AsyncSession,
    here: Collaborative,
    typed: dict[str, str],
    *,
    found: Compared | None = None,
    frameworks: Sequence[Framework] | None = None,
    problems: Sequence[Problem] = (),
    status_code: int = 200,
) -> Template:
    return page(
        "reports/spreadsheet.html",
        status_code=status_code,
        here=here,
        frameworks=await indicator_queries.frameworks(session) if frameworks is None else frameworks,
        found=found,
        remarks=remarks,
        shown=_shown,
        label=here.calendar.label,
        typed=typed,
        problems=problems,
        anchors=forms.anchors(Holding) | {translated("File"): "file"},
        most=TOLD_AT_ONCE,
        example=EXAMPLE,
    )


def _shown(amount: Decimal) -> str:
    return str(format_decimal(Decimal(spreadsheet.short(amount)), locale=speech().locale, decimal_quantization=False))


router = Router(path="/{slug:str}/spreadsheet", route_handlers=[index, hold])
