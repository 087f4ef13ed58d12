"""Files made to do harm, as zips and as workbooks: each name, how it is built, what must be said."""

import bz2
import gzip
import io
import warnings
import zipfile
from collections.abc import Iterator

from tests.kit.sheets import xlsx_parts as make
from tests.kit.sheets.cases import Case, patched, streamed, with_entry
from tests.kit.sheets.xlsx_parts import SHEET, STRINGS, book, cell, one_row, relationship, relationships

MEBIBYTE = 1 << 20
LAUGHS = (
    '<!DOCTYPE l [<!ENTITY a "lolololololololololol">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(8))
    + "]>"
)
XXE = '<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
OUTSIDE = '<!DOCTYPE l SYSTEM "http://169.254.169.254/latest"><l/>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
POINTS = one_row(cell("A1", "0", "s"))
RELS = "xl/_rels/workbook.xml.rels"
DRAWING_RELS = "xl/drawings/_rels/drawing1.xml.rels"


def bomb() -> Iterator[bytes]:
    """1.1 GiB of cells."""
    yield make.sheet("").partition("<sheetData>")[0].encode() + b"<sheetData>"
    row = b"<row>" + b'<c t="inlineStr"><is><t>AAAAAAAAAAAAAAAA</t></is></c>' * 16 + b"</row>"
    yield from (row * 1_100 for _ in range(1_100))
    yield b"</sheetData></worksheet>"


def one_string(mebibytes: int) -> Iterator[bytes]:
    yield b'<worksheet xmlns="%s"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>' % make.MAIN.encode()
    yield from (b"A" * MEBIBYTE for _ in range(mebibytes))
    yield b"</t></is></c></row></sheetData></worksheet>"


