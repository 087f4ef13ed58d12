"""`/SLUG/submissions/ID/zip`: the ZIP sheet typed or pasted into the page; what it says of every area list is seen first."""

import csv
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.params import FromPath
from litestar.response import Redirect, Template
from sqlalchemy.ext.asyncio import AsyncSession

from backend.files import upload_rules
from backend.files.zip_sheet import facts as zip_facts
from backend.files.zip_sheet.facts import ZipFacts
from backend.files.zip_sheet.lines import Counted, ZipLines, read_lines
from backend.files.zip_sheet.rules import FromZip, answers, spreads
from backend.files.zip_sheet.way import may_be_saved, notes
from backend.kit.db import today_in
from backend.kit.errors import Conflict, Invalid, NotFound, Problem, Refused
from backend.kit.languages import later, translated
from backend.kit.sheets.book import SheetCell, Tab
from backend.kit.web import Transaction, page
from backend.members.door import Here, Me
from backend.members.rules import May, Principal
from backend.members.tables import Collaborative
from backend.submissions import actions, queries
from backend.submissions.papers import papers
from backend.submissions.rules import Deed, possible
from backend.submissions.schemas import Draft
from backend.submissions.tables import Submission

Asks = Request[Any, Any, Any]

TOLD = {"zip-saved": later("Saved, and the questions it answers are filled in.")}
HEADING = "ZIP\tNew hires\tPayments"
SHOWN = {Counted.HIRES: (later("New hires"), "people"), Counted.PAYMENTS: (later("Payments"), "currency")}
_MOST = 400_000  # characters; some twenty thousand lines


@get("/{id:uuid}/zip", opt={"may": May.READ_SUBMISSIONS})
async def show(session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Template:
    found = await queries.submission(session, id)
    sheet = await zip_facts.kept(session, id)
    return await _page(session, here, me, found, sheet, typed=_as_text(sheet))


@post("/{id:uuid}/zip", opt={"may": May.READ_SUBMISSIONS})
async def take(request: Asks, session: Transaction, here: Here, me: Me, id: FromPath[UUID]) -> Response[Any] | Template:
    """`then` is look, to see what the lines come to, or save."""
    found = await queries.submission(session, id, lock=True)
    form = await request.form()
    typed = str(form.get("lines", ""))
    sheet = ZipLines(())
    try:
        sheet = read_lines(pasted(typed), currency=here.currency)
        if form.get("then") != "save" or sheet.problems:
            status_code = 422 if sheet.problems else 200
            return await _page(session, here, me, found, sheet, typed=typed, status_code=status_code)
        await _save(session, here, me, found, sheet)
    except (Invalid, Conflict, Refused) as error:
        await session.rollback()
        again = await queries.submission(session, id)
        return await _page(
            session, here, me, again, sheet, typed=typed, problems=error.told(), status_code=error.status_code
        )
    return Redirect(f"/{here.slug}/submissions/{id}/zip?done=zip-saved", status_code=303)


async def _save(session: AsyncSession, here: Collaborative, me: Principal, of: Submission, sheet: ZipLines) -> None:
    """The sheet and every answer it gives, or nothing."""
    may_be_saved(sheet)
    known = await zip_facts.read(session, of)
    draft = Draft(list(answers(sheet, known.own, known.questions, known.notes)))
    for_member = upload_rules.sends_for(me, of.member_id)
    await actions.save_draft(session, of, draft, by=me, today=today_in(here.time_zone), for_member=for_member)
    await zip_facts.keep(session, of, zip_facts.as_kept(sheet))


async def _page(
    session: AsyncSession,
    here: Collaborative,
    me: Principal,
    of: Submission,
    sheet: ZipLines,
    *,
    typed: str,
    problems: Sequence[Problem] = (),
    status_code: int = 200,
) -> Template:
    known = await zip_facts.read(session, of)
    if not known.questions:
        raise NotFound(translated("This collection asks nothing by ZIP code."))
    may = possible((await papers(session, of, today_in(here.time_zone))).situation, actions.actor(me, of))
    return page(
        "files/zip_sheet.html",
        status_code=status_code,
        here=here,
        submission=of,
        sheet=sheet,
        typed=typed or f"{HEADING}\n",
        problems=[*problems, *sheet.problems],
        notes=notes(sheet, known) if sheet.lines else sheet.notes,
        may_write=bool({Deed.SAVE, Deed.ENTER_FOR} & set(may)),
        filled=_filled(sheet, known),
        spreads=spreads(sheet, known.lists),
        lists=known.lists,
        questions=known.questions,
        SHOWN=SHOWN,
        Counted=Counted,
    )


def _filled(sheet: ZipLines, known: ZipFacts) -> Sequence[tuple[FromZip, Decimal]]:
    """The questions the sheet answers, with the number each would get; splits are left to the form."""
    cells = answers(sheet, known.own, known.questions, known.notes)
    numbers = {cell.element: Decimal(cell.typed) for cell in cells if cell.category is None}
    return [(question, numbers[question.element]) for question in known.questions if question.element in numbers]


def pasted(text: str) -> Tab:
    """Lines with tabs between their cells, as a spreadsheet pastes them, or commas or semicolons, as a tab without name.

    Raises Invalid when they are more than are read, or no lines.
    """
    if len(text) > _MOST:
        raise Invalid(
            translated(
                "This is more than the %(most)s signs that are read here. Send it as a file.", most=f"{_MOST:,}"
            ),
            code="zip.long",
        )
    try:
        return _lines(text)
    except csv.Error:
        raise Invalid(
            translated("These are no lines of ZIP codes and counts. Copy the cells once more."), code="zip.lines"
        ) from None


def _lines(text: str) -> Tab:
    delimiter = next((sign for sign in "\t;" if sign in text), ",")
    cells = {
        (row, column): SheetCell(cell)
        for row, line in enumerate(csv.reader(text.splitlines(), delimiter=delimiter), 1)
        for column, cell in enumerate(line, 1)
        if cell.strip()
    }
    return Tab("", cells)


def _as_text(sheet: ZipLines) -> str:
    """What is kept, as it may be pasted back."""
    lines = [
        "\t".join([line.zip or "unknown", *(_count(line.counts.get(one)) for one in Counted)]) for line in sheet.lines
    ]
    return "\n".join([HEADING, *lines, ""]) if lines else ""


def _count(number: Decimal | None) -> str:
    return "" if number is None else format(number, "f")


router = Router(path="/{slug:str}/submissions", route_handlers=[show, take])
