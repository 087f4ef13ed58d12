"""What one audience is shown of a table, as figures a report can say. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from backend.disclosure.collective import SAME, Rolled, RolledIndicator, RolledSplit, cell_id, sides_of
from backend.disclosure.figures import CellIn, Figure, Ratio, Table
from backend.disclosure.rules import Hidden, Shown
from backend.indicators.trees import Tree
from backend.kit.periods import Period
from backend.rollups.coverage import Coverage


@dataclass(frozen=True, slots=True)
class Amount:
    """number, or hidden with a sentence, or neither: nobody gave it (asked > 0) or nobody was asked.

    estimated: some of what members put in was worked out rather than counted.
    """

    number: Decimal | None
    hidden: Hidden | None
    asked: int
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """answered: of a count of members that meet something, how many answered."""

    period: Period
    amount: Amount
    coverage: Coverage
    version: int
    answered: int = 0


@dataclass(frozen=True, slots=True)
class SplitShown:
    code: str
    name: str
    adds_up: bool
    rows: Sequence[tuple[str, str, Amount]]


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a rate that is a figure of the same report: the code of that indicator, and its amount there."""

    code: str
    amount: Amount


@dataclass(frozen=True, slots=True)
class FigureShown:
    """One indicator as one audience may see it. sides: numerator and denominator, or nothing.

    same: its periods over the members that are in every one of them, where that is another trend and may be shown.
    bands: it by the size of the members.
    """

    code: str
    points: Sequence[Point]
    splits: Sequence[SplitShown]
    overlap_possible: bool
    sides: tuple[Side, Side] | None = None
    same: Sequence[Point] = ()
    bands: SplitShown | None = None

    @property
    def now(self) -> Point:
        return self.points[-1]


def shown(indicators: Iterable[RolledIndicator], whole: Table, disclosed: Shown) -> list[FigureShown]:
    """Each indicator as the audience sees it. whole: the table it was disclosed from."""
    found = list(indicators)
    reader = _Reader(disclosed, whole.by_id, _summing(found))
    return [
        FigureShown(
            one.code,
            [_point(reader, one, rolled) for rolled in one.points],
            [_split(reader, one, split) for split in one.splits],
            one.points[-1].roll_up.overlap_possible,
            reader.sides(one),
            [_point(reader, one, rolled, SAME) for rolled in one.same],
            _split(reader, one, one.bands) if one.bands else None,
        )
        for one in found
    ]


def _summing(indicators: Iterable[RolledIndicator]) -> Mapping[Tree, RolledIndicator]:
    """Indicators by their formula now."""
    return {tree: one for one in indicators if (tree := one.points[-1].reckoning.formula) is not None}


@dataclass(frozen=True, slots=True)
class _Reader:
    disclosed: Shown
    cells: Mapping[str, CellIn]
    by_formula: Mapping[Tree, RolledIndicator]

    def amount(self, of: RolledIndicator, rolled: Rolled, category: str = "") -> Amount:
        cell = self.disclosed.cells.get(cell_id(of.code, rolled.period, category))
        asked = rolled.roll_up.coverage.asked
        if cell is None:
            return Amount(None, None, asked)
        return Amount(cell.number, cell.hidden, asked, rolled.roll_up.estimated and cell.number is not None)

    def sides(self, of: RolledIndicator) -> tuple[Side, Side] | None:
        """Both, when each is shown to this audience as a figure of its own and over the very members of the rate."""
        now = of.points[-1]
        trees = sides_of(now.reckoning.formula)
        cell = self.cells.get(cell_id(of.code, now.period))
        if trees is None or cell is None or not isinstance(cell.holds, Ratio):
            return None
        found = [self._side(tree, figure) for tree, figure in zip(trees, cell.figures, strict=True)]
        top, bottom = found
        return (top, bottom) if top and bottom else None

    def _side(self, tree: Tree, figure: Figure) -> Side | None:
        shows = self.by_formula.get(tree)
        if shows is None:
            return None
        rolled = shows.points[-1]
        cell = self.cells.get(cell_id(shows.code, rolled.period))
        amount = self.amount(shows, rolled)
        same = cell is not None and cell.figures[0].made_like(figure)
        return Side(shows.code, amount) if same and amount.number is not None else None


def _point(reader: _Reader, of: RolledIndicator, rolled: Rolled, category: str = "") -> Point:
    got = rolled.roll_up
    return Point(rolled.period, reader.amount(of, rolled, category), got.coverage, rolled.version, got.answered)


def _split(reader: _Reader, of: RolledIndicator, split: RolledSplit) -> SplitShown:
    rows = [
        (category, split.names[category], reader.amount(of, rolled, f"{split.code}.{category}"))
        for category, rolled in split.rows.items()
    ]
    return SplitShown(split.code, split.name, split.adds_up, rows)
