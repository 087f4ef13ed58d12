"""Numbers as people write them in their own files: read exactly, with a note of how, or refused with what would be right.

Whether a comma is a decimal comma is never guessed from one cell: `evidence` looks at all of a file, and where that does
not decide, `1,234` is refused as what it is, two numbers. Pure.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal

from backend.files.own.refusals import refusal
from backend.kit.amounts import EXACT, to_json_number, within_limits
from backend.kit.errors import Invalid
from backend.kit.languages import later, speech, translated
from backend.submissions.checks import Kind
from collab_reports.unit_names import unit_name

LONGEST = 200  # signs of a number as people write it; what is looked for below takes long in long texts
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_AS_PLAIN = str.maketrans({**dict.fromkeys("−–—﹣‐‑‒", "-"), **dict.fromkeys("’‘ʼ′`´", "'")})
_CORE = re.compile(r"(?P<before>\D*?)(?P<core>[.,]?\d(?:[\d.,' ]*\d)?)(?P<after>\D*)", re.ASCII)
_WITH = {
    by_comma: re.compile(
        rf"(?P<whole>\d+|[1-9]\d{{0,2}}(?P<by>[{group}' ])\d{{3}}(?:(?P=by)\d{{3}})*)?(?:{point}(?P<places>\d+))?",
        re.ASCII,
    )
    for by_comma, group, point in ((False, ",", r"\."), (True, ".", ","))
}
_DOLLARS = frozenset({"USD", "CAD", "AUD", "NZD"})
_CURRENCIES = {
    "$": _DOLLARS, "dollar": _DOLLARS, "dollars": _DOLLARS, "us$": {"USD"}, "usd": {"USD"}, "c$": {"CAD"},
    "ca$": {"CAD"}, "cad": {"CAD"}, "a$": {"AUD"}, "au$": {"AUD"}, "aud": {"AUD"}, "nz$": {"NZD"}, "nzd": {"NZD"},
    "£": {"GBP"}, "gbp": {"GBP"}, "€": {"EUR"}, "eur": {"EUR"}, "euro": {"EUR"}, "euros": {"EUR"}, "¥": {"JPY"},
    "jpy": {"JPY"}, "chf": {"CHF"}, "₹": {"INR"}, "inr": {"INR"}, "kr": {"SEK", "NOK", "DKK"},
}  # fmt: skip
_THOUSAND, _MILLION, _BILLION = Decimal(1000), Decimal(1_000_000), Decimal(1_000_000_000)
_SCALES = {
    "k": _THOUSAND, "thousand": _THOUSAND, "thousands": _THOUSAND, "tsd": _THOUSAND,
    "m": _MILLION, "mm": _MILLION, "mn": _MILLION, "mio": _MILLION, "million": _MILLION, "millions": _MILLION,
    "b": _BILLION, "bn": _BILLION, "mrd": _BILLION, "billion": _BILLION, "billions": _BILLION,
}  # fmt: skip
_ONLY_OF_MONEY = frozenset({"m", "mm", "b"})  # beside anything else they may be metres, months or minutes
_PERCENT = frozenset({"%", "percent", "per cent", "pct"})
_SIGNS = frozenset({"-", "+", "(", ")"})
_WORDS = sorted([*_CURRENCIES, *_SCALES, *_PERCENT, *_SIGNS], key=len, reverse=True)
_TOKEN = re.compile(
    rf"\s*(?P<token>{'|'.join(map(re.escape, _WORDS))})(?:(?<![a-z])|(?![a-z]))(?:(?<=[a-z])\.)?\s*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class NumberRead:
    """note: how it was read, a sentence; empty where it is written as everybody writes numbers."""

    number: Decimal
    note: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a file's own numbers say of its comma and point: the first of each kind that can be read in one way only."""

    point: str = ""
    comma: str = ""

    @property
    def decimal_comma(self) -> bool | None:
        """None: nothing says so, or some say one and some the other."""
        return None if bool(self.point) == bool(self.comma) else bool(self.comma)

    @property
    def mixed(self) -> bool:
        return bool(self.point and self.comma)


def evidence(texts: Iterable[str]) -> Evidence:
    """Of all texts that may be numbers: `1,234.50` and `0.5` speak for a point, `1.234,50` and `12,5` for a comma."""
    found = {False: "", True: ""}
    for text in texts:
        core = _core(text)
        if not set(core) & {".", ","}:
            continue
        fits = [by_comma for by_comma in (False, True) if _value(core, by_comma) is not None]
        if len(fits) == 1 and not found[fits[0]]:
            found[fits[0]] = text.strip()
    return Evidence(found[False], found[True])


