"""Units: what may be added to what, what a division gives, and exact factors between units of one kind.

The words are ours and closed; a new one is added to `_KINDS`. Things counted are kinds of their own: people over people is
a share, money over people is not. Two ways of counting hours, and money that nobody paid (`GBP_proxy`), are too.
"""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cache
from types import MappingProxyType
from typing import Any

from backend.kit.amounts import EXACT, QUOTIENT
from backend.kit.errors import Invalid

# Each kind: its unit of account, then the others as exact multiples of it.
# Btu: international table. Therm: 100,000 such Btu. Gallons differ by country and are never bare.
_KINDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "energy": {"kWh": "1", "MWh": "1000", "GWh": "1000000", "GJ": "2500/9", "kBtu": "105505585262/360000000000",
                   "therm": "105505585262/3600000000"},
        "volume": {"m3": "1", "litre": "0.001", "us_gallon": "0.003785411784", "uk_gallon": "0.00454609"},
        "mass": {"t": "1", "kg": "0.001", "lb": "0.00045359237", "short_ton": "0.90718474"},
        "area": {"m2": "1", "ft2": "0.09290304", "hectare": "10000", "acre": "4046.8564224"},
        "emissions": {"tCO2e": "1", "kgCO2e": "0.001"},
        "share": {"ratio": "1", "%": "0.01", "per_1000": "0.001", "per_10000": "0.0001", "per_100000": "0.00001"},
    }
)  # fmt: skip
COUNTED = (
    "people", "hires", "starts", "promotions", "completers", "suppliers", "contracts", "agreements", "homes", "enterprises",
    "goals", "schools", "actions", "projects", "events", "beds", "sites", "years", "fte", "yes_no", "words",
    "hours", "staff_hours", "attendee_hours",
)  # fmt: skip
CURRENCIES = ("currency", "GBP", "USD", "EUR", "CAD", "AUD", "NZD", "GBP_proxy", "USD_proxy")
_ALIASES = MappingProxyType({"tonne": "t", "tonnes": "t", "percent": "%", "FTE": "fte", "litres": "litre"})
_EXPRESSION = re.compile(r"[A-Za-z0-9_%]+(?: ?[*/] ?[A-Za-z0-9_%]+)*")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit, simple or put together. Two units are equal when a number means the same in both.

    scale: how many of the unit of account one of it is, exactly.
    kind: the kinds it is made of, with their powers; empty for a share.
    """

    scale: Fraction
    kind: tuple[tuple[str, int], ...]
    name: str = field(compare=False)
    parts: Any = field(compare=False, repr=False)  # the same unit as pint has it

    def __mul__(self, other: "Unit") -> "Unit":
        return _wrapped(self.parts * other.parts)

    def __truediv__(self, other: "Unit") -> "Unit":
        return _wrapped(self.parts / other.parts)

    def __str__(self) -> str:
        return self.name

    @property
    def is_share(self) -> bool:
        return not self.kind


def unit(text: str, *, where: str = "") -> Unit:
    """The unit of a name (`people`, `kWh`, `%`, `GBP`) or of names with * and / between them (`kWh / m2`).

    Raises Invalid at `where`, naming every unknown unit and the nearest that is known.
    """
    if not _EXPRESSION.fullmatch(text):
        raise Invalid(
            f"“{text[:40]}” is not a unit; write one like people, kWh / m2 or %", where=where, code="unit.unread"
        )
    names = [_ALIASES.get(name, name) for name in re.findall(r"[A-Za-z0-9_%]+", text)]
    if unknown := [name for name in names if name not in known_units()]:
        raise Invalid(_unknown(unknown), where=where, code="unit.unknown")
    signs = ["*", *re.findall(r"[*/]", text)]
    found = _wrapped(_registry().Unit(""))
    for sign, name in zip(signs, names, strict=True):
        simple = _wrapped(_registry().Unit(_written(name)))
        found = found * simple if sign == "*" else found / simple
    return found


def factor(of: Unit, into: Unit) -> Decimal:
    """By what to multiply a number in one unit to have it in the other; rounded to 28 digits where it has no end.

    Raises Invalid if they are of different kinds.
    """
    return convert(Decimal(1), of, into)


def convert(number: Decimal, of: Unit, into: Unit) -> Decimal:
    """The number in the other unit: exact where decimals can say it (3.6 GJ are 1 MWh), else rounded once to 28 digits."""
    if of.kind != into.kind:
        raise Invalid(f"{of} cannot be given in {into}: they measure different things", code="unit.kind")
    by = of.scale / into.scale
    product = EXACT.multiply(number, Decimal(by.numerator))
    return product if by.denominator == 1 else QUOTIENT.divide(product, Decimal(by.denominator))


@cache
def known_units() -> frozenset[str]:
    return frozenset({name for kind in _KINDS.values() for name in kind} | set(COUNTED) | set(CURRENCIES))


@cache
def _registry() -> Any:
    import pint  # 0.15 s, and most processes never meet a unit

    registry: Any = pint.UnitRegistry(None, non_int_type=Fraction)
    for kind, names in _KINDS.items():
        first = next(iter(names))
        registry.define(f"{_written(first)} = {'[]' if kind == 'share' else f'[{kind}]'}")
        for name, many in list(names.items())[1:]:
            registry.define(f"{_written(name)} = {many} * {_written(first)}")
    for name in (*COUNTED, *CURRENCIES):
        registry.define(f"{_written(name)} = [{name}]")
    return registry


def _written(name: str) -> str:
    """As pint can read it."""
    return "percent" if name == "%" else name


def _wrapped(parts: Any) -> Unit:
    registry = _registry()
    scale, _ = registry.get_root_units(parts)
    kind = tuple(sorted((str(name), int(power)) for name, power in parts.dimensionality.items()))
    return Unit(Fraction(scale), kind, _named(registry.Quantity(1, parts).unit_items()), parts)


def _named(items: Any) -> str:
    over = [_shown(name, power) for name, power in items if power > 0]
    under = [_shown(name, -power) for name, power in items if power < 0]
    return " / ".join([" * ".join(over) or ("1" if under else "ratio"), *under])


def _shown(name: str, power: Any) -> str:
    shown = "%" if name == "percent" else name
    return shown if power == 1 else f"{shown}^{power}"


def _unknown(names: list[str]) -> str:
    sentences = []
    for name in names:
        near = difflib.get_close_matches(name, known_units(), n=2, cutoff=0.5)
        hint = f"did you mean {' or '.join(near)}?" if near else f"known are {', '.join(sorted(known_units()))}"
        sentences.append(f"“{name}” is not a known unit; {hint}")
    return "; ".join(sentences)
