"""Where a goal stands: the newest figure held against the path, with the sentence and the figures that say so. Pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from backend.goals.rules import SHOWN, Path, Standing
from backend.kit.errors import Invalid, Problem
from backend.kit.languages import later, translated

NOBODY = later("Nobody has reported it yet.")
NOT_ASKED = later("It was not asked for then.")
FEW = later("Fewer than %(fewest)s members answered, so how many of them reach it is not shown.")
WHYS = (NOBODY, NOT_ASKED, FEW)  # there is no number
NOT_SHARED = later("The figures it is measured by are not part of what is shared with the readers of this report.")


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure the goal is held against. first, last: the span it is of, both days included; it is judged on the last.

    why: the sentence for there being no number. hidden: there is one, and these readers are not shown it; asked: whether
    anybody was asked for it. low, high: the interval its source gives. coverage: who is in it, in words.
    breaks: counted otherwise than the one before. counted: "7 of 10 members", where members that meet it are counted.
    """

    label: str
    first: date
    last: date
    value: Decimal | None
    why: str = ""
    hidden: bool = False
    asked: bool = True
    low: Decimal | None = None
    high: Decimal | None = None
    coverage: str = ""
    estimated: bool = False
    breaks: bool = False
    counted: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Say:
    """How numbers, differences and days are written for the readers of a sentence."""

    number: Callable[[Decimal], str]
    difference: Callable[[Decimal], str]
    day: Callable[[date], str]


@dataclass(frozen=True, slots=True)
class Judged:
    """A standing with the sentence and the figures that say so.

    figure: the one that was judged; expected: what the path asks for on its last day; made: per cent of the way.
    by_path: what the path alone says, where a person said otherwise; then `sentence` gives their reason.
    """

    standing: Standing
    sentence: str
    figure: Measured | None = None
    expected: Decimal | None = None
    made: Decimal | None = None
    by_path: Standing | None = None

    @property
    def overridden(self) -> bool:
        return self.by_path is not None


def judged(path: Path, figures: Sequence[Measured], say: Say) -> Judged:
    """By the newest figure that has a number. figures: oldest first."""
    figure = next((one for one in reversed(figures) if one.value is not None), None)
    if figure is None or figure.value is None:
        return Judged(Standing.NOT_YET_KNOWN, _nothing_known(figures))
    expected, made = path.expected(figure.last), path.made(figure.value)
    standing = _standing(path, figure, expected)
    sentence = _SENTENCES[standing](path, figure, expected, say)
    since = _since(figure, figures)
    return Judged(standing, " ".join((sentence, *_doubts(figure, expected, say), *since)), figure, expected, made)


def _standing(path: Path, figure: Measured, expected: Decimal | None) -> Standing:
    assert figure.value is not None
    if path.baseline and figure.last <= path.baseline.on:
        return Standing.NOT_YET_KNOWN
    if path.reaches(figure.value, path.target.value):
        return Standing.MET
    if figure.last >= path.target.on:
        return Standing.OFF_TRACK
    if expected is None:
        return Standing.NOT_YET_KNOWN
    behind = path.behind(figure.value, expected)
    if behind <= 0:
        return Standing.ON_TRACK
    return Standing.AT_RISK if behind <= path.tolerated else Standing.OFF_TRACK


def _nothing_known(figures: Sequence[Measured]) -> str:
    if not figures:
        return "There is no figure yet."
    last = figures[-1]
    return (
        f"There is no figure that can be shown yet. {last.label}: {last.why}" if last.why else "There is no figure yet."
    )


def _is(figure: Measured, say: Say) -> str:
    assert figure.value is not None
    number = say.number(figure.value)
    return f"{figure.counted} ({number}) in {figure.label}" if figure.counted else f"{number} in {figure.label}"


def _met(path: Path, figure: Measured, expected: Decimal | None, say: Say) -> str:
    return (
        f"{_is(figure, say)} reaches the target of {say.number(path.target.value)}, set for {say.day(path.target.on)}."
    )


def _on_track(path: Path, figure: Measured, expected: Decimal | None, say: Say) -> str:
    assert expected is not None
    return (
        f"{_is(figure, say)} is at least as good as the path, which asks for {say.number(expected)} by"
        f" {say.day(figure.last)}. {_way(path, say)}"
    )


