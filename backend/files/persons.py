"""What in a file looks like rows or facts about persons: such a file is refused before anything of it is kept. Pure.

A header that only people have, a column of numbers or addresses of people, one row for each person. Names of hospitals,
counts by gender or ZIP code, and the office to call in the head of a sheet are none of these. Nothing found is repeated:
a cell is named by its address.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from stdnum.gb import nhs

from backend.files.person_headers import ATTRIBUTES, COUNTS, IDENTITIES, OF_PLACES, PEOPLE, PERSONAL
from backend.kit.errors import Problem
from backend.kit.languages import translated
from backend.kit.sheets.book import Book, Tab, letters
from backend.submissions.persons import in_words

NAMED = 20  # cells of one fault; beyond that how many more
SAME_ZIP = 5  # rows of one ZIP code with a count of one
FEW_ROWS = 5  # rows that may be one a person by chance

_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}")
_TEN = re.compile(r"\d{3}([- ]?)\d{3}\1\d{4}")
_ZIP = re.compile(r"\d{5}(?:-\d{4})?")
_NUMBER = re.compile(r"[$£€]?-?[\d,]*\.?\d+%?")
_PERSON = re.compile(r"[^\W\d_][\w'’.-]+, [^\W\d_][\w'’. -]+|(?:[^\W\d_a-z][\w'’.-]+ ){1,2}[^\W\d_a-z][\w'’.-]+")
# Quick, and true of whatever `in_words` could find: most cells are single numbers or codes.
_WORTH_READING = re.compile(
    r"\d{3}[- –]\d\d|\d{9}|(?i:born|birth|d\.?o\.?b|nac|mrn|record|chart|expediente| id| n[uo])"
)


def in_book(book: Book) -> list[Problem]:
    """Every cell that must not be here, tab by tab; empty for a file of figures."""
    return [problem for tab in book.tabs for problem in _in_tab(tab)]


@dataclass(frozen=True, slots=True)
class _Column:
    """cells: (row, text) from the top."""

    number: int
    cells: Sequence[tuple[int, str]]

    def under(self, row: int) -> Sequence[tuple[int, str]]:
        return [(at, text) for at, text in self.cells if at > row]


def _in_tab(tab: Tab) -> Iterator[Problem]:
    columns = _columns(tab)
    named = _headers(tab, PERSONAL)
    yield from _said(
        tab, translated("a column about persons"), "person.header", [spot for spot in named if _heads(tab, *spot)]
    )
    for column in columns.values():
        yield from _of_column(tab, column)
    yield from _written(tab)
    yield from _rows_of_persons(tab, columns)
    yield from _same_zip(tab, columns)


def _columns(tab: Tab) -> Mapping[int, _Column]:
    cells: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for row, texts in tab.lines():
        for column, text in enumerate(texts, 1):
            if text:
                cells[column].append((row, text.strip()))
    return {number: _Column(number, sorted(found)) for number, found in sorted(cells.items())}


def plain(text: str) -> str:
    """As headers are compared: small letters without accents, marks or doubled spaces."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w#]+|_", " ", bare).split())


def _headers(tab: Tab, words: frozenset[str]) -> list[tuple[int, int]]:
    """Where one of these words stands alone in a cell."""
    texts = {text for text in _texts(tab) if len(text) <= 60 and not text[0].isdigit() and plain(text) in words}
    return _spots(tab, texts)


def _texts(tab: Tab) -> set[str]:
    """Every text once: of a hundred thousand rows most cells say what another says."""
    return {text for _, texts in tab.lines() for text in texts} - {""}


def _spots(tab: Tab, texts: Collection[str]) -> list[tuple[int, int]]:
    if not texts:
        return []
    return [(row, at) for row, line in tab.lines() for at, text in enumerate(line, 1) if text in texts]


def _heads(tab: Tab, row: int, column: int) -> bool:
    """Something stands beneath it, or right of it: a word alone is a word."""
    return any(tab.text(row + down, column) for down in (1, 2, 3)) or bool(tab.text(row, column + 1))


# ---- Columns ---------------------------------------------------------------------------------------------------------


