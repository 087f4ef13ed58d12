"""How a unit reads beside its number: "kWh / m2" is kWh/m², "t / beds" is tonnes per bed, "us_gallon" is US gallons.

In another language than English those that are known (`unit_words`); others stay as the collaborative wrote them.
"""

import re
from collections.abc import Mapping

from collab_reports.phrases import language_of, later, phrase
from collab_reports.unit_words import IN

_NAMES = {
    "t": "tonnes",
    "short_ton": "US short tons",
    "litre": "litres",
    "us_gallon": "US gallons",
    "uk_gallon": "UK gallons",
    "therm": "therms",
    "hectare": "hectares",
    "acre": "acres",
    "fte": "FTE",
    "per_1000": "per 1,000",
    "per_10000": "per 10,000",
    "per_100000": "per 100,000",
}
_SINGULAR = {"people": "person", "FTE": "FTE"}
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SYMBOL = re.compile(r"[a-z]{1,2}[⁰¹²³⁴⁵⁶⁷⁸⁹]?|\S*[A-Z₂]\S*")  # m², kg, kWh, tCO₂e: written after a stroke, never bent


PER = later("%(unit)s per %(each)s")


def unit_name(unit: str, locale: str = "en_GB", *, one: bool = False) -> str:
    """one: the number beside it is 1."""
    head, *below = unit.split("/")
    text = each_name(head, locale) if one else _many(_name(head.strip()), locale)
    for name in (each_name(each, locale) for each in below):
        text = f"{text}/{name}" if _SYMBOL.fullmatch(name) else phrase(PER, locale, unit=text, each=name)
    return text


def each_name(unit: str, locale: str = "en_GB") -> str:
    """One of the unit, as it follows "per": person, m²."""
    name = _name(unit.strip())
    _, one = _in(locale).get(name, (name, _singular(name)))
    return one


def _many(name: str, locale: str) -> str:
    many, _ = _in(locale).get(name, (name, name))
    return many


def _in(locale: str) -> Mapping[str, tuple[str, str]]:
    return IN.get(language_of(locale), {})


def _name(piece: str) -> str:
    if piece in _NAMES:
        return _NAMES[piece]
    text = piece.replace("_", " ").replace("CO2", "CO₂")
    text = re.sub(r"\s*(?:\*\*|\^)\s*(\d)", lambda found: found[1].translate(_SUPERSCRIPT), text)
    return re.sub(r"\b(m|ft|km|yd)([23])\b", lambda found: found[1] + found[2].translate(_SUPERSCRIPT), text)


def _singular(name: str) -> str:
    if name in _SINGULAR or _SYMBOL.fullmatch(name):
        return _SINGULAR.get(name, name)
    return re.sub(r"(?<=[a-z]{3})(?<!s)s$", "", name)
