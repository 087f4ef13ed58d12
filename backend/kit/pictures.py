"""Pictures as they come in: what they are, told by their bytes and not by their names, and how large. Pure.

PNG, JPEG and WebP alone: each is a picture and nothing else. An SVG is a page that may carry programs.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from backend.kit.errors import Invalid
from backend.kit.languages import translated

MOST_BYTES = 200_000
MOST_PIXELS = 2_000  # of either side
_NO_FRAMES = frozenset({0xC4, 0xC8, 0xCC})  # of JPEG's markers from C0 to CF: tables, and one that is kept for later


@dataclass(frozen=True, slots=True)
class Picture:
    media_type: str
    width: int
    height: int


def picture(content: bytes, *, where: str) -> Picture:
    """Raises Invalid: it is none of the three, too heavy, or too large to the side."""
    if len(content) > MOST_BYTES:
        raise Invalid(
            translated(
                "This picture has %(size)s KB. Choose one of at most %(most)s KB.",
                size=-(-len(content) // 1000),
                most=MOST_BYTES // 1000,
            ),
            where=where,
        )
    found = _png(content) or _webp(content) or _jpeg(content)
    if found is None:
        raise Invalid(translated("Choose a PNG, JPEG or WebP picture. No other kind is taken."), where=where)
    if not (0 < found.width <= MOST_PIXELS and 0 < found.height <= MOST_PIXELS):
        raise Invalid(
            translated(
                "This picture is %(width)s by %(height)s pixels. Choose one of at most %(most)s to either side.",
                width=found.width,
                height=found.height,
                most=MOST_PIXELS,
            ),
            where=where,
        )
    return found


def _png(content: bytes) -> Picture | None:
    if not content.startswith(b"\x89PNG\r\n\x1a\n") or content[12:16] != b"IHDR" or len(content) < 33:
        return None
    return Picture("image/png", int.from_bytes(content[16:20]), int.from_bytes(content[20:24]))


def _webp(content: bytes) -> Picture | None:
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP" or len(content) < 30:
        return None
    width, height = {b"VP8 ": _lossy, b"VP8L": _lossless, b"VP8X": _extended}.get(content[12:16], _unknown)(content)
    return Picture("image/webp", width, height)


def _lossy(content: bytes) -> tuple[int, int]:
    if content[23:26] != b"\x9d\x01\x2a":
        return 0, 0
    return _little(content[26:28]) & 0x3FFF, _little(content[28:30]) & 0x3FFF


def _lossless(content: bytes) -> tuple[int, int]:
    bits = _little(content[21:25])
    return ((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1) if content[20] == 0x2F else (0, 0)


def _extended(content: bytes) -> tuple[int, int]:
    return _little(content[24:27]) + 1, _little(content[27:30]) + 1


def _unknown(content: bytes) -> tuple[int, int]:
    return 0, 0


def _little(part: bytes) -> int:
    return int.from_bytes(part, "little")


def _jpeg(content: bytes) -> Picture | None:
    if not content.startswith(b"\xff\xd8\xff"):
        return None
    for marker, at in _segments(content):
        if 0xC0 <= marker <= 0xCF and marker not in _NO_FRAMES and len(content) >= at + 9:
            height, width = int.from_bytes(content[at + 5 : at + 7]), int.from_bytes(content[at + 7 : at + 9])
            return Picture("image/jpeg", width, height)
    return None


def _segments(content: bytes) -> Iterator[tuple[int, int]]:
    """Each marker before the pixels, and where it stands."""
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF:  # padding
            at += 1
            continue
        yield marker, at
        if marker == 0xDA:
            return
        at += 2 + int.from_bytes(content[at + 2 : at + 4])
