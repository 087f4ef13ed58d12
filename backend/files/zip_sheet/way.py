"""The ZIP sheet as a way in: a file, or a tab of our workbook, with ZIP, new hires and payments."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from backend.files.ways import Answers, Interpreted, Way, WayIn
from backend.files.zip_sheet import facts as zip_facts
from backend.files.zip_sheet.facts import ZipFacts
from backend.files.zip_sheet.lines import ZipLines, headings, read_lines
from backend.files.zip_sheet.rules import answers, not_in_crosswalk
from backend.kit.errors import Conflict, Invalid
from backend.kit.languages import translated
from backend.kit.sheets.book import Book
from backend.submissions.schemas import Draft
from backend.submissions.tables import Submission

_MOST_NAMED = 10


def recognises(book: Book) -> bool:
    shown = [tab for tab in book.tabs if not tab.hidden and tab.cells]
    return len(shown) == 1 and headings(shown[0]) is not None


async def facts(session: AsyncSession, submission: Submission | None, _book: Book) -> ZipFacts:
    """Raises Invalid when it was not sent for one submission."""
    if submission is None:
        raise Invalid(
            translated("A ZIP sheet is one member’s: open that member’s submission and send it there."),
            code="zip.whose",
        )
    return await zip_facts.read(session, submission)


def interpret(book: Book, known: ZipFacts) -> Interpreted:
    """The cells the sheet answers, and its lines to keep.

    Raises:
        Invalid: it lists people, or answers nothing that is asked.
    """
    tab = next(tab for tab in book.tabs if not tab.hidden and tab.cells)
    sheet = read_lines(tab, currency=known.currency)
    cells = list(answers(sheet, known.own, known.questions, known.notes))
    if not cells and not sheet.problems:
        asked = ", ".join(question.name for question in known.questions) or "nothing"
        raise Invalid(
            translated("This sheet answers nothing this collection asks; by ZIP it asks %(asked)s.", asked=asked),
            code="zip.not_asked",
        )
    draft = Draft(cells)
    return Interpreted(
        [Answers(known.submission_id, draft)], sheet.problems, notes(sheet, known), zip_facts.as_kept(sheet)
    )


def notes(sheet: ZipLines, known: ZipFacts) -> Sequence[str]:
    """How it was read, and what the crosswalks made of it."""
    found = [*sheet.notes]
    for one in known.lists:
        if not one.answerable:
            found.append(
                translated(
                    "%(name)s is a list of another kind of area, and no crosswalk from ZIP codes was brought yet.",
                    name=one.name,
                )
            )
        elif strange := not_in_crosswalk(sheet, one):
            named = ", ".join(strange[:_MOST_NAMED]) + (" …" if len(strange) > _MOST_NAMED else "")
            found.append(
                translated(
                    "%(count)s ZIP codes are not in the crosswalk for %(name)s and count as unknown: %(named)s.",
                    count=len(strange),
                    name=one.name,
                    named=named,
                )
            )
    return found


def may_be_saved(sheet: ZipLines) -> None:
    """Raises Conflict for a sheet that counts nothing."""
    if not sheet.counted:
        raise Conflict(translated("There is no line to save yet."))


WAY_IN = WayIn(Way.ZIP_SHEET, recognises, facts, interpret, also_save=zip_facts.keep)
