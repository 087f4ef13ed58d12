"""What is asked and what is answered, as the checks take them. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from backend.submissions.rules import Status

Place = tuple[str, str | None]  # element code, category code with its breakdown (`gender.unknown`); None is the total


def place_named(name: str) -> Place:
    """`employees` or `employees.gender.unknown`, as fields and addresses name a cell."""
    element, _, category = name.partition(".")
    return element, category or None


def name_of(place: Place) -> str:
    element, category = place
    return element if category is None else f"{element}.{category}"


class Kind(StrEnum):
    COUNT = "count"  # whole
    DECIMAL = "decimal"
    MONEY = "money"
    YES_NO = "yes_no"  # 1 or 0
    TEXT = "text"


class Cell(NamedTuple):
    """One answer. text: the answer to a text question, or what was typed where no number could be read from it.

    to_date: the number since the member's year began, from which `number` was worked out.
    """

    element: str
    category: str | None = None
    number: Decimal | None = None
    text: str = ""
    status: Status | None = None
    note: str = ""
    to_date: Decimal | None = None

    @property
    def place(self) -> Place:
        return self.element, self.category

    @property
    def blank(self) -> bool:
        return self.number is None and not self.text.strip() and self.status is None


@dataclass(frozen=True, slots=True)
class Split:
    """A breakdown of one element. categories: code to name; a code is unique within the element."""

    name: str
    categories: Mapping[str, str]
    multi_select: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """One question. part_of: code of the element that contains it.

    minimum: None where negative amounts make sense. adds: its number adds up over periods, so it can be given to date.
    """

    element: str
    name: str
    unit: str
    kind: Kind
    required: bool = True
    minimum: Decimal | None = Decimal(0)
    maximum: Decimal | None = None
    part_of: str | None = None
    splits: Sequence[Split] = field(default_factory=tuple)
    adds: bool = False

    def asks(self, category: str | None) -> bool:
        return category is None or self._split_with(category) is not None

    def where(self, category: str | None) -> str:
        """The place in the reader's words. Where there are two splits, with which: each has its own “Unknown”."""
        if category is None:
            return self.name
        split = self._split_with(category)
        if split is None:
            return f"{self.name}, {category}"
        name = split.categories[category]
        return f"{self.name}, {name}" if len(self.splits) == 1 else f"{self.where_split(split.name)}, {name}"

    def where_split(self, by: str) -> str:
        return f"{self.name}, by {by}"

    def _split_with(self, category: str) -> Split | None:
        return next((split for split in self.splits if category in split.categories), None)
