"""A draft held against what is asked and what stands: what can be read, what is new, what somebody else changed. Pure.

Everything is looked up by its place, so a hundred thousand cells cost a hundred thousand look-ups and no more.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from uuid import UUID

from backend.agreements.sight import NOTHING, OutOfSight
from backend.kit.amounts import A_NUMBER, AN_AMOUNT, read_decimal
from backend.kit.errors import Invalid, Problem
from backend.kit.languages import translated
from backend.submissions import persons
from backend.submissions.asked import Asked, Cell, Kind, Place
from backend.submissions.rules import Status
from backend.submissions.schemas import Answer, Draft, DraftCell, Stale, plain
from backend.submissions.to_date import Year

MOST_WORDS, MOST_NOTE = 5000, 2000
_YES_NO = {"yes": Decimal(1), "no": Decimal(0), "1": Decimal(1), "0": Decimal(0)}


@dataclass(frozen=True, slots=True)
class Asking:
    """What a collection asks, ready to be looked up. ids: of every place, of its element and category.

    where: every place in the reader's words, in the order of the questions.
    """

    asked: Mapping[str, Asked]
    ids: Mapping[Place, tuple[UUID, UUID | None]]
    where: Mapping[Place, str]

    def named(self, place: Place) -> str:
        if place in self.where:
            return self.where[place]
        element, category = place
        if element in self.asked:
            return self.asked[element].where(category)
        return element if category is None else f"{element}, {category}"


@dataclass(frozen=True, slots=True)
class Standing:
    """What a draft of one submission is held against. year_to_date: how its form was shown last.

    hidden: what of the answers whoever asks may not read.
    """

    asking: Asking
    answers: Mapping[Place, Answer]
    year: Year
    year_to_date: bool = False
    hidden: OutOfSight = NOTHING

    def told(self, place: Place, said: Answer | Cell | None, kind: Kind | None = None) -> str:
        """As `spoken`, to whoever asks."""
        if said is not None and self.hidden.has(*place):
            return Status.WITHHELD.shown_as
        return spoken(said, self.year, kind)


@dataclass(frozen=True, slots=True)
class Read:
    """One cell of a draft as it was read. cell: None when it cannot be kept; then there are problems."""

    sent: DraftCell
    where: str
    cell: Cell | None
    problems: Sequence[Problem] = field(default_factory=tuple)


def read(draft: Draft, standing: Standing) -> list[Read]:
    """Every cell, in the draft's order. A problem is told at the cell's address in its file, else by its name."""
    twice = {place for place, times in Counter(cell.place for cell in draft.cells).items() if times > 1}
    others: dict[Place, list[str]] = defaultdict(list)
    for cell in draft.cells:
        if cell.place in twice and cell.at:
            others[cell.place].append(cell.at)
    turned = draft.year_to_date is not None and draft.year_to_date is not standing.year_to_date
    found = []
    for cell in draft.cells:
        kept = _untouched(cell, standing) if turned else cell
        one = _read(kept, standing)
        if twice and cell.place in twice:
            one = replace(one, cell=None, problems=[_double(cell, one.where, others[cell.place]), *one.problems])
        found.append(one)
    return found


def cells(read: Iterable[Read]) -> list[Cell]:
    """All of them, or Invalid with every problem of every cell."""
    found = list(read)
    if problems := [problem for one in found for problem in one.problems]:
        raise Invalid(dict.fromkeys(problems))  # of a place that comes twice the same is said once
    return [one.cell for one in found if one.cell is not None]


def _double(cell: DraftCell, where: str, addresses: Sequence[str]) -> Problem:
    others = [address for address in addresses if address != cell.at]
    message = translated("answered more than once; keep one answer")
    if others:
        message = translated(
            "answered, here and in %(others)s; keep one answer", others=translated(" and ").join(others)
        )
    return Problem(cell.at or where, message, "answer.double")


def _read(sent: DraftCell, standing: Standing) -> Read:
    asking, place = standing.asking, (sent.element, sent.category)
    where = asking.where.get(place)
    if where is None:
        where = asking.named(place)
        return Read(sent, where, None, [_not_asked(sent.at or where)])
    asked = asking.asked[sent.element]
    try:
        if standing.hidden.has(*place) and not plain(sent.typed) and sent.status is None:
            return Read(sent, where, _unseen(sent, standing.answers.get(place), sent.at or where))
        return Read(sent, where, _cell(sent, asked, standing.year, sent.at or where))
    except Invalid as invalid:
        return Read(sent, where, None, invalid.problems)


def _unseen(sent: DraftCell, answer: Answer | None, where: str) -> Cell:
    """Nobody empties what they do not see: left blank, it is as it stands. Raises Invalid for a note on nothing."""
    if plain(sent.note):
        message = translated(
            "what was answered here is kept back and stays as it is; write an answer too, or leave out the note"
        )
        raise Invalid(message, where=where, code="answer.kept_back")
    return as_cell(sent.place, answer) if answer else Cell(*sent.place)


def _not_asked(where: str) -> Problem:
    return Problem(where, translated("this is not asked in this collection"), "element.not_asked")


def _cell(sent: DraftCell, asked: Asked, year: Year, where: str) -> Cell:
    """As the checks take it. Raises Invalid with everything that cannot be read or kept."""
    typed, note = plain(sent.typed), plain(sent.note)
    problems = [*_too_long(where, typed, MOST_WORDS), *_too_long(where, note, MOST_NOTE)]
    if problems:  # nobody looks through what is not kept in any case
        raise Invalid(problems)
    if typed and sent.status and not sent.status.has_number:
        message = translated(
            "there is an answer and also “%(status)s”: keep one of the two", status=translated(sent.status.shown_as)
        )
        problems.append(Problem(where, message, "answer.number_and_status"))
    if note:
        problems += persons.problems(where, note)
    if asked.kind is Kind.TEXT:
        problems += persons.problems(where, typed)
        number, to_date = None, None
    else:
        number, to_date = _numbers(sent, typed, asked, year, where, problems)
    if problems:
        raise Invalid(problems)
    status = sent.status or (Status.REPORTED if typed else None)
    return Cell(sent.element, sent.category, number, typed if asked.kind is Kind.TEXT else "", status, note, to_date)


def _numbers(
    sent: DraftCell, typed: str, asked: Asked, year: Year, where: str, problems: list[Problem]
) -> tuple[Decimal | None, Decimal | None]:
    """The period's own number, and the one to date where that is what was given."""
    if not typed:
        return None, None
    try:
        number = _number(typed, asked.kind, where)
        if not sent.to_date or not asked.adds:
            return number, None
        return year.own(number, (sent.element, sent.category), where=where), number
    except Invalid as invalid:
        # Of a social security number in the place of a number the sentence would repeat it.
        problems += persons.problems(where, typed) or invalid.problems
        return None, None


