"""What every way in is to the rest: a reading of a book into drafts.

Each way is a folder of its own (`workbook`, `own`, `tidy`, `zip_sheet`) whose `way` has three functions and the `WayIn` made
of them; `known_ways` lists them. `uploads` calls them in this order, for every file alike:

    recognises(book)                            -> bool          pure: is this file one of mine?
    await facts(session, submission, book)      -> its facts     what it must know from the database, in the sender's scope
    interpret(book, facts)                      -> Interpreted   pure, and in a thread when the book is large

By then the book was read in a process of its own and found to hold no rows about persons; nothing of it is kept yet.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit.errors import Problem
from backend.kit.languages import later
from backend.kit.sheets.book import Book
from backend.submissions.schemas import Draft
from backend.submissions.tables import Submission


class Way(StrEnum):
    WORKBOOK = "workbook"
    MAPPED = "mapped"  # the member's own file
    TIDY = "tidy"
    ZIP_SHEET = "zip_sheet"

    @property
    def shown_as(self) -> str:
        return _SHOWN_AS[self]


_SHOWN_AS = {
    Way.WORKBOOK: later("our workbook"),
    Way.MAPPED: later("your own file"),
    Way.TIDY: later("a list of values"),
    Way.ZIP_SHEET: later("a ZIP sheet"),
}


@dataclass(frozen=True, slots=True)
class Answers:
    """What the file answers for one submission. Every cell of the draft knows its address in the file."""

    submission_id: UUID
    draft: Draft


@dataclass(frozen=True, slots=True)
class Interpreted:
    """problems: cells that could not become an answer, each by its address. notes: sentences on how it was read.

    kept: what the way writes besides the answers when they are saved (`WayIn.also_save`), as JSON.
    A file that is for somebody else altogether is no Interpreted: the way raises Invalid or Refused with why.
    """

    answers: Sequence[Answers]
    problems: Sequence[Problem] = field(default_factory=tuple)
    notes: Sequence[str] = field(default_factory=tuple)
    kept: Mapping[str, Any] = field(default_factory=dict)


class Unpointed(Exception):
    """It is the member's own file, and nobody has pointed at its columns yet. Raised by `interpret` of `mapped`."""


@dataclass(frozen=True, slots=True)
class WayIn:
    """One way, as `uploads` takes it.

    facts: submission is the one it was uploaded to; None for a file of many members, which only a way that is `many` takes.
    also_save: writes `Interpreted.kept` in the transaction that saves the answers; the submission is locked.
    """

    way: Way
    recognises: Callable[[Book], bool]
    facts: Callable[[AsyncSession, Submission | None, Book], Awaitable[Any]]
    interpret: Callable[[Book, Any], Interpreted]
    many: bool = False
    also_save: Callable[[AsyncSession, Submission, Mapping[str, Any]], Awaitable[None]] | None = None
