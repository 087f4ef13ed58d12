"""A table of shown cells as plain data and back, for the release that keeps it. Pure."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from backend.disclosure.figures import CellIn, Figure, Measure, Ratio, Table, Visibility
from backend.kit.amounts import to_json_number


def written(table: Table) -> dict[str, Any]:
    """Cells by id; numbers as decimal strings."""
    return {cell.id: {"visibility": cell.visibility.value, **_holds(cell.holds)} for cell in table.cells}


def _holds(holds: Figure | Ratio) -> dict[str, Any]:
    if isinstance(holds, Figure):
        return {"figure": _figure(holds)}
    return {
        "ratio": to_json_number(holds.number),
        "numerator": _figure(holds.numerator),
        "denominator": _figure(holds.denominator),
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "element": figure.element,
        "number": to_json_number(figure.number),
        "measure": figure.measure.value,
        "contributors": {name: to_json_number(amount) for name, amount in figure.contributors.items()},
    }


def read(cells: Mapping[str, Any]) -> Table:
    """What `written` wrote. Without the links between cells: only each cell's change is looked at."""
    return Table(tuple(_cell(id, kept) for id, kept in cells.items()))


def _cell(id: str, kept: Mapping[str, Any]) -> CellIn:
    if "figure" in kept:
        return CellIn(id, Visibility(kept["visibility"]), _read_figure(kept["figure"]))
    ratio = Ratio(Decimal(kept["ratio"]), _read_figure(kept["numerator"]), _read_figure(kept["denominator"]))
    return CellIn(id, Visibility(kept["visibility"]), ratio)


def _read_figure(kept: Mapping[str, Any]) -> Figure:
    return Figure(
        kept["element"],
        Decimal(kept["number"]),
        Measure(kept["measure"]),
        {name: Decimal(amount) for name, amount in kept["contributors"].items()},
    )
