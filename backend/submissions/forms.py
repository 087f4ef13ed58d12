"""The form of a section: which fields a cell has, what stands in them, and how they become a Draft.

Of each cell four fields: `n.` what was typed, `s.` its status, `t.` its note, `r.` the revision it was seen at. For all of
them `to_date`, when the numbers count since the member's year began; `has_to_date` says that the form asked.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from urllib.parse import quote

from backend.indicators.queries import Question, Section, SplitBy
from backend.kit.errors import Invalid, Problem, Severity
from backend.kit.languages import translated
from backend.submissions.checks import Asked, Place, name_of, place_named
from backend.submissions.drafts import shown
from backend.submissions.papers import Papers
from backend.submissions.queries import Past
from backend.submissions.questions import Thread
from backend.submissions.rules import State, Status
from backend.submissions.schemas import Answer, Draft, DraftCell, Stale


@dataclass(frozen=True, slots=True)
class CellRow:
    """One cell of the form: what stands or was typed, what is wrong with it, what it was before.

    to_date: what the answer's number comes to since the member's year began, where such numbers are given.
    """

    place: Place
    key: str
    where: str
    label: str
    typed: str
    status: str
    note: str
    revision: str
    answer: Answer | None = None
    to_date: Decimal | None = None
    past: Sequence[Past] = ()
    problems: Sequence[Problem] = ()
    stale: Stale | None = None
    returned: bool = False
    entered: str = ""  # by whom of the backbone, in a sentence
    kept: bool = False  # out of sight of whoever looks: nothing of it is shown, and left blank it stays
    threads: Sequence[Thread] = ()  # what the backbone asked about it

    @property
    def marked(self) -> bool:
        return bool(self.problems or self.stale or self.returned)

    @property
    def faulty(self) -> bool:
        return bool(self.stale) or any(problem.severity is Severity.BLOCK for problem in self.problems)

    @property
    def to_explain(self) -> bool:
        return any(problem.severity is Severity.EXPLAIN for problem in self.problems)

    @property
    def given(self) -> bool:
        return bool(self.typed or self.status or self.note)


@dataclass(frozen=True, slots=True)
class SplitRows:
    """The parts of one split. problems: of the parts together."""

    by: SplitBy
    where: str
    anchor: str
    cells: Sequence[CellRow]
    problems: Sequence[Problem] = ()

    @property
    def open(self) -> bool:
        return bool(self.problems) or any(cell.given or cell.marked or cell.threads for cell in self.cells)


@dataclass(frozen=True, slots=True)
class QuestionRow:
    question: Question
    total: CellRow
    splits: Sequence[SplitRows] = field(default_factory=tuple)

    @property
    def cells(self) -> Iterator[CellRow]:
        yield self.total
        for split in self.splits:
            yield from split.cells

    @property
    def marked(self) -> bool:
        return any(cell.marked for cell in self.cells) or any(split.problems for split in self.splits)


def rows(
    papers: Papers,
    *,
    section: str | None = None,
    typed: Mapping[str, str] | None = None,
    problems: Sequence[Problem] = (),
    stale: Sequence[Stale] = (),
) -> list[QuestionRow]:
    """The questions of one section, or all, as they are to be shown.

    typed: what the person had sent, kept when it could not be saved. With it go the revisions it was seen at, so that a
    second try is held against the same ones; a stale cell alone moves on, because both answers are now before them.
    """
    made = _Rows(papers, typed or {}, problems, {one.place: one for one in stale})
    return [made.question(q) for q in papers.questionnaire.questions if section is None or q.section == section]


@dataclass(frozen=True, slots=True)
class _Rows:
    papers: Papers
    typed: Mapping[str, str]
    problems: Sequence[Problem]
    stale: Mapping[Place, Stale]

    def question(self, question: Question) -> QuestionRow:
        asked = self.papers.asked[question.code]
        total = self._cell(asked, None, question.name)
        return QuestionRow(question, total, [self._split(asked, by) for by in question.splits])

    def _split(self, asked: Asked, by: SplitBy) -> SplitRows:
        where = asked.where_split(by.name)
        cells = [self._cell(asked, part.code, part.name) for part in by.parts]
        return SplitRows(by, where, f"b.{asked.element}.{by.code}", cells, self._problems(where))

    def _cell(self, asked: Asked, category: str | None, label: str) -> CellRow:
        place = (asked.element, category)
        key, answer, stale = name_of(place), self.papers.answers.get(place), self.stale.get(place)
        where, kept = asked.where(category), self.papers.deeds.out_of_sight.has(*place)
        seen = stale.their_revision if stale else answer.revision if answer else 0
        return CellRow(
            place=place,
            key=key,
            where=where,
            label=label,
            typed=self.typed.get(f"n.{key}", _written(self.papers, asked, place)),
            status=self.typed.get(f"s.{key}", "" if kept else _chosen(answer)),
            note=self.typed.get(f"t.{key}", answer.note if answer else ""),
            revision=str(seen) if stale else self.typed.get(f"r.{key}", str(seen)),
            answer=answer,
            to_date=_to_date(self.papers, asked, place),
            past=self.papers.history.get(place, ()),
            problems=self._problems(where),
            stale=stale,
            returned=place in asked_again(self.papers),
            entered=_entered(self.papers, answer),
            kept=kept,
            threads=self.papers.deeds.threads.get(place, ()),
        )

    def _problems(self, where: str) -> list[Problem]:
        return [problem for problem in self.problems if problem.where == where]


def _entered(papers: Papers, answer: Answer | None) -> str:
    if answer is None or not answer.for_member or answer.changed_by is None:
        return ""
    name = papers.deeds.entered_for.get(answer.changed_by) or translated("a person who has left")
    return translated("Entered by %(name)s for %(member)s", name=name, member=papers.submission.member.name)


def figures_asked_about(papers: Papers, form: str = "") -> Mapping[Place, tuple[str, str]]:
    """Of each with a thread, what it is called and where the thread stands. form: its address; empty on the review."""
    sections = {question.code: question.section for question in papers.questionnaire.questions}
    return {
        place: (
            papers.asked[place[0]].where(place[1]),
            f"{form}?section={quote(sections[place[0]])}#q.{name_of(place)}" if form else f"#q.{name_of(place)}",
        )
        for place in papers.deeds.threads
        if place[0] in papers.asked
    }


def asked_again(papers: Papers) -> frozenset[Place]:
    """The cells the last return was about, until the submission is handed in anew."""
    waits = papers.situation.state in (State.RETURNED, State.IN_PROGRESS)
    return papers.deeds.returned_places if waits else frozenset()


def _written(papers: Papers, asked: Asked, place: Place) -> str:
    answer = papers.answers.get(place)
    return "" if answer is None else shown(answer, asked, place, papers.year, papers.submission.year_to_date)


def _to_date(papers: Papers, asked: Asked, place: Place) -> Decimal | None:
    answer = papers.answers.get(place)
    if answer is None or answer.number is None or not asked.adds:
        return None
    if answer.to_date is not None or not papers.submission.year_to_date:
        return answer.to_date
    return papers.year.up_to(answer.number, place)


def offers_to_date(papers: Papers) -> bool:
    """Whether the form asks if its numbers count since the member's year began."""
    on_page = any(asked.adds for asked in papers.asked.values())
    return on_page and (papers.year.fits or papers.submission.year_to_date)


