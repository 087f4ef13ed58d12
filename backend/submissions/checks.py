"""What a draft must pass before it is submitted. Every fault at once, each at its place in the reader's words. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from statistics import median

from backend.kit.errors import Problem, Severity
from backend.kit.languages import later, speech, translated
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
        yield Problem(asked.where(None), translated("answer this, or choose why there is no answer"), "answer.missing")
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
            yield Problem(
                cell.element, translated("this is not asked in this collection; leave it out"), "element.not_asked"
            )
        elif not definition.asks(cell.category):
            yield Problem(
                definition.where(cell.category),
                translated("this part is not asked; leave it out"),
                "category.not_asked",
            )


def _doubles(cells: Sequence[Cell], asked: Mapping[str, Asked]) -> Iterator[Problem]:
    for (element, category), times in Counter(cell.place for cell in cells).items():
        if times > 1:
            where = asked[element].where(category) if element in asked else element
            yield Problem(where, translated("answered %(times)s times; keep one answer", times=times), "answer.double")


def _of_cell(cell: Cell, asked: Asked) -> Iterator[Problem]:
    """Its place is put into words only when there is a problem: of a thousand cells hardly one has any."""
    if cell.status and not cell.status.has_number:
        if cell.number is not None or (asked.kind is Kind.TEXT and cell.text.strip()):
            yield Problem(
                asked.where(cell.category),
                translated(
                    "there is an answer and it is marked “%(status)s”; keep one of the two",
                    status=translated(cell.status.shown_as),
                ),
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
        yield Problem(asked.where(cell.category), translated("answer in words; a number was given"), "text.is_number")
    elif not cell.text.strip():
        yield Problem(
            asked.where(cell.category), translated("write the answer, or choose why there is none"), "text.missing"
        )


_WANTED = {
    Kind.COUNT: later("write a whole number, e.g. 120"),
    Kind.DECIMAL: later("write a number, e.g. 1200.5"),
    Kind.MONEY: later("write an amount, e.g. 1200.50"),
    Kind.YES_NO: later("answer yes or no"),
}


def _no_number(cell: Cell, asked: Asked) -> Problem:
    where, wanted = asked.where(cell.category), translated(_WANTED[asked.kind])
    if cell.text.strip():
        message = translated("%(wanted)s; “%(text)s” cannot be read as one", wanted=wanted, text=cell.text.strip())
        return Problem(where, message, "number.not_a_number")
    return Problem(where, translated("%(wanted)s, or choose why there is none", wanted=wanted), "number.missing")


def _number(cell: Cell, number: Decimal, asked: Asked) -> Iterator[Problem]:
    """A number to date that fell leaves a negative period, which is to be explained: held to the least is what was typed."""
    given = number if cell.to_date is None else cell.to_date
    if not number.is_finite():
        yield Problem(asked.where(cell.category), translated(_WANTED[asked.kind]), "number.not_a_number")
        return
    if asked.kind is Kind.YES_NO:
        if number not in (0, 1):
            yield Problem(asked.where(cell.category), translated("answer yes or no"), "number.not_yes_no")
        return
    if asked.kind is Kind.COUNT and number != number.to_integral_value():
        message = translated(
            "%(number)s is not a whole number; this counts %(unit)s",
            number=f"{number:,f}",
            unit=unit_name(asked.unit, speech().locale),
        )
        yield Problem(asked.where(cell.category), message, "number.not_whole")
    if asked.minimum is not None and given < asked.minimum:
        message = translated(
            "%(given)s is below %(minimum)s, the least it can be", given=f"{given:,f}", minimum=f"{asked.minimum:,f}"
        )
        yield Problem(asked.where(cell.category), message, "number.too_low")
    if asked.maximum is not None and number > asked.maximum:
        message = translated(
            "%(number)s is above %(maximum)s, the most it can be", number=f"{number:,f}", maximum=f"{asked.maximum:,f}"
        )
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
            translated(
                "%(part)s is more than “%(where)s” (%(whole)s), of which it is a part",
                part=f"{part:,f}",
                where=container.where(cell.category),
                whole=f"{whole:,f}",
            ),
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
                message = translated(
                    "%(number)s is more than the total %(total)s", number=f"{number:,f}", total=f"{total:,f}"
                )
                yield Problem(asked.where(code), message, "breakdown.part_exceeds_total")
        return
    yield from _against_total(asked, split, sum(parts.values(), Decimal(0)), total, len(parts) == len(numbers), answers)


def _against_total(
    asked: Asked, split: Split, added: Decimal, total: Decimal, complete: bool, answers: Mapping[Place, Cell]
) -> Iterator[Problem]:
    where = asked.where_split(split.name)
    if added > total:
        message = translated(
            "the parts add up to %(added)s, %(more)s more than the total %(total)s",
            added=f"{added:,f}",
            more=f"{added - total:,f}",
            total=f"{total:,f}",
        )
        yield Problem(where, message, "breakdown.exceeds_total")
    elif complete and added < total and not answers[asked.element, None].note.strip():
        yield Problem(
            where,
            translated(
                "the parts add up to %(added)s, %(less)s less than the total %(total)s; put the rest under"
                " unknown, or say why in the note of the total",
                added=f"{added:,f}",
                less=f"{total - added:,f}",
                total=f"{total:,f}",
            ),
            "breakdown.below_total",
            Severity.EXPLAIN,
        )


_JUMPED_UP = later(
    "%(number)s is about %(times)s times what was usual (%(usual)s). Is every digit right, and is it in %(unit)s? If so,"
    " say why in the note"
)
_JUMPED_DOWN = later(
    "%(number)s is about %(times)s times less than what was usual (%(usual)s). Is every digit right, and is it in"
    " %(unit)s? If so, say why in the note"
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
        message = translated(
            _JUMPED_UP if abs(number) > usual else _JUMPED_DOWN,
            number=f"{number:,f}",
            times=_rounded(times),
            usual=f"{usual:,f}",
            unit=unit_name(asked.unit, speech().locale),
        )
        yield Problem(
            asked.where(cell.category),
            message,
            "number.jump",
            Severity.EXPLAIN,
        )


def _rounded(times: Decimal) -> str:
    """10, 100 or 1,000 when it is near one of them, for these are the slips people make; else the whole number."""
    for slip in (Decimal(10), Decimal(100), Decimal(1000)):
        if slip * Decimal("0.8") <= times <= slip * Decimal("1.25"):
            return f"{slip:,}"
    return f"{times:,.0f}"
