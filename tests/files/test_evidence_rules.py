"""What a file is by its bytes, and the harmless name it gets."""

import io
import zipfile
from datetime import date

import pytest

from backend.files.evidence.rules import EVIDENCE, LETTERS, MOST_BYTES, Kind, Sent, cleaned, fits, kind_of, purge_day
from backend.kit.errors import Conflict, Invalid

PDF, PNG, JPEG = b"%PDF-1.7\n%\xe2\xe3", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", b"\xff\xd8\xff\xe0\0\x10JFIF"
EMAIL = b"From: a@example.org\r\nTo: b@example.org\r\nSubject: Figures\r\n\r\nThey are right.\r\n"


def office(*parts: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for part in ("[Content_Types].xml", *parts):
            packed.writestr(part, f"<{part} />" * 20)
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.pdf", PDF, Kind.PDF),
        ("a.txt", PDF, Kind.PDF),
        ("a.png", PNG, Kind.PNG),
        ("a.jpeg", JPEG, Kind.JPEG),
        ("a.xlsx", office("xl/workbook.xml"), Kind.XLSX),
        ("a.pdf", office("word/document.xml"), Kind.DOCX),
        ("a.csv", b"spend;1200\n", Kind.CSV),
        ("a.exe", "Zürich, 12 £\n".encode(), Kind.TEXT),
        ("a.txt", "Zürich, 12 £\n".encode("cp1252"), Kind.TEXT),
        ("a.eml", EMAIL, Kind.TEXT),
    ],
)
def test_a_file_is_what_its_bytes_say_whatever_its_name(name: str, content: bytes, kind: Kind):
    assert kind_of(Sent(name, content), EVIDENCE) is kind


def test_a_letter_may_be_an_e_mail_and_is_no_spreadsheet():
    assert kind_of(Sent("a.txt", EMAIL), LETTERS) is Kind.EMAIL
    with pytest.raises(Invalid, match="none of: PDF"):
        kind_of(Sent("a.pdf", office("xl/workbook.xml")), LETTERS)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b" \r\n", "empty"),
        (PDF + bytes(MOST_BYTES), "large"),
        (b"MZ\x90\0\x03\0\0\0", "kind"),
        (b"GIF89a\x01\0\x01\0\0\0", "kind"),
        (b"PK\x03\x04" + bytes(40), "kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "kind"),
        (office("xl/workbook.xml", "word/document.xml"), "kind"),
        (office("word/document.xml", "word/vbaProject.bin"), "macros"),
    ],
)
def test_what_is_not_kept_is_refused_in_words(content: bytes, code: str):
    with pytest.raises(Invalid) as refused:
        kind_of(Sent("a.pdf", content), EVIDENCE)
    assert [problem.code for problem in refused.value.problems] == [f"evidence.{code}"]
    assert kind_of(Sent("a.pdf", PDF + bytes(MOST_BYTES - len(PDF))), EVIDENCE) is Kind.PDF


@pytest.mark.parametrize(
    ("name", "kind", "becomes"),
    [
        ("Ledger Q3.pdf", Kind.PDF, "Ledger Q3.pdf"),
        ("Ledger.PDF", Kind.PDF, "Ledger.pdf"),
        ("scan.jpeg", Kind.JPEG, "scan.jpg"),
        ("C:\\Users\\x\\ledger.exe", Kind.PDF, "ledger.exe.pdf"),
        ("../../etc/passwd", Kind.TEXT, "passwd.txt"),
        ("fdp\u202egpj.exe\r\nX: y", Kind.PDF, "fdpgpj.exeX y.pdf"),
        ('<b>"a"|?*.csv', Kind.CSV, "b a.csv"),
        ("", Kind.PNG, "file.png"),
        (" . ", Kind.PNG, "file.png"),
        ("a" * 500, Kind.PNG, "a" * 120 + ".png"),
        ("Rechnung März.pdf", Kind.PDF, "Rechnung März.pdf"),
    ],
)
def test_a_name_is_made_harmless_and_ends_as_its_bytes_call_for(name: str, kind: Kind, becomes: str):
    assert cleaned(name, kind) == becomes


def test_a_file_is_kept_for_24_months():
    assert purge_day(date(2026, 9, 30)) == date(2028, 9, 30)
    assert purge_day(date(2028, 2, 29)) == date(2030, 2, 28)


def test_a_quota_is_full_to_the_byte():
    fits(600_000, 400_000, 1)
    with pytest.raises(Conflict, match=r"0\.4 MB are left"):
        fits(600_000, 400_001, 1)