def _behind(path: Path, figure: Measured, expected: Decimal | None, say: Say) -> str:
    assert figure.value is not None
    if figure.last >= path.target.on:
        short = say.difference(path.behind(figure.value, path.target.value))
        return (
            f"The target of {say.number(path.target.value)} by {say.day(path.target.on)} was not reached:"
            f" {_is(figure, say)} is {short} short of it."
        )
    assert expected is not None
    behind = path.behind(figure.value, expected)
    bound = say.difference(path.tolerated)
    within = f"within the {bound}" if behind <= path.tolerated else f"more than the {bound}"
    return (
        f"{_is(figure, say)} is {say.difference(behind)} behind the path, which asks for {say.number(expected)} by"
        f" {say.day(figure.last)}; that is {within} that count as at risk. {_way(path, say)}"
    )


def _unknown(path: Path, figure: Measured, expected: Decimal | None, say: Say) -> str:
    if path.baseline and figure.last <= path.baseline.on:
        return (
            f"There is no figure since the baseline of {say.number(path.baseline.value)} on"
            f" {say.day(path.baseline.on)}; the newest is {_is(figure, say)}."
        )
    return (
        f"{_is(figure, say)} has not reached the target of {say.number(path.target.value)}, and there is no path to"
        f" hold it against before {say.day(path.marks[0].on)}."
    )


_SENTENCES: dict[Standing, Callable[[Path, Measured, Decimal | None, Say], str]] = {
    Standing.MET: _met,
    Standing.ON_TRACK: _on_track,
    Standing.AT_RISK: _behind,
    Standing.OFF_TRACK: _behind,
    Standing.NOT_YET_KNOWN: _unknown,
}


def _way(path: Path, say: Say) -> str:
    start = path.marks[0]
    return (
        f"The way leads from {say.number(start.value)} on {say.day(start.on)} to {say.number(path.target.value)} by"
        f" {say.day(path.target.on)}."
    )


def _doubts(figure: Measured, expected: Decimal | None, say: Say) -> Iterator[str]:
    if figure.coverage:
        yield f"{figure.coverage[0].upper()}{figure.coverage[1:]}."
    if figure.low is not None and figure.high is not None and expected is not None and figure.low < figure.high:
        held = figure.low <= expected <= figure.high
        which = "which holds the path as well, so the figure cannot settle it" if held else "which leaves no doubt"
        yield f"Its source gives an interval of {say.number(figure.low)} to {say.number(figure.high)}, {which}."


def _since(figure: Measured, figures: Sequence[Measured]) -> Iterator[str]:
    """Newer figures without a number, which nothing is said by."""
    newer = [one for one in figures if one.last > figure.last]
    if newer:
        yield f"{newer[-1].label} has no figure that can be shown{f': {newer[-1].why}' if newer[-1].why else '.'}"


# ---- What a person says otherwise ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SaidOtherwise:
    """about: the last day of the figure it was said about; None before there was any."""

    standing: Standing
    reason: str
    about: date | None


def with_override(by_path: Judged, said: SaidOtherwise | None) -> Judged:
    """What a person said holds for the figure it was said about; a newer one is judged by the path again."""
    judged_on = by_path.figure.last if by_path.figure else None
    if said is None or said.about != judged_on:
        return by_path
    sentence = (
        f"Judged {SHOWN[said.standing]} by the backbone team: {said.reason} By its path alone it would be"
        f" {SHOWN[by_path.standing]}: {by_path.sentence}"
    )
    return Judged(said.standing, sentence, by_path.figure, by_path.expected, by_path.made, by_path.standing)


def check_override(standing: Standing, reason: str, by_path: Judged) -> None:
    """Raises Invalid without a reason or where it says nothing new."""
    problems = []
    if not reason.strip():
        problems.append(
            Problem(
                translated("Why"),
                translated("Say why, in a sentence that readers of the report will see."),
                "goal.reason",
            )
        )
    if standing is by_path.standing:
        problems.append(
            Problem(
                translated("Where it stands"),
                translated("By its path it is %(standing)s already.", standing=translated(SHOWN[standing])),
                "goal.same",
            )
        )
    if problems:
        raise Invalid(problems)
