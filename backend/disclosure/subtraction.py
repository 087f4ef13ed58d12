"""What a reader can work out exactly from the numbers shown: linear algebra over fractions. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from backend.disclosure.figures import CellIn, Ratio, Table


@dataclass(frozen=True, slots=True)
class Equation:
    """sum(coefficient x cell) is known. ratio_id: the shown ratio that gives it away, if it is one."""

    coefficients: Mapping[str, Fraction]
    ratio_id: str | None = None

    @property
    def cell_ids(self) -> frozenset[str]:
        return frozenset(self.coefficients) | ({self.ratio_id} if self.ratio_id else set())


def equations(table: Table, hidden: Collection[str]) -> list[Equation]:
    """Every total, and every shown ratio whose two parts are in the table: it ties one to the other."""
    cells = table.by_id
    ratios = (_of_ratio(cells[i], cells) for i in sorted(cells) if i not in hidden)
    return [*(_of_relation(r.total_id, r.part_ids) for r in table.ordered), *(e for e in ratios if e)]


def _of_relation(total_id: str, part_ids: Iterable[str]) -> Equation:
    return Equation({total_id: Fraction(1), **dict.fromkeys(part_ids, Fraction(-1))})


def _of_ratio(cell: CellIn, cells: Mapping[str, CellIn]) -> Equation | None:
    ratio = cell.holds
    if not isinstance(ratio, Ratio) or not ratio.numerator_id or not ratio.denominator_id:
        return None
    top, bottom = cells.get(ratio.numerator_id), cells.get(ratio.denominator_id)
    if top is None or bottom is None or not bottom.number:
        return None
    if not (top.figures[0].made_like(ratio.numerator) and bottom.figures[0].made_like(ratio.denominator)):
        return None  # over other members than the cells: `differences.unpaired` looks after it
    share = Fraction(top.number) / Fraction(bottom.number)
    return Equation({top.id: Fraction(1), bottom.id: -share}, ratio_id=cell.id)


def worked_out(known: Sequence[Equation], unknown: Collection[str]) -> dict[str, list[Equation]]:
    """The unknown cells that have only one possible number, each with the equations that lead to it."""
    rows = [_Row({c: f for c, f in e.coefficients.items() if c in unknown and f}, {n}) for n, e in enumerate(known)]
    done: list[_Row] = []
    while rows:
        row = rows.pop()
        if not row.terms:
            continue
        pivot = min(row.terms)
        row.scale(pivot)
        for other in (*rows, *done):
            other.clear(pivot, row)
        done.append(row)
    return {next(iter(r.terms)): [known[n] for n in sorted(r.origins)] for r in done if len(r.terms) == 1}


@dataclass(slots=True)
class _Row:
    """terms: cell -> coefficient, no zeros. origins: the equations it was put together from."""

    terms: dict[str, Fraction]
    origins: set[int]

    def scale(self, pivot: str) -> None:
        by = self.terms[pivot]
        self.terms = {cell: factor / by for cell, factor in self.terms.items()}

    def clear(self, pivot: str, by: "_Row") -> None:
        factor = self.terms.get(pivot)
        if not factor:
            return
        for cell, times in by.terms.items():
            left = self.terms.get(cell, Fraction(0)) - factor * times
            if left:
                self.terms[cell] = left
            else:
                self.terms.pop(cell, None)
        self.origins |= by.origins
