"""How one member's own file answers: which tab, which columns or labels, kept by their words so that they may move.

Kept as JSON in `member_mappings.mapping`; every change of shape here must still read what was saved before.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from backend.files.own.refusals import Means
from backend.submissions.checks import Place

PERIOD = "{period}"  # stands in words for the name of whatever period is collected


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Named(_Data):
    """A heading or a label by its words, made alike by `words.Wording`. Lines of a heading are joined by ` / `.

    nth, of: which of how many alike there were, counted by rows, when it was pointed at.
    """

    words: Annotated[str, Field(min_length=1)]
    nth: Annotated[int, Field(ge=1)] = 1
    of: Annotated[int, Field(ge=1)] = 1


class _Answers(_Data):
    """factor: from the file's unit to the question's."""

    element: str
    category: str | None = None
    factor: Decimal = Decimal(1)

    @property
    def place(self) -> Place:
        return self.element, self.category


class TableAnswer(_Answers):
    """The columns whose numbers are added."""

    columns: Annotated[tuple[Named, ...], Field(min_length=1)]


class Only(_Data):
    """Only the rows that have this text in this column, as `words.Wording.kept` keeps it: each period has its own rows."""

    column: Named
    equals: str


class Table(_Data):
    """A tab with headings and rows. header_lines: how many rows make up the headings.

    left_out: the first text of rows that are no rows of their own: totals, titles in between, remarks.
    """

    kind: Literal["table"] = "table"
    tab: str
    header_lines: Annotated[int, Field(ge=1, le=4)] = 1
    answers: Annotated[tuple[TableAnswer, ...], Field(min_length=1)]
    only: tuple[Only, ...] = ()
    left_out: tuple[str, ...] = ()


class Labelled(_Data):
    """A number cell by its label: so many cells to the right of it and below, or in the label's row under a heading."""

    label: Named
    right: int = 0
    below: int = 0
    under: str = ""


class FormAnswer(_Answers):
    cells: Annotated[tuple[Labelled, ...], Field(min_length=1)]


class Form(_Data):
    """A tab with labels and numbers beside or below them."""

    kind: Literal["form"] = "form"
    tab: str
    answers: Annotated[tuple[FormAnswer, ...], Field(min_length=1)]


Part = Annotated[Table | Form, Field(discriminator="kind")]


class Mapping(_Data):
    """saved_for: the period it was first pointed for.

    words: what texts mean where a number should stand; the empty text is a blank cell. decimal_comma: None, what the file
    itself says. to_date: figures count since the member's year began. hidden: what is hidden is read too.
    """

    parts: Annotated[tuple[Part, ...], Field(min_length=1)]
    saved_for: date
    words: dict[str, Means] = Field(default_factory=dict)
    decimal_comma: bool | None = None
    to_date: bool = False
    hidden: bool = False

    @property
    def places(self) -> list[Place]:
        return [answer.place for part in self.parts for answer in part.answers]

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        twice = sorted({element for element, category in self.places if self.places.count((element, category)) > 1})
        if twice:
            raise ValueError(f"answered twice: {', '.join(twice)}")
        return self
