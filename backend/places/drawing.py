"""A map and its table twin, as a page shows them in the reader's language. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backend.kit.languages import translated
from collab_reports.grounds import Ground
from collab_reports.maps import Map, Place, area_map


@dataclass(frozen=True, slots=True)
class Drawn:
    """rows: a number, a name, and what is said of it, empty in a map that only says where areas are.

    figure: the head of what is said. unshaped: names that have no place on the map. source: whose shapes.
    """

    title: str
    svg: str
    rows: Sequence[tuple[str, str, str]]
    figure: str = ""
    unshaped: Sequence[str] = ()
    source: str = ""


def where_they_are(
    ground: Ground, areas: Mapping[str, str], *, key: str, called: str, source: str, chosen: str = ""
) -> Drawn:
    """areas: code to name; called: what all of them are. chosen: the code of the one that is meant."""
    places = [
        Place(code, number, name, band=1 if code == chosen else 0, chosen=code == chosen)
        for number, (code, name) in enumerate(areas.items(), 1)
    ]
    return Drawn(
        title := _where(areas, called, chosen),
        area_map(
            Map(
                key,
                title,
                translated("A map of the areas. The table names each."),
                ground,
                places,
                chosen=areas.get(chosen, ""),
            )
        ),
        [(str(one.number), one.name, one.code if one.code != one.name else "") for one in places],
        unshaped=_unshaped(ground, areas),
        figure=translated("Code") if any(name != code for code, name in areas.items()) else "",
        source=source,
    )


def _where(areas: Mapping[str, str], called: str, chosen: str) -> str:
    if chosen in areas:
        return translated("Where %(name)s lies among “%(places)s”", name=areas[chosen], places=called)
    return translated("Where the areas of “%(places)s” lie", places=called)


def _unshaped(ground: Ground, areas: Mapping[str, str]) -> Sequence[str]:
    return [name for code, name in areas.items() if code not in ground.shapes]


def of_figures(map: Map, *, figure: str, rest: Sequence[tuple[str, str]], source: str) -> Drawn:
    """figure: what the numbers are of. rest: what is told beside the areas, such as outside of them, and is on no map."""
    rows = [(str(one.number), one.name, one.text) for one in map.places]
    return Drawn(
        map.title,
        area_map(map),
        [*rows, *(("", name, text) for name, text in rest)],
        figure=figure,
        unshaped=_unshaped(map.ground, {one.code: one.name for one in map.places}),
        source=source,
    )
