"""How our workbook looks, on the screen and on paper: few colours, one font, what is to be filled in stands out. Pure."""

from collections.abc import Mapping
from math import ceil
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from backend.submissions.checks import Kind

_SIGNS_IN_WIDTH = 1.4  # a column's width is said in digits, and most letters are narrower
_HIGHEST = 400  # points; no spreadsheet has higher rows than 409
INK, SOFT, LINE = "#17262B", "#5B6B71", "#D9DDD8"
BRAND, BRAND_INK, FIELD, PAPER = "#12474F", "#FFFFFF", "#FFF9E3", "#F4F6F4"
FONT = "Arial"  # on every machine with Excel, and drawn alike by LibreOffice

_TEXT = {"font_name": FONT, "font_size": 10, "font_color": INK, "valign": "vcenter"}
_MIDDLE = {**_TEXT, "text_wrap": True}
_WRAPPED = {**_TEXT, "text_wrap": True, "valign": "top"}
_CELL = {**_WRAPPED, "bottom": 1, "bottom_color": LINE}
_FIELD = {**_CELL, "bg_color": FIELD, "border": 1, "border_color": LINE, "locked": False}
_PAST = {**_CELL, "font_color": SOFT, "align": "right", "indent": 1, "bg_color": PAPER}

LOOKS: Mapping[str, Mapping[str, Any]] = {
    "plain": _TEXT,
    "title": {**_TEXT, "font_size": 18, "bold": True, "font_color": BRAND},
    "tab_title": {**_TEXT, "font_size": 15, "bold": True, "font_color": BRAND},
    "heading": {**_TEXT, "font_size": 12, "bold": True, "font_color": BRAND, "bottom": 1, "bottom_color": BRAND},
    "soft": {**_TEXT, "font_color": SOFT},
    "label": {**_MIDDLE, "font_color": SOFT},
    "text": _MIDDLE,
    "strong": {**_MIDDLE, "bold": True},
    "introduction": {**_WRAPPED, "font_color": SOFT},
    "head": {**_WRAPPED, "bold": True, "font_color": BRAND_INK, "bg_color": BRAND, "valign": "vcenter"},
    "head_aside": {
        **_WRAPPED, "bold": True, "font_color": BRAND_INK, "bg_color": BRAND, "valign": "vcenter", "align": "left",
        "indent": 1,
    },
    "head_right": {
        **_WRAPPED, "bold": True, "font_color": BRAND_INK, "bg_color": BRAND, "valign": "vcenter", "align": "right",
        "indent": 1,
    },
    "question": {**_CELL, "bold": True},
    "part_of": {**_CELL, "font_color": SOFT, "align": "left", "indent": 1},
    "cell": _CELL,
    "soft_cell": {**_CELL, "font_color": SOFT},
    "aside": {**_CELL, "font_color": SOFT, "align": "left", "indent": 1},
    "field": _FIELD,
    "field_number": {**_FIELD, "align": "right", "indent": 1},
    "past": _PAST,
    "past_estimate": {**_PAST, "italic": True},
}  # fmt: skip

_SIGNS = {"USD": "$", "CAD": "$", "AUD": "$", "NZD": "$", "GBP": "£", "EUR": "€"}


def number_format(kind: Kind, unit: str, *, whole: bool = False) -> str:
    """Of what is asked by the unit. All decimals are shown: what looks rounded is copied rounded. whole: it has none."""
    sign = f'"{_SIGNS[unit]}"' if kind is Kind.MONEY and unit in _SIGNS else ""
    if kind in (Kind.YES_NO, Kind.TEXT):
        return "@"
    digits = (
        "#,##0" if whole or kind is Kind.COUNT else "#,##0.00########" if kind is Kind.MONEY else "#,##0.0#########"
    )
    return f"{sign}{digits};-{sign}{digits}" if sign else digits


def height(*texts: tuple[str, float]) -> float:
    """Points a row needs for its texts, each beside the width of its column: said, as not every program works it out."""
    lines = max(
        sum(max(1, ceil(len(line) / (width * _SIGNS_IN_WIDTH))) for line in text.split("\n")) for text, width in texts
    )
    return min(5 + 13 * lines, _HIGHEST)


class Looks:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[str, str], Format] = {}

    def __call__(self, name: str, number: str = "") -> Format:
        key = name, number
        if key not in self._made:
            facts = {**LOOKS[name], "num_format": number} if number else dict(LOOKS[name])
            self._made[key] = self._book.add_format(facts)
        return self._made[key]
