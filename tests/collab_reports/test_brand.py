"""What a collaborative looks like, on paper: its logo and colors as they were on the day, and no others."""

import io
import struct
import zlib
from hashlib import sha256

import pytest
from pydantic import ValidationError
from pypdf import PdfReader

from collab_reports.edition import Edition
from collab_reports.parts import Brand, Logo
from collab_reports.pdf import print_edition
from tests.collab_reports.samples import edition, figure, points


def png(width: int = 8, height: int = 4) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\x00" + b"\x8a\x1c\x4b" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def named(content: bytes) -> Logo:
    return Logo(sha256=sha256(content).hexdigest(), width=8, height=4)


def branded(content: bytes) -> Edition:
    return edition(
        figure(series=points("8000 8140")), brand=Brand(main="#8a1c4b", second="#0b5f6b", logo=named(content))
    )


def test_a_report_of_before_keeps_its_text_and_one_that_looks_like_something_is_read_again() -> None:
    assert '"brand"' not in edition().to_json()
    assert Edition.from_json(branded(png()).to_json()) == branded(png())
    with pytest.raises(ValidationError):
        Brand(main="red")


def test_the_logo_is_on_the_first_page_beside_the_name_and_the_colors_are_the_reports() -> None:
    one, logo = branded(png()), png()
    plain, printed = print_edition(one), print_edition(one, logo=logo)
    assert printed.content == print_edition(one, logo=logo).content
    pages = PdfReader(io.BytesIO(printed.content)).pages
    assert [len(page.images) for page in pages][:2] == [1, 0]
    assert not PdfReader(io.BytesIO(plain.content)).pages[0].images
    assert b"pdfuaid:part>1<" in printed.content
    drawn = pages[0].get_contents().get_data() + pages[1].get_contents().get_data()
    for part in (0x8A, 0x1C, 0x4B):
        assert f"{part / 255:.4f}"[:5].encode() in drawn
    with pytest.raises(ValueError, match="not the logo"):
        print_edition(one, logo=png(9))
    with pytest.raises(ValueError, match="not the logo"):
        print_edition(edition(), logo=logo)


def test_a_broken_picture_holds_no_report_up() -> None:
    broken = png()[:40]
    printed = print_edition(branded(broken), logo=broken)
    assert printed.without_logo
    assert printed.content == print_edition(branded(broken)).content
