"""What a published report says of every area of a list, as maps: of its own parts by area, and nothing else. Pure."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from backend.kit.languages import locale_of, translated
from backend.places.areas import category_code
from backend.places.drawing import Drawn, of_figures
from backend.releases.goal_telling import Issue
from collab_reports.area_maps import MOST, Told
from collab_reports.grounds import Ground


@dataclass(frozen=True, slots=True)
class On:
    """What is drawn on. areas: code to name. like: the key of the map on the page whose shapes are drawn again."""

    ground: Ground
    kind: str
    areas: Mapping[str, str]
    source: str
    like: str


def by_area(issue: Issue, on: On, *, chosen: str, key: str, called: Callable[[str], str] = str) -> Iterator[Drawn]:
    """One for each figure that is told for two areas or more. key: what theirs begin with. called: a figure or a part
    of it, by its name."""
    areas = {category_code(on.kind, code): name for code, name in on.areas.items()}
    shapes = {category_code(on.kind, code): shape for code, shape in on.ground.shapes.items()}
    ground = on.ground.model_copy(update={"shapes": shapes})
    told = [
        Told(figure, split, areas, locale_of(issue.locale), translated, called)
        for figure in issue.figures
        for split in figure.splits
    ]
    for number, one in enumerate([one for one in told if one.worth_drawing][:MOST], start=1):
        map = one.drawn(f"{key}-{number}", ground, chosen=category_code(on.kind, chosen), like=on.like)
        yield of_figures(map, figure=one.name, rest=one.rest, source=on.source)
