"""What a file is by its first bytes; what we do not read is named, with what to do. Pure."""

from enum import StrEnum

from backend.kit.errors import Invalid
from backend.kit.sheets.limits import MOST_BYTES

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_AS_XLSX = "Open it in Excel or LibreOffice, choose Save as, Excel Workbook (.xlsx), and send that."
_SIGNATURES = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"II*\0", "a picture"),
    (b"MM\0*", "a picture"),
    (b"Rar!", "a packed folder"),
    (b"7z\xbc\xaf", "a packed folder"),
    (b"\x1f\x8b", "a packed file"),
    (b"\x7fELF", "a program"),
    (b"{\\rtf", "a text document"),
)
_BINARY = ((b"BM", "a picture"), (b"MZ", "a program"))  # letters a table may begin with; these have zeros soon after
_ENDINGS = {  # of packed files that are no workbook
    ".ods": "an OpenDocument spreadsheet",
    ".numbers": "a Numbers spreadsheet",
    ".docx": "a Word document",
    ".pptx": "a presentation",
    ".zip": "a packed folder",
}


class Form(StrEnum):
    WORKBOOK = "workbook"
    DELIMITED = "delimited"


def recognise(content: bytes, name: str) -> Form:
    """The form by the bytes alone; the name only helps to say what a refused file is.

    Raises:
        Invalid: empty, too large, or a form that is not read.
    """
    if not content.strip():
        raise Invalid("The file is empty.", code="sheet.empty")
    refuse_large(content)
    if content.startswith(OLE):
        raise _ole(content)
    if content.startswith(ZIP):
        return _packed(content, name)
    signatures = (*_SIGNATURES, *(_BINARY if b"\0" in content[:64] else ()))
    foreign = next((what for mark, what in signatures if content.startswith(mark)), "") or _markup(content)
    if foreign:
        raise Invalid(f"This is {foreign}, not a spreadsheet. {_AS_XLSX}", code="sheet.kind")
    return Form.DELIMITED


def refuse_large(content: bytes) -> None:
    """
    Raises:
        Invalid: it is larger than any file that is read.
    """
    if len(content) > MOST_BYTES:
        most = f"{MOST_BYTES // 1_000_000} MB"
        raise Invalid(
            f"The file has more than {most}, the most that is read. Split it, or leave out pictures.", code="large"
        )


def unread(what: str) -> Invalid:
    """The refusal of a file that is a spreadsheet, but of a form that is not read."""
    return Invalid(f"This is {what}, which is not read here. {_AS_XLSX}", code="sheet.kind")


def _ole(content: bytes) -> Invalid:
    if _ENCRYPTED in content:
        return Invalid(
            "The workbook is protected with a password to open it. Open it in Excel, choose File, Info, Protect Workbook, "
            "Encrypt with Password, clear the password, save, and send it again.",
            code="sheet.encrypted",
        )
    return unread("an old Excel workbook (.xls) or another old Office document")


def _packed(content: bytes, name: str) -> Form:
    """What begins as a zip; whether it is a workbook is seen from its parts, if not from these."""
    start = content[:120]
    if b"mimetypeapplication/vnd.oasis.opendocument" in start:
        raise unread(
            "an OpenDocument file (.ods)" if b"spreadsheet" in start else "an OpenDocument file, not a spreadsheet"
        )
    if b"[Content_Types].xml" not in content:
        ending = next((ending for ending in _ENDINGS if name.lower().endswith(ending)), ".zip")
        raise unread(_ENDINGS[ending])
    return Form.WORKBOOK


def _markup(content: bytes) -> str:
    """Web pages and old XML spreadsheets, which programs give out under the name .xls."""
    start = content[:2_000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<meta")):
        return "a web page"
    return "an XML file" if start.startswith(b"<?xml") else ""
