"""The texts a workbook keeps once and its cells point at."""

import re

from backend.kit.errors import Invalid
from backend.kit.sheets import limits
from backend.kit.sheets.markup import Attributes, Depth, main_names, parse
from backend.kit.sheets.parts import Parts

_NAMES = main_names("si", "t", "rPh")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


def unescaped(text: str) -> str:
    """`_x000D_` is how a workbook writes what XML cannot hold. NUL and halves of pairs stay so: no text can hold them."""
    return _ESCAPED.sub(_unescaped_one, text) if "_x" in text else text


def _unescaped_one(found: re.Match[str]) -> str:
    number = int(found[1], 16)
    return found[0] if number == 0 or 0xD800 <= number <= 0xDFFF else chr(number)


def read_texts(parts: Parts, name: str | None) -> list[str | None]:
    """By the index that cells give; None for one longer than a cell may hold, so that the cell can be named."""
    if name is None:
        return []
    texts = _Texts()
    parse(parts, name, texts.start, texts.end, texts.data)
    return texts.found


class _Texts:
    """Rich text is joined; what is said for the ear (`rPh`) is left out."""

    def __init__(self) -> None:
        self.found: list[str | None] = []
        self._pieces: list[str] = []
        self._length = 0
        self._reading = False
        self._spoken = 0
        self._depth = Depth()

    def start(self, name: str, attributes: Attributes) -> None:
        self._depth.down()
        match _NAMES.get(name):
            case "si":
                self._pieces, self._length = [], 0
            case "t":
                self._reading = not self._spoken
            case "rPh":
                self._spoken += 1

    def end(self, name: str) -> None:
        self._depth.up()
        match _NAMES.get(name):
            case "si":
                self._keep()
            case "t":
                self._reading = False
            case "rPh":
                self._spoken -= 1

    def data(self, text: str) -> None:
        if self._reading:
            self._length += len(text)
            if self._length <= limits.LONGEST_STORED:
                self._pieces.append(text)

    def _keep(self) -> None:
        if len(self.found) >= limits.MOST_CELLS:
            what = f"The workbook holds more than {limits.MOST_CELLS:,} different texts, the most that is read."
            raise Invalid(f"{what} {limits.CHEAPER}", code="sheet.cells")
        text = unescaped("".join(self._pieces)) if self._length <= limits.LONGEST_STORED else None
        self.found.append(text if text is None or len(text) <= limits.LONGEST_TEXT else None)
