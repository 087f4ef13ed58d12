"""Numbers, money and days as people read them, by locale. Every printer and every chart writes through this module."""

import re
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext

from babel import Locale
from babel.dates import format_date
from babel.numbers import (
    format_compact_currency,
    format_compact_decimal,
    format_currency,
    format_decimal,
    format_percent,
    list_currencies,
)

from collab_reports.parts import Period
from collab_reports.phrases import later, phrase
from collab_reports.unit_names import PER, each_name, unit_name

PERCENT = "%"
YES_NO = ("yes_no", "yes/no")
PROXY = later("%(unit)s of social value")  # money nobody paid, as GBP_proxy holds it: never to be mixed with cash
_PART_OF_YEAR = re.compile(r"(?P<year>.+) (?P<part>[QH])(?P<number>[1-4])")
BARE = ("count", "number", "ratio", "index")  # units that add nothing to the number


def written(value: Decimal, unit: str, *, locale: str, decimals: int | None = None) -> str:
    """With its unit: "7.0%", "£1,250", "81 people", "212.4 kWh/m²". The unit is the value's own: 7 in % is 7%.

    Rounded half up for reading. What is not zero never reads as zero: it is "less than" the smallest step.
    """
    if unit in YES_NO:
        return phrase("yes", locale) if value else phrase("no", locale)
    digits = 0 if not value else _digits(value, unit) if decimals is None else decimals
    with localcontext(prec=80):
        step = Decimal(1).scaleb(-digits)
        rounded = value.quantize(step, rounding=ROUND_HALF_UP)
        if value and not rounded:
            nearest = _with_unit(step.copy_sign(value), unit, digits, locale)
            bound = later("less than %(number)s") if value > 0 else later("more than %(number)s")
            return phrase(bound, locale, number=nearest)
        return _with_unit(rounded, unit, digits, locale)


def bare(value: Decimal, unit: str, *, locale: str, decimals: int | None = None) -> str:
    """As `written`, but leaving the unit to the column's head; the signs of money and percent stay."""
    if unit in (PERCENT, *YES_NO) or _money(unit)[0]:
        currency, per = _money(unit)
        return written(value, currency or unit, locale=locale, decimals=_digits(value, unit) if per else decimals)
    digits = _digits(value, unit) if decimals is None else decimals
    return written(value, BARE[0], locale=locale, decimals=digits)


def in_millions(value: Decimal, unit: str, *, locale: str) -> str:
    """As people say it: "$50 million", "1.5 million people". Every digit is written."""
    currency, per = _money(unit)
    millions = value.scaleb(-6)
    text = written(millions, currency or BARE[0], locale=locale, decimals=max(0, -_exponent(millions)))
    said = phrase("%(number)s million", locale, number=text)
    if currency:
        return _with_rest(said, per, locale)
    return (
        said
        if unit in BARE
        else phrase("%(number)s million %(unit)s", locale, number=text, unit=unit_name(unit, locale))
    )


def exactly(value: Decimal, unit: str, *, locale: str) -> str:
    """As `written`, with every digit there is and no idle one: "1%", "0.25%", "$1,250.50"."""
    return written(value, unit, locale=locale, decimals=max(0, -_exponent(value)))


def change(value: Decimal, unit: str, *, locale: str, decimals: int | None = None) -> str:
    """A difference, signed; between two percentages it is in percentage points."""
    if not value:
        return phrase("no change", locale)
    if unit in YES_NO:
        return phrase("from no to yes", locale) if value > 0 else phrase("from yes to no", locale)
    spoken_unit = "percentage points" if unit == PERCENT else unit
    digits = 1 if unit == PERCENT and decimals is None else decimals
    size = written(abs(value), spoken_unit, locale=locale, decimals=digits)
    moved = later("up by %(size)s") if value > 0 else later("down by %(size)s")
    return phrase(moved, locale, size=size)


def tick(value: Decimal, unit: str, *, locale: str) -> str:
    """As short as an axis needs: "20%", "£1.5M", "40K"."""
    currency, _ = _money(unit)
    places = max(0, -_exponent(value))
    if unit == PERCENT or abs(value) < 10_000:
        return _with_unit(value, currency or (PERCENT if unit == PERCENT else BARE[0]), places, locale)
    if currency:
        return _signed(format_compact_currency(value, currency, locale=locale, fraction_digits=2), currency, locale)
    return format_compact_decimal(value, locale=locale, fraction_digits=2)


