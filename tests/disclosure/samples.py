"""Small ways to write a figure down."""

from decimal import Decimal

from backend.disclosure.rules import US, Audience, CellIn, Figure, Measure, Ratio, Relation, Table, Visibility, decide

FOUR = ("Ash", "Birch", "Cedar", "Dogwood")


def figure(
    number: int | str, *amounts: int | str, measure: Measure = Measure.PEOPLE, element: str = "hires", age: int = 6
) -> Figure:
    """From contributors Ash, Birch …; with no amounts given, four that make equal parts of it."""
    whole = Decimal(number)
    names = {f"{n}": Decimal(a) for n, a in zip((*FOUR, "Elm", "Fir"), amounts, strict=False)}
    return Figure(element, whole, measure, names or dict.fromkeys(FOUR, whole / 4), age)


def cell(
    cell_id: str, holds: Figure | Ratio | int, visibility: Visibility = Visibility.PUBLIC, *, own: bool = False
) -> CellIn:
    return CellIn(cell_id, visibility, figure(holds) if isinstance(holds, int) else holds, own)


def row(total: int | Figure, **parts: int | Figure) -> Table:
    """A total and its parts."""
    cells = (cell("total", total), *(cell(name, number) for name, number in parts.items()))
    return Table(cells, (Relation("total", tuple(parts)),))


def hidden(table: Table, **kw: object) -> set[str]:
    return set(decide(table, Audience.PUBLIC, US, **kw))


def share(top: Figure, bottom: Figure, number: str = "10.9", **ids: str) -> Ratio:
    return Ratio(Decimal(number), top, bottom, **ids)
