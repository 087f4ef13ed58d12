"""A practice collection: the real form, its real checks, and earlier figures that are made up.

What is typed travels with the form from step to step. No row of it is ever written, so nothing could count it, remind
anybody of it or put it into a report.
"""

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from backend.indicators.queries import Question, Questionnaire
from backend.indicators.tables import Framework
from backend.kit.db import now
from backend.kit.errors import Invalid, Problem
from backend.kit.languages import translated
from backend.kit.periods import Calendar, Period
from backend.members.tables import Member
from backend.rounds.tables import Round
from backend.submissions import drafts, forms
from backend.submissions.asked import Kind, Place, name_of
from backend.submissions.drafts import Standing
from backend.submissions.papers import Deeds, Papers
from backend.submissions.queries import Past
from backend.submissions.rules import Situation, State, Status
from backend.submissions.schemas import Answer
from backend.submissions.standings import asking
from backend.submissions.tables import Submission
from backend.submissions.to_date import Year

PERIODS = 4  # made up, before the one that is practised
_LEAST, _MOST = 40, 900
_SLIP = 10  # so many times too much: a digit too many

_NOTHING_DONE = Deeds(
    False, frozenset(), {}, True, "", None, "", "", frozenset(), None, "", "", "", None, "",
)  # fmt: skip
_WRITING = Situation(State.IN_PROGRESS, round_open=True, prepared_by=frozenset())


@dataclass(frozen=True, slots=True)
class Practised:
    """papers: as of a submission that is being written. typed: all fields of the form, as they were sent.

    problems: of what cannot be read as an answer; the checks say the rest.
    """

    papers: Papers
    typed: Mapping[str, str]
    problems: Sequence[Problem] = ()

    def elsewhere(self, section: str | None) -> Iterator[tuple[str, str]]:
        """The fields that are not on the page of this section."""
        on_page = {q.code for q in self.papers.questionnaire.questions if q.section == section}
        return ((name, text) for name, text in self.typed.items() if _element(name) not in on_page)


def period_of(framework: Framework, calendar: Calendar, today: date) -> Period:
    """The last one that is over."""
    return calendar.period(today, framework.cadence_months).previous()


def practised(framework: Framework, asks: Questionnaire, period: Period, sent: Mapping[str, str]) -> Practised:
    asked = asking(asks.questions)
    year = Year(period, period.start.month)
    answers, problems = _read(sent, Standing(asked, {}, year))
    papers = Papers(
        _submission(framework, period),
        asks,
        asked.asked,
        answers,
        _history(asks, period),
        _NOTHING_DONE,
        _WRITING,
        year,
    )
    known = {f"{field}.{name_of(place)}" for place in asked.where for field in "nst"}
    return Practised(papers, {name: text for name, text in sent.items() if name in known and text}, problems)


def _element(field: str) -> str:
    return field[2:].partition(".")[0]


def _submission(framework: Framework, period: Period) -> Submission:
    """Of no session: nothing writes it."""
    member = Member(name=translated("A made-up hospital"), fiscal_year_starts_in=period.start.month)
    of = Round(name=translated("Practice"), period_start=period.start, period_months=period.months)
    of.framework = framework
    made = Submission(state=State.IN_PROGRESS, version=1, year_to_date=False, for_member=False)
    made.member, made.round = member, of
    return made


def _read(sent: Mapping[str, str], against: Standing) -> tuple[dict[Place, Answer], Sequence[Problem]]:
    try:
        found = drafts.read(forms.draft_from(sent), against)
    except Invalid as invalid:
        return {}, invalid.problems
    at = now()
    answers = {
        one.cell.place: Answer(one.cell.number, one.cell.text or None, one.cell.status, one.cell.note, 0, None, at)
        for one in found
        if one.cell is not None and drafts.differs(one.cell, None)
    }
    return answers, [problem for one in found for problem in one.problems]


# ---- What is made up -------------------------------------------------------------------------------------------------


def _history(asks: Questionnaire, period: Period) -> Mapping[Place, Sequence[Past]]:
    """Latest first, each a little less than the one after it."""
    periods = [period.shift(-period.months * back) for back in range(1, PERIODS + 1)]
    figures = [_made_up(asks, 100 - 3 * back) for back in range(1, PERIODS + 1)]
    return {
        place: [Past(when, of[place], None, Status.REPORTED) for when, of in zip(periods, figures, strict=True)]
        for place in figures[0]
    }


def filled_in(asks: Questionnaire) -> dict[str, str]:
    """Made-up answers for every question, with two slips in them: a digit too many, and an answer left out."""
    figures = _made_up(asks, 100)
    counted = [place for place in figures if place[1] is None and not _bounded(asks, place)]
    if counted:
        figures[counted[0]] *= _SLIP
    if len(counted) > 1:
        figures = {place: number for place, number in figures.items() if place[0] != counted[-1][0]}
    fields = {f"n.{name_of(place)}": f"{number:f}" for place, number in figures.items()}
    for question in asks.questions:
        if question.kind == Kind.YES_NO:
            fields[f"n.{question.code}"] = "yes"
        elif question.kind == Kind.TEXT and question.required:
            fields[f"n.{question.code}"] = translated("Written for practice.")
    return fields


def _bounded(asks: Questionnaire, place: Place) -> bool:
    question = next(one for one in asks.questions if one.code == place[0])
    return question.maximum is not None or question.part_of is not None or bool(question.splits)


def _made_up(asks: Questionnaire, percent: int) -> dict[Place, Decimal]:
    """Of every number that is asked, with its splits. The same for the same questions, whoever practises."""
    questions = {one.code: one for one in asks.questions}
    found: dict[Place, Decimal] = {}
    for question in asks.questions:
        if question.kind not in (Kind.YES_NO, Kind.TEXT):
            found |= _of_question(question, _number(question, questions, percent))
    return found


def _of_question(question: Question, number: Decimal) -> dict[Place, Decimal]:
    """Its parts come to it; where one person may be in several, each is a part for itself."""
    found: dict[Place, Decimal] = {(question.code, None): number}
    for by in question.splits:
        share = _whole(number / len(by.parts), question.kind)
        found.update({(question.code, part.code): share for part in by.parts})
        if not by.multi_select:
            found[question.code, by.parts[-1].code] = number - share * (len(by.parts) - 1)
    return found


def _number(question: Question, questions: Mapping[str, Question], percent: int) -> Decimal:
    chosen = Decimal(zlib.crc32(question.code.encode()) % (_MOST - _LEAST) + _LEAST)
    if question.part_of and (of := questions.get(question.part_of)):
        whole = _number(of, questions, percent)
        return _whole(whole * (chosen % 50 + 10) / 100, question.kind)
    if question.kind == Kind.MONEY:
        chosen *= 1000
    number = _whole(chosen * percent / 100, question.kind)
    if question.maximum is not None:
        number = min(number, _whole(question.maximum / 2, question.kind))
    return max(number, question.minimum or number)


def _whole(number: Decimal, kind: str) -> Decimal:
    return number.quantize(Decimal("0.1") if kind == Kind.DECIMAL else Decimal(1))
