"""What a release showed and hid as plain data and back, for the release that keeps it. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from backend.disclosure.figures import CellIn, Figure, Measure, Ratio, Reason, Relation, Table, Term, Visibility
from backend.kit.amounts import to_json_number


def written(table: Table) -> dict[str, Any]:
    """Numbers as decimal strings."""
    return {
        "shown": {cell.id: _cell(cell) for cell in table.cells},
        "hidden": {cell.id: _cell(cell) for cell in table.hidden},
        "sums": [[one.total_id, *one.part_ids] for one in table.ordered],
        "because": {cell.id: table.because[cell.id].value for cell in table.hidden if cell.id in table.because},
        **({"then": _otherwise(table, table.then)} if table.then else {}),
    }


def _otherwise(table: Table, then: Table) -> dict[str, Any]:
    """The cells that are of other contributors by the parents they had."""
    now = {cell.id: cell for cell in (*table.cells, *table.hidden)}
    return {cell.id: _cell(cell) for cell in (*then.cells, *then.hidden) if cell != now[cell.id]}


def _cell(cell: CellIn) -> dict[str, Any]:
    return {"visibility": cell.visibility.value, **_holds(cell.holds)}


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
        "contributors": _numbers(figure.contributors),
        "age": figure.age_months,
        "fewest": figure.fewest,
        "terms": {of: [to_json_number(term.times), _numbers(term.given)] for of, term in figure.terms.items()},
    }


def _numbers(by_name: Mapping[str, Decimal]) -> dict[str, str]:
    return {name: to_json_number(amount) for name, amount in by_name.items()}


def read(kept: Mapping[str, Any]) -> Table:
    """What `written` wrote, or wrote while it kept the shown cells alone."""
    if "shown" not in kept:
        kept = {"shown": kept, "hidden": {}, "sums": []}
    shown, hidden = (tuple(_read_cell(id, cell) for id, cell in kept[which].items()) for which in ("shown", "hidden"))
    because = {id: Reason(reason) for id, reason in kept.get("because", {}).items()}
    found = Table(shown, tuple(Relation(total, tuple(parts)) for total, *parts in kept["sums"]), hidden, because)
    return replace(found, then=_read_then(found, kept["then"])) if "then" in kept else found


def _read_then(table: Table, kept: Mapping[str, Any]) -> Table:
    others = {id: _read_cell(id, cell) for id, cell in kept.items()}
    shown, hidden = (tuple(others.get(cell.id, cell) for cell in some) for some in (table.cells, table.hidden))
    return replace(table, cells=shown, hidden=hidden)


def _read_cell(id: str, kept: Mapping[str, Any]) -> CellIn:
    if "figure" in kept:
        return CellIn(id, Visibility(kept["visibility"]), _read_figure(kept["figure"]))
    ratio = Ratio(Decimal(kept["ratio"]), _read_figure(kept["numerator"]), _read_figure(kept["denominator"]))
    return CellIn(id, Visibility(kept["visibility"]), ratio)


def _read_figure(kept: Mapping[str, Any]) -> Figure:
    return Figure(
        kept["element"],
        Decimal(kept["number"]),
        Measure(kept["measure"]),
        _read_numbers(kept["contributors"]),
        kept.get("age", 0),
        kept.get("fewest", 0),
        terms={of: Term(Decimal(times), _read_numbers(given)) for of, (times, given) in kept.get("terms", {}).items()},
    )


def _read_numbers(kept: Mapping[str, str]) -> dict[str, Decimal]:
    return {name: Decimal(amount) for name, amount in kept.items()}
