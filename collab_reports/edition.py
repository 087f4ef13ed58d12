"""Edition: everything one report says to one audience, already disclosed. The one shape every printer reads.

Its JSON text is what a release keeps and signs with a SHA-256: equal Editions have equal text, whatever made them.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Literal, Self

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from collab_reports.goals import ContextSeries, Goal
from collab_reports.grounds import MappedList
from collab_reports.parts import (
    Amount,
    Audience,
    Brand,
    Change,
    Collaborative,
    Correction,
    Coverage,
    Definition,
    Direction,
    FormulaPart,
    Note,
    Part,
    Period,
    Point,
    RosterMember,
    SameMembers,
    Signed,
    Split,
    Status,
    Text,
    Unit,
    Voice,
    Words,
)


class Figure(Amount):
    """One indicator in one period.

    sentence: what the number says, in plain language, without the number itself.
    series: earlier periods and this one, oldest first. same: over the members in all of them, where that is another trend.
    definitions: the versions the series was counted by, oldest first; the last is the one in force.
    formula: how it is worked out, in words; parts are its sides as far as this audience sees them.
    overlap: the same person or thing may be counted by two members.
    decimals: digits after the point on the page; None lets the unit decide. The value itself is never rounded.
    """

    code: Words
    name: Words
    sentence: Words
    unit: Unit
    decimals: int | None = Field(default=None, ge=0, le=6)
    direction: Direction
    coverage: Coverage | None = None
    overlap: bool = False
    note: Text = ""
    series: tuple[Point, ...] = ()
    splits: tuple[Split, ...] = ()
    definitions: tuple[Definition, ...] = Field(min_length=1)
    formula: Text = ""
    parts: tuple[FormulaPart, ...] = ()
    signed: Signed | None = None
    change: Change | None = None
    same: SameMembers | None = None

    @model_serializer(mode="wrap")
    def _written(self, write: SerializerFunctionWrapHandler) -> dict[str, object]:
        """Figures from before there was a second trend keep the text they were signed with."""
        facts: dict[str, object] = write(self)
        if self.same is None:
            del facts["same"]
        return facts

    @property
    def definition(self) -> Definition:
        return self.definitions[-1]

    @model_validator(mode="after")
    def _tells_nothing_hidden(self) -> Self:
        faults = list(_leaks(self)) + list(_disorder(self))
        if faults:
            raise ValueError(f"{self.code}: " + " ".join(faults))
        return self


def _leaks(figure: Figure) -> Iterator[str]:
    """The ways a figure could give away a number it hides. Disclosure has removed them; this refuses any it left."""
    if figure.status is Status.SUPPRESSED and not figure.hidden_reason:
        yield "A hidden figure says in one sentence why."
    if figure.change and not figure.status.has_value:
        yield "There is a change from an earlier period, but no figure."
    hidden_points = {point.period.label for point in figure.series if not point.status.has_value}
    if figure.change and figure.change.since in hidden_points:
        yield f"{figure.change.since} has no number, but the change since then would give it."
    hidden_parts = [part.status for part in figure.parts if not part.status.has_value]
    if figure.status is Status.SUPPRESSED and figure.parts and not hidden_parts:
        yield "The figure is hidden, but every part of its formula is shown."
    if figure.status.has_value and len(figure.parts) > 1 and hidden_parts == [Status.SUPPRESSED]:
        yield "One part of its formula is hidden, but the figure and the other parts would give it."
    yield from _split_leaks(figure)


def _split_leaks(figure: Figure) -> Iterator[str]:
    for split in figure.splits:
        hidden = [row.name for row in split.rows if not row.status.has_value]
        if not split.adds_up:
            continue
        if figure.status is Status.SUPPRESSED and not hidden:
            yield f"The figure is hidden, but all of its split by {split.name} is shown and adds up to it."
        if figure.status.has_value and [row.status for row in split.rows].count(Status.SUPPRESSED) == len(hidden) == 1:
            yield f"{split.name}: only {hidden[0]} is hidden, so it is the total less the others."


def _disorder(figure: Figure) -> Iterator[str]:
    versions = [definition.version for definition in figure.definitions]
    if versions != sorted(set(versions)):
        yield "Its definitions are not in order of version."
    if figure.same and not {one.period for one in figure.same.series} <= {one.period for one in figure.series}:
        yield "Its trend over the same members has a period that its series has not."
    starts = [point.period.start for point in figure.series]
    if starts != sorted(set(starts)):
        yield "Its series is not in order of time, or has a period twice."
    for split in figure.splits:
        if len({row.code for row in split.rows}) < len(split.rows):
            yield f"{split.name}: a category is there twice."


# Parts of an Edition that its first reports did not have.
_LATER = ("voices", "goals", "context", "legend", "brand", "grounds")


class Section(Part):
    code: Words
    title: Words
    introduction: Text = ""
    figures: tuple[Figure, ...] = ()


class Edition(Part):
    """One report to one audience.

    released: the day its figures were added up, on the cover and in the PDF's own date; printers know no other clock.
    for_member: the member's name when the audience is `own_member`, otherwise empty.
    goals: shared goals, with where each stands as far as this audience can see. context: figures of other sources.
    voices: what members say in their own words to this audience, question by question.
    disclosure_note: "What we show, and to whom". legend: what every page and file says of itself, where it is not for all.
    grounds: the lists of areas that figures are split by, with their shapes, each once.
    """

    version: Literal[1] = 1
    collaborative: Collaborative
    audience: Audience
    for_member: Text = ""
    title: Words
    period: Period
    released: date
    introduction: Text = ""
    goals: tuple[Goal, ...] = ()
    sections: tuple[Section, ...] = ()
    context: tuple[ContextSeries, ...] = ()
    voices: tuple[Voice, ...] = ()
    members: tuple[RosterMember, ...] = ()
    methods: tuple[Note, ...] = ()
    corrections: tuple[Correction, ...] = ()
    disclosure_note: Words
    legend: Text = ""
    contact: Text = ""
    brand: Brand | None = None
    grounds: tuple[MappedList, ...] = ()

    @property
    def figures(self) -> tuple[Figure, ...]:
        return tuple(figure for section in self.sections for figure in section.figures)

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        faults = list(_disagreements(self))
        if faults:
            raise ValueError(" ".join(faults))
        return self

    def to_json(self) -> str:
        """Keys in order, numbers as text, no spaces but inside sentences, one line and its end."""
        # Reports from before there were such parts keep the text they were signed with.
        facts = self.model_dump(mode="json", exclude={part for part in _LATER if not getattr(self, part)})
        text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
        return text + "\n"

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Raises pydantic.ValidationError, which names each place that is wrong."""
        return cls.model_validate_json(text)