def _core(text: str) -> str:
    """The digits with what stands between them; nothing where there are words beside them, as in “Section 4.2”."""
    dressed = _CORE.fullmatch(plain(text)) if len(text) <= LONGEST else None
    if dressed is None:
        return ""
    with suppress(Invalid):
        list(_tokens(dressed, text, ""))
        return dressed["core"]
    return ""


def plain(text: str) -> str:
    """With one kind of blank, minus and apostrophe, and without what nobody sees. Raised figures stay what they are."""
    if not text.isascii():
        text = "".join(map(_one_width, _INVISIBLE.sub("", text)))
    return text.translate(_AS_PLAIN).strip()


def _one_width(sign: str) -> str:
    # Not the whole compatibility form: it makes 1200² into 12002 and 3½ into 31/2.
    if unicodedata.category(sign) == "Zs":
        return " "
    how = unicodedata.decomposition(sign)
    return unicodedata.normalize("NFKC", sign) if how.startswith(("<wide>", "<narrow>", "<small>")) else sign


def read_number(
    text: str, *, kind: Kind, unit: str = "", currency: str = "", decimal_comma: bool | None = None
) -> NumberRead:
    """The number a text stands for: `1 234,50`, `$1.2m`, `12%`, `(1,200)`, `450 hours`.

    unit: of the question, a name of `kit.units`. currency: the collaborative's, three letters.
    decimal_comma: what the file as a whole says, or its reader; None: nobody knows.

    Raises:
        Invalid: not a number, not of this unit or currency, or two numbers depending on what the comma is. The code is
        `number.word` for a word that may stand for a status, `number.ambiguous` for the comma.
    """
    if len(text) > LONGEST and any(sign.isnumeric() for sign in text):
        message = translated(
            "“%(text)s” has %(count)s signs, more than any number; write digits, e.g. 1200.50",
            text=text.strip()[:60],
            count=f"{len(text):,}",
        )
        raise Invalid(message, code="number.not_a_number")
    looked_at = plain(text).removeprefix("'")
    if kind is Kind.YES_NO:
        return NumberRead(_yes_no(looked_at))
    dressed = _undress(looked_at, unit)
    if dressed is None:
        raise refusal(text, looked_at, unit)
    tokens = list(_tokens(dressed, text, unit))
    sign = _sign(tokens, text)
    number = _magnitude(dressed["core"], text, decimal_comma)
    _of_this_currency([one for one in tokens if one in _CURRENCIES], text, kind, unit, currency)
    number = EXACT.multiply(number, _scale([one for one in tokens if one in _SCALES], text, kind))
    number = _percent(number, sum(one in _PERCENT for one in tokens), text, unit)
    number = within_limits(EXACT.multiply(sign, number))
    return NumberRead(number, _note(text, number))


def _undress(looked_at: str, unit: str) -> re.Match[str] | None:
    """Cut into what stands before the digits, the digits, and what stands behind them; the question's own unit taken off."""
    without = looked_at
    for name in (unit, unit_name(unit), unit_name(unit, one=True)) if unit not in ("", "%") else ():
        cut = len(looked_at) - len(plain(name))
        if looked_at.casefold().endswith(plain(name).casefold()) and not looked_at[:cut][-1:].isalpha():
            without = looked_at[:cut].rstrip() or looked_at
            break
    return _CORE.fullmatch(without)


def _tokens(dressed: re.Match[str], text: str, unit: str) -> Iterator[str]:
    for part, misplaced in ((dressed["before"], {")"}), (dressed["after"], {"(", "+"})):
        rest = part.strip()
        while rest:
            token = _TOKEN.match(rest)
            if token is None or token["token"] in misplaced:
                raise refusal(text, plain(text), unit)
            yield token["token"].casefold()
            rest = rest[token.end() :]


def _sign(tokens: list[str], text: str) -> Decimal:
    signs = [one for one in tokens if one in _SIGNS]
    if signs in ([], ["+"]):
        return Decimal(1)
    if signs in (["-"], ["(", ")"]):
        return Decimal(-1)
    raise refusal(text, plain(text))


