"""What a published report says of every area of a list, as maps: of its own parts by area, and nothing else. Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from backend.kit.languages import later, locale_of, translated
from backend.places.areas import category_code
from backend.places.drawing import Drawn, of_figures
from backend.releases.area_view import said
from backend.releases.goal_telling import MISSING, Issue
from collab_reports import numbers
from collab_reports.edition import Figure
from collab_reports.maps import Ground, Map, Place, band, bands
from collab_reports.parts import Row, Split

_MOST = 6  # maps of one report; its tables have the rest
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class On:
    """What is drawn on. areas: code to name. like: the key of the map on the page whose shapes are drawn again."""

    ground: Ground
    kind: str
    areas: Mapping[str, str]
    source: str
    like: str


def by_area(issue: Issue, on: On, *, chosen: str, key: str, called: Callable[[str], str] = str) -> Iterator[Drawn]:
    """One for each figure that is told for two areas or more. key: what theirs begin with. called: a figure, by its name."""
    drawn = 0
    for figure in issue.figures:
        for split in figure.splits:
            of = _Told(issue, figure, called(figure.name), split, on)
            if len(of.values) > 1 and drawn < _MOST:
                drawn += 1
                yield of.drawn(chosen, f"{key}-{drawn}")


@dataclass(frozen=True)
class _Told:
    issue: Issue
    figure: Figure
    called: str
    split: Split
    on: On

    @cached_property
    def rows(self) -> Mapping[str, Row]:
        """By the code of the area, those of areas alone."""
        parts = {row.code.rpartition(".")[2]: row for row in self.split.rows}
        found = {code: parts.get(category_code(self.on.kind, code)) for code in self.on.areas}
        return {code: row for code, row in found.items() if row is not None}

    @cached_property
    def values(self) -> Mapping[str, Decimal]:
        return {code: row.value for code, row in self.rows.items() if row.value is not None}

    def drawn(self, chosen: str, key: str) -> Drawn:
        bounds = bands(list(self.values.values()))
        places = [self._place(code, number, bounds) for number, code in enumerate(self.on.areas, 1)]
        ours = {row.code for row in self.rows.values()}
        map = Map(
            key,
            self._title(),
            self._summary(),
            self.on.ground,
            [replace(one, chosen=one.code == chosen) for one in places],
            bands=self._bands(bounds),
            hatched=", ".join(dict.fromkeys(one.text for one in places if one.band is None)),
            chosen=self.on.areas.get(chosen, ""),
            like=self.on.like,
        )
        rest = [(row.name, said(row, self.figure, self.issue)) for row in self.split.rows if row.code not in ours]
        return of_figures(map, figure=self.called, rest=rest, source=self.on.source)

    def _place(self, code: str, number: int, bounds: list[Decimal]) -> Place:
        name, row = self.on.areas[code], self.rows.get(code)
        if row is None:
            return Place(code, number, name, translated("not in this report"), band=None)
        if row.value is None:
            return Place(code, number, name, translated(MISSING[row.status]), band=None)
        return Place(
            code,
            number,
            name,
            said(row, self.figure, self.issue),
            self._bare(row.value),
            band(row.value, bounds),
        )

    def _bands(self, bounds: list[Decimal]) -> list[str]:
        last = len(bounds) - 2
        pairs = [(self._bare(low), self._written(high)) for low, high in pairwise(bounds)]
        return [
            translated("%(low)s to %(high)s", low=low, high=high)
            if at == last
            else translated("%(low)s to under %(high)s", low=low, high=high)
            for at, (low, high) in enumerate(pairs)
        ]

    def _title(self) -> str:
        highest = max(self.values.values())
        most = [self.on.areas[code] for code, value in self.values.items() if value == highest]
        if len(most) > _MOST_NAMED or len(most) == len(self.values):
            return translated("%(figure)s by area", figure=self.called)
        sentence = later("%(figure)s: highest in %(places)s, %(value)s")
        if len(self.values) < len(self.on.areas):  # one without a number may be higher
            sentence = later("%(figure)s: of the areas with a number, highest in %(places)s, %(value)s")
        return translated(sentence, figure=self.called, places=", ".join(most), value=self._written(highest))

    def _summary(self) -> str:
        values = self.values.values()
        told = translated(
            "A map: %(count)s areas have a number, from %(low)s to %(high)s; the stronger the color, the higher.",
            count=len(values),
            low=self._written(min(values)),
            high=self._written(max(values)),
        )
        missing = [name for code, name in self.on.areas.items() if code not in self.values]
        if not missing:
            return told
        return told + " " + translated("Without a number: %(places)s.", places=", ".join(missing))

    def _written(self, value: Decimal) -> str:
        return numbers.written(value, self.figure.unit, locale=self._locale, decimals=self.figure.decimals)

    def _bare(self, value: Decimal) -> str:
        return numbers.bare(value, self.figure.unit, locale=self._locale, decimals=self.figure.decimals)

    @property
    def _locale(self) -> str:
        return locale_of(self.issue.locale)