def _number(typed: str, kind: Kind, where: str) -> Decimal:
    if kind is not Kind.YES_NO:
        return read_decimal(typed, where=where, what=AN_AMOUNT if kind is Kind.MONEY else A_NUMBER)
    if typed.lower() not in _YES_NO:
        raise Invalid(translated("answer yes or no"), where=where, code="number.not_yes_no")
    return _YES_NO[typed.lower()]


def _too_long(where: str, text: str, most: int) -> Sequence[Problem]:
    if len(text) <= most:
        return ()
    return [
        Problem(
            where,
            translated(
                "this text has %(count)s characters; shorten it to %(most)s", count=f"{len(text):,}", most=f"{most:,}"
            ),
            "text.too_long",
        )
    ]


# ---- Year to date ----------------------------------------------------------------------------------------------------


def shown(answer: Answer, asked: Asked, place: Place, year: Year, year_to_date: bool) -> str:
    """What a form has in the field of this answer."""
    if asked.kind is Kind.YES_NO:
        return "" if answer.number is None else "yes" if answer.number else "no"
    if year_to_date and asked.adds and answer.number is not None:
        to_date = answer.to_date if answer.to_date is not None else year.up_to(answer.number, place)
        return answer.typed if to_date is None else format(to_date, "f")
    return answer.typed


