"""What in a text looks like a fact about one person. Pure.

Figures are collected here, never rows or facts about people; such a text is refused before anything is stored. What was
found is named by its first characters only, so that neither a page nor a log repeats it. A name alone is not found:
nothing tells it from a street's or a programme's.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from stdnum.gb import nhs
from stdnum.us import itin, ssn

from backend.kit.errors import Problem
from backend.kit.languages import later, translated


@dataclass(frozen=True, slots=True)
class Found:
    """what: as in “this looks like …”. begins: the first characters of it, to find it by."""

    what: str
    begins: str
    code: str


@dataclass(frozen=True, slots=True)
class _Sign:
    """holds: what the pattern's `it` must also pass. contact: in the head of a sheet it may as well be an office's."""

    what: str
    code: str
    pattern: re.Pattern[str]
    holds: Callable[[str], bool] = bool
    contact: bool = False


_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre"
)
_DATE = (
    r"(?:\d{4}-\d\d?-\d\d?|\d\d?[/.-]\d\d?[/.-](?:\d{4}|\d\d)"
    rf"|\d\d?(?:st|nd|rd|th)?\s+(?:de\s+)?(?:{_MONTHS})\.?,?\s+(?:de\s+)?\d{{4}}|(?:{_MONTHS})\.?\s+\d\d?(?:st|nd|rd|th)?,?\s+\d{{4}})"
)
_BORN = (
    r"\b(?:born|d\.?o\.?b\b\.?|date\s+of\s+birth|birth\s?date|birthday|fecha\s+de\s+nacimiento|f\.\s?nac\.|nacid[oa]|nació)"
    r"\W{0,3}(?:(?:is|on|el|was)\b\W{1,2})?"
)
_RECORD = (
    r"\b(?:mrn|(?:medical|patient|health)\s+record(?:\s+(?:number|no\.?|id|#))?|chart\s+(?:number|no\.?)"
    r"|(?:patient|employee|staff|payroll|badge|student)\s+(?:id|no\.?|number|#)|hospital\s+number"
    r"|n[úu]mero\s+de\s+(?:paciente|empleado|expediente|historia)|expediente)"
    r"[\s:#.]*(?:is\s+|was\s+|es\s+)?"
)


def _either(text: str) -> bool:
    return bool(ssn.is_valid(text) or itin.is_valid(text))


def _ten(text: str) -> bool:
    return bool(nhs.is_valid(re.sub(r"\D", "", text)))


_SIGNS: Sequence[_Sign] = (
    _Sign(
        later("a social security number"),
        "person.ssn",
        re.compile(r"(?<![\w-])(?P<it>\d{3}([- –])\d\d\2\d{4})(?![\w-])"),
        lambda text: _either(re.sub(r"\D", "-", text)),
    ),
    _Sign(
        later("a social security number"),
        "person.ssn",
        re.compile(r"(?i)\b(?:ssn|social\s+security|seguro\s+social|itin)\b[^\d\n]{0,20}(?P<it>\d{9})(?!\d)"),
    ),
    _Sign(
        later("an NHS number"),
        "person.nhs",
        re.compile(r"(?<![\w-])(?P<it>\d{3}([- ])\d{3}\2\d{4})(?![\w-])"),
        _ten,
        contact=True,  # of telephone numbers written like this, one in eleven has a right check digit
    ),
    _Sign(
        later("an NHS number"),
        "person.nhs",
        re.compile(r"(?i)\bnhs\b[^\d\n]{0,15}(?P<it>\d{3}[- ]?\d{3}[- ]?\d{4})(?!\d)"),
        _ten,
    ),
    _Sign(
        later("a date of birth"),
        "person.birth",
        # A span of days is no one's birthday: “babies born 1 May 2025 to 3 May 2025”.
        re.compile(rf"(?i){_BORN}(?P<it>{_DATE})(?!\s*(?:to|and|through|until|al?|–|-)\s*{_DATE})"),
    ),
    _Sign(
        later("the number of a person’s record"),
        "person.record",
        re.compile(rf"(?i){_RECORD}(?P<it>[a-z]{{0,3}}-?\d{{5,}})(?![\d,.]\d)"),
    ),
    _Sign(
        later("an e-mail address"),
        "person.email",
        # Begun only where such signs begin: else a long run of them is gone through from each.
        re.compile(r"(?<![\w.+'-])(?P<it>[\w.+'-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,})"),
        contact=True,
    ),
    _Sign(
        later("a phone number"),
        "person.phone",
        re.compile(
            r"(?<![\w$£€.,/-])(?P<it>(?:\+?1[-. ])?(?:\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{4}"
            r"|\+\d{1,3}[ -]?\(?\d{1,4}\)?(?:[ -]?\d{2,4}){2,4}"
            r"|0\d{2} \d{4} \d{4}|0\d{3} \d{3} \d{4}|0\d{4} \d{6}|07\d{3} ?\d{6})(?![\w-]|[.,]\d)"
        ),
        contact=True,
    ),
)
_ANY = re.compile(r"[@\d]")


def in_words(text: str, *, contacts: bool = True) -> list[Found]:
    """Every kind of fact about a person in the text, once each, in the order of the kinds.

    contacts: also what in the head of a sheet is an office's: e-mail addresses, and what may be a telephone number.
    """
    if not _ANY.search(text):
        return []
    found: dict[str, Found] = {}
    for sign in _SIGNS:
        if sign.code in found or (sign.contact and not contacts):
            continue
        if sign.code == "person.phone" and "person.nhs" in found:
            continue  # the same digits
        for match in sign.pattern.finditer(text):
            if sign.holds(match["it"]):
                found[sign.code] = Found(sign.what, match["it"][:3], sign.code)
                break
    return list(found.values())


def problems(where: str, text: str) -> list[Problem]:
    """Why a note or an answer in words is not kept."""
    return [
        Problem(
            where,
            translated(
                "this looks like %(what)s, beginning “%(begins)s”; nothing about one person is kept here. Take it out,"
                " and say it without the person",
                what=translated(one.what),
                begins=one.begins,
            ),
            one.code,
        )
        for one in in_words(text)
    ]
