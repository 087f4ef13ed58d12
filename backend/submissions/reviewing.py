"""What a reviewer reads first: what differs from the period before, most changed on top, and what the checks asked about."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import IntEnum

from backend.kit.errors import Severity
from backend.submissions.checks import check
from backend.submissions.drafts import as_cell
from backend.submissions.forms import CellRow, QuestionRow
from backend.submissions.papers import Papers
from backend.submissions.queries import Past


class Change(IntEnum):
    """What became of a figure since the period before; the greater, the further up."""

    NONE = 0
    NEW = 1  # nothing was given before
    MOVED = 2
    OTHERWISE = 3  # other words, or another reason for no number
    GONE = 4  # there was a number


@dataclass(frozen=True, slots=True)
class Line:
    """One answer. before: what stood in the period before. share: by how much of it the number moved, e.g. -0.25.

    flags: what the checks would ask about it, explained or not. looked_over: it was read before, and has not changed since.
    """

    row: QuestionRow
    cell: CellRow
    before: Past | None
    change: Change
    share: Decimal | None = None
    flags: Sequence[str] = ()
    looked_over: bool = False

    @property
    def stands_out(self) -> bool:
        return bool(self.change or self.flags or self.cell.threads) and not self.looked_over

    @property
    def percent(self) -> Decimal | None:
        """Of what there was before, whole."""
        return None if self.share is None else (self.share * 100).quantize(Decimal(1))

    @property
    def _order(self) -> tuple[bool, int, Decimal]:
        """GONE before words before the greatest move; what is flagged, before all."""
        share = abs(self.share) if self.share is not None else Decimal(0)
        return bool(self.flags or self.cell.threads), int(self.change), share


def lines(found: Papers, rows: Iterable[QuestionRow]) -> tuple[list[Line], list[Line]]:
    """Those that stand out, most changed on top; and the others in the order of the questions."""
    flags, before = _flags(found), found.submission.round.period.previous()
    made = [
        _line(found, row, cell, _of(flags, row, cell), next((p for p in cell.past if p.period == before), None))
        for row in rows
        for cell in row.cells
        if cell.place[1] is None or (cell.answer and cell.answer.status)
    ]
    first = [one for one in made if one.stands_out]
    first.sort(key=lambda one: one._order, reverse=True)
    return first, [one for one in made if not one.stands_out]


def _of(flags: Mapping[str, Sequence[str]], row: QuestionRow, cell: CellRow) -> Sequence[str]:
    """What is asked about a whole split stands with the total it splits."""
    asked = [*flags.get(cell.where, ())]
    if cell is row.total:
        asked += [f"{split.by.name}: {message}" for split in row.splits for message in flags.get(split.where, ())]
    return asked


def _line(found: Papers, row: QuestionRow, cell: CellRow, flags: Sequence[str], before: Past | None) -> Line:
    line = Line(row, cell, before, *_change(cell, before), flags=flags)
    return replace(line, looked_over=True) if _looked_over(found, cell) else line


def _change(cell: CellRow, before: Past | None) -> tuple[Change, Decimal | None]:
    answer = cell.answer
    if cell.kept or before is None:
        return (Change.NEW if answer and answer.number and not cell.kept else Change.NONE), None
    now = answer.number if answer else None
    if before.number is None or now is None:
        if before.number is not None:
            return Change.GONE, None
        same = answer is not None and (answer.status, answer.words) == (before.status, before.words)
        return (Change.NONE if same else Change.OTHERWISE), None
    if now == before.number:
        return Change.NONE, None
    return Change.MOVED, (now - before.number) / abs(before.number) if before.number else None


def _looked_over(found: Papers, cell: CellRow) -> bool:
    """The last return asked for other answers only, and this one was not written on since."""
    deeds = found.deeds
    if not deeds.rest_ready or deeds.returned_at is None or cell.place in deeds.returned_places:
        return False
    return cell.answer is None or cell.answer.changed_at <= deeds.returned_at


def _flags(found: Papers) -> Mapping[str, list[str]]:
    """By the place's name, what the checks would ask had nobody explained it."""
    cells = [
        as_cell(place, answer)._replace(note="")
        for place, answer in found.answers.items()
        if place[0] in found.asked and found.asked[place[0]].asks(place[1])
    ]
    numbers = {place: [one.number for one in row if one.number is not None] for place, row in found.history.items()}
    flags: dict[str, list[str]] = {}
    for problem in check(cells, found.asked.values(), numbers, found.year):
        if problem.severity is Severity.EXPLAIN:
            flags.setdefault(problem.where, []).append(problem.message)
    return flags