def _of_column(tab: Tab, column: _Column) -> Iterator[Problem]:
    emails = [(row, column.number) for row, text in column.cells if "@" in text and _EMAIL.fullmatch(text)]
    if len(emails) > 1:  # one is the office to write to
        yield from _said(tab, translated("a column of e-mail addresses"), "person.email", emails)
    tens = [(row, text) for row, text in column.cells if 10 <= len(text) <= 12 and _TEN.fullmatch(text)]
    valid = [(row, column.number) for row, text in tens if nhs.is_valid(text)]
    # Of ten-digit amounts one in eleven has a right check digit by chance.
    if len(valid) >= FEW_ROWS and len(valid) >= 0.8 * len(tens):
        yield from _said(tab, translated("a column of NHS numbers"), "person.nhs", valid)


def _written(tab: Tab) -> Iterator[Problem]:
    """Cells in which a fact about a person is written."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for text in _texts(tab):
        if len(text) >= 9 and _WORTH_READING.search(text):
            for one in in_words(text, contacts=False):
                found[one.what, one.code].add(text)
    for what, code in sorted(found):
        yield from _said(tab, what, code, _spots(tab, found[what, code]))


# ---- Rows ------------------------------------------------------------------------------------------------------------


def _rows_of_persons(tab: Tab, columns: Mapping[int, _Column]) -> Iterator[Problem]:
    """A table whose rows are people: each has its own name or number, with what else is known of them, and no count."""
    for row, heads in _header_rows(tab).items():
        if any(COUNTS & set(word.split()) for word in heads.values() if word not in IDENTITIES):
            continue
        known = ATTRIBUTES & set(heads.values())
        of_persons = len(known) >= 2 and bool(known - OF_PLACES)
        for column, word in heads.items():
            below = columns[column].under(row)
            if not _each_its_own([text for _, text in below]):
                continue
            people = word in PEOPLE and _are_people([text for _, text in below])
            if people or (word in IDENTITIES and of_persons):
                spots = [(at, column) for at, _ in below]
                yield from _said(tab, translated("one row for each person"), "person.row", spots)
                return


def _header_rows(tab: Tab) -> Mapping[int, Mapping[int, str]]:
    """Rows in which one of the words for people stands, with all of their words."""
    rows = {row for row, _ in _headers(tab, IDENTITIES | PEOPLE)}
    found: dict[int, dict[int, str]] = {row: {} for row in sorted(rows)}
    for row in rows:
        found[row] = {column: plain(cell.text) for column, cell in tab.row(row)}
    return found


def _each_its_own(texts: Sequence[str]) -> bool:
    return len(texts) >= FEW_ROWS and len(set(texts)) >= 0.9 * len(texts)


def _are_people(texts: Sequence[str]) -> bool:
    return sum(bool(_PERSON.fullmatch(text)) for text in texts) >= 0.8 * len(texts)


def _same_zip(tab: Tab, columns: Mapping[int, _Column]) -> Iterator[Problem]:
    """Rows that all count one, with the same ZIP code again and again: each is somebody's home."""
    for column in columns.values():
        zips = [(row, text[:5]) for row, text in column.cells if len(text) in (5, 10) and _ZIP.fullmatch(text)]
        if len(zips) < SAME_ZIP or len(zips) < 0.5 * len(column.cells):
            continue
        often = {zip for zip, times in Counter(zip for _, zip in zips).items() if times >= SAME_ZIP}
        spots = [(row, column.number) for row, zip in zips if zip in often and _counts_one(tab, row, column, columns)]
        if len(spots) >= SAME_ZIP:
            yield from _said(tab, translated("one row for each person, by where they live"), "person.zip", spots)


def _counts_one(tab: Tab, row: int, zips: _Column, columns: Mapping[int, _Column]) -> bool:
    numbers = [tab.text(row, number) for number in columns if number != zips.number]
    numbers = [text for text in numbers if _NUMBER.fullmatch(text)]
    return all(text in ("1", "1.0") for text in numbers)


# ---- Saying it -------------------------------------------------------------------------------------------------------


def _said(tab: Tab, what: str, code: str, spots: Iterable[tuple[int, int]]) -> Iterator[Problem]:
    found = list(spots)
    for row, column in found[:NAMED]:
        yield Problem(
            tab.at(row, column),
            translated(
                "this looks like %(what)s. Files about persons are not taken: add them up first, and send the figures",
                what=what,
            ),
            code,
        )
    if len(found) > NAMED:
        within = " and ".join(sorted({letters(column) for _, column in found}))
        more = translated(
            "%(count)s more cells of column %(within)s look like %(what)s",
            count=f"{len(found) - NAMED:,}",
            within=within,
            what=what,
        )
        yield Problem(tab.name or "The file", more, code)
