"""Files of rows and columns from elsewhere, read safely: what was detected is said, nothing is repaired in silence.

Numbers stay text here; what a text means is for the reader of the columns to say.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256

from backend.kit.errors import Invalid
from backend.kit.sheets import book
from backend.kit.sheets.encodings import Decoded, decode

MOST_BYTES = 20_000_000
MOST_CELLS = 2_000_000
DELIMITERS = (",", ";", "\t", "|", "$")
_LOOK_AT = 60  # records from the top that delimiter and header are judged by
_HEADER_WITHIN = 20
_FULL = 0.8  # a header row has at least this share of the cells the rows below it have


@dataclass(frozen=True, slots=True)
class Row:
    """number: counted from 1 at the top of the file, header and empty rows included, as a spreadsheet shows it."""

    number: int
    cells: tuple[str, ...]

    def cell(self, index: int) -> str:
        return self.cells[index] if index < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A header and the rows below it, with how it was read.

    header: the names as they stand, blanks at the right end cut off. rows: those with anything in them.
    notes: sentences on what was found on the way, for the person who sent the file.
    """

    header: tuple[str, ...]
    header_row: int
    rows: tuple[Row, ...]
    encoding: str
    delimiter: str
    sha256: str
    notes: tuple[str, ...]

    def column(self, index: int) -> str:
        """The column as a person finds it: `column AB "Gas"`."""
        name = self.header[index].strip() if index < len(self.header) else ""
        return f'column {letters(index)} "{name}"' if name else f"column {letters(index)}"

    @property
    def read_as(self) -> str:
        delimiter = {"\t": "tab"}.get(self.delimiter, self.delimiter)
        return f"encoding {self.encoding}, delimiter {delimiter}, header in row {self.header_row}"


def letters(index: int) -> str:
    """A spreadsheet's name for the column of this index: 0 is A, 26 is AA."""
    return book.letters(index + 1)


def read_delimited(content: bytes, *, encoding: str | None = None, delimiter: str | None = None) -> Sheet:
    """Rows of a CSV-like file; encoding, delimiter and header row are detected unless given.

    Raises:
        Invalid: too large, not text, a quotation mark never closed, no delimiter or no header row found.
    """
    decoded, delimiter, records, notes = _read(content, encoding, delimiter)
    at = _header_index(records)
    header = _without_blank_end(records[at])
    rows = tuple(Row(n, tuple(r)) for n, r in enumerate(records[at + 1 :], at + 2) if any(c.strip() for c in r))
    notes = [*decoded.notes, *notes, *_notes_on_shape(records, at, header, rows)]
    return Sheet(tuple(header), at + 1, rows, decoded.encoding, delimiter, sha256(content).hexdigest(), tuple(notes))


def records(content: bytes) -> tuple[list[list[str]], tuple[str, ...]]:
    """Every record of a CSV-like file as it stands, no header looked for, with the notes on how it was read.

    Raises:
        Invalid: as `read_delimited`, but for the header row.
    """
    decoded, _, found, notes = _read(content, None, None)
    return found, (*decoded.notes, *notes)


def _read(
    content: bytes, encoding: str | None, delimiter: str | None
) -> tuple[Decoded, str, list[list[str]], list[str]]:
    _refuse_the_hopeless(content)
    decoded = decode(content, encoding)
    delimiter = delimiter or _delimiter(decoded.text)
    found, notes = _records(decoded.text, delimiter)
    return decoded, delimiter, found, notes


def _refuse_the_hopeless(content: bytes) -> None:
    if len(content) > MOST_BYTES:
        raise Invalid(f"The file has more than {MOST_BYTES:,} bytes, the most that is read. Split it.", code="large")
    if content.startswith(b"PK\x03\x04") or content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Invalid("This is a spreadsheet workbook; save the sheet as CSV (UTF-8) first.", code="sheet.workbook")
    if not content.strip():
        raise Invalid("The file is empty.", code="sheet.empty")


