"""One section of our workbook as a tab: each question and each part of its splits a row, with what was before beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from xlsxwriter.worksheet import Worksheet

from backend.files.workbook.facts import typed_of
from backend.files.workbook.layout import COLUMNS, NO, YES, Column, Head, as_sent, words_of
from backend.files.workbook.looks import Looks, height, number_format
from backend.files.workbook.rows import labels
from backend.indicators.queries import Question, Section
from backend.kit.amounts import to_json_number
from backend.kit.periods import Period
from backend.kit.sheets.writing import put
from backend.submissions.checks import Asked, Kind, Place, name_of
from backend.submissions.drafts import MOST_NOTE, MOST_WORDS, Standing
from backend.submissions.queries import HISTORY, Past
from backend.submissions.rules import CHOICES
from collab_reports.unit_names import unit_name

HEAD_ROW = 4  # counted from 0, as everything that is given to the library
_SAFE_DIGITS = 15  # a spreadsheet keeps no more
_MOST = 10**15 - 1
KEPT_BACK = "Kept back by the member: not shown here. Leave this row empty, and what it answered stays as it is."
_ROOM = "\n" * 4  # of an answer in words that is still to be written


@dataclass(frozen=True, slots=True)
class Drawn:
    """What every section's tab needs. under: the line below its title. named: what periods are called here.

    definitions: in which row of its tab each question's stands. marks: whom the workbook is for.
    """

    standing: Standing
    history: Mapping[Place, Sequence[Past]]
    period: Period
    named: Mapping[Period, str]
    definitions: Mapping[str, int]
    under: str
    marks: str


def spread() -> list[tuple[Column, int]]:
    """The columns as they stand in the tab: the earlier periods one each. Beside each, which of them it is."""
    return [(one, back) for one in COLUMNS for back in (range(1, HISTORY + 1) if one.head is None else (0,))]


def at(head: Head) -> int:
    return next(number for number, (column, _) in enumerate(spread()) if column.head is head)


def draw(tab: Worksheet, looks: Looks, section: Section, questions: Sequence[Question], drawn: Drawn) -> None:
    _top(tab, looks, section, drawn)
    row = HEAD_ROW
    asked = drawn.standing.asking.asked
    for question in questions:
        for place, _, split in labels({question.code: asked[question.code]}):
            row += 1
            _Line(tab, looks, row, place, drawn).draw(question, split)
    _validate(tab, row)
    tab.freeze_panes(HEAD_ROW + 1, 1)
    tab.repeat_rows(HEAD_ROW)
    tab.print_area(0, 0, row, at(Head.DEFINITION))
    if row > HEAD_ROW:
        tab.ignore_errors({"number_stored_as_text": f"A1:Z{row + 1}"})
        tab.set_selection(HEAD_ROW + 1, at(Head.ANSWER), HEAD_ROW + 1, at(Head.ANSWER))


def _top(tab: Worksheet, looks: Looks, section: Section, drawn: Drawn) -> None:
    for number, (column, _) in enumerate(spread()):
        tab.set_column(number, number, column.width, looks("plain"), {"hidden": column.hidden})
    tab.set_row(0, 26)
    put(tab, 0, 0, section.name, looks("tab_title"))
    put(tab, 1, 0, drawn.under, looks("soft"))
    put(tab, 0, at(Head.CODE), drawn.marks, looks("soft"))
    if section.introduction:
        tab.set_row(2, height((section.introduction, sum(column.width for column in COLUMNS[:6]))))
        tab.merge_range(2, 0, 2, at(Head.NOTE), "", looks("introduction"))
        put(tab, 2, 0, section.introduction, looks("introduction"))
    tab.set_row(HEAD_ROW, 32)
    for number, (column, back) in enumerate(spread()):
        look = {None: "head_right", Head.ANSWER: "head_right", Head.DEFINITION: "head_aside"}.get(column.head, "head")
        put(tab, HEAD_ROW, number, _head(column, back, drawn), looks(look))


def _head(column: Column, back: int, drawn: Drawn) -> str:
    if column.head is None:
        return drawn.named[earlier(drawn.period, back)]
    return f"{column.head}\n{drawn.named[drawn.period]}" if column.head is Head.ANSWER else str(column.head)


def earlier(period: Period, back: int) -> Period:
    return period.shift(-period.months * back)


def _validate(tab: Worksheet, last: int) -> None:
    """The two columns that are alike for all questions."""
    if last == HEAD_ROW:
        return
    why, note = at(Head.WHY), at(Head.NOTE)
    tab.data_validation(
        HEAD_ROW + 1, why, last, why,
        {
            "validate": "list", "source": list(CHOICES.values()), "error_title": "Choose from the list",
            "error_message": "Choose one of the list, or leave this empty where there is a number.",
        },
    )  # fmt: skip
    tab.data_validation(
        HEAD_ROW + 1, note, last, note,
        {
            "validate": "length", "criteria": "<=", "value": MOST_NOTE, "error_title": "Too long",
            "error_message": f"Shorten the note to {MOST_NOTE:,} characters.",
        },
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Line:
    """One row: a question's total or one part of it."""

    tab: Worksheet
    looks: Looks
    row: int
    place: Place
    drawn: Drawn

    @property
    def asked(self) -> Asked:
        return self.drawn.standing.asking.asked[self.place[0]]

    def draw(self, question: Question, split: str) -> None:
        kept = self.drawn.standing.hidden.has(*self.place)
        answer = None if kept else self.drawn.standing.answers.get(self.place)
        self._write(Head.QUESTION, question.name, "question" if self.place[1] is None else "part_of")
        self._write(Head.SPLIT, split, "cell")
        self._write(
            Head.UNIT, "" if self.asked.kind in (Kind.YES_NO, Kind.TEXT) else unit_name(question.unit), "soft_cell"
        )
        typed = typed_of(answer, self.asked, self.place, self.drawn.standing)
        status = answer.status if answer else None
        note = answer.note if answer else ""
        widths = {column.head: column.width for column in COLUMNS}
        texts = {Head.QUESTION: question.name, Head.SPLIT: split, Head.NOTE: note, Head.WHY: words_of(status)}
        if self.asked.kind is Kind.TEXT:
            texts[Head.ANSWER] = typed or _ROOM
        beside = [(KEPT_BACK, HISTORY * widths[None])] if kept else []
        self.tab.set_row(self.row, height(*((text, widths[head]) for head, text in texts.items()), *beside))
        self._answer(typed)
        self._write(Head.WHY, words_of(status), "field")
        self._write(Head.NOTE, note, "field")
        if kept:
            self._kept_back()
        else:
            for back in range(1, HISTORY + 1):
                self._past(back)
        self._write(Head.DEFINITION, f"see row {self.drawn.definitions[question.code]}", "aside")
        self._write(Head.CODE, name_of(self.place), "soft")
        self._write(Head.AS_SENT, as_sent(typed, status, note), "soft")
        self.tab.data_validation(self.row, at(Head.ANSWER), self.row, at(Head.ANSWER), _rule(self.asked, question.hint))
        if self.place[1] is None:
            options = {"x_scale": 2.6, "y_scale": 1.6, "font_size": 9, "color": "#FFFFFF", "author": "Anchorline"}
            self.tab.write_comment(self.row, 0, _said(question), options)

    def _write(self, head: Head, text: str, look: str) -> None:
        put(self.tab, self.row, at(head), text, self.looks(look))

    def _answer(self, typed: str) -> None:
        kind = self.asked.kind
        if kind is Kind.TEXT:
            self._write(Head.ANSWER, typed, "field")
            return
        what = typed.capitalize() if kind is Kind.YES_NO or not typed else _exact(Decimal(typed))
        self._put(at(Head.ANSWER), what, "field_number")

    def _put(self, column: int, what: Decimal | str, look: str, *, whole: bool = False) -> None:
        """Digits kept as text are shown as text, so that no program makes a rounded number of them."""
        form = number_format(self.asked.kind, self.asked.unit, whole=whole)
        number = "@" if isinstance(what, str) and what else form
        put(self.tab, self.row, column, what, self.looks(look, number))

    def _kept_back(self) -> None:
        """Where earlier periods would stand, which are not shown either."""
        columns = [number for number, (column, _) in enumerate(spread()) if column.head is None]
        look = self.looks("aside")
        self.tab.merge_range(self.row, columns[0], self.row, columns[-1], "", look)
        put(self.tab, self.row, columns[0], KEPT_BACK, look)

    def _past(self, back: int) -> None:
        column = next(number for number, (_, which) in enumerate(spread()) if which == back)
        period = earlier(self.drawn.period, back)
        past = next((one for one in self.drawn.history.get(self.place, ()) if one.period == period), None)
        look = "past" if past is None or (past.status.usable and past.status != "estimated") else "past_estimate"
        if past is None:
            self._put(column, "", look)
        elif past.number is None or self.asked.kind is Kind.YES_NO:
            self._put(column, _in_words(past), look)
        else:
            whole = past.number == past.number.to_integral_value()
            self._put(column, _exact(past.number), look, whole=whole)