def comments(mebibytes: int) -> Iterator[bytes]:
    yield b"<comments><commentList>"
    note = b'<comment ref="A1"><text><t>look</t></text></comment>'
    yield from (note * (MEBIBYTE // len(note)) for _ in range(mebibytes))
    yield b"</commentList></comments>"


def many_parts(count: int) -> bytes:
    return book({f"xl/media/image{n}.png": b"x" for n in range(count)})


def twice(first: str, second: str) -> bytes:
    out = io.BytesIO(book({first: "<a/>"}))
    with zipfile.ZipFile(out, "a") as archive, warnings.catch_warnings(action="ignore"):
        archive.writestr(second, "<b/>")
    return out.getvalue()


def damaged() -> bytes:
    raw = bytearray(book())
    at = raw.find(b"xl/worksheets/sheet1.xml") + 60
    raw[at] ^= 0xFF
    return bytes(raw)


def zip_of(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def with_link(kind: str, target: str, *, external: bool) -> bytes:
    return book({DRAWING_RELS: relationships(relationship("rId1", kind, target, external=external))})


def ole(*marks: str) -> bytes:
    return OLE + b"\0" * 500 + b"".join(mark.encode("utf-16-le") for mark in marks) + b"\0" * 500


MACRO_SHEET = make.types(main="application/vnd.ms-excel.sheet.macroEnabled.main+xml")
BINARY = make.types(main="application/vnd.ms-excel.sheet.binary.macroEnabled.main")
LETTER = make.types(main="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml")

ZIPS = (
    Case("truncated in the middle", lambda: book()[: len(book()) // 2], "sheet.broken", "cut off"),
    Case("truncated by its last byte", lambda: book()[:-1], "sheet.broken", "cut off"),
    Case("one bit of a part turned", damaged, "sheet.broken", "damaged"),
    Case("a bomb of 1.1 GiB", lambda: streamed(SHEET, bomb(), level=1), "sheet.bomb", "unpacks to more than"),
    Case(
        "one string of 800 MiB", lambda: streamed(SHEET, one_string(800), level=1), "sheet.bomb", "unpacks to more than"
    ),
    Case("a bomb in a part nobody reads", lambda: streamed("xl/comments1.xml", comments(60)), "sheet.bomb", "unpacks"),
    Case(
        "a bomb that says it is small",
        lambda: patched(streamed(SHEET, one_string(300), level=1), SHEET, size=100),
        "sheet.broken",
        "damaged",
    ),
    Case("a part that says it is large", lambda: patched(book(), SHEET, size=4_000_000_000), "sheet.bomb", "unpacks"),
    Case("two names for one part", lambda: patched(book(), STRINGS, onto=SHEET), "sheet.bomb", "inside one another"),
    Case("ten thousand parts", lambda: many_parts(10_000), "sheet.parts", "more than 200 parts"),
    Case("a name that climbs out", lambda: with_entry("../../../tmp/owned"), "sheet.parts", "leads elsewhere"),
    Case("a name from the root", lambda: with_entry("/etc/passwd"), "sheet.parts", "leads elsewhere"),
    Case("a name with a drive", lambda: with_entry("C:/windows/x"), "sheet.parts", "leads elsewhere"),
    Case("a name with backslashes", lambda: with_entry("xl\\..\\..\\x"), "sheet.parts", "leads elsewhere"),
    Case("a name with a dot folder", lambda: with_entry("xl/./x.xml"), "sheet.parts", "leads elsewhere"),
    Case("a name written from right to left", lambda: with_entry("xl/\u202elmx.x"), "sheet.parts", "leads elsewhere"),
    Case("a name that is there twice", lambda: twice("xl/a.xml", "xl/a.xml"), "sheet.parts", "two parts"),
    Case("a name twice but for its case", lambda: twice("xl/a.xml", "xl/A.XML"), "sheet.parts", "two parts"),
    Case("a part with a password", lambda: patched(book(), SHEET, flag=1), "sheet.encrypted", "password"),
    Case(
        "a part packed another way",
        lambda: with_entry("xl/a.xml", b"<a/>", method=zipfile.ZIP_BZIP2),
        "sheet.parts",
        "no spreadsheet program",
    ),
    Case("a zip inside", lambda: book({"xl/media/image1.png": book()}), "sheet.active", "other files"),
    Case("an old document inside", lambda: book({"xl/media/a.bin": ole("Workbook")}), "sheet.active", "other files"),
    Case("a program inside", lambda: book({"xl/media/a.bin": b"MZ\x90\0"}), "sheet.active", "other files"),
)

ACTIVE = (
    Case("macros", lambda: book({"xl/vbaProject.bin": b"x"}), "sheet.macro", "holds macros"),
    Case(
        "a macro workbook by another name", lambda: book({"[Content_Types].xml": MACRO_SHEET}), "sheet.macro", "macros"
    ),
    Case("macros of 1992", lambda: book({"xl/macrosheets/sheet1.xml": "<a/>"}), "sheet.macro", "macros"),
    Case("another workbook", lambda: book({"xl/externalLinks/externalLink1.xml": "<a/>"}), "sheet.external", "links"),
    Case("a connection", lambda: book({"xl/connections.xml": "<a/>"}), "sheet.external", "outside data"),
    Case("a query", lambda: book({"xl/queryTables/queryTable1.xml": "<a/>"}), "sheet.external", "outside data"),
    Case(
        "a picture fetched", lambda: with_link("image", "http://evil/x.png", external=True), "sheet.external", "links"
    ),
    Case("a control", lambda: book({"xl/activeX/activeX1.xml": "<a/>"}), "sheet.active", "active content"),
    Case("a file within", lambda: book({"xl/embeddings/oleObject1.bin": b"x"}), "sheet.active", "active content"),
    Case("a dialogue", lambda: book({"xl/dialogsheets/sheet1.xml": "<a/>"}), "sheet.active", "active content"),
    Case("a web extension", lambda: book({"xl/webextensions/a.xml": "<a/>"}), "sheet.active", "active content"),
)

DECLARED = (
    Case("an outside entity", lambda: book({STRINGS: make.strings("&x;", head=XXE), SHEET: POINTS}), "sheet.doctype"),
    Case("a billion laughs", lambda: book({STRINGS: make.strings("&i;", head=LAUGHS), SHEET: POINTS}), "sheet.doctype"),
    Case("a declaration nobody reads", lambda: book({"xl/theme/theme1.xml": OUTSIDE}), "sheet.doctype"),
    Case("a declaration in UTF-16", lambda: book({STRINGS: OUTSIDE.encode("utf-16")}), "sheet.encoding", "UTF-8"),
    Case(
        "a declaration in UTF-7",
        lambda: book({STRINGS: b"<?xml version='1.0' encoding='utf-7'?>" + OUTSIDE.encode("utf-7")}),
        "sheet.encoding",
        "UTF-8",
    ),
    Case(
        "a declaration over the edge of a piece",
        lambda: book({"xl/theme/theme1.xml": "<!--" + "x" * ((1 << 16) - 8) + "-->" + OUTSIDE}),
        "sheet.doctype",
    ),
)

FOREIGN = (
    Case("nothing", lambda: b"", "sheet.empty", "empty"),
    Case("nothing to see", lambda: b" \r\n\t " * 9, "sheet.empty", "empty"),
    Case("21 MB", lambda: b"a,b\n" * 5_300_000, "large", "more than 20 MB"),
    Case("a workbook with a password", lambda: ole("EncryptedPackage"), "sheet.encrypted", "clear the password"),
    Case("an old workbook", lambda: ole("Workbook"), "sheet.kind", "(.xls)", file_name="figures.xls"),
    Case("a binary workbook", lambda: book({"[Content_Types].xml": BINARY}), "sheet.kind", "(.xlsb)"),
    Case("a Word document", lambda: book({"[Content_Types].xml": LETTER}), "sheet.kind", "Word"),
    Case(
        "an OpenDocument spreadsheet",
        lambda: zip_of(mimetype=b"application/vnd.oasis.opendocument.spreadsheet", content__x=b"<a/>"),
        "sheet.kind",
        "(.ods)",
    ),
    Case("a Numbers file", lambda: zip_of(Index__a=b"x"), "sheet.kind", "Numbers", file_name="figures.numbers"),
    Case("a packed folder", lambda: zip_of(a=b"x"), "sheet.kind", "packed folder", file_name="figures.zip"),
    Case("a PDF", lambda: b"%PDF-1.7\n" + b"x" * 99, "sheet.kind", "PDF"),
    Case("a picture", lambda: b"\x89PNG\r\n\x1a\n" + b"x" * 99, "sheet.kind", "picture", file_name="figures.csv"),
    Case("a web page", lambda: b"<html><table><tr><td>1", "sheet.kind", "web page", file_name="figures.xls"),
    Case("an XML spreadsheet", lambda: b'<?xml version="1.0"?><Workbook/>', "sheet.kind", "XML", file_name="a.xls"),
    Case("a packed file", lambda: gzip.compress(b"a,b\n1,2\n"), "sheet.kind", "packed", file_name="a.csv.gz"),
    Case("a program", lambda: b"MZ\x90\0\3\0" + b"\0" * 99, "sheet.kind", "program", file_name="a.csv"),
    Case("noise", lambda: bz2.compress(b"a,b\n" * 99), "sheet.binary", "not a text file", file_name="a.csv"),
)

FILES = (*ZIPS, *ACTIVE, *DECLARED, *FOREIGN)
