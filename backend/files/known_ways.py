"""All ways in, in the order in which a file is tried on them: the surest sign first, the member's own file last."""

from collections.abc import Sequence

from backend.files.own import way as mapped
from backend.files.tidy import way as tidy
from backend.files.ways import Way, WayIn
from backend.files.workbook import way as workbook
from backend.files.zip_sheet import way as zip_sheet
from backend.kit.errors import Invalid
from backend.kit.languages import translated
from backend.kit.sheets.book import Book

WAYS: Sequence[WayIn] = (workbook.WAY_IN, tidy.WAY_IN, zip_sheet.WAY_IN, mapped.WAY_IN)


def way_of(book: Book, *, many: bool = False) -> WayIn:
    """The first way that knows this file. many: it is to hold several members' answers.

    Raises:
        Invalid: none does; with what would be right.
    """
    found = next((one for one in WAYS if one.recognises(book)), None)
    if found is None:
        raise Invalid(
            translated(
                "This file is none of the kinds that are read here. Start from the workbook of this collection,"
                " or send a list with the columns member, period, element, breakdown, value, status and note."
            ),
            code="file.unknown",
        )
    if many and not found.many:
        raise Invalid(
            translated(
                "This is %(state)s, with one member’s answers: open that member’s submission and send it there.",
                state=translated(found.way.shown_as),
            ),
            code="file.one_member",
        )
    return found


def known(way: str) -> WayIn:
    """By its name; of an upload that was read by it."""
    return next(one for one in WAYS if one.way == Way(way))