def _exact(number: Decimal) -> Decimal | str:
    """A number, or where a spreadsheet would round it the same digits as text."""
    text = to_json_number(number)
    return number if len(text.lstrip("-").replace(".", "").strip("0")) <= _SAFE_DIGITS else text


def _in_words(past: Past) -> str:
    if past.number is not None:
        return YES if past.number else NO
    return past.words or past.status.shown_as


def _said(question: Question) -> str:
    """The definition, to be read beside the question."""
    parts = [question.definition]
    for name, lines in (
        ("Counts", question.inclusions),
        ("Leaves out", question.exclusions),
        ("Example", question.examples),
    ):
        parts += [f"{name}: {'; '.join(lines)}"] if lines else []
    return "\n".join(parts)[:2000]


def _rule(asked: Asked, hint: str) -> dict[str, object]:
    """What may be typed, so that a slip is told at once."""
    said: dict[str, object] = {"input_title": "How to answer", "input_message": hint[:250]} if hint else {}
    if asked.kind is Kind.YES_NO:
        return {"validate": "list", "source": [YES, NO], "error_message": "Choose Yes or No.", **said}
    if asked.kind is Kind.TEXT:
        message = f"Shorten this to {MOST_WORDS:,} characters."
        return {"validate": "length", "criteria": "<=", "value": MOST_WORDS, "error_message": message, **said}
    what = "a whole number" if asked.kind is Kind.COUNT else "an amount" if asked.kind is Kind.MONEY else "a number"
    least, most = asked.minimum, asked.maximum
    limits = [f"{least:,f} or more"] if least is not None else []
    limits += [f"{most:,f} or less"] if most is not None else []
    wanted = f"{what}, {' and '.join(limits)}" if limits else what
    message = f"Write {wanted}. Where there is none, leave this empty and choose why."
    return {
        "validate": "integer" if asked.kind is Kind.COUNT else "decimal",
        "criteria": "between",
        "minimum": -_MOST if least is None else float(least),
        "maximum": _MOST if most is None else float(most),
        "error_title": "This is not what is asked",
        "error_message": message[:255],
        **said,
    }
