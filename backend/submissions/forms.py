"""The form of a section: which fields a cell has, and how they become a Draft."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from backend.indicators.queries import Question
from backend.kit.errors import Problem
from backend.submissions.checks import Asked, Place
from backend.submissions.queries import Past
from backend.submissions.rules import Status
from backend.submissions.schemas import Answer, Draft, DraftCell, Stale

# Chosen instead of a number, in the order they are offered. A typed number alone means reported.
CHOICES = (
    Status.ESTIMATED,
    Status.NOT_AVAILABLE,
    Status.NOT_APPLICABLE,
    Status.WITHHELD,
    Status.REPORTED_ELSEWHERE,
)


def key(place: Place) -> str:
    """The name of a cell's fields after their letter: `employees` or `employees.unknown`."""
    element, category = place
    return element if category is None else f"{element}.{category}"


@dataclass(frozen=True, slots=True)
class CellRow:
    """One cell of the form: what stands or was typed, what is wrong with it, what it was before."""

    place: Place
    key: str
    label: str
    of_part: bool
    typed: str
    status: str
    note: str
    revision: int | None
    past: Sequence[Past] = ()
    problems: Sequence[Problem] = ()
    stale: Stale | None = None
    returned: bool = False

    @property
    def faulty(self) -> bool:
        return bool(self.problems or self.stale or self.returned)

    @property
    def status_words(self) -> str:
        return Status(self.status).shown_as if self.status else ""


@dataclass(frozen=True, slots=True)
class QuestionRow:
    question: Question
    cells: Sequence[CellRow] = field(default_factory=tuple)

    @property
    def faulty(self) -> bool:
        return any(cell.faulty for cell in self.cells)


def rows(
    questions: Sequence[Question],
    asked: Mapping[str, Asked],
    answers: Mapping[Place, Answer],
    *,
    history: Mapping[Place, Sequence[Past]],
    typed: Mapping[str, str] | None = None,
    problems: Sequence[Problem] = (),
    stale: Sequence[Stale] = (),
    returned: frozenset[Place] = frozenset(),
) -> list[QuestionRow]:
    """The form as it is to be shown. typed: what the person had sent, kept when it could not be saved."""
    by_place = {one.place: one for one in stale}

    def cell(question: Question, category: str | None, label: str) -> CellRow:
        place = (question.code, category)
        answer, name, theirs = answers.get(place), key(place), by_place.get(place)
        sent = typed or {}
        where = asked[question.code].where(category)
        return CellRow(
            place=place,
            key=name,
            label=label,
            of_part=category is not None,
            typed=sent.get(f"n.{name}", answer.typed if answer else ""),
            status=sent.get(f"s.{name}", _chosen(answer)),
            note=sent.get(f"t.{name}", answer.note if answer else ""),
            revision=theirs.their_revision if theirs else answer.revision if answer else None,
            past=history.get(place, ()),
            problems=[p for p in problems if p.where == where],
            stale=theirs,
            returned=place in returned,
        )

    return [
        QuestionRow(
            question,
            [
                cell(question, None, "Total" if question.splits else "Answer"),
                *(cell(question, part.code, part.name) for by in question.splits for part in by.parts),
            ],
        )
        for question in questions
    ]


def _chosen(answer: Answer | None) -> str:
    return "" if answer is None or answer.status in (None, Status.REPORTED) else str(answer.status)


def draft_from(fields: Mapping[str, str]) -> Draft:
    """What a sent form holds. A field nobody asked for is left for the checks to name."""
    cells = []
    for name, typed in fields.items():
        if not name.startswith("n."):
            continue
        element, _, category = name[2:].partition(".")
        status, seen = fields.get(f"s.{name[2:]}", ""), fields.get(f"r.{name[2:]}", "")
        cells.append(
            DraftCell(
                element=element,
                category=category or None,
                typed=typed,
                status=Status(status) if status in set(Status) else None,
                note=fields.get(f"t.{name[2:]}", ""),
                # A cell that had no entry when it was looked at was seen at revision 0.
                seen=int(seen) if seen.isdecimal() else 0,
            )
        )
    return Draft(cells)


def anchors(found: Sequence[QuestionRow], asked: Mapping[str, Asked]) -> dict[str, str]:
    """From the place a problem names to the id of its field."""
    return {asked[row.question.code].where(cell.place[1]): f"n.{cell.key}" for row in found for cell in row.cells}
