"""What one stored cell says: its kind's letter and its exact text."""

from collections.abc import Sequence

from backend.kit.sheets import limits
from backend.kit.sheets.cells import LETTERS, CellKind
from backend.kit.sheets.exact import date_text, iso_text, number_text
from backend.kit.sheets.texts import unescaped

Said = tuple[str, str]  # a letter of LETTERS, the text
_TEXT, _ERROR = LETTERS[CellKind.TEXT], LETTERS[CellKind.ERROR]
_UNCOMPUTED: Said = (LETTERS[CellKind.UNCOMPUTED], "")
_TRUTH = {"1": "TRUE", "true": "TRUE", "0": "FALSE", "false": "FALSE"}


class Unreadable(Exception):
    """The file is at fault in this cell: `message` and `code` of a Problem."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.message, self.code = message, code


class Values:
    """Reads cells of one workbook, by its texts and styles."""

    def __init__(
        self, texts: Sequence[str | None], styles: Sequence[CellKind], *, since_1904: bool, recomputes: bool
    ) -> None:
        self._texts, self._styles = texts, styles
        self._since_1904, self._recomputes = since_1904, recomputes

    def read(self, kind: str, style: str | None, stored: str | None, *, formula: bool) -> Said | None:
        """None: nothing stands there. stored: None if the cell has no value at all, which in a formula differs from "".

        Raises:
            Unreadable: no program could show a value there.
        """
        if stored is None:
            return _UNCOMPUTED if formula else None
        if kind == "n":
            return self._number(stored, style, formula=formula)
        if kind == "s":
            return self._shared(stored)
        if kind in ("str", "inlineStr"):
            return self._own(stored)
        return _others(kind, stored)

    def _number(self, stored: str, style: str | None, *, formula: bool) -> Said | None:
        if not stored.strip():
            return _UNCOMPUTED if formula else None
        text = number_text(stored)
        if text is None:
            return _ERROR, stored.strip()[:40]
        if formula and self._recomputes and text == "0":
            # Libraries that compute nothing write a zero for every formula and ask the next program to compute.
            return _UNCOMPUTED
        kind = self._style(style)
        if kind is CellKind.DATE:
            day = date_text(text, since_1904=self._since_1904)
            return (LETTERS[CellKind.DATE], day) if day else (_ERROR, text)
        return LETTERS[kind], text

    def _style(self, style: str | None) -> CellKind:
        if style is None or not self._styles:
            return CellKind.NUMBER
        index = _index(style)
        return self._styles[index] if 0 <= index < len(self._styles) else CellKind.NUMBER

    def _shared(self, stored: str) -> Said | None:
        if not stored.strip():
            return None
        index = _index(stored)
        if not 0 <= index < len(self._texts):
            raise Unreadable(
                "points at a text that is not in the file. Type it again, save, and send that.", "sheet.string"
            )
        text = self._texts[index]
        if text is None:
            raise too_long()
        return (_TEXT, text) if text else None

    def _own(self, stored: str) -> Said | None:
        text = unescaped(stored)
        if len(text) > limits.LONGEST_TEXT:
            raise too_long()
        return (_TEXT, text) if text else None


def _others(kind: str, stored: str) -> Said:
    match kind:
        case "b" if stored.strip() in _TRUTH:
            return LETTERS[CellKind.YES_NO], _TRUTH[stored.strip()]
        case "d" if (day := iso_text(stored)) is not None:
            return LETTERS[CellKind.DATE], day
        case "e" | "b" | "d":
            return _ERROR, stored.strip()[:40] or "#VALUE!"
    raise Unreadable(f"is of a kind no spreadsheet program writes, {kind[:20]!r}.", "sheet.broken")


def _index(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def too_long() -> Unreadable:
    return Unreadable(f"holds more than {limits.LONGEST_TEXT:,} characters, the most a cell may hold.", "sheet.text")
