"""The number a cell of a sheet holds, whatever the cell is formatted as. Pure."""

from decimal import Decimal

from backend.files.own.texts import NumberRead, no_percent, read_number
from backend.kit.amounts import EXACT, to_json_number, within_limits
from backend.kit.errors import Invalid
from backend.kit.languages import translated
from backend.kit.sheets.book import CellKind, SheetCell
from backend.submissions.checks import Kind


def read_cell(
    cell: SheetCell, *, kind: Kind, unit: str = "", currency: str = "", decimal_comma: bool | None = None
) -> NumberRead:
    """The number a cell holds. A number cell is taken digit by digit; how it was shown changes only what a percent is.

    Raises Invalid as `read_number` does, and for an error, a formula never computed, a date, or yes where a number is due.
    """
    match cell.kind:
        case CellKind.NUMBER:
            number = _stored(cell.text)
            if kind is Kind.YES_NO and number not in (0, 1):
                raise Invalid(translated("answer yes or no"), code="number.not_yes_no")
            same = number == Decimal(cell.text)
            return NumberRead(
                number,
                ""
                if same
                else translated(
                    "%(text)s, as it is stored, was read as %(number)s.", text=cell.text, number=to_json_number(number)
                ),
            )
        case CellKind.PERCENT:
            return _shown_as_percent(cell.text, unit)
        case CellKind.TEXT:
            return read_number(cell.text, kind=kind, unit=unit, currency=currency, decimal_comma=decimal_comma)
        case CellKind.YES_NO if kind is Kind.YES_NO:
            return NumberRead(Decimal(cell.text.upper() == "TRUE"))
        case CellKind.YES_NO:
            raise Invalid(
                translated("%(text)s stands here; write a number", text=cell.text), code="number.not_a_number"
            )
        case CellKind.DATE:
            raise Invalid(
                translated("%(text)s is a date; write a number, and format the cell as one", text=cell.text),
                code="number.date",
            )
        case CellKind.ERROR:
            raise Invalid(
                translated(
                    "the spreadsheet shows the error %(text)s here; put its formula right or write the number",
                    text=cell.text,
                ),
                code="cell.error",
            )
        case CellKind.UNCOMPUTED:
            raise Invalid(
                translated(
                    "the formula here has no value stored with it; open the file in a spreadsheet program, save it,"
                    " and send it again, or write the number"
                ),
                code="cell.uncomputed",
            )


def _stored(text: str) -> Decimal:
    number = Decimal(text)
    # 17 digits are all a spreadsheet keeps: 0.1 + 0.2 is stored as 0.30000000000000004, and shown as 0.3 by everyone.
    return within_limits(number if _digits(number) <= 15 else _fifteen(number))


def _digits(number: Decimal) -> int:
    return len(number.normalize(EXACT).as_tuple().digits)


def _fifteen(number: Decimal) -> Decimal:
    """As every spreadsheet program shows it: to 15 significant digits; a whole number is never touched."""
    if number == number.to_integral_value():
        return number
    return Decimal(f"{number:.15g}") if number.adjusted() < 15 else number


def _shown_as_percent(text: str, unit: str) -> NumberRead:
    number = _stored(text)
    shown = EXACT.multiply(number, Decimal(100))
    if unit == "%":
        return NumberRead(
            within_limits(shown),
            translated("The cell shows a percent; it was read as %(shown)s.", shown=to_json_number(shown)),
        )
    if unit == "ratio":
        return NumberRead(number)
    raise Invalid(no_percent(f"{to_json_number(shown)}%", unit), code="number.percent")