def _untouched(sent: DraftCell, standing: Standing) -> DraftCell:
    """The switch was turned: a field that still has what the form had shown keeps its number as it is."""
    answer, asked = standing.answers.get(sent.place), standing.asking.asked.get(sent.element)
    if answer is None or asked is None or not asked.adds or answer.number is None:
        return sent
    before = shown(answer, asked, sent.place, standing.year, standing.year_to_date)
    return sent._replace(typed=answer.typed, to_date=False) if plain(sent.typed) == before else sent


# ---- Beside what stands ----------------------------------------------------------------------------------------------


def differs(cell: Cell, answer: Answer | None) -> bool:
    """Whether saving it would change what stands. The same number, given to date instead of as the
    period's own or the other way round, changes nothing.
    """
    if answer is None:
        return not cell.blank or bool(cell.note)
    return (
        cell.number != answer.number
        or cell.status != answer.status
        or cell.note != answer.note
        or (cell.text or None) != answer.words
        or (None not in (cell.to_date, answer.to_date) and cell.to_date != answer.to_date)
    )


def changes(read: Iterable[Read], standing: Standing) -> tuple[list[Cell], list[Stale]]:
    """What is to be written, and what somebody else changed since it was looked at; of good cells only."""
    fresh, stale = [], []
    for one in read:
        if one.cell is None:
            continue
        answer = standing.answers.get(one.cell.place)
        if not differs(one.cell, answer):
            continue
        if answer is not None and one.sent.seen is not None and one.sent.seen != answer.revision:
            stale.append(_stale(one, answer, standing))
        else:
            fresh.append(one.cell)
    return fresh, stale


def _stale(mine: Read, theirs: Answer, standing: Standing) -> Stale:
    assert mine.cell is not None
    return Stale(
        mine.cell.place,
        mine.where,
        standing.told(mine.cell.place, theirs),
        standing.told(mine.cell.place, mine.cell),
        theirs.revision,
        theirs.changed_by,
        theirs.changed_at,
    )


def spoken(said: Answer | Cell | None, year: Year, kind: Kind | None = None) -> str:
    """With its status and its note, as either may be what differs. Empty where nothing stands."""
    if said is None:
        return ""
    words = said.words if isinstance(said, Answer) else said.text
    parts = [words] if words else []
    if said.number is not None and said.to_date is not None:
        parts += [
            f"{said.to_date:f} {year.since}",
            translated("%(number)s in this %(kind)s", number=f"{said.number:f}", kind=translated(year.period.kind)),
        ]
    elif said.number is not None:
        parts.append(
            (translated("yes") if said.number else translated("no")) if kind is Kind.YES_NO else f"{said.number:f}"
        )
    if said.status and said.status is not Status.REPORTED:
        parts.append(translated(said.status.shown_as))
    note = translated(" (note: %(note)s)", note=said.note) if said.note else ""
    return (", ".join(parts) or translated("no answer")) + note


def then(read: Iterable[Read], standing: Standing) -> Iterator[Cell]:
    """All cells of the submission as they would stand: the draft's good ones over those that stand."""
    new = {one.cell.place: one.cell for one in read if one.cell is not None}
    for place, answer in standing.answers.items():
        if place not in new and place in standing.asking.where:
            yield as_cell(place, answer)
    yield from new.values()


def as_cell(place: Place, answer: Answer) -> Cell:
    return Cell(*place, answer.number, answer.words or "", answer.status, answer.note, answer.to_date)
