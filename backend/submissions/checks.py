"""What a draft must pass before it is submitted. Every fault at once, each at its place in the reader's words. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from statistics import median

from backend.kit.errors import Problem, Severity
from backend.submissions.asked import Asked as Asked
from backend.submissions.asked import Cell as Cell
from backend.submissions.asked import Kind as Kind
from backend.submissions.asked import Place as Place
from backend.submissions.asked import Split as Split
from backend.submissions.asked import name_of as name_of
from backend.submissions.asked import place_named as place_named
from backend.submissions.to_date import Year, moved, negative
from collab_reports.unit_names import unit_name

# A slip of one digit, times a fair change between two periods, seldom comes out at exactly ten.
JUMP = Decimal(8)


def check(
    cells: Iterable[Cell],
    definitions: Iterable[Asked],
    history: Mapping[Place, Sequence[Decimal]] | None = None,
    year: Year | None = None,
) -> list[Problem]:
    """Everything to put right, question by question. Empty: it may be submitted.

    history: accepted numbers of up to four earlier periods of the same length, any order.
    year: the earlier periods of the member's year, where numbers were given since it began.
    A problem to explain is settled, and so not listed, once its cell carries a note.
    """
    given = [cell for cell in cells if not cell.blank]
    asked = {definition.element: definition for definition in definitions}
    answers = {cell.place: cell for cell in given}
    problems = [*_strangers(given, asked), *_doubles(given, asked)]
    for definition in asked.values():
        problems += _of_element(definition, asked, answers, history or {}, year)
    return problems


def _of_element(
    asked: Asked,
    all_asked: Mapping[str, Asked],
    answers: Mapping[Place, Cell],
    history: Mapping[Place, Sequence[Decimal]],
    year: Year | None,
) -> Iterator[Problem]:
    codes: list[str | None] = [None, *(code for split in asked.splits for code in split.categories)]
    if asked.required and (asked.element, None) not in answers:
        yield Problem(asked.where(None), "answer this, or choose why there is no answer", "answer.missing")
    for code in codes:
        if cell := answers.get((asked.element, code)):
            yield from _of_cell(cell, asked)
            yield from _jump(cell, asked, history.get(cell.place, ()))
            yield from _part_of(cell, asked, all_asked, answers)
            yield from _to_date(cell, asked, year)
    for split in asked.splits:
        yield from _split(asked, split, answers)


def _strangers(cells: Iterable[Cell], asked: Mapping[str, Asked]) -> Iterator[Problem]:
    for cell in cells:
        definition = asked.get(cell.element)
        if definition is None:
            yield Problem(cell.element, "this is not asked in this collection; leave it out", "element.not_asked")
        elif not definition.asks(cell.category):
            yield Problem(definition.where(cell.category), "this part is not asked; leave it out", "category.not_asked")


def _doubles(cells: Sequence[Cell], asked: Mapping[str, Asked]) -> Iterator[Problem]:
    for (element, category), times in Counter(cell.place for cell in cells).items():
        if times > 1:
            where = asked[element].where(category) if element in asked else element
            yield Problem(where, f"answered {times} times; keep one answer", "answer.double")


def _of_cell(cell: Cell, asked: Asked) -> Iterator[Problem]:
    """Its place is put into words only when there is a problem: of a thousand cells hardly one has any."""
    if cell.status and not cell.status.has_number:
        if cell.number is not None or (asked.kind is Kind.TEXT and cell.text.strip()):
            yield Problem(
                asked.where(cell.category),
                f"there is an answer and it is marked “{cell.status.shown_as}”; keep one of the two",
                "status.with_answer",
            )
    elif asked.kind is Kind.TEXT:
        yield from _words(cell, asked)
    elif cell.number is None:
        yield _no_number(cell, asked)
    else:
        yield from _number(cell, cell.number, asked)


def _words(cell: Cell, asked: Asked) -> Iterator[Problem]:
    if cell.number is not None:
        yield Problem(asked.where(cell.category), "answer in words; a number was given", "text.is_number")
    elif not cell.text.strip():
        yield Problem(asked.where(cell.category), "write the answer, or choose why there is none", "text.missing")


_WANTED = {
    Kind.COUNT: "write a whole number, e.g. 120",
    Kind.DECIMAL: "write a number, e.g. 1200.5",
    Kind.MONEY: "write an amount, e.g. 1200.50",
    Kind.YES_NO: "answer yes or no",
}


def _no_number(cell: Cell, asked: Asked) -> Problem:
    where, wanted = asked.where(cell.category), _WANTED[asked.kind]
    if cell.text.strip():
        return Problem(where, f"{wanted}; “{cell.text.strip()}” cannot be read as one", "number.not_a_number")
    return Problem(where, f"{wanted}, or choose why there is none", "number.missing")


def _number(cell: Cell, number: Decimal, asked: Asked) -> Iterator[Problem]:
    """A number to date that fell leaves a negative period, which is to be explained: held to the least is what was typed."""
    given = number if cell.to_date is None else cell.to_date
    if not number.is_finite():
        yield Problem(asked.where(cell.category), _WANTED[asked.kind], "number.not_a_number")
        return
    if asked.kind is Kind.YES_NO:
        if number not in (0, 1):
            yield Problem(asked.where(cell.category), "answer yes or no", "number.not_yes_no")
        return
    if asked.kind is Kind.COUNT and number != number.to_integral_value():
        message = f"{number:,f} is not a whole number; this counts {unit_name(asked.unit)}"
        yield Problem(asked.where(cell.category), message, "number.not_whole")
    if asked.minimum is not None and given < asked.minimum:
        message = f"{given:,f} is below {asked.minimum:,f}, the least it can be"
        yield Problem(asked.where(cell.category), message, "number.too_low")
    if asked.maximum is not None and number > asked.maximum:
        message = f"{number:,f} is above {asked.maximum:,f}, the most it can be"
        yield Problem(asked.where(cell.category), message, "number.too_high")


def _to_date(cell: Cell, asked: Asked, year: Year | None) -> Iterator[Problem]:
    """Of a number worked out from one since the year began."""
    if cell.number is None or cell.to_date is None:
        return
    if cell.number < 0 and not cell.note.strip():
        yield negative(cell.number, cell.to_date, asked.where(cell.category))
    if year and (problem := moved(cell.place, cell.number, cell.to_date, year, asked.where(cell.category))):
        yield problem


def _amount(answers: Mapping[Place, Cell], place: Place) -> Decimal | None:
    """The number that can be compared: finite, and not beside a status that says there is none."""
    cell = answers.get(place)
    if cell is None or cell.number is None or not cell.number.is_finite():
        return None
    return None if cell.status and not cell.status.has_number else cell.number


def _whole(answers: Mapping[Place, Cell], place: Place) -> Decimal | None:
    """What parts are held against. A period that a number to date left negative takes back earlier ones: it has no parts."""
    number = _amount(answers, place)
    return None if number is not None and number < 0 and answers[place].to_date is not None else number


def _part_of(
    cell: Cell, asked: Asked, all_asked: Mapping[str, Asked], answers: Mapping[Place, Cell]
) -> Iterator[Problem]:
    container = all_asked.get(asked.part_of) if asked.part_of else None
    if container is None or container.minimum is None:
        return
    part, whole = _amount(answers, cell.place), _whole(answers, (container.element, cell.category))
    if part is not None and whole is not None and part > whole:
        yield Problem(
            asked.where(cell.category),
            f"{part:,f} is more than “{container.where(cell.category)}” ({whole:,f}), of which it is a part",
            "part.exceeds_whole",
        )


def _split(asked: Asked, split: Split, answers: Mapping[Place, Cell]) -> Iterator[Problem]:
    total = _whole(answers, (asked.element, None))
    numbers = {code: _amount(answers, (asked.element, code)) for code in split.categories}
    parts = {code: number for code, number in numbers.items() if number is not None}
    if total is None or not parts or asked.minimum is None:
        return
    if split.multi_select:
        for code, number in parts.items():
            if number > total:
                message = f"{number:,f} is more than the total {total:,f}"
                yield Problem(asked.where(code), message, "breakdown.part_exceeds_total")
        return
    yield from _against_total(asked, split, sum(parts.values(), Decimal(0)), total, len(parts) == len(numbers), answers)


def _against_total(
    asked: Asked, split: Split, added: Decimal, total: Decimal, complete: bool, answers: Mapping[Place, Cell]
) -> Iterator[Problem]:
    where = asked.where_split(split.name)
    if added > total:
        message = f"the parts add up to {added:,f}, {added - total:,f} more than the total {total:,f}"
        yield Problem(where, message, "breakdown.exceeds_total")
    elif complete and added < total and not answers[asked.element, None].note.strip():
        yield Problem(
            where,
            f"the parts add up to {added:,f}, {total - added:,f} less than the total {total:,f};"
            " put the rest under unknown, or say why in the note of the total",
            "breakdown.below_total",
            Severity.EXPLAIN,
        )


def _jump(cell: Cell, asked: Asked, earlier: Sequence[Decimal]) -> Iterator[Problem]:
    number = cell.number
    usual = abs(median(earlier)) if earlier else Decimal(0)
    if number is None or not number.is_finite() or not number or not usual or cell.note.strip():
        return
    if asked.kind in (Kind.TEXT, Kind.YES_NO):
        return
    times = max(abs(number) / usual, usual / abs(number))
    if times >= JUMP:
        direction = "times" if abs(number) > usual else "times less than"
        yield Problem(
            asked.where(cell.category),
            f"{number:,f} is about {_rounded(times)} {direction} what was usual ({usual:,f}). Is every digit right, and is"
            f" it in {unit_name(asked.unit)}? If so, say why in the note",
            "number.jump",
            Severity.EXPLAIN,
        )


def _rounded(times: Decimal) -> str:
    """10, 100 or 1,000 when it is near one of them, for these are the slips people make; else the whole number."""
    for slip in (Decimal(10), Decimal(100), Decimal(1000)):
        if slip * Decimal("0.8") <= times <= slip * Decimal("1.25"):
            return f"{slip:,}"
    return f"{times:,.0f}"
