"""What an Edition says of shared goals, and of figures that come from other sources than members."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Literal, Self

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from collab_reports.parts import Amount, Direction, Number, Part, Status, Text, Unit, Words


class Standing(StrEnum):
    MET = "met"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OFF_TRACK = "off_track"
    NOT_YET_KNOWN = "not_yet_known"


class Level(StrEnum):
    POPULATION = "population"
    PERFORMANCE = "performance"


class Reached(Amount):
    """A figure of a span of days, both included.

    low, high: the interval its source gives. expected: what the goal's path asks for on the last day. breaks: counted
    otherwise than the one before. counted: “7 of 10 members”, where members that reach something are counted.
    """

    label: Words
    first: date
    last: date
    low: Number | None = None
    high: Number | None = None
    expected: Number | None = None
    breaks: bool = False
    counted: Text = ""
    coverage: Text = ""
    note: Text = ""

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        if self.first > self.last:
            raise ValueError(f"{self.label}: its first day comes after its last")
        if self.value is None and (self.low is not None or self.high is not None or self.counted):
            raise ValueError(f"{self.label}: there is no number, but its interval or count would tell it")
        return self


class GoalMark(Part):
    """A point of the path: where the figure was, or is to be, on a day."""

    on: date
    value: Number
    role: Literal["baseline", "milestone", "target"]
    note: Text = ""


class Asked(Part):
    """What was asked or said about a goal, with its answer, if there is one. asked_by: of which kind, never who."""

    asked_by: Literal["backbone", "member", "partner", "resident"]
    asked_on: date
    words: Words
    answer: Text = ""
    answered_by: Text = ""


class Heard(Part):
    """What a community partner hears about a goal, in its own words."""

    organization: Words
    written_on: date
    words: Words


class GoalVersion(Part):
    """How the goal was drawn from a day on, and why. says: its aim then, with its target."""

    version: int = Field(ge=1)
    valid_from: date
    says: Words
    reason: Text = ""


class Goal(Part):
    """A shared goal, as far as this audience is shown its figures; its standing follows from those alone.

    level: `population` is about everyone in a place: no member is in its figures. measured_by: the name of its indicator or
    series; figure_code: of the figure of this Edition it is measured by, or empty. each: what every member is to reach by
    itself; figures are then per cents of the members that answered. sentence: why it stands where it stands. overridden: a
    person said so. source: of figures that are not members'. versions: oldest first; the last is in force. asked, heard:
    what stood beside it for this audience on the day, the newest first.
    """

    code: Words
    name: Words
    aim: Words
    level: Level
    measured_by: Words
    figure_code: Text = ""
    unit: Unit
    decimals: int | None = Field(default=None, ge=0, le=6)
    direction: Direction
    each: Text = ""
    marks: tuple[GoalMark, ...] = Field(min_length=1)
    figures: tuple[Reached, ...] = ()
    standing: Standing
    sentence: Words
    overridden: bool = False
    would_change: Text = ""
    source: Text = ""
    versions: tuple[GoalVersion, ...] = Field(min_length=1)
    asked: tuple[Asked, ...] = ()
    heard: tuple[Heard, ...] = ()

    @model_serializer(mode="wrap")
    def _written(self, write: SerializerFunctionWrapHandler) -> dict[str, object]:
        """Goals from before people were heard keep the text they were signed with."""
        facts: dict[str, object] = write(self)
        return {name: said for name, said in facts.items() if said or name not in ("asked", "heard")}

    @property
    def target(self) -> GoalMark:
        return self.marks[-1]

    @property
    def newest(self) -> Reached | None:
        """The newest figure with a number."""
        return next((one for one in reversed(self.figures) if one.value is not None), None)

    @property
    def latest(self) -> Reached | None:
        """The newest figure with a number; where none has one, the newest of all, whose status says why."""
        return self.newest or next(reversed(self.figures), None)

    @model_validator(mode="after")
    def _says_no_more_than_it_shows(self) -> Self:
        if faults := list(_faults(self)):
            raise ValueError(f"Goal {self.code}: " + " ".join(faults))
        return self


def _faults(goal: Goal) -> Iterator[str]:
    days = [mark.on for mark in goal.marks]
    roles = [mark.role for mark in goal.marks]
    if any(after <= before for before, after in pairwise(days)):
        yield "Its marks are not in order of time."
    if roles[-1] != "target" or roles.count("target") != 1 or "baseline" in roles[1:]:
        yield "Its path ends with its one target, and only begins with a baseline."
    if [one.last for one in goal.figures] != sorted(one.last for one in goal.figures):
        yield "Its figures are not in order of time."
    # A standing that was worked out from a hidden figure would tell on which side of the path it lies.
    if goal.newest is None and goal.standing is not Standing.NOT_YET_KNOWN and not goal.overridden:
        yield "It is said to stand somewhere, but no figure is shown."
    if goal.newest is None and goal.overridden and any(one.status is Status.SUPPRESSED for one in goal.figures):
        yield "Its figures are hidden, but what a person said about them would tell of them."
    if goal.level is Level.POPULATION and (
        goal.each or goal.figure_code or any(f.coverage or f.counted for f in goal.figures)
    ):
        yield "It is about everyone in a place, and no member is in its figures."


class ContextSeries(Part):
    """Figures of another source, shown beside those of members and never added to them.

    place: whom or where it is about. source: who says so; published_on: when. note: of this vintage as a whole.
    """

    code: Words
    name: Words
    sentence: Words
    place: Text = ""
    unit: Unit
    decimals: int | None = Field(default=None, ge=0, le=6)
    direction: Direction
    source: Words
    published_on: date
    note: Text = ""
    points: tuple[Reached, ...] = Field(min_length=1)
