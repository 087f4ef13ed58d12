"""A figure by area as a map: what a report says of every area of a list, from the rows of one split and nothing else."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from collab_reports import numbers
from collab_reports.edition import Figure
from collab_reports.grounds import Ground
from collab_reports.maps import Map, Place, band, bands
from collab_reports.parts import Row, Split
from collab_reports.phrases import later
from collab_reports.statuses import READINGS

MOST, MOST_AREAS = 6, 600  # maps of one report, and areas on them together; its tables have the rest
_MOST_NAMED = 3


def most_maps(areas: int) -> int:
    """How many maps of so many areas a report draws where it draws no others."""
    return min(MOST, MOST_AREAS // areas)


def area_of(row: Row) -> str:
    """The code of the area that a row tells of, if it tells of one."""
    return row.code.rpartition(".")[2]


@dataclass(frozen=True)
class Told:
    """A figure's split, told of the areas of a list. areas: code to name, in the order of their numbers.

    say: a sentence with its facts, in the reader's language; locale: how numbers are written there. called: a figure, or a
    part of it, by its name.
    """

    figure: Figure
    split: Split
    areas: Mapping[str, str]
    locale: str
    say: Callable[..., str]
    called: Callable[[str], str] = str

    @property
    def name(self) -> str:
        return self.called(self.figure.name)

    @cached_property
    def rows(self) -> Mapping[str, Row]:
        """By the code of the area, those of areas alone."""
        found = {area_of(row): row for row in self.split.rows}
        return {code: found[code] for code in self.areas if code in found}

    @cached_property
    def values(self) -> Mapping[str, Decimal]:
        return {code: row.value for code, row in self.rows.items() if row.value is not None}

    @property
    def worth_drawing(self) -> bool:
        """Two areas can be compared; one stands in its table."""
        return len(self.values) > 1

    @property
    def rest(self) -> Sequence[tuple[str, str]]:
        """What is told beside the areas, such as outside of them, and is on no map: its name, and what is said."""
        return [(self.called(row.name), self.said(row)) for row in self.split.rows if area_of(row) not in self.areas]

    def drawn(self, key: str, ground: Ground, *, chosen: str = "", like: str = "", wide: bool = False) -> Map:
        bounds = bands(list(self.values.values()))
        places = [self._place(code, number, bounds, code == chosen) for number, code in enumerate(self.areas, 1)]
        return Map(
            key,
            self._title(),
            self._summary(),
            ground,
            places,
            bands=self._bands(bounds),
            hatched=", ".join(dict.fromkeys(one.text for one in places if one.band is None)),
            chosen=self.areas.get(chosen, ""),
            like=like,
            wide=wide,
        )

    def said(self, row: Row) -> str:
        """The number with its unit, or why there is none."""
        return self.say(READINGS[row.status].words) if row.value is None else self._written(row.value)

    def _place(self, code: str, number: int, bounds: list[Decimal], chosen: bool) -> Place:
        name, row = self.areas[code], self.rows.get(code)
        if row is None:
            return Place(code, number, name, self.say(later("not in this report")), band=None, chosen=chosen)
        if row.value is None:
            return Place(code, number, name, self.said(row), band=None, chosen=chosen)
        return Place(code, number, name, self.said(row), self._bare(row.value), band(row.value, bounds), chosen)

    def _bands(self, bounds: list[Decimal]) -> list[str]:
        to, to_under = later("%(low)s to %(high)s"), later("%(low)s to under %(high)s")
        pairs = [(self._bare(low), self._written(high)) for low, high in pairwise(bounds)]
        return [
            self.say(to_under if place < len(pairs) else to, low=low, high=high)
            for place, (low, high) in enumerate(pairs, 1)
        ]

    def _title(self) -> str:
        highest = max(self.values.values())
        most = [self.areas[code] for code, value in self.values.items() if value == highest]
        if len(most) > _MOST_NAMED or len(most) == len(self.values):
            return self.say(later("%(figure)s by area"), figure=self.name)
        sentence = later("%(figure)s: highest in %(places)s, %(value)s")
        if len(self.values) < len(self.areas):  # one without a number may be higher
            sentence = later("%(figure)s: of the areas with a number, highest in %(places)s, %(value)s")
        return self.say(sentence, figure=self.name, places=", ".join(most), value=self._written(highest))

    def _summary(self) -> str:
        told = self.say(
            later(
                "A map: %(count)s areas have a number, from %(low)s to %(high)s; the stronger the shade, the higher."
            ),
            count=len(self.values),
            low=self._written(min(self.values.values())),
            high=self._written(max(self.values.values())),
        )
        missing = [name for code, name in self.areas.items() if code not in self.values]
        without = self.say(later("Without a number: %(places)s."), places=", ".join(missing))
        return f"{told} {without}" if missing else told

    def _written(self, value: Decimal) -> str:
        return numbers.written(value, self.figure.unit, locale=self.locale, decimals=self.figure.decimals)

    def _bare(self, value: Decimal) -> str:
        return numbers.bare(value, self.figure.unit, locale=self.locale, decimals=self.figure.decimals)