def _delimiter(text: str) -> str:
    """The candidate that cuts the top of the file into the most, and most equally long, records."""
    top = "".join(text.splitlines(keepends=True)[:_LOOK_AT])
    best = max(DELIMITERS, key=lambda candidate: _evenness(top, candidate))
    if _evenness(top, best) <= 0:
        named = "comma, semicolon, tab, | or $"
        raise Invalid(f"No delimiter found: no {named} cuts the rows into columns.", code="sheet.delimiter")
    return best


def _evenness(text: str, delimiter: str) -> float:
    widths = Counter(len(record) for record in _as_far_as_readable(text, delimiter) if record)
    if not widths:
        return 0
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    return (width - 1) * count / widths.total()


def _as_far_as_readable(text: str, delimiter: str) -> Iterator[list[str]]:
    with suppress(csv.Error):
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _records(text: str, delimiter: str) -> tuple[list[list[str]], list[str]]:
    """Every record, and a note when quotation marks stand where they should not."""
    try:
        return list(_limited(text, delimiter, strict=True)), []
    except csv.Error as fault:
        if "unexpected end of data" in str(fault):
            row = _row_of_open_quote(text, delimiter)
            what = "A quotation mark is opened here and never closed."
            raise Invalid(what, where=f"row {row}", code="sheet.quote") from fault
    try:
        records = list(_limited(text, delimiter, strict=False))
    except csv.Error as fault:
        raise Invalid(f"The file cannot be read as rows: {fault}.", code="sheet.csv") from fault
    return records, ["Quotation marks stand inside cells that are not quoted as a whole; they were kept as text."]


def _limited(text: str, delimiter: str, *, strict: bool) -> Iterator[list[str]]:
    cells = 0
    for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict):
        cells += len(record)
        if cells > MOST_CELLS:
            raise Invalid(f"The file has more than {MOST_CELLS:,} cells. Split it.", code="large")
        yield record


def _row_of_open_quote(text: str, delimiter: str) -> int:
    return sum(1 for _ in _as_far_as_readable(text, delimiter))


def _header_index(records: Sequence[Sequence[str]]) -> int:
    """The first row that names about as many columns as the rows below it fill.

    A group row above names few; an empty row none; a row of data has numbers.
    """
    for index, record in enumerate(records[:_HEADER_WITHIN]):
        names = [cell.strip() for cell in record if cell.strip()]
        below = sorted(sum(1 for c in r if c.strip()) for r in records[index + 1 : index + 1 + _LOOK_AT] if any(r))
        usual = below[len(below) // 2] if below else len(names)
        if len(names) >= 2 and len(names) >= _FULL * usual and _are_names(names):
            return index
    raise Invalid(
        f"No header row found in the first {_HEADER_WITHIN} rows: none names the columns the rows below it fill.",
        code="sheet.header",
    )


def _are_names(cells: Sequence[str]) -> bool:
    numbers = sum(1 for cell in cells if cell.replace(",", "").replace(".", "").lstrip("-").isdigit())
    return numbers * 5 <= len(cells) and len(set(cells)) * 5 >= len(cells) * 4


def _without_blank_end(cells: Sequence[str]) -> list[str]:
    last = max((index for index, cell in enumerate(cells) if cell.strip()), default=-1)
    return list(cells[: last + 1])


def _notes_on_shape(
    records: Sequence[Sequence[str]], at: int, header: Sequence[str], rows: Sequence[Row]
) -> Iterator[str]:
    above = sum(1 for record in records[:at] if any(cell.strip() for cell in record))
    if at:
        yield f"Rows above the header: {at}, with group names: {above}. They are not read."
    empty = len(records) - at - 1 - len(rows)
    if empty:
        yield f"Empty rows below the header, skipped: {empty}."
    short = [
        row.number for row in rows if len(_without_blank_end(row.cells)) < len(header) and len(row.cells) < len(header)
    ]
    if short:
        yield f"Rows that end before the last column: {len(short)}, the first is row {short[0]}. What they lack is blank."