def _disagreements(edition: Edition) -> Iterator[str]:
    if (edition.audience is Audience.OWN_MEMBER) != bool(edition.for_member):
        yield "A report for one member names it, and no other report does."
    codes = [figure.code for figure in edition.figures]
    yield from (f"Figure {code} is there twice." for code in sorted({code for code in codes if codes.count(code) > 1}))
    sections = [section.code for section in edition.sections]
    if len(set(sections)) < len(sections):
        yield "Two sections have one code."
    for name, several in (("goal", edition.goals), ("series", edition.context), ("list of areas", edition.grounds)):
        if len({one.code for one in several}) < len(several):
            yield f"A {name} is there twice."
    yield from _goals_beside_figures(edition)
    for figure in edition.figures:
        for point in figure.series:
            of_this_period = (point.period.start, point.period.months) == (edition.period.start, edition.period.months)
            if of_this_period and (point.status, point.value) != (figure.status, figure.value):
                yield f"Figure {figure.code} and its series disagree about {point.period.label}."


def _goals_beside_figures(edition: Edition) -> Iterator[str]:
    """What a goal is measured by is the figure of this report, number for number: no second door to a hidden one."""
    shown: dict[tuple[str, date, int], tuple[Status, Decimal | None]] = {
        (figure.code, point.period.start, point.period.months): (point.status, point.value)
        for figure in edition.figures
        for point in figure.series
    }
    for goal in edition.goals:
        for one in goal.figures:
            months = (one.last.year - one.first.year) * 12 + one.last.month - one.first.month + 1
            there = shown.get((goal.figure_code, one.first, months), (one.status, one.value))
            if there != (one.status, one.value):
                yield f"Goal {goal.code} and figure {goal.figure_code} disagree about {one.label}."


def sha256(text: str) -> str:
    """Of the UTF-8 bytes, in hexadecimal: what a release prints beside the text it keeps."""
    return hashlib.sha256(text.encode()).hexdigest()
