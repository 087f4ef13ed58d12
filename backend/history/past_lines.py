"""Earlier figures as people keep them: one figure a line, or a table with quarters or questions across. Pure.

member,period,element,breakdown,value      member   element   2023 Q1   2023 Q2      member   period    Hires   Spend
ash,2023 Q1,hires,,40                      Ash      hires     40        44           Ash      2023 Q1   40      1200
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from backend.kit.errors import Invalid, Problem
from backend.kit.languages import translated
from backend.kit.period_texts import parse_period
from backend.kit.periods import Calendar
from backend.kit.sheets.book import CellKind, SheetCell, Tab
from backend.kit.sheets.fields import plain

MOST = 6_000  # figures at once
_LOOK_AT = 12  # rows from the top that may have the headings
_NAMES: Mapping[str, frozenset[str]] = {
    "member": frozenset(
        {"member", "member code", "hospital", "organization", "organisation", "miembro", "organización"}
    ),
    "period": frozenset({"period", "quarter", "year", "periodo", "período", "trimestre", "año"}),
    "element": frozenset({"element", "question", "indicator", "measure", "figure", "pregunta", "indicador", "cifra"}),
    "breakdown": frozenset({"breakdown", "split", "category", "desglose"}),
    "value": frozenset({"value", "number", "total", "valor", "número"}),
    "status": frozenset({"status", "estado"}),
    "note": frozenset({"note", "nota"}),
    "legend": frozenset({"legend"}),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One figure. at: where it stands, as a person finds it."""

    at: str
    member: str = ""
    period: str = ""
    element: str = ""
    breakdown: str = ""
    value: str = ""
    status: str = ""
    note: str = ""

    @property
    def blank(self) -> bool:
        return not (self.value or self.status or self.note)


@dataclass(frozen=True, slots=True)
class Table:
    """of_members: there is a column for whose figures they are; without one they are totals."""

    lines: Sequence[Line]
    of_members: bool


def as_text(tab: Tab) -> str:
    """Line for line as it can be pasted again: what a sheet shows as a percent or a date stays one."""
    rows: list[str] = []
    undone = str if tab.name else plain
    for row, texts in tab.lines():
        rows += [""] * (row - 1 - len(rows))
        cells = [_told(tab.cells.get((row, at)), undone(text)) for at, text in enumerate(texts, 1)]
        rows.append("\t".join(" ".join(cell.split()) for cell in cells).rstrip("\t"))
    return "\n".join(rows)


def _told(cell: SheetCell | None, text: str) -> str:
    if cell is None or cell.kind in (CellKind.TEXT, CellKind.NUMBER):
        return text
    if cell.kind is CellKind.PERCENT:
        return f"{text} (%)"
    if cell.kind is CellKind.YES_NO:
        return {"TRUE": "yes", "FALSE": "no"}.get(text, text)
    return text or "#?"  # a formula that was never worked out


def mark(*texts: str) -> str:
    """By which what is saved is known to be what was looked at."""
    return sha256("\0".join(texts).encode()).hexdigest()[:20]


def read(text: str, calendar: Calendar, *, element: str = "", period: str = "") -> Table:
    """element, period: of every figure where the table does not say.

    Raises Invalid: nothing is there, headings are missing or stand twice, or there is more than is read at once.
    """
    rows = [(number, _cells(line)) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(rows) < 2:
        raise Invalid(
            translated("Paste the headings and at least one line below them, or choose a file."),
            where=translated("Figures"),
            code="past.empty",
        )
    (number, heads), *below = rows[_headings(rows) :]
    columns, others = _columns(heads, number)
    lines = list(_tidy(below, columns) if "value" in columns else _wide(number, below, columns, others, calendar))
    if len(lines) > MOST:
        most = translated("Bring at most %(most)s figures at once; these are %(count)s.", most=MOST, count=len(lines))
        raise Invalid(most, where=translated("Figures"), code="past.many")
    lines = [replace(one, element=one.element or element, period=one.period or period) for one in lines]
    _say_of_what(lines, number)
    return Table(lines, "member" in columns)


def _headings(rows: Sequence[tuple[int, list[str]]]) -> int:
    """A title and a remark may stand above them."""
    known = frozenset().union(*_NAMES.values())
    near = enumerate(rows[:_LOOK_AT])
    return next((at for at, (_, cells) in near if len(cells) > 1 and known & {_plain(one) for one in cells}), 0)


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("\t")]


