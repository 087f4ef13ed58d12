"""Which styles of a workbook show a number as a percent or as a date."""

import re

from backend.kit.errors import Invalid
from backend.kit.sheets import limits
from backend.kit.sheets.cells import CellKind
from backend.kit.sheets.markup import Attributes, Depth, local, parse
from backend.kit.sheets.parts import Parts

_PERCENTS = frozenset({9, 10})
_DATES = frozenset({14, 15, 16, 17, 22, *range(27, 32), 36, *range(50, 55), 57, 58})
# What stands in a format to be shown as it is, and conditions, colours and languages: [Red], [$-409].
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|general|e[+-]', re.IGNORECASE)


def kind_of_format(code: str) -> CellKind:
    """By its first section, the one for positive numbers. A time of day without a day stays a number."""
    shown = _LITERAL.sub("", code).split(";")[0].lower()
    if "%" in shown:
        return CellKind.PERCENT
    if any(letter in shown for letter in "yd"):
        return CellKind.DATE
    alone = "m" in shown and not any(letter in shown for letter in "hs[")
    return CellKind.DATE if alone else CellKind.NUMBER


def read_styles(parts: Parts, name: str | None) -> list[CellKind]:
    """By the index that cells give: NUMBER, PERCENT or DATE."""
    if name is None:
        return []
    styles = _Styles()
    parse(parts, name, styles.start, styles.end, lambda _: None)
    return [styles.kind(format) for format in styles.formats]


class _Styles:
    def __init__(self) -> None:
        self.formats: list[str] = []
        self._codes: dict[str, str] = {}
        self._within_cells = False
        self._depth = Depth()

    def start(self, name: str, attributes: Attributes) -> None:
        self._depth.down()
        match local(name):
            case "cellXfs":
                self._within_cells = True
            case "xf" if self._within_cells:
                self.formats.append(attributes.get("numFmtId", "0"))
                if len(self.formats) > limits.MOST_STYLES:
                    what = f"The workbook has more than {limits.MOST_STYLES:,} styles, the most that is read."
                    raise Invalid(f"{what} {limits.CHEAPER}", code="sheet.styles")
            case "numFmt":
                # The first: conditional formats further down may use the number again.
                self._codes.setdefault(attributes.get("numFmtId", ""), attributes.get("formatCode", ""))

    def end(self, name: str) -> None:
        self._depth.up()
        if local(name) == "cellXfs":
            self._within_cells = False

    def kind(self, format: str) -> CellKind:
        if format in self._codes:
            return kind_of_format(self._codes[format])
        number = int(format) if format.isascii() and format.isdigit() and len(format) < 6 else 0
        return CellKind.PERCENT if number in _PERCENTS else CellKind.DATE if number in _DATES else CellKind.NUMBER
