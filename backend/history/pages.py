"""`/SLUG/past`: earlier quarters, pasted or as a file: looked at first, saved with one click."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.response import Redirect, Template
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from backend.files import persons
from backend.files.evidence.rules import harmless
from backend.history import bringing, past, past_lines, totals, totals_kept
from backend.history.bringing import Came
from backend.history.past import Look
from backend.history.totals import LookAtTotals
from backend.indicators import queries as indicator_queries
from backend.indicators.tables import Framework
from backend.kit import forms
from backend.kit.db import today_in
from backend.kit.errors import AnchorlineError, Invalid, Problem
from backend.kit.languages import later, translated
from backend.kit.sheets import apart
from backend.kit.web import THE_QUARTER, Entry, Transaction, page
from backend.members.door import Here, Me
from backend.members.rules import May
from backend.members.tables import Collaborative
from backend.submissions import queries

Asks = Request[Any, Any, Any]
ENTRY = Entry(later("Earlier quarters"), "/past", May.REVIEW, 24, THE_QUARTER)
TOLD = {
    "past-brought": later("Saved. It counts from now on, and can be taken back as long as no report rests on it."),
    "past-taken-back": later("Taken back. None of it counts any longer."),
}
VISIBILITIES = ("backbone", "members", "partners", "public")
TOLD_AT_ONCE = 60
PASTED = "pasted"
EXAMPLES = {
    "line": "member\tperiod\telement\tvalue\nAsh\t2023 Q4\thires\t40",
    "quarters": "member\t2023 Q3\t2023 Q4\nAsh\t38\t40",
    "questions": "member\tperiod\thires\tlocal_hires\nAsh\t2023 Q4\t40\t12",
}


class Bringing(forms.Form):
    """lines: as pasted. looked: the mark of what was looked at. file is read apart from these."""

    framework: Annotated[str, Field(title=later("Collection"))] = ""
    lines: Annotated[str, Field(title=later("Figures"), max_length=600_000)] = ""
    question: Annotated[str, Field(title=later("Which question"), max_length=120)] = ""
    period: Annotated[str, Field(title=later("Which period"), max_length=40)] = ""
    name: Annotated[str, Field(title=later("File"), max_length=200)] = PASTED
    looked: Annotated[str, Field(title=later("Looked at"), max_length=40)] = ""
    then: Annotated[Literal["look", "save"], Field(title=later("Then"))] = "look"


class Keeping(forms.Form):
    """What it is saved with, asked for once it was looked at. All but said: of totals alone."""

    said: Annotated[str, Field(title=later("Where they come from"), max_length=300)] = ""
    published_on: Annotated[forms.MaybeDay, Field(title=later("Came out on"))] = None
    visibility: Annotated[str, Field(title=later("Who may see these totals"), pattern="^[a-z]+$")] = "backbone"


@get("/", opt={"may": May.REVIEW, "entry": ENTRY})
async def index(session: Transaction, here: Here) -> Template:
    return await _page(session, here, {})


@post("/", opt={"may": May.REVIEW})
async def bring(request: Asks, session: Transaction, here: Here, me: Me) -> Response[Any] | Template:
    """Looked at; or saved, if it is what was looked at."""
    typed = await forms.typed(request, Bringing) | await forms.typed(request, Keeping)
    try:
        sent = await forms.read(request, Bringing, besides=frozenset({"file", *Keeping.model_fields}))
        # Before anything is asked of the database, so that no connection waits with it.
        typed["lines"], typed["name"] = await _text(sent, await forms.file(request))
        if sent.then == "save":
            await bringing.one_at_a_time(session)
        frameworks = await indicator_queries.frameworks(session)
        framework = _framework(frameworks, sent.framework)
        table = past_lines.read(typed["lines"], here.calendar, element=sent.question, period=sent.period)
        today = today_in(here.time_zone)
        reader = past.look if table.of_members else totals.look
        found = await reader(session, here, framework, table.lines, today=today)
        typed["looked"] = past_lines.mark(typed["lines"], str(framework.id), sent.question, sent.period)
        if sent.then == "look" or sent.looked != typed["looked"]:
            return _shown(here, typed, frameworks, found)
        try:
            kept = await _keeping(request)
        except Invalid as fault:
            return _shown(here, typed, frameworks, found, fault.problems, status_code=fault.status_code)
        came = Came(typed["name"], typed["looked"], kept.said, len(table.lines), len(found.problems))
        id = await _save(session, here, framework, found, came, kept, by=me.person_id, today=today)
    except AnchorlineError as error:
        await session.rollback()
        return await _page(session, here, typed, problems=error.told(), status_code=error.status_code)
    return Redirect(f"/{here.slug}/past/{id}?done=past-brought", status_code=303)


async def _keeping(request: Asks) -> Keeping:
    """Raises Invalid."""
    sent = await forms.read(request, Keeping, besides=frozenset({"file", *Bringing.model_fields}))
    faults = []
    if len(sent.said) < 3:
        message = translated("Say whose figures these are and where they stood, such as: Our quarterly book of 2023.")
        faults.append(Problem(translated("Where they come from"), message, "past.source"))
    if sent.visibility not in VISIBILITIES:
        faults.append(Problem(translated("Who may see these totals"), translated("Choose one from the list.")))
    if faults:
        raise Invalid(faults)
    return sent


async def _save(
    session: AsyncSession,
    here: Collaborative,
    framework: Framework,
    found: Look | LookAtTotals,
    came: Came,
    sent: Keeping,
    *,
    by: UUID,
    today: date,
) -> UUID:
    if isinstance(found, Look):
        return (await bringing.bring(session, here, framework, found, came, by=by)).id
    published_on = sent.published_on or today
    record = await totals_kept.bring(
        session, framework, found, came, published_on=published_on, visibility=sent.visibility, by=by
    )
    return record.id


async def _text(sent: Bringing, file: tuple[bytes, str] | None) -> tuple[str, str]:
    """What was sent, line for line, once it was found to hold no rows about persons; and what the file is called."""
    if file is None and not sent.lines.strip():
        message = translated("Paste the figures with their headings, or choose a file.")
        raise Invalid(message, where=translated("Figures"), code="past.empty")
    book = await apart.read(*(file or (sent.lines.encode(), "pasted.csv")))
    if faults := persons.in_book(book):
        raise Invalid(faults)
    name = (harmless(file[1]) or "file") if file else sent.name
    return past_lines.as_text(book.tabs[0]), name


def _framework(known: Sequence[Framework], wanted: str) -> Framework:
    """The first where none is named, as where there is one alone."""
    found = next((one for one in known if str(one.id) == wanted or not wanted), None)
    if found is None:
        raise Invalid(translated("Choose one from the list."), where=translated("Collection"), code="past.framework")
    return found


async def _page(
    session: AsyncSession,
    here: Collaborative,
    typed: dict[str, str],
    *,
    problems: Sequence[Problem] = (),
    status_code: int = 200,
) -> Template:
    earlier = await bringing.imports(session)
    return _shown(
        here,
        typed,
        await indicator_queries.frameworks(session),
        problems=problems,
        status_code=status_code,
        earlier=earlier,
        names=await queries.names(session, [one.imported_by for one in earlier]),
    )


def _shown(
    here: Collaborative,
    typed: dict[str, str],
    frameworks: Sequence[Framework],
    found: Look | LookAtTotals | None = None,
    problems: Sequence[Problem] = (),
    **others: Any,
) -> Template:
    return page(
        "history/past.html",
        here=here,
        frameworks=frameworks,
        found=found,
        label=here.calendar.label,
        typed=typed,
        problems=problems,
        anchors=forms.anchors(Bringing) | forms.anchors(Keeping) | {translated("File"): "file"},
        most=TOLD_AT_ONCE,
        pasted=PASTED,
        examples=EXAMPLES,
        **others,
    )


router = Router(path="/{slug:str}/past", route_handlers=[index, bring])
