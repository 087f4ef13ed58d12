"""Fields of a delimited file that no spreadsheet program takes for a formula. Pure.

A text that would be one gets a single quotation mark in front, and `plain` takes it away again: for every text,
`plain(safe(text)) == text`. A number stays a number, minus sign and all.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence

_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_INVISIBLE = "\\s\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe0f\0"
# Half width, full width, small forms, the minus of typographers; behind quotation marks too, so that ours can be told.
_BEGINS = re.compile(f"'*(?:[\t\r\n]|[{_INVISIBLE}]*[=+\\-@|%＝＋－＠｜％﹢﹣﹦﹫﹪\u2212])")


def safe(text: str) -> str:
    return f"'{text}" if _computes(text) else text


def plain(field: str) -> str:
    """What was given to `safe`."""
    return field[1:] if field.startswith("'") and _computes(field[1:]) else field


def delimited(rows: Iterable[Sequence[str]], *, delimiter: str = ",", mark: bool = False) -> bytes:
    """Rows as RFC 4180 asks, in UTF-8, every field safe. mark: begin with a byte order mark, which Excel asks for."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(
        [safe(field) for field in row] for row in rows
    )
    return out.getvalue().encode("utf-8-sig" if mark else "utf-8")


def _computes(text: str) -> bool:
    return _BEGINS.match(text) is not None and _NUMBER.fullmatch(text) is None
