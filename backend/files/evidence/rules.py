"""Which files are kept as evidence or as a letter of confirmation: told by their bytes, named harmlessly. Pure."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from backend.kit.errors import Conflict, Invalid, Refused
from backend.kit.languages import later, translated
from backend.kit.sheets.book import Book, SheetCell, Tab
from backend.members.rules import Role
from backend.submissions.steps import State

MOST_BYTES = 20_000_000
MOST_MEGABYTES = 10_000  # of one member, as a collaborative may decide
MONTHS_KEPT = 24
LONGEST_NAME = 120


class Kind(StrEnum):
    """By its file ending. The value is the ending."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpg"
    XLSX = "xlsx"
    DOCX = "docx"
    CSV = "csv"
    TEXT = "txt"
    EMAIL = "eml"

    @property
    def media_type(self) -> str:
        return _MEDIA_TYPES[self]

    @property
    def shown_as(self) -> str:
        return _SHOWN_AS[self]

    @property
    def is_sheet(self) -> bool:
        """Can be looked through for rows about persons."""
        return self in (Kind.XLSX, Kind.CSV, Kind.TEXT)


_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MEDIA_TYPES: Mapping[Kind, str] = {
    Kind.PDF: "application/pdf",
    Kind.PNG: "image/png",
    Kind.JPEG: "image/jpeg",
    Kind.XLSX: _SHEET,
    Kind.DOCX: _WORD,
    Kind.CSV: "text/csv",
    Kind.TEXT: "text/plain",
    Kind.EMAIL: "message/rfc822",
}
_SHOWN_AS: Mapping[Kind, str] = {
    Kind.PDF: later("PDF document"),
    Kind.PNG: later("picture"),
    Kind.JPEG: later("picture"),
    Kind.XLSX: later("Excel workbook"),
    Kind.DOCX: later("Word document"),
    Kind.CSV: later("CSV file"),
    Kind.TEXT: later("text file"),
    Kind.EMAIL: later("e-mail"),
}
EVIDENCE = (Kind.PDF, Kind.PNG, Kind.JPEG, Kind.XLSX, Kind.DOCX, Kind.CSV, Kind.TEXT)
LETTERS = (Kind.PDF, Kind.PNG, Kind.JPEG, Kind.DOCX, Kind.EMAIL, Kind.TEXT)
_MARKS = ((b"%PDF-", Kind.PDF), (b"\x89PNG\r\n\x1a\n", Kind.PNG), (b"\xff\xd8\xff", Kind.JPEG))
# The main part of an Office file stands under its name among the bytes, packed or not.
_PARTS = ((b"word/document.xml", Kind.DOCX), (b"xl/workbook.xml", Kind.XLSX))
_ACTIVE = (b"vbaProject.bin", b"activeX/", b"macrosheets/")
_HEADER = re.compile(
    r"^(From|To|Date|Subject|Received|Message-ID|MIME-Version|Return-Path):\s", re.MULTILINE | re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it arrived."""

    name: str
    content: bytes


def kind_of(sent: Sent, wanted: Collection[Kind]) -> Kind:
    """By its bytes; the name only tells a CSV file from another text.

    Raises:
        Invalid: empty, too large, with macros, or none of the kinds wanted.
    """
    if not sent.content.strip():
        raise Invalid(
            translated("The file is empty. Choose one with something in it."),
            where=translated("File"),
            code="evidence.empty",
        )
    if len(sent.content) > MOST_BYTES:
        most = f"{MOST_BYTES // 1_000_000} MB"
        raise Invalid(
            translated("The file has more than %(most)s, the most that is kept.", most=most),
            where=translated("File"),
            code="evidence.large",
        )
    kind = _kind(sent)
    if kind is Kind.EMAIL and kind not in wanted:
        kind = Kind.TEXT
    if kind is None or kind not in wanted:
        raise Invalid(
            translated("This is none of: %(wanted)s. Save it as one of these.", wanted=said(wanted)),
            where=translated("File"),
            code="evidence.kind",
        )
    return kind


def said(kinds: Collection[Kind]) -> str:
    """The kinds as people name them: "PDF, PNG, JPG"."""
    return ", ".join(kind.value.upper() for kind in kinds)


def _kind(sent: Sent) -> Kind | None:
    for mark, kind in _MARKS:
        if sent.content.startswith(mark):
            return kind
    if sent.content.startswith(b"PK\x03\x04"):
        return _office(sent.content)
    return _text(sent)


def _office(content: bytes) -> Kind | None:
    if any(mark in content for mark in _ACTIVE):
        raise Invalid(
            translated("This file holds macros or other active parts. Save it without them, or as a PDF."),
            where=translated("File"),
            code="evidence.macros",
        )
    found = [kind for part, kind in _PARTS if part in content]
    return found[0] if len(found) == 1 and b"[Content_Types].xml" in content else None


def as_lines(sent: Sent) -> Book:
    """A text that is no table: each line a cell of column A."""
    lines = enumerate(_decoded(sent.content).splitlines(), 1)
    return Book([Tab("Text", {(number, 1): SheetCell(line) for number, line in lines})], "")


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _text(sent: Sent) -> Kind | None:
    text = _decoded(sent.content)
    odd = sum(not (letter.isprintable() or letter in "\t\r\n\f") for letter in text)
    if "\0" in text or odd > len(text) // 100:
        return None
    if len(_HEADER.findall(text[:20_000])) >= 3:
        return Kind.EMAIL
    return Kind.CSV if sent.name.lower().endswith(".csv") else Kind.TEXT


def cleaned(name: str, kind: Kind) -> str:
    """The file's name without path, control and direction marks, with the ending its bytes call for."""
    shown = harmless(name)
    endings = (".jpg", ".jpeg") if kind is Kind.JPEG else (f".{kind}",)
    stem = shown
    for ending in endings:
        if shown.lower().endswith(ending):
            stem = shown[: -len(ending)]
    return f"{stem[:LONGEST_NAME].strip(' .') or 'file'}.{kind}"


def harmless(name: str) -> str:
    """Without path, control and direction marks; it may be empty."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    shown = "".join(letter for letter in last if letter.isprintable() and unicodedata.category(letter) != "Cf")
    return re.sub(r'[<>:"|?*\s]+', " ", shown).strip(" .")


def purge_day(added: date) -> date:
    """The day its content is deleted: 24 months on."""
    years = MONTHS_KEPT // 12
    try:
        return added.replace(year=added.year + years)
    except ValueError:  # the 29th of February
        return added.replace(year=added.year + years, day=28)


def may_change(state: State, roles: Collection[Role]) -> None:
    """Whether files may be added to a submission and taken away.

    Raises:
        Refused: not by these roles for its member.
        Conflict: it is locked, or thrown away, so what it rests on stays as it is.
    """
    if not {Role.CONTRIBUTOR, Role.APPROVER, Role.COORDINATOR} & set(roles):
        raise Refused(translated("Only those who enter or approve for this member, or the coordinator, can do this."))
    if state is State.LOCKED:
        raise Conflict(translated("These figures are locked, so the files they rest on stay as they are."))
    if state is State.DISCARDED:
        raise Conflict(translated("This correction was thrown away, so the files with it stay as they are."))


def fits(used: int, more: int, quota_megabytes: int) -> None:
    """Raises Conflict when the member's files would take more than its quota. used, more: bytes."""
    quota = quota_megabytes * 1_000_000
    if used + more > quota:
        left = max(quota - used, 0) / 1_000_000
        raise Conflict(
            translated(
                "This member’s files may take %(quota_megabytes)s MB, of which %(left)s MB are left, and this"
                " one has %(more)s MB. Take away one that is no longer needed, or ask the administrator for"
                " more.",
                quota_megabytes=quota_megabytes,
                left=f"{left:.1f}",
                more=f"{more / 1_000_000:.1f}",
            )
        )
