"""Why a text is no number, in a sentence that says what would be right; and what a word in its place may mean. Pure."""

import re
from collections.abc import Mapping
from enum import StrEnum

from backend.kit.errors import Invalid
from backend.kit.languages import later, speech, translated
from backend.submissions.rules import Status
from collab_reports.unit_names import unit_name


class Means(StrEnum):
    """What a word where a number should stand may mean. The person who sends the file says which, once."""

    UNANSWERED = "unanswered"  # nothing is said: the question stays open
    ZERO = "zero"
    NOT_AVAILABLE = "not_available"
    NOT_APPLICABLE = "not_applicable"
    WITHHELD = "withheld"
    REPORTED_ELSEWHERE = "reported_elsewhere"

    @property
    def status(self) -> Status | None:
        """None where it is a number, or no answer."""
        return None if self in (Means.UNANSWERED, Means.ZERO) else Status(self.value)


MEANINGS: Mapping[Means, str] = {
    Means.NOT_AVAILABLE: later("not available"),
    Means.NOT_APPLICABLE: later("does not apply to us"),
    Means.WITHHELD: later("not to be shared"),
    Means.REPORTED_ELSEWHERE: later("reported by our parent organization"),
    Means.ZERO: later("zero"),
    Means.UNANSWERED: later("not answered yet"),
}
_USUAL = {
    Means.NOT_AVAILABLE: "n/a, na, n.a., n.a, #n/a, not available, unavailable, no data, not known, unknown, not collected",
    Means.NOT_APPLICABLE: "not applicable, does not apply",
    Means.WITHHELD: "withheld, confidential, suppressed, not disclosed, not to be shared, redacted, *, **",
    Means.ZERO: "nil, none, zero, no, -, --, ---",
    Means.UNANSWERED: "tbc, tbd, t.b.c., t.b.d., to be confirmed, to follow, pending, ?, ??, ..., …, see note",
}


_DASHES = str.maketrans(dict.fromkeys("−–—‐‑‒", "-"))


def usually(word: str) -> Means | None:
    """What a word mostly means: offered first, never taken unasked."""
    looked_for = " ".join(word.casefold().split()).translate(_DASHES)
    return next((means for means, words in _USUAL.items() if looked_for in words.split(", ")), None)


_BOUND = re.compile(
    r"(?:[<>≤≥]=?|=[<>])|\b(?:under|over|below|above|less|fewer|more|at least|at most|up to|min|max)\b|\d ?\+$"
)
_ABOUT = re.compile(
    r"~|≈|±|\b(?:approx(?:\.|imately)?|about|around|circa|ca|c\.|roughly|est(?:\.|imated?)?|estimate)(?![a-z])"
)
_RANGE = re.compile(r"\d[\d.,' ]*[kmb%]?\s*(?:-|\bto\b|\bor\b|\.\.+|\n)\s*[$£€]?\d")
_EXPONENT = re.compile(r"[-+]?[\d.,]+e[-+]?\d+")
_FORMULA = re.compile(r"^[=@]|\d\s*[+*×]\s*\d|\d\s*x\s*\d")
_DATE = re.compile(r"(?<![\d.,])\d{1,4}([-/.])\d{1,2}\1\d{1,4}(?![\d.,])|\d{1,2}:\d\d")
_FRACTION = re.compile(r"\d ?[/⁄] ?\d|[½¼¾⅓⅔⅛]")
_FOOTNOTE = re.compile(r"(?P<number>[\d.,' ]*\d) ?(?:[*†‡§#]+|\[\w+\]|\([a-z0-9]\)|\^\w+|[⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
_ERROR = re.compile(r"#(?:n/a|ref!|div/0!|value!|name\?|num!|null!|spill!|calc!|getting_data)", re.IGNORECASE)


def refusal(text: str, looked_at: str, unit: str = "") -> Invalid:
    """looked_at: the same text made plain (`texts.plain`)."""
    code, what = _reason(looked_at.casefold(), unit)
    return Invalid(f"“{text.strip()[:60]}” {what}", code=code)


def _reason(text: str, unit: str) -> tuple[str, str]:
    if not text:
        return "number.blank", translated("is blank; write a number")
    if _ERROR.fullmatch(text) and usually(text) is None:
        return "cell.error", translated("is an error of the spreadsheet; put its formula right or write the number")
    if not any(sign.isnumeric() for sign in text):
        meanings = ", ".join(f"“{translated(shown)}”" for shown in MEANINGS.values())
        return "number.word", translated(
            "is no number; write one, or say what it stands for: %(meanings)s", meanings=meanings
        )
    return next((found for found in _with_digits(text) if found), None) or _strange(text, unit)


def _with_digits(text: str) -> list[tuple[str, str] | None]:
    about = _ABOUT.search(text)
    footnote = _FOOTNOTE.fullmatch(text)
    return [
        ("number.date", translated("reads like a date or a time; write a number")) if _DATE.search(text) else None,
        ("number.bound", translated("says only how large it may be; write the number, or choose “not to be shared”"))
        if _BOUND.search(text)
        else None,
        (
            "number.about",
            translated("is not exact; write %(digits)s and mark it as “an estimate”", digits=_digits(text)),
        )
        if about
        else None,
        ("number.exponent", translated("has an exponent, which may have lost digits; write all of them"))
        if _EXPONENT.search(text)
        else None,
        (
            "number.note",
            translated(
                "has a mark beside the number; write %(text)s alone, and what the mark says as a note",
                text=footnote["number"].strip(),
            ),
        )
        if footnote
        else None,
        ("number.formula", translated("is a calculation; write its result")) if _FORMULA.search(text) else None,
        ("number.fraction", translated("is a fraction; write it with a decimal point, e.g. 0.5"))
        if _FRACTION.search(text)
        else None,
        ("number.range", translated("names several numbers; write one")) if _RANGE.search(text) else None,
    ]


def _digits(text: str) -> str:
    found = re.search(r"\d(?:[\d.,' ]*\d)?", text)
    return found[0] if found else translated("the number")


def _strange(text: str, unit: str) -> tuple[str, str]:
    letters = re.findall(r"[a-z]{2,}", text)
    if letters and unit:
        return "number.words", translated(
            "has words beside the number; this asks for %(unit)s: write the number alone",
            unit=unit_name(unit, speech().locale),
        )
    if letters:
        return "number.words", translated("has words beside the number; write the number alone")
    if re.fullmatch(r"[0-9][0-9.,' ]*[0-9]", text):
        return (
            "number.grouping",
            translated("is not grouped in threes; write it without spaces, points or commas between the thousands"),
        )
    return "number.not_a_number", translated("is not a number; write digits, e.g. 1200.50")
