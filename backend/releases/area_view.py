"""What published reports say of one area: the part of each figure that is split by areas. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from backend.kit.languages import locale_of, translated
from backend.releases.goal_telling import MISSING, Issue
from collab_reports import numbers
from collab_reports.edition import Figure
from collab_reports.parts import Amount


@dataclass(frozen=True, slots=True)
class Line:
    """One figure: in the area, and all together. Each is a number with its unit, or why there is none."""

    name: str
    sentence: str
    here: str
    missing: bool
    everywhere: str


def lines(issue: Issue, code: str) -> Iterator[Line]:
    """code: of the area's part in a split, as the report has it."""
    for figure in issue.figures:
        for split in figure.splits:
            for row in split.rows:
                if row.code.rpartition(".")[2] == code:
                    here = said(row, figure, issue)
                    yield Line(figure.name, figure.sentence, here, row.value is None, said(figure, figure, issue))


def said(amount: Amount, figure: Figure, issue: Issue) -> str:
    """The number with its unit, or why there is none."""
    if amount.value is None:
        return translated(MISSING[amount.status])
    return numbers.written(amount.value, figure.unit, locale=locale_of(issue.locale), decimals=figure.decimals)
