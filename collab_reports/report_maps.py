"""Which splits of a report are drawn as maps, on the shapes that the report holds itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from collab_reports import wording
from collab_reports.area_maps import MOST, MOST_AREAS, Told, area_of
from collab_reports.edition import Edition, Figure
from collab_reports.grounds import MappedList
from collab_reports.maps import Map, area_map
from collab_reports.parts import Split
from collab_reports.phrases import phrase
from collab_reports.tables import MOST_BARS, Chart, split_table
from collab_reports.trends import split_series

Which = tuple[str, int]  # a figure's code, and which of its splits, counted from 1


def maps(edition: Edition, locale: str, *, apart: bool) -> Mapping[Which, Chart]:
    """As many as a page can bear, in the order of the report.

    apart: as on paper, each drawing with all its shapes; on a page the first of a list has them, and the others draw them
    from there.
    """
    found: dict[Which, Chart] = {}
    areas = 0
    shapes_of: dict[str, str] = {}  # by the code of a list, the key of its first map
    for figure in edition.figures:
        for number, split in enumerate(figure.splits, start=1):
            drawn = _on(figure, split, edition.grounds, locale)
            if drawn is None or len(found) == MOST or areas + len(drawn[1].areas) > MOST_AREAS:
                continue
            of, told = drawn
            areas += len(told.areas)
            key = f"{wording.anchor('chart', figure.code)}.{number}"
            of_first = shapes_of.setdefault(of.code, key)
            like = "" if apart or of_first == key else of_first
            wide = apart and len(split.rows) > MOST_BARS
            map = told.drawn(key, of.ground, like=like, wide=wide)
            found[figure.code, number] = _chart(map, told, of, first=of_first == key)
    return found


def _on(figure: Figure, split: Split, lists: Sequence[MappedList], locale: str) -> tuple[MappedList, Told] | None:
    """The list that most of its numbers are told by; nothing where that is no map."""
    say = partial(phrase, locale=locale)
    told = [(of, Told(figure, split, _in_order(of, split), locale, say)) for of in lists]
    found = max(told, key=lambda one: len(one[1].values), default=None)
    return found if found is not None and found[1].worth_drawing else None


def _in_order(of: MappedList, split: Split) -> Mapping[str, str]:
    """Numbered as the table has them, and after those what it has not."""
    names = {area.code: area.name for area in of.areas}
    told = {code: row.name for row in split.rows if (code := area_of(row)) in names}
    return told | names | told


def _chart(map: Map, told: Told, of: MappedList, *, first: bool) -> Chart:
    table = split_table(split_series(told.split, told.figure, told.locale, key=map.key), told.split, told.locale)
    number_of = {place.code: str(place.number) for place in map.places}
    rows = tuple(
        replace(line, number=number_of.get(area_of(row), ""))
        for line, row in zip(table.rows, told.split.rows, strict=True)
    )
    return Chart(
        area_map(map),
        f"{map.title}. {map.summary}",
        replace(table, rows=rows),
        title=map.title,
        notes=tuple(_notes(told, of, first=first)),
    )


def _notes(told: Told, of: MappedList, *, first: bool) -> Iterator[str]:
    locale = told.locale
    left = [f"{number}. {name}" for number, (code, name) in enumerate(told.areas.items(), 1) if code not in told.rows]
    if left:
        yield phrase("Not in this report: %(places)s.", locale, places=", ".join(left))
    unshaped = [area.name for area in of.areas if area.shape is None]
    if unshaped:
        yield phrase("Not on the map, as no shape of it was brought: %(places)s.", locale, places=", ".join(unshaped))
    if first:
        yield phrase("A larger area is not more: its shade and its number count, not its size.", locale)
        yield phrase("Shapes: %(source)s. Borders are simplified.", locale, source=of.source)