def _chosen(answer: Answer | None) -> str:
    return "" if answer is None or answer.status in (None, Status.REPORTED) else str(answer.status)


@dataclass(frozen=True, slots=True)
class Step:
    """A section with how far it has come. answered, asked: its questions, without their splits."""

    section: Section
    answered: int
    asked: int

    @property
    def done(self) -> bool:
        return self.answered == self.asked


def steps(papers: Papers) -> list[Step]:
    """Optional questions count only once they are answered."""
    answered = {place[0] for place, answer in papers.answers.items() if place[1] is None and answer.status}
    found = []
    for section in papers.questionnaire.sections:
        codes = [
            question.code
            for question in papers.questionnaire.questions
            if question.section == section.code and (question.required or question.code in answered)
        ]
        found.append(Step(section, sum(code in answered for code in codes), len(codes)))
    return found


def draft_from(fields: Mapping[str, str]) -> Draft:
    """What a sent form holds. A cell nobody asked for is left for the checks to name.

    Raises:
        Invalid: a status that is none of those offered.
    """
    cells = []
    to_date = "to_date" in fields
    for name, typed in fields.items():
        if not name.startswith("n."):
            continue
        key = name[2:]
        element, category = place_named(key)
        status, seen = fields.get(f"s.{key}", ""), fields.get(f"r.{key}", "")
        if status and status not in set(Status):
            raise Invalid(translated("choose one of the list"), where=key, code="status.unknown")
        cells.append(
            DraftCell(
                element=element,
                category=category,
                typed=typed,
                status=Status(status) if status else None,
                note=fields.get(f"t.{key}", ""),
                seen=int(seen) if seen.isdecimal() and len(seen) < 10 else 0,
                to_date=to_date,
            )
        )
    return Draft(cells, to_date if "has_to_date" in fields else None)


def anchors(found: Iterable[QuestionRow]) -> dict[str, str]:
    """From the place a problem names to the id of its field."""
    linked: dict[str, str] = {}
    for row in found:
        linked |= {cell.where: f"n.{cell.key}" for cell in row.cells}
        linked |= {split.where: split.anchor for split in row.splits}
    return linked
