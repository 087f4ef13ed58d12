"""What a ZIP sheet says of each area list, and which questions it answers. Pure.

For every list: inside, outside and unknown, which come to the sheet's total, people whole and payments to the cent.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from backend.files.zip_sheet.lines import Counted, ZipLines
from backend.kit.amounts import to_json_number, total
from backend.places.areas import ByArea, Weights, allocate, category_code, rounded
from backend.submissions.checks import Place
from backend.submissions.rules import Status
from backend.submissions.schemas import DraftCell

ZIP = "zip"  # the kind of an area that is a ZIP itself
_PLACES = {Counted.HIRES: 0, Counted.PAYMENTS: 2}


@dataclass(frozen=True, slots=True)
class ZipList:
    """An area list on the period's last day. areas: code to name. weights: of ZIPs in areas of this kind; empty when the
    list is of ZIPs itself; None when no crosswalk leads there. source: whose weights.
    """

    code: str
    name: str
    kind: str
    areas: Mapping[str, str]
    weights: Weights | None = None
    source: str = ""

    @property
    def answerable(self) -> bool:
        return self.kind == ZIP or self.weights is not None


@dataclass(frozen=True, slots=True)
class Spread:
    """One count over one list. exact: no ZIP was divided between two areas."""

    list: ZipList
    counted: Counted
    by_area: ByArea
    exact: bool

    @property
    def inside(self) -> Decimal:
        return total(self.by_area.areas.values())


@dataclass(frozen=True, slots=True)
class FromZip:
    """A question the sheet answers. inside: only those in the framework's own list. area_split: code of its split by
    area, if it has one, and the parts of it that are asked.
    """

    element: str
    name: str
    counted: Counted
    inside: bool
    area_split: str = ""
    parts: frozenset[str] = frozenset()


def spreads(sheet: ZipLines, lists: Sequence[ZipList]) -> list[Spread]:
    """Every count over every list that can be answered."""
    return [_spread(sheet, one, counted) for one in lists if one.answerable for counted in sheet.counted]


def _spread(sheet: ZipLines, over: ZipList, counted: Counted) -> Spread:
    figures = sheet.figures(counted)
    if over.weights is None:
        weights: Weights = {code: {code: Decimal(1)} for code in figures}
    else:
        weights = {code: over.weights.get(code, {}) for code in figures}
    divided = any(share != 1 for code in figures for share in weights[code].values())
    by_area = allocate(figures, weights, over.areas, unknown=sheet.unknown(counted))
    return Spread(over, counted, rounded(by_area, places=_PLACES[counted]), not divided)


def not_in_crosswalk(sheet: ZipLines, over: ZipList) -> list[str]:
    """ZIPs the crosswalk does not know: counted as unknown, and perhaps mistyped."""
    known = over.weights
    return [] if known is None else [line.zip for line in sheet.lines if line.zip and line.zip not in known]


def answers(
    sheet: ZipLines, own: ZipList | None, questions: Sequence[FromZip], notes: Mapping[Place, str]
) -> Iterator[DraftCell]:
    """The cells the sheet fills: totals, those inside the framework's own list, and their splits by area.

    notes: those that stand, which stay.
    """
    over = {one.counted: one for one in spreads(sheet, [own])} if own else {}
    for question in questions:
        spread = over.get(question.counted)
        if question.counted not in sheet.counted:
            continue
        if not question.inside:
            yield _cell((question.element, None), sheet.total(question.counted), None, notes)
        elif spread:
            yield _cell((question.element, None), spread.inside, spread, notes)
        if spread and question.area_split:
            yield from _parts(question, spread, notes)


def _parts(question: FromZip, spread: Spread, notes: Mapping[Place, str]) -> Iterator[DraftCell]:
    parts = {category_code(spread.list.kind, code): number for code, number in spread.by_area.areas.items()}
    parts["outside"] = Decimal(0) if question.inside else spread.by_area.outside
    parts["unknown"] = Decimal(0) if question.inside else spread.by_area.unknown
    for part, number in parts.items():
        code = f"{question.area_split}.{part}"
        if code in question.parts:
            yield _cell((question.element, code), number, spread, notes)


def _cell(place: Place, number: Decimal, spread: Spread | None, notes: Mapping[Place, str]) -> DraftCell:
    estimated = spread is not None and not spread.exact
    note = notes.get(place, "")
    if estimated and not note:
        note = f"Worked out from ZIP codes by the crosswalk of {spread.list.source}." if spread else ""
    status = Status.ESTIMATED if estimated else None
    return DraftCell(*place, typed=to_json_number(number), status=status, note=note)
