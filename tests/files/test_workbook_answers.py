"""Whatever is answered comes back from the workbook as it went in; its parts without a database."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.files.workbook.facts import Facts, marks_of, typed_of
from backend.files.workbook.layout import Marks, as_sent, status_of, words_of
from backend.files.workbook.out import Filling, workbook
from backend.files.workbook.way import interpret
from backend.indicators.queries import Part, Question, Questionnaire, Section, SplitBy
from backend.kit.sheets import apart
from backend.members.tables import Collaborative, Member
from backend.rounds.tables import Round
from backend.submissions import queries
from backend.submissions.checks import Place
from backend.submissions.drafts import Standing
from backend.submissions.rules import Status
from backend.submissions.schemas import Answer
from backend.submissions.standings import asking
from backend.submissions.tables import Submission
from backend.submissions.to_date import Year

ID = UUID("01a200aa-e6b2-74b4-af90-4209833b2cbf")
SPLIT = SplitBy("gender", "Gender", False, [Part(ID, f"gender.{one}", one.title(), False) for one in ("women", "men")])
KINDS = {"people": "count", "kWh": "decimal", "USD": "money", "yes_no": "yes_no", "words": "text"}


def question(code: str, name: str, kind: str, unit: str, section: str, splits: Sequence[SplitBy] = ()) -> Question:
    return Question(
        id=ID, code=code, name=name, unit=unit, kind=kind, measure_class="other", minimum=None, maximum=None, part_of=None,
        adds=True, audiences=(), hint="", section=section, required=True, definition="What it is.", inclusions=(),
        exclusions=(), examples=(), splits=splits,
    )  # fmt: skip


SECTIONS = [Section("a/b", "People: hired / left?", ""), Section("c", "Read me", "Money.")]
ASKS = Questionnaire(
    SECTIONS,
    [
        question("people", "Người mới — موظفون", "count", "people", "a/b", [SPLIT]),
        question("energy", "Energy & “water”", "decimal", "kWh", "a/b"),
        question("spend", "=SUM(A1)", "money", "USD", "c"),
        question("policy", "Living wage?", "yes_no", "yes_no", "c"),
        question("story", "What got in the way", "text", "", "c"),
    ],
)
PLACES = list(asking(ASKS.questions).ids)


def filling(answers: Mapping[Place, Answer]) -> Filling:
    here = Collaborative(
        id=ID, slug="h", name="Here & there", country="US", currency="USD", locale="en_US", time_zone="America/Chicago",
        year_starts_in=1, year_naming="spanning", contact_email="", policy={},
    )  # fmt: skip
    of = Submission(id=ID, collaborative_id=ID, member_id=ID, round_id=ID, version=1, year_to_date=False)
    of.member = Member(id=ID, name="مستشفى St “Odile” 🏥", fiscal_year_starts_in=1)
    of.round = Round(
        id=ID, name="2026 Q3 collection", period_start=date(2026, 7, 1), period_months=3, opens_on=date(2026, 9, 16)
    )
    standing = Standing(asking(ASKS.questions), answers, Year(of.round.period, 1))
    return Filling(here, of, ASKS, standing, {}, date(2026, 11, 14), "http://127.0.0.1/h/submissions/1/files")


def facts_of(filled: Filling) -> Facts:
    asked = queries.asked(ASKS.questions)
    standing = {
        place: as_sent(typed_of(one, asked[place[0]], place, filled.standing), one.status, one.note)
        for place, one in filled.standing.answers.items()
    }
    of = filled.submission
    return Facts(marks_of(of), of.member.name, of.round.name, asked, standing, {}, {})


WORDS = st.text(st.characters(exclude_categories=("Cs", "Cn"), exclude_characters="\0\r"), max_size=40).map(str.strip)
NUMBERS = st.decimals(-(10**18) + 1, 10**18 - 1, places=10, allow_nan=False) | st.integers(-(10**6), 10**6).map(Decimal)
WHOLE = st.integers(-(10**18) + 1, 10**18 - 1).map(Decimal)


@st.composite
def answered(draw: Any, place: Place) -> Answer:
    kind = next(one.kind for one in ASKS.questions if one.code == place[0])
    status = draw(st.sampled_from(Status))
    number: Decimal | None = None
    words: str | None = None
    if status.has_number and kind == "text":
        words = draw(WORDS.filter(bool))
    elif status.has_number:
        number = draw({"count": WHOLE, "yes_no": st.sampled_from([Decimal(0), Decimal(1)])}.get(kind, NUMBERS))
    return Answer(number, words, status, draw(WORDS), 1, None, datetime(2026, 1, 1))


ANSWERS = st.fixed_dictionaries({}, optional={place: answered(place) for place in PLACES})


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ANSWERS)
def test_whatever_is_answered_comes_back_as_it_went_in(answers: Mapping[Place, Answer]):
    filled = filling(answers)
    book = asyncio.run(apart.read(workbook(filled), "workbook.xlsx"))
    known = facts_of(filled)
    untouched = replace(known, standing={})  # so that every cell speaks for itself
    for facts in (known, untouched):
        bare = replace_sums(book) if facts is untouched else book
        found = interpret(bare, facts)
        assert not found.problems
        said = {cell.place: (cell.typed, words_of(cell.status), cell.note) for cell in found.answers[0].draft.cells}
        assert said == {
            place: (typed_of(one, known.asked[place[0]], place, filled.standing), words_of(one.status), one.note)
            for place, one in answers.items()
        }


def replace_sums(book: Any) -> Any:
    """As if the column that tells what was touched had been taken out."""
    tabs = []
    for tab in book.tabs:
        column = next((c for _, c in tab.cells if tab.text(5, c) == "As sent"), 0)
        tabs.append(replace(tab, cells={spot: cell for spot, cell in tab.cells.items() if spot[1] != column}))
    return replace(book, tabs=tabs)


def test_tabs_have_names_every_program_takes():
    book = asyncio.run(apart.read(workbook(filling({})), "workbook.xlsx"))
    names = [tab.name for tab in book.tabs]
    assert names == ["Read me", "People hired left", "Read me 2", "Definitions"]
    assert len({name.casefold() for name in names}) == len(names)


def test_marks_are_read_from_properties_and_from_text_alike():
    marks = marks_of(filling({}).submission)
    assert Marks.of_properties(marks.properties) == marks == Marks.of_text(f" {marks.text} ")
    assert Marks.of_text("anchorline 1 of something") is None
    assert Marks.of_properties({**marks.properties, "anchorline member": "x"}) is None


@pytest.mark.parametrize("status", Status)
def test_a_reason_is_read_in_every_wording_we_use(status: Status):
    assert {status_of(words) for words in (status.value, status.shown_as.upper(), f" {status.shown_as} ")} == {status}
    assert status_of(words_of(status)) is (None if status is Status.REPORTED else status)
    assert status_of("whatever") is None
