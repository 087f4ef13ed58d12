"""What a hostile file is, and what must become of it."""

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from backend.kit.sheets.book import CellKind, spot
from tests.kit.sheets.xlsx_parts import GOOD, book


@dataclass(frozen=True)
class Case:
    """refused: the code, and words of the sentence; where: the address named. Or reads: address -> text, with its kind."""

    name: str
    build: Callable[[], bytes]
    refused: str = ""
    says: str = ""
    where: str | None = None
    reads: Mapping[str, tuple[str, CellKind]] = field(default_factory=dict)
    file_name: str = "figures.xlsx"

    @property
    def spots(self) -> Mapping[tuple[int, int], tuple[str, CellKind]]:
        return {at: said for address, said in self.reads.items() if (at := spot(address)) is not None}


def streamed(name: str, chunks: Iterable[bytes], *, level: int = 9) -> bytes:
    """The good workbook with one part too large to be held at once, not even here."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for other, content in GOOD.items():
            if other != name:
                archive.writestr(other, content)
        with archive.open(name, "w", force_zip64=True) as part:
            for chunk in chunks:
                part.write(chunk)
    return out.getvalue()


def with_entry(name: str, content: bytes = b"x", *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The good workbook and one entry more, whatever its name."""
    out = io.BytesIO(book())
    with zipfile.ZipFile(out, "a", method) as archive:
        info = zipfile.ZipInfo("placeholder")
        info.filename, info.compress_type = name, method
        archive.writestr(info, content)
    return out.getvalue()


def patched(
    content: bytes, name: str, *, flag: int | None = None, size: int | None = None, onto: str | None = None
) -> bytes:
    """The zip's directory made to lie about one part: its flags, its unpacked size, or where it stands."""
    raw = bytearray(content)
    offsets = {info.filename: info.header_offset for info in zipfile.ZipFile(io.BytesIO(content)).infolist()}
    at = raw.find(b"PK\x01\x02")
    while at >= 0:
        length = int.from_bytes(raw[at + 28 : at + 30], "little")
        if raw[at + 46 : at + 46 + length].decode() == name:
            _lie(raw, at, flag, size, None if onto is None else offsets[onto])
        at = raw.find(b"PK\x01\x02", at + 4)
    return bytes(raw)


def _lie(raw: bytearray, at: int, flag: int | None, size: int | None, offset: int | None) -> None:
    if flag is not None:
        raw[at + 8 : at + 10] = flag.to_bytes(2, "little")
    if size is not None:
        raw[at + 24 : at + 28] = size.to_bytes(4, "little")
    if offset is not None:
        raw[at + 42 : at + 46] = offset.to_bytes(4, "little")
