"""What every way in is to the rest: a reading of a book into drafts. Pure.

Each way (`workbook`, `mapped`, `tidy`, `zip_sheet`) is one function: `(Book, facts) -> Interpreted`. facts: what it must
know of the submissions, read from the database beforehand, so that reading itself touches nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from backend.kit.errors import Problem
from backend.submissions.schemas import Draft


class Way(StrEnum):
    WORKBOOK = "workbook"
    MAPPED = "mapped"  # the member's own file
    TIDY = "tidy"
    ZIP_SHEET = "zip_sheet"


@dataclass(frozen=True, slots=True)
class Answers:
    """What the file answers for one submission. Every cell of the draft knows its address in the file."""

    submission_id: UUID
    draft: Draft


@dataclass(frozen=True, slots=True)
class Interpreted:
    """problems: cells that could not become an answer, each by its address. notes: sentences on how it was read.

    A file that is for somebody else altogether is no Interpreted: the way raises Invalid or Refused with why.
    """

    answers: Sequence[Answers]
    problems: Sequence[Problem] = field(default_factory=tuple)
    notes: Sequence[str] = field(default_factory=tuple)
