"""Numbers as people type them and as machines pass them on: always `Decimal`, exact until a division.

Sums, differences and products are exact. A quotient is rounded once, to 28 significant digits, half to even.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal

from backend.kit.errors import Invalid
from backend.kit.languages import later, translated

A_NUMBER, AN_AMOUNT = later("a number"), later("an amount of money")

EXACT = Context(prec=50_000)
QUOTIENT = Context(prec=28, rounding=ROUND_HALF_EVEN)

# What the database keeps: numeric(28, 10).
WHOLE_DIGITS = 18
DECIMAL_PLACES = 10

ZERO = Decimal(0)
_SPACES = "    "  # space, no-break space, thin space, narrow no-break space
_MINUS = str.maketrans({"−": "-"})  # the typographer's minus
_PLAIN = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)")
_GROUPED = re.compile(rf"[+-]?[0-9]{{1,3}}(?:(?P<by>[,{_SPACES}])[0-9]{{3}})(?:(?P=by)[0-9]{{3}})*(?:\.[0-9]+)?")
_DECIMAL_COMMA = re.compile(rf"[+-]?[0-9]{{1,3}}(?:[.{_SPACES}]?[0-9]{{3}})*,[0-9]+|[+-]?[0-9]+,[0-9]+")
_IN_BRACKETS = re.compile(r"\((?P<inside>[0-9][0-9,. ]*)\)")
_WITH_EXPONENT = re.compile(r"[+-]?[0-9.]+[eE][+-]?[0-9]+")


def read_decimal(text: str, *, where: str = "", what: str = A_NUMBER) -> Decimal:
    """The number a person typed, exactly.

    Read are digits with an optional sign and one decimal point, and thousands set apart by commas or by spaces if every
    group has three digits: `1200.5`, `-3`, `1,234.50`, `1 234.50`. All else is refused with what would be right: a
    decimal comma, an exponent, brackets for a minus, a currency or percent sign, letters, more than 18 digits before
    the point or 10 behind it.

    what: what should stand there, for the sentence: `A_NUMBER` or `AN_AMOUNT`.
    Raises Invalid at `where`.
    """
    if len(text) <= WHOLE_DIGITS and text.isascii() and text.isdigit():
        return Decimal(text)  # most of what comes in
    plain = text.strip().translate(_MINUS)
    if _GROUPED.fullmatch(plain):
        plain = re.sub(rf"[,{_SPACES}]", "", plain)
    if not _PLAIN.fullmatch(plain):
        raise Invalid(_why_not(plain, text, what), where=where, code="number.not_a_number")
    return within_limits(Decimal(plain), where=where)


def within_limits(number: Decimal, *, where: str = "") -> Decimal:
    """The number itself if the database can keep it exactly, else Invalid at `where`."""
    if not number.is_finite():
        raise Invalid(
            translated("infinity and “not a number” are no numbers to report"), where=where, code="number.not_finite"
        )
    if number and number.adjusted() >= WHOLE_DIGITS:
        raise Invalid(
            translated("this number has more than %(most)s digits", most=WHOLE_DIGITS),
            where=where,
            code="number.too_large",
        )
    if _places(number) > DECIMAL_PLACES:
        raise Invalid(
            translated("this number has more than %(most)s decimal places; round it to %(most)s", most=DECIMAL_PLACES),
            where=where,
            code="number.too_fine",
        )
    return number


def to_json_number(number: Decimal) -> str:
    """The one way a number is written for machines: no exponent, no needless zeros, no minus zero: `1200.5`."""
    if not number.is_finite():
        raise ValueError(f"{number} cannot be written as a number")
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def total(numbers: Iterable[Decimal]) -> Decimal:
    """The exact sum, however many digits it takes; zero of nothing."""
    result = ZERO
    for number in numbers:
        result = EXACT.add(result, number)
    return result


def quotient(numerator: Decimal, denominator: Decimal) -> Decimal | None:
    """Rounded once to 28 significant digits; None when the denominator is zero."""
    return None if denominator.is_zero() else QUOTIENT.divide(numerator, denominator)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in one currency. Two currencies are never added or compared: there is no rate here to do it with.

    currency: three capital letters, ISO 4217.
    """

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Z]{3}", self.currency):
            raise Invalid(
                translated("“%(text)s” is not a currency; write its three letters, e.g. GBP", text=self.currency),
                code="money.currency",
            )

    def __add__(self, other: "Money") -> "Money":
        return Money(EXACT.add(self.amount, self._same(other).amount), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(EXACT.subtract(self.amount, self._same(other).amount), self.currency)

    def __neg__(self) -> "Money":
        return Money(EXACT.minus(self.amount), self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.amount < self._same(other).amount

    def __le__(self, other: "Money") -> bool:
        return self.amount <= self._same(other).amount

    def _same(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise Invalid(
                translated(
                    "%(one)s and %(other)s are not added up or compared; report one currency",
                    one=self.currency,
                    other=other.currency,
                ),
                code="money.two_currencies",
            )
        return other


def _places(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    if -exponent <= DECIMAL_PLACES:
        return max(0, -exponent)
    digits = "".join(map(str, number.as_tuple().digits))
    return max(0, -exponent - (len(digits) - len(digits.rstrip("0")))) if number else 0


def _why_not(plain: str, text: str, what: str) -> str:
    if not plain:
        return translated("write %(what)s, e.g. 1200.50", what=translated(what))
    shown = translated("“%(text)s” is not %(what)s", text=text.strip()[:40], what=translated(what))
    if match := _IN_BRACKETS.fullmatch(plain):
        return translated("%(shown)s; for less than nothing write -%(inside)s", shown=shown, inside=match["inside"])
    if plain.endswith("%"):
        number = plain[:-1].strip()
        return translated("%(shown)s; write it without the percent sign: %(number)s", shown=shown, number=number)
    if plain[0] in "$£€¥" or plain[-1] in "$£€¥":
        return translated("%(shown)s; write it without the currency sign", shown=shown)
    if _WITH_EXPONENT.fullmatch(plain):
        return translated("%(shown)s; write it out, without an exponent", shown=shown)
    if _DECIMAL_COMMA.fullmatch(plain):
        return translated(
            "%(shown)s, because the comma could be a decimal comma; write %(number)s",
            shown=shown,
            number=_with_point(plain),
        )
    return translated("%(shown)s; write digits with one decimal point, e.g. 1200.50", shown=shown)


def _with_point(plain: str) -> str:
    whole, _, places = re.sub(rf"[.{_SPACES}]", "", plain).rpartition(",")
    return f"{whole}.{places}"
