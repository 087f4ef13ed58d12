"""How a unit reads beside its number: "kWh / m2" is kWh/m², "t / beds" is tonnes per bed, "us_gallon" is US gallons."""

import re

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


def unit_name(unit: str, *, one: bool = False) -> str:
    """one: the number beside it is 1."""
    head, *below = unit.split("/")
    text = each_name(head) if one else _name(head.strip())
    for name in map(each_name, below):
        text += f"/{name}" if _SYMBOL.fullmatch(name) else f" per {name}"
    return text


def each_name(unit: str) -> str:
    """One of the unit, as it follows "per": person, m²."""
    return _singular(_name(unit.strip()))


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
