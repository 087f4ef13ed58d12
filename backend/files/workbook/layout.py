"""How our own workbook is laid out, for who writes it and who reads it back: columns, tabs, marks. Pure.

Each answer is one row. It is found again by the code in a hidden column, or by its question and split as they stand there.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from enum import StrEnum
from typing import Self
from uuid import UUID

from backend.kit.amounts import to_json_number
from backend.submissions.checks import Kind
from backend.submissions.rules import CHOICES, Status
from backend.submissions.schemas import plain

LAYOUT = 1
READ_ME, DEFINITIONS, ZIP = "Read me", "Definitions", "ZIP"


class Head(StrEnum):
    """What stands over a column; of the answer, on its first line."""

    QUESTION = "Question"
    SPLIT = "Split"
    UNIT = "Unit"
    ANSWER = "This period"
    WHY = "Why no number"
    NOTE = "Note"
    DEFINITION = "Definition"
    CODE = "Code"
    AS_SENT = "As sent"


@dataclass(frozen=True, slots=True)
class Column:
    """width: in characters. head: None is where the earlier periods stand, one column each."""

    head: Head | None
    width: float
    typed: bool = False
    hidden: bool = False


COLUMNS: Sequence[Column] = (
    Column(Head.QUESTION, 36),
    Column(Head.SPLIT, 25),
    Column(Head.UNIT, 10),
    Column(Head.ANSWER, 18, typed=True),
    Column(Head.WHY, 21, typed=True),
    Column(Head.NOTE, 28, typed=True),
    Column(None, 13),
    Column(Head.DEFINITION, 12),
    Column(Head.CODE, 24, hidden=True),
    Column(Head.AS_SENT, 16, hidden=True),
)

# Beside the period's own figures or, where the switch at the head says so, those since the year began.
PERIOD_SWITCH = "Figures that add up over time are"
THIS_PERIOD, TO_DATE = "for this period alone", "since our year began"
YES, NO = "Yes", "No"

_BY_WORDS: Mapping[str, Status] = {
    words.casefold(): status
    for status in Status
    for words in (status.value, status.shown_as, CHOICES.get(status, status.shown_as))
}


def status_of(words: str) -> Status | None:
    """Of the words offered, those shown elsewhere on the site, or its code; None of anything else."""
    return _BY_WORDS.get(" ".join(words.split()).casefold())


def words_of(status: Status | None) -> str:
    """A number that is reported needs no word."""
    return "" if status is None else CHOICES.get(status, "")


def written(number: Decimal | None, words: str | None, kind: Kind) -> str:
    """An answer as a draft carries it, the same however it was typed."""
    if kind is Kind.TEXT:
        return plain(words or "")
    if number is None:
        return ""
    return (YES if number else NO).lower() if kind is Kind.YES_NO else to_json_number(number)


def as_sent(typed: str, status: Status | None, note: str) -> str:
    """A short sum of an answer, kept beside it: whether it was touched since is then known without what it was."""
    said = None if status is Status.REPORTED else status
    parts = "\x1f".join((typed, said or "", plain(note)))
    return hashlib.sha256(parts.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Marks:
    """Whom a workbook is for. Kept in the file's properties, and on every tab in case those are lost on the way."""

    layout: int
    collaborative: UUID
    member: UUID
    round: UUID
    submission: UUID
    version: int

    @property
    def properties(self) -> dict[str, str]:
        return {f"anchorline {one.name}": str(getattr(self, one.name)) for one in fields(self)}

    @property
    def text(self) -> str:
        return " ".join(("anchorline", *self.properties.values()))

    @classmethod
    def of_properties(cls, found: Mapping[str, str]) -> Self | None:
        names = [f"anchorline {one.name}" for one in fields(cls)]
        return cls.of_text(" ".join(("anchorline", *(found.get(name, "") for name in names))))

    @classmethod
    def of_text(cls, text: str) -> Self | None:
        match = _MARKS.fullmatch(text.strip())
        if match is None:
            return None
        layout, collaborative, member, round, submission, version = match.groups()
        return cls(int(layout), UUID(collaborative), UUID(member), UUID(round), UUID(submission), int(version))


_ID = "([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
_MARKS = re.compile(rf"anchorline ([0-9]{{1,4}}) {_ID} {_ID} {_ID} {_ID} ([0-9]{{1,4}})")