def unit_words(unit: str, *, locale: str) -> str:
    """The unit as a column or an axis names it; empty where the number needs none."""
    currency, per = _money(unit)
    if currency:
        return _with_rest(_symbol(currency, locale), per, locale)
    return "" if unit in BARE or unit in YES_NO else unit_name(unit, locale)


def day(value: date, *, locale: str, narrow: bool = False) -> str:
    """narrow: with a short month, for a table."""
    return format_date(value, format="medium" if narrow else "long", locale=locale)


def span(period: Period, *, locale: str) -> str:
    """First day to last: "1 July 2026 to 30 September 2026"."""
    ends = {"first_day": day(period.start, locale=locale), "last_day": day(last_day(period), locale=locale)}
    return phrase("%(first_day)s to %(last_day)s", locale, **ends)


def between(first: str, last: str, *, locale: str) -> str:
    return phrase("%(first)s to %(last)s", locale, first=first, last=last)


def period(label: str, *, locale: str) -> str:
    """label: a calendar's name of a period, "2026 Q3"; what somebody named otherwise stays as it is."""
    found = _PART_OF_YEAR.fullmatch(label)
    if found is None:
        return label
    said = later("%(year)s Q%(number)s") if found["part"] == "Q" else later("%(year)s H%(number)s")
    return phrase(said, locale, year=found["year"], number=found["number"])


def last_day(period: Period) -> date:
    months = period.start.year * 12 + period.start.month - 1 + period.months
    return date(months // 12, months % 12 + 1, 1) - timedelta(days=1)


def _with_unit(value: Decimal, unit: str, digits: int, locale: str) -> str:
    if unit == PERCENT:
        return format_percent(value.scaleb(-2), format=_local_pattern("percent", digits, locale), locale=locale)
    currency, per = _money(unit)
    if currency:
        pattern = _local_pattern("money", digits, locale)
        text = format_currency(value, currency, locale=locale, format=pattern, currency_digits=False)
        return _with_rest(_signed(text, currency, locale), per, locale)
    text = format_decimal(value, format=_local_pattern("plain", digits, locale), locale=locale)
    words = "" if unit in BARE else unit_name(unit, locale, one=abs(value) == 1)
    return f"{text} {words}" if words else text


def _local_pattern(kind: str, digits: int, locale: str) -> str:
    """The locale's own order of sign, digits and symbol, with as many digits after the point as asked."""
    known = Locale.parse(locale)
    if kind == "money":
        pattern = known.currency_formats["standard"].pattern
    else:
        pattern = (known.percent_formats if kind == "percent" else known.decimal_formats)[None].pattern
    return re.sub(r"0(\.[0#]+)?(?=[^0#.,]|$)", "0" + ("." + "0" * digits if digits else ""), str(pattern))


def _digits(value: Decimal, unit: str) -> int:
    currency, per = _money(unit)
    if currency and per in ("", PROXY):
        return 0 if abs(value) >= 1000 or value == value.to_integral_value() else 2
    if currency:
        return 2
    if unit == PERCENT or "/" in unit or unit.startswith("per_"):
        return 1
    if unit in ("ratio", "index"):
        return 2
    return 0 if value == value.to_integral_value() or abs(value) >= 1000 else 1


def _money(unit: str) -> tuple[str, str]:
    """The currency code and the rest: "GBP/m2" is ("GBP", "m2"), "GBP_proxy" ("GBP", PROXY); no money is ("", "")."""
    head, _, per = unit.partition("/")
    code, _, proxy = head.strip().partition("_")
    if not re.fullmatch(r"[A-Z]{3}", code) or code not in list_currencies():
        return "", ""
    return code, PROXY if proxy else per.strip()


def _with_rest(money: str, rest: str, locale: str) -> str:
    if rest in ("", PROXY):
        return phrase(rest, locale, unit=money) if rest else money
    return phrase(PER, locale, unit=money, each=each_name(rest, locale))


def _symbol(currency: str, locale: str) -> str:
    """As English writes it where the locale has a code alone: "£", not "GBP"."""
    return str(Locale.parse(locale).currency_symbols.get(currency, currency)).replace(
        currency, Locale("en").currency_symbols.get(currency, currency)
    )


def _signed(text: str, currency: str, locale: str) -> str:
    return text.replace(currency, _symbol(currency, locale))


def _exponent(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0
