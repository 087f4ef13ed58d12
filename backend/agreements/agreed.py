"""What an agreement lays down, whichever way it comes about, and what cannot be. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from backend.agreements.rules import AUDIENCES, Afterwards
from backend.kit.errors import Invalid, Problem
from backend.kit.languages import translated

LONGEST_DOCUMENT, LONGEST_TEXT, LONGEST_NAME = 60_000, 4_000, 200
LARGEST_FILE = 10_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Paper:
    """A signed document as a file."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Terms:
    """elements, breakdowns: codes of what is covered; None for whatever the collaborative asks.

    audiences: who may read totals with the member's figures in them, beside the backbone.
    """

    title: str
    document: str
    starts: date
    ends: date | None
    audiences: Sequence[str] = AUDIENCES
    afterwards: Afterwards = Afterwards.NOTHING_STAYS
    retention: str = ""
    elements: Sequence[str] | None = None
    breakdowns: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    name: str
    on: date | None


def check(terms: Terms, signature: Signature, paper: Paper | None, *, today: date) -> date:
    """The day it was signed. Raises Invalid with everything that cannot be."""
    problems = [*_words(terms, paper), *_dates(terms), *_signed(signature, today), *_file(paper)]
    if problems or signature.on is None:
        raise Invalid(problems)
    return signature.on


def check_offer(terms: Terms, months: int | None) -> None:
    """Raises Invalid."""
    problems = _words(terms, None)
    if months is not None and not 1 <= months <= 120:
        problems = [
            *problems,
            Problem(translated("Months"), translated("Write a number from 1 to 120, or nothing."), "agreement.months"),
        ]
    if faults := list(problems):
        raise Invalid(faults)


def check_words(where: str, text: str, *, most: int) -> Iterator[Problem]:
    if not text.strip():
        yield Problem(where, translated("Fill this in."), "agreement.blank")
    elif len(text) > most:
        yield Problem(where, translated("Write at most %(most)s signs.", most=f"{most:,}"), "agreement.long")


def check_signature(signature: Signature, document: str, *, today: date) -> date:
    """Of a word given in writing: the day. Raises Invalid."""
    problems = [*check_words(translated("In writing"), document, most=LONGEST_TEXT), *_signed(signature, today)]
    if problems or signature.on is None:
        raise Invalid(problems)
    return signature.on


def _words(terms: Terms, paper: Paper | None) -> Iterable[Problem]:
    yield from check_words(translated("Title"), terms.title, most=LONGEST_NAME)
    if paper is None or terms.document.strip():
        yield from check_words(translated("What was agreed"), terms.document, most=LONGEST_DOCUMENT)
    if len(terms.retention) > LONGEST_TEXT:
        yield Problem(
            translated("Keeping and destroying"),
            translated("Write at most %(longest_text)s signs.", longest_text=f"{LONGEST_TEXT:,}"),
            "agreement.long",
        )


def _dates(terms: Terms) -> Iterator[Problem]:
    if terms.ends is not None and terms.ends < terms.starts:
        yield Problem(translated("Last day"), translated("It cannot be before the first day."), "agreement.dates")


def _signed(signature: Signature, today: date) -> Iterator[Problem]:
    yield from check_words(translated("Signed by"), signature.name, most=LONGEST_NAME)
    if signature.on is None:
        yield Problem(translated("Signed on"), translated("Write the day it was signed."), "agreement.signed_on")
    elif signature.on > today:
        yield Problem(translated("Signed on"), translated("This day is still to come."), "agreement.signed_on")


def _file(paper: Paper | None) -> Iterator[Problem]:
    if paper is None:
        return
    if not paper.content.startswith(b"%PDF-"):
        yield Problem(translated("Signed document"), translated("Choose a PDF."), "agreement.file")
    if len(paper.content) > LARGEST_FILE:
        yield Problem(
            translated("Signed document"),
            translated("Choose a file of at most %(largest_file)s MB.", largest_file=LARGEST_FILE // 1000000),
            "agreement.file",
        )
