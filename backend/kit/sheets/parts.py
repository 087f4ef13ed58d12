"""A workbook is a zip of parts. Nothing of it is parsed before all of it was unpacked once, counted and looked through."""

import posixpath
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO

from backend.kit.errors import Invalid
from backend.kit.sheets import limits
from backend.kit.sheets.recognising import OLE, ZIP, unread

_CHUNK = 1 << 16
_LOCAL_HEADER = 30  # bytes before a part's name and content
_HARMFUL_NAMES = (
    (re.compile(r"vbaproject|vbadata|macrosheets/|intlmacrosheets/"), "sheet.macro", "macros"),
    (re.compile(r"(^|/)externallinks/"), "sheet.external", "links to other workbooks"),
    (re.compile(r"(^|/)(connections\.xml$|querytables/|model/)"), "sheet.external", "connections to outside data"),
    (
        re.compile(r"(^|/)(activex|embeddings|dialogsheets|webextensions|customui)/"),
        "sheet.active",
        "active content",
    ),
)
_CURES = {
    "sheet.macro": "Save it as Excel Workbook (.xlsx), which leaves the macros out, and send that.",
    "sheet.external": "In Excel choose Data, Edit Links or Queries & Connections, delete them there, save, and send it.",
    "sheet.active": limits.CHEAPER,
}
_DECLARED = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"']{1,40})[\"']", re.IGNORECASE)
_MARKUP = (".xml", ".rels", ".vml")


@dataclass(slots=True)
class Parts:
    """The parts of one zip by name. size: bytes of the whole file.

    Names are compared without regard to case, as the format does. read: bytes unpacked so far.
    """

    size: int
    archive: zipfile.ZipFile
    infos: Sequence[zipfile.ZipInfo]
    read: int = 0
    _names: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._names = {info.filename.casefold(): info.filename for info in self.infos}

    def find(self, name: str) -> str | None:
        return self._names.get(name.casefold())

    def chunks(self, name: str) -> Iterator[bytes]:
        """The part, unpacked piece by piece.

        Raises:
            Invalid: it is damaged.
        """
        try:
            with self.archive.open(name) as part:
                while chunk := part.read(_CHUNK):
                    self.read += len(chunk)
                    yield chunk
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            ValueError,
            OSError,
            RuntimeError,
        ) as fault:
            raise _broken() from fault

    def unpacked(self, name: str) -> int:
        return self.archive.getinfo(name).file_size


def opened(content: bytes) -> Parts:
    """The parts of a workbook, after every rule of RULES was held against them.

    Raises:
        Invalid: it breaks one; the code says which.
    """
    try:
        archive = zipfile.ZipFile(BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError, EOFError) as fault:
        raise _broken() from fault
    infos = [info for info in archive.infolist() if not info.is_dir()]
    parts = Parts(len(content), archive, infos)
    for rule in RULES:
        rule(parts)
    return parts


def few(parts: Parts) -> None:
    if len(parts.archive.infolist()) > limits.MOST_PARTS:
        what = f"The workbook is made of more than {limits.MOST_PARTS} parts, the most that is read."
        raise Invalid(f"{what} {limits.CHEAPER}", code="sheet.parts")


def well_named(parts: Parts) -> None:
    """A name that leads out of the folder it is unpacked to has no honest use; nor has a name that is there twice."""
    names = [info.filename for info in parts.archive.infolist()]
    for name in names:
        led_out = name.startswith("/") or ":" in name or "\\" in name or ".." in name.split("/")
        if led_out or not name.isprintable() or posixpath.normpath(name) != name.rstrip("/"):
            raise Invalid(
                f"A part inside the file has a name that leads elsewhere, {name[:60]!r}. {_RESAVE}", code="sheet.parts"
            )
    twice = [name for name, count in Counter(map(str.casefold, names)).items() if count > 1]
    if twice:
        raise Invalid(f"The file holds two parts named {twice[0][:60]!r}. {_RESAVE}", code="sheet.parts")


def plainly_packed(parts: Parts) -> None:
    """Not encrypted, packed as spreadsheets are, and no part inside another, which is how small bombs are made."""
    end = 0
    for info in sorted(parts.infos, key=lambda info: info.header_offset):
        if info.flag_bits & 1:
            raise Invalid(f"The file is packed with a password. {_RESAVE}", code="sheet.encrypted")
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Invalid(f"The file is packed in a way no spreadsheet program uses. {_RESAVE}", code="sheet.parts")
        if info.header_offset < end:
            raise Invalid(f"Parts of the file lie inside one another. {_RESAVE}", code="sheet.bomb")
        end = info.header_offset + _LOCAL_HEADER + info.compress_size
    if end > parts.size:
        raise _broken()


def small_by_its_own_word(parts: Parts) -> None:
    """What the parts say of their size, before a byte is unpacked."""
    _refuse_large(sum(info.file_size for info in parts.infos), parts.size)


def without_harm(parts: Parts) -> None:
    for info in parts.infos:
        for pattern, code, what in _HARMFUL_NAMES:
            if pattern.search(info.filename.casefold()):
                raise harmful(what, code)


def small_and_plain(parts: Parts) -> None:
    """Every part unpacked and counted, whatever it says of its size; looked through for declarations and hidden files."""
    count = 0
    for info in parts.infos:
        tail = b""
        for chunk in parts.chunks(info.filename):
            if not tail:
                _refuse_hidden(chunk, info.filename)
            count += len(chunk)
            _refuse_large(count, parts.size)
            if _DECLARED.search(tail + chunk):
                raise declaring()
            tail = chunk[-16:]


RULES: tuple[Callable[[Parts], None], ...] = (
    few,
    well_named,
    plainly_packed,
    small_by_its_own_word,
    without_harm,
    small_and_plain,
)


def harmful(what: str, code: str) -> Invalid:
    return Invalid(f"The workbook holds {what}, which are not taken in. {_CURES[code]}", code=code)


def _refuse_large(unpacked: int, size: int) -> None:
    most = min(limits.MOST_UNPACKED, max(limits.ALWAYS_UNPACKED, size * limits.MOST_RATIO))
    if unpacked > most:
        what = f"The file unpacks to more than {most // 1_000_000} MB, the most that is read of a file of its size."
        raise Invalid(f"{what} {limits.CHEAPER}", code="sheet.bomb")


def _refuse_hidden(start: bytes, name: str) -> None:
    """A part by its first bytes: other files inside the file, programs, and text in which declarations could hide."""
    if start.startswith((ZIP, OLE, b"MZ", b"\x7fELF")):
        raise harmful("other files", "sheet.active")
    if not name.casefold().endswith(_MARKUP):
        return
    declared = _ENCODING.match(start.removeprefix(b"\xef\xbb\xbf"))
    foreign = declared and declared[1].decode("ascii", "replace").casefold() not in (
        "utf-8",
        "utf8",
        "us-ascii",
        "ascii",
    )
    if foreign or b"\0" in start[:200] or start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Invalid(f"A part of the file is not in UTF-8, as workbooks are. {_RESAVE}", code="sheet.encoding")


_RESAVE = "Open it in Excel or LibreOffice, save it as Excel Workbook (.xlsx) under a new name, and send that."


def _broken() -> Invalid:
    return Invalid(f"The file is damaged or was cut off on its way. {_RESAVE}", code="sheet.broken")


def declaring() -> Invalid:
    what = "A part of the file declares entities, which no spreadsheet program writes."
    return Invalid(f"{what} {_RESAVE}", code="sheet.doctype")


def not_a_workbook() -> Invalid:
    return unread("a packed file that is no Excel workbook")
