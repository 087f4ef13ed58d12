"""Pictures: told by their bytes, whatever they are called."""

import struct

import pytest

from backend.kit.errors import Invalid
from backend.kit.pictures import MOST_BYTES, Picture, picture


def png(width: int = 64, height: int = 32) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + head + bytes(20)


def jpeg(width: int = 64, height: int = 32) -> bytes:
    first = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0" + bytes(9)
    tables = b"\xff\xff\xc4" + struct.pack(">H", 4) + b"ab"  # after one byte of padding
    frame = b"\xff\xc2" + struct.pack(">HBHHB", 17, 8, height, width, 3) + bytes(9)
    return b"\xff\xd8" + first + tables + frame + b"\xff\xda" + bytes(30)


def webp(kind: bytes, body: bytes) -> bytes:
    return b"RIFF" + bytes(4) + b"WEBP" + kind + bytes(4) + body + bytes(20)


LOSSY = webp(b"VP8 ", b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 64, 32))
LOSSLESS = webp(b"VP8L", b"\x2f" + struct.pack("<I", 63 | 31 << 14))
EXTENDED = webp(b"VP8X", bytes(4) + (63).to_bytes(3, "little") + (31).to_bytes(3, "little"))


@pytest.mark.parametrize(
    ("content", "kind"),
    [(png(), "png"), (jpeg(), "jpeg"), (LOSSY, "webp"), (LOSSLESS, "webp"), (EXTENDED, "webp")],
)
def test_a_picture_is_known_by_its_bytes(content: bytes, kind: str):
    assert picture(content, where="Logo") == Picture(f"image/{kind}", 64, 32)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a" + bytes(40),
        png()[:20],
        b"\xff\xd8\xff\xda" + bytes(40),
        b"%PDF-1.7" + bytes(40),
    ],
)
def test_nothing_else_is_taken(content: bytes):
    with pytest.raises(Invalid, match="PNG, JPEG or WebP"):
        picture(content, where="Logo")


def test_a_picture_has_its_bounds():
    assert picture(png(2000, 2000), where="Logo").width == 2000
    with pytest.raises(Invalid, match="2001 by 10 pixels"):
        picture(png(2001, 10), where="Logo")
    with pytest.raises(Invalid, match="at most 2000"):
        picture(webp(b"VP9 ", bytes(20)), where="Logo")
    assert picture(png() + bytes(MOST_BYTES - len(png())), where="Logo")
    with pytest.raises(Invalid, match="201 KB"):
        picture(png() + bytes(MOST_BYTES), where="Logo")