def _value(core: str, decimal_comma: bool) -> Decimal | None:
    fits = _WITH[decimal_comma].fullmatch(core)
    if fits is None or not (fits["whole"] or fits["places"]):
        return None
    whole = re.sub(r"\D", "", fits["whole"] or "0")
    return Decimal(f"{whole}.{fits['places']}" if fits["places"] else whole)


_WITH_POINT = later(
    "“%(text)s” reads as %(number)s with a decimal point, but this file's numbers have a decimal comma; write it as the"
    " others"
)
_WITH_COMMA = later(
    "“%(text)s” reads as %(number)s with a decimal comma, but this file's numbers have a decimal point; write it as the"
    " others"
)


def _magnitude(core: str, text: str, decimal_comma: bool | None) -> Decimal:
    by_point, by_comma = _value(core, False), _value(core, True)
    if decimal_comma is not None:
        number, other = (by_comma, by_point) if decimal_comma else (by_point, by_comma)
        if number is None and other is not None:
            message = _WITH_POINT if decimal_comma else _WITH_COMMA
            told = translated(message, text=text.strip(), number=to_json_number(other))
            raise Invalid(told, code="number.other_comma")
    else:
        number = by_point if by_comma is None else by_comma
        if by_point is not None and by_comma is not None and by_point != by_comma:
            two = translated("%(one)s or %(other)s", one=to_json_number(by_point), other=to_json_number(by_comma))
            raise Invalid(
                translated(
                    "“%(text)s” is %(two)s: say which, by choosing whether this file writes a decimal comma",
                    text=text.strip(),
                    two=two,
                ),
                code="number.ambiguous",
            )
    if number is None:
        raise refusal(text, plain(text))
    return number


def _of_this_currency(signs: list[str], text: str, kind: Kind, unit: str, currency: str) -> None:
    if not signs:
        return
    shown = f"“{text.strip()}”"
    if kind is not Kind.MONEY:
        raise Invalid(
            translated(
                "%(shown)s is an amount of money; this counts %(unit)s",
                shown=shown,
                unit=unit_name(unit, speech().locale),
            ),
            code="number.money",
        )
    if len(signs) > 2 or not all(currency in _CURRENCIES[sign] for sign in signs):
        raise Invalid(
            translated(
                "%(shown)s is not in %(currency)s; amounts here are. Write what it is in %(currency)s",
                shown=shown,
                currency=currency,
            ),
            code="number.currency",
        )


def _scale(words: list[str], text: str, kind: Kind) -> Decimal:
    if not words:
        return Decimal(1)
    if len(words) > 1 or (words[0] in _ONLY_OF_MONEY and kind is not Kind.MONEY):
        raise Invalid(
            translated("“%(text)s” can be read in several ways; write all the digits", text=text.strip()),
            code="number.scale",
        )
    return _SCALES[words[0]]


def _percent(number: Decimal, signs: int, text: str, unit: str) -> Decimal:
    if not signs:
        return number
    if signs > 1:
        raise refusal(text, plain(text))
    if unit == "%":
        return number
    if unit == "ratio":
        return EXACT.divide(number, Decimal(100))
    raise Invalid(no_percent(text.strip(), unit), code="number.percent")


def no_percent(shown: str, unit: str) -> str:
    if not unit:
        return translated(
            "“%(shown)s” is a percent and this does not ask for a percent; write the number itself", shown=shown
        )
    return translated(
        "“%(shown)s” is a percent and this asks for %(unit)s; write the number itself",
        shown=shown,
        unit=unit_name(unit, speech().locale),
    )


_YES = frozenset({"yes", "y", "true", "1"})
_NO = frozenset({"no", "n", "false", "0"})


def _yes_no(looked_at: str) -> Decimal:
    if looked_at.casefold() not in _YES | _NO:
        raise Invalid(
            translated("“%(looked_at)s” is neither yes nor no; write one of the two", looked_at=looked_at[:40]),
            code="number.not_yes_no",
        )
    return Decimal(looked_at.casefold() in _YES)


def _note(text: str, number: Decimal) -> str:
    written = to_json_number(number)
    digits = re.sub(r"[.,]0+$", "", text.strip())
    plainly = text.strip() in (written, f"{number:,f}", f"{number:f}") or digits in (written, f"{number:,f}")
    return "" if plainly else translated("“%(text)s” was read as %(written)s.", text=text.strip(), written=written)