def _columns(heads: Sequence[str], number: int) -> tuple[dict[str, int], list[tuple[int, str]]]:
    """Where the named columns stand, and every other one with its heading."""
    known = {word: name for name, words in _NAMES.items() for word in words}
    columns: dict[str, int] = {}
    others: list[tuple[int, str]] = []
    problems: list[Problem] = []
    for at, head in enumerate(heads):
        name = known.get(_plain(head))
        if name is None and head:
            others.append((at, head))
        elif name in columns:
            twice = translated("“%(head)s” says again what another column says; keep one of the two.", head=head[:60])
            problems.append(Problem(_line(number), twice, "past.twice"))
        elif name:
            columns[name] = at
    if "value" not in columns and not others:
        missing = translated("There is no column of figures: head it “value”, or with a quarter, or with a question.")
        problems.append(Problem(_line(number), missing, "past.value"))
    if problems:
        raise Invalid(problems)
    return columns, others


def _tidy(below: Sequence[tuple[int, list[str]]], columns: Mapping[str, int]) -> Iterator[Line]:
    for number, cells in below:
        line = Line(_line(number), **_said(cells, columns), value=_at(cells, columns["value"]))
        if not line.blank:
            yield line


def _wide(
    head: int,
    below: Sequence[tuple[int, list[str]]],
    columns: Mapping[str, int],
    others: Sequence[tuple[int, str]],
    calendar: Calendar,
) -> Iterator[Line]:
    """Quarters across where the headings are periods, else questions."""
    periods = [(at, text) for at, text in others if _is_period(text, calendar)]
    across = "period" if periods and "period" not in columns else "element"
    if across == "period" and len(periods) < len(others):
        strange = ", ".join(text[:40] for at, text in others if (at, text) not in periods)
        message = translated(
            "Beside quarters there are columns that are none: %(names)s. Take them out.", names=strange
        )
        raise Invalid(message, where=_line(head), code="past.mixed")
    for number, cells in below:
        said = _said(cells, columns)
        for at, text in others:
            if value := _at(cells, at):
                place = translated("%(line)s, %(column)s", line=_line(number), column=text[:40])
                yield Line(place, **{**said, across: text}, value=value)


def _said(cells: Sequence[str], columns: Mapping[str, int]) -> dict[str, str]:
    named = ("member", "period", "element", "breakdown", "status", "note")
    return {name: _at(cells, columns[name]) for name in named if name in columns}


def _at(cells: Sequence[str], place: int) -> str:
    return cells[place] if place < len(cells) else ""


def _plain(head: str) -> str:
    return " ".join(head.casefold().split())


def _is_period(text: str, calendar: Calendar) -> bool:
    try:
        parse_period(text, calendar)
    except Invalid as fault:
        return any(one.code == "period.ambiguous" for one in fault.problems)
    return True


def _say_of_what(lines: Sequence[Line], number: int) -> None:
    """Raises Invalid where no line says of which question or of which period it is."""
    problems = []
    if lines and not any(one.element for one in lines):
        said = translated("Nothing says which question these answer: add a column “element”, or choose one below.")
        problems.append(Problem(_line(number), said, "past.element"))
    if lines and not any(one.period for one in lines):
        said = translated("Nothing says for which period these are: add a column “period”, or write it below.")
        problems.append(Problem(_line(number), said, "past.period"))
    if problems:
        raise Invalid(problems)


def _line(number: int) -> str:
    return translated("Line %(number)s", number=number)
