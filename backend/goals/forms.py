"""What a page sends when a goal is set or drawn anew, and how it is shown again."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, TypeVar
from uuid import UUID

from pydantic import Field

from backend.goals.rules import Direction, Level, Mark
from backend.goals.schemas import Drawing
from backend.goals.taking_part import Kind
from backend.kit import forms
from backend.kit.amounts import read_decimal
from backend.kit.errors import Invalid, Problem
from backend.kit.languages import later, translated

T = TypeVar("T")


class Drawn(forms.Form):
    """A version of a goal. Numbers and days come as they were typed, so that every fault is told at once."""

    name: Annotated[str, Field(title=later("Name"), min_length=3, max_length=120)]
    aim: Annotated[str, Field(title=later("The aim"), min_length=3, max_length=500)]
    direction: Annotated[str, Field(title=later("What is better"), pattern="^(higher|lower)$")]
    each: Annotated[str, Field(title=later("What each member is to reach"), max_length=1000)] = ""
    baseline: Annotated[str, Field(title=later("Baseline"), max_length=40)] = ""
    baseline_on: Annotated[str, Field(title=later("Baseline day"), max_length=10)] = ""
    milestones: Annotated[str, Field(title=later("Milestones"), max_length=4000)] = ""
    target: Annotated[str, Field(title=later("Target"), min_length=1, max_length=40)]
    target_on: Annotated[str, Field(title=later("Target day"), min_length=1, max_length=10)]
    leeway: Annotated[str, Field(title=later("Leeway"), max_length=10)] = "10"
    source: Annotated[str, Field(title=later("Source of the baseline"), max_length=300)] = ""
    would_change: Annotated[str, Field(title=later("What would change this?"), max_length=2000)] = ""
    visibility: Annotated[str, Field(title=later("Who may see it"), pattern="^(public|partners|members|backbone)$")] = (
        "public"
    )
    valid_from: Annotated[str, Field(title=later("Holds from"), min_length=1, max_length=10)]


class Setting(Drawn):
    """level and measured_by are settled once: `indicator:FRAMEWORK:INDICATOR` or `series:SERIES`."""

    level: Annotated[Level, Field(title=later("What kind of goal"))]
    measured_by: Annotated[str, Field(title=later("Measured by"), min_length=1, max_length=120)]


class Anew(Drawn):
    reason: Annotated[str, Field(title=later("Why"), max_length=1000)] = ""
    before: Annotated[int, Field(title=later("The version before"))]  # the one whose page this was


class Otherwise(forms.Form):
    standing: Annotated[
        str, Field(title=later("Where it stands"), pattern="^(met|on_track|at_risk|off_track|not_yet_known)$")
    ]
    reason: Annotated[str, Field(title=later("Why"), max_length=1000)] = ""


class LayingDown(forms.Form):
    reason: Annotated[str, Field(title=later("Why it is laid down"), max_length=1000)] = ""


class Linking(forms.Form):
    kind: Annotated[Kind, Field(title=later("What it is"))]
    title: Annotated[str, Field(title=later("What it is called"), min_length=3, max_length=120)]
    address: Annotated[str, Field(title=later("Address"), min_length=9, max_length=500)]


class Telling(forms.Form):
    """before: the version whose page this was; 0 for none."""

    helps: Annotated[str, Field(title=later("What helps"), max_length=1500)] = ""
    hinders: Annotated[str, Field(title=later("What stands in the way"), max_length=1500)] = ""
    will_do: Annotated[str, Field(title=later("What we will do"), max_length=1500)] = ""
    who: Annotated[str, Field(title=later("Who does it"), max_length=500)] = ""
    shown_to: Annotated[str, Field(title=later("Who may see this"), pattern="^(public|partners|members|backbone)$")]
    before: Annotated[int, Field(title=later("The version before"))]


class Deciding(forms.Form):
    taken: Annotated[str, Field(title=later("Beside the goal"), pattern="^(yes|no)$")]
    reason: Annotated[str, Field(title=later("Why"), max_length=500)] = ""


def drawing(sent: Drawn) -> Drawing:
    """Raises Invalid with every fault of the numbers and days."""
    problems: list[Problem] = []

    def tried(read: Callable[[], T], otherwise: T) -> T:
        try:
            return read()
        except Invalid as invalid:
            problems.extend(invalid.problems)
            return otherwise

    number, day = Decimal(0), date.max
    made = Drawing(
        name=sent.name,
        aim=sent.aim,
        direction=Direction(sent.direction),
        target=tried(lambda: read_decimal(sent.target, where=translated("Target")), number),
        target_on=tried(lambda: _day(sent.target_on, translated("Target day")), day),
        valid_from=tried(lambda: _day(sent.valid_from, translated("Holds from")), day),
        baseline=tried(lambda: read_decimal(sent.baseline, where=translated("Baseline")), number)
        if sent.baseline
        else None,
        baseline_on=tried(lambda: _day(sent.baseline_on, translated("Baseline day")), day)
        if sent.baseline_on
        else None,
        milestones=tuple(tried(lambda: list(_milestones(sent.milestones)), [])),
        each=sent.each,
        leeway=tried(lambda: read_decimal(sent.leeway or "0", where=translated("Leeway")), number),
        source=sent.source,
        would_change=sent.would_change,
        visibility=sent.visibility,
        reason=sent.reason if isinstance(sent, Anew) else "",
    )
    if bool(sent.baseline) != bool(sent.baseline_on):
        problems.append(
            Problem(translated("Baseline day"), translated("A baseline has a number and a day: give both, or neither."))
        )
    if problems:
        raise Invalid(problems)
    return made


def measure(sent: str) -> tuple[UUID | None, UUID | None, UUID | None]:
    """Indicator, framework and series, as `measured_by` names them. Raises Invalid."""
    kind, *ids = sent.split(":")
    try:
        found = [UUID(id) for id in ids]
    except ValueError:
        found = []
    match kind, found:
        case "indicator", [framework, indicator]:
            return indicator, framework, None
        case "series", [series]:
            return None, None, series
        case _:
            raise Invalid(translated("Choose one from the list."), where=translated("Measured by"))


def shown(of: Drawing) -> dict[str, str]:
    """As the fields of the page hold it."""
    return {
        "name": of.name,
        "aim": of.aim,
        "direction": of.direction.value,
        "each": of.each,
        "baseline": "" if of.baseline is None else f"{of.baseline:f}",
        "baseline_on": of.baseline_on.isoformat() if of.baseline_on else "",
        "milestones": "\n".join(_line(one) for one in of.milestones),
        "target": f"{of.target:f}",
        "target_on": of.target_on.isoformat(),
        "leeway": f"{of.leeway:f}",
        "source": of.source,
        "would_change": of.would_change,
        "visibility": of.visibility,
        "valid_from": of.valid_from.isoformat(),
    }


def _line(mark: Mark) -> str:
    parts = (mark.on.isoformat(), f"{mark.value:f}", mark.note)
    return "; ".join(part for part in parts if part)


def _milestones(text: str) -> Iterator[Mark]:
    """One a line: day; number; note. Raises Invalid with every line that is wrong."""
    problems: list[Problem] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        day, value, note = (*(part.strip() for part in line.split(";", 2)), "", "", "")[:3]
        try:
            yield Mark(_day(day, translated("Milestones")), read_decimal(value, where=translated("Milestones")), note)
        except Invalid as invalid:
            problems += [
                Problem(
                    translated("Milestones"), translated("Line %(number)s: %(fault)s", number=number, fault=one.message)
                )
                for one in invalid.problems
            ]
    if problems:
        raise Invalid(problems)


def _day(text: str, where: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid(translated("Write a day, such as 2030-12-31."), where=where) from None
