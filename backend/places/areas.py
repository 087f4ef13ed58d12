"""Over areas: figures by postcode or ZIP allocated to areas, with what lies outside and what is unknown kept in sight.

Areas + outside + unknown is always the member's total, to the last digit. Pure.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, Decimal

from backend.kit.amounts import EXACT, ZERO, total
from backend.kit.errors import Invalid
from backend.kit.languages import translated

Weights = Mapping[str, Mapping[str, Decimal]]


@dataclass(frozen=True, slots=True)
class ByArea:
    """areas: by area code; outside: known to lie elsewhere; unknown: nobody can say."""

    areas: Mapping[str, Decimal] = field(default_factory=dict)
    outside: Decimal = ZERO
    unknown: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        return total([*self.areas.values(), self.outside, self.unknown])

    def __add__(self, other: "ByArea") -> "ByArea":
        codes = dict.fromkeys([*self.areas, *other.areas])
        areas = {code: EXACT.add(self.areas.get(code, ZERO), other.areas.get(code, ZERO)) for code in codes}
        return ByArea(areas, EXACT.add(self.outside, other.outside), EXACT.add(self.unknown, other.unknown))


def over_areas(members: Iterable[ByArea]) -> ByArea:
    """All members' figures by area."""
    added = ByArea()
    for figures in members:
        added += figures
    return added


def allocate(
    figures: Mapping[str, Decimal], weights: Weights, area_list: Iterable[str], *, unknown: Decimal = ZERO
) -> ByArea:
    """A member's figures by small place (ZIP, postcode) as figures by area.

    weights: the crosswalk: of each place, which fraction lies in which area, the areas outside the list included. What the
    fractions of a place leave over is unknown; so is a place the crosswalk does not know.
    area_list: the areas asked about; all others are outside.
    unknown: what the member itself could not place.
    Raises Invalid when a place's fractions are negative or come to more than 1.
    """
    wanted = dict.fromkeys(area_list)
    spread = ByArea(dict.fromkeys(wanted, ZERO), ZERO, unknown)
    for place, number in figures.items():
        fractions = _checked(place, weights.get(place, {}))
        shares = {area: EXACT.multiply(number, fraction) for area, fraction in fractions.items()}
        left_over = EXACT.subtract(number, total(shares.values()))
        inside = {area: share for area, share in shares.items() if area in wanted}
        outside = total(share for area, share in shares.items() if area not in wanted)
        spread += ByArea(inside, outside, left_over)
    return spread


def rounded(spread: ByArea, *, places: int) -> ByArea:
    """With so many decimal places, and the same total: what rounding leaves goes where most was cut off.

    The total must not have more places itself: people are whole, payments have cents.
    """
    parts = {("areas", code): number for code, number in spread.areas.items()}
    parts |= {("outside", ""): spread.outside, ("unknown", ""): spread.unknown}
    step = Decimal(1).scaleb(-places)
    down = {part: number.quantize(step, ROUND_FLOOR, EXACT) for part, number in parts.items()}
    left = int(EXACT.divide(EXACT.subtract(spread.total, total(down.values())), step))
    for part in sorted(parts, key=lambda one: EXACT.subtract(down[one], parts[one]))[:left]:
        down[part] = EXACT.add(down[part], step)
    areas = {code: down["areas", code] for code in spread.areas}
    return ByArea(areas, down["outside", ""], down["unknown", ""])


def category_code(kind: str, code: str) -> str:
    """What the part of a split by area is called that stands for this area: `community_area_25`."""
    return re.sub(r"[^a-z0-9]+", "_", f"{kind}_{code}".lower())


def _checked(place: str, fractions: Mapping[str, Decimal]) -> Mapping[str, Decimal]:
    if any(fraction < 0 for fraction in fractions.values()) or total(fractions.values()) > 1:
        raise Invalid(
            translated(
                "the crosswalk gives %(place)s fractions that are negative or come to more than 1; bring them to 1 at most",
                place=place,
            ),
            where=place,
            code="crosswalk.fractions",
        )
    return fractions
