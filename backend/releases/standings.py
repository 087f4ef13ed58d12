"""Why a goal stands where it stands, said again in the reader's language out of a frozen Edition. Pure.

Each part of the report's own sentence (`backend.goals.standing`) is told, out of the same figures. What the Edition keeps
in that sentence alone is read out of it: how much counts as at risk, why a period has no figure, and what a person judged.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import product

from backend.disclosure import rules as disclosure_rules
from backend.goals.standing import NOT_SHARED, WHYS
from backend.kit.languages import later, translated
from backend.kit.period_words import label
from backend.kit.saying_again import said_again
from backend.releases.goal_telling import STANDINGS, Telling, share
from collab_reports.goals import Goal, Reached
from collab_reports.parts import Direction
from collab_reports.unit_names import unit_name

_POINTS = "percentage points"
_WHYS = (*WHYS, *disclosure_rules.SENTENCES.values())
_ONE = "|".join(STANDINGS.values())
_JUDGED = re.compile(
    rf"Judged (?P<said>{_ONE}) by the backbone team: (?P<reason>.*) By its path alone it would be (?P<path>{_ONE}):"
    r" (?P<rest>.*)",
    re.DOTALL,
)
_AT_RISK = re.compile(r"; that is (?P<side>within|more than) the (?P<bound>.+?) that count as at risk\.")
_NO_FIGURE = re.compile(r"There is no figure that can be shown yet\. .+?: (?P<why>.+)")
_NO_NEWER = re.compile(r" has no figure that can be shown: (?P<why>.+)")

_BEHIND = {
    "within": later(
        "%(figure)s in %(when)s is %(behind)s behind the path, which asks for %(asked)s by %(then)s; that is within the"
        " %(bound)s that count as at risk."
    ),
    "more than": later(
        "%(figure)s in %(when)s is %(behind)s behind the path, which asks for %(asked)s by %(then)s; that is more than the"
        " %(bound)s that count as at risk."
    ),
}
_BEHIND_ALONE = later("%(figure)s in %(when)s is %(behind)s behind the path, which asks for %(asked)s by %(then)s.")


def sentence(say: Telling) -> str:
    """Empty where a person judged it in a sentence that cannot be taken apart. Their reason stays as they wrote it."""
    kept = say.goal.sentence
    if not say.goal.overridden:
        return _by_path(say, kept)
    found = _JUDGED.fullmatch(kept)
    if found is None:
        return ""
    said, reason, alone, rest = found.groups()
    return translated(
        "Judged %(said)s by the backbone team: “%(reason)s” By its path alone it would be %(path)s: %(sentence)s",
        said=translated(said),
        reason=reason,
        path=translated(alone),
        sentence=_by_path(say, rest),
    )


def with_unit(text: str, unit: str, locale: str) -> str:
    """A number as it was written in English, with its unit in the reader's language."""
    for of, one in product((unit, _POINTS), (False, True)):
        if text.endswith(written := f" {unit_name(of, one=one)}"):
            return f"{text.removesuffix(written)} {unit_name(of, locale, one=one)}"
    return text


def _by_path(say: Telling, kept: str) -> str:
    """kept: the report's own sentence of it."""
    goal, newest = say.goal, say.goal.newest
    if kept == NOT_SHARED:
        return translated(NOT_SHARED)
    if newest is None or newest.value is None:
        return _nothing_known(goal, kept)
    return " ".join((_held(say, newest, newest.value, kept), *_doubts(say, newest), *_since(goal, newest, kept)))


def _nothing_known(goal: Goal, kept: str) -> str:
    if not goal.figures:
        return translated("There is no figure yet.")
    shown = translated("There is no figure that can be shown yet.")
    found = _NO_FIGURE.fullmatch(kept)
    return f"{shown} {label(goal.figures[-1].label)}: {_why(found['why'])}" if found else shown


def _held(say: Telling, newest: Reached, value: Decimal, kept: str) -> str:
    """In the order of `backend.goals.standing`."""
    goal, begin, target = say.goal, say.goal.marks[0], say.goal.target
    number = say.number(value)
    facts = {
        "figure": f"{share(newest.counted)} ({number})" if newest.counted else number,
        "when": label(newest.label),
        "target": say.number(target.value),
        "day": say.day(target.on),
    }
    began = {"start": say.number(begin.value), "began": say.day(begin.on)}
    if begin.role == "baseline" and newest.last <= begin.on:
        return translated(
            "There is no figure since the baseline of %(start)s on %(began)s; the newest is %(figure)s in %(when)s.",
            **facts,
            **began,
        )
    short = behind(goal, value, target.value)
    if short <= 0:
        return translated("%(figure)s in %(when)s reaches the target of %(target)s, set for %(day)s.", **facts)
    if newest.last >= target.on:
        return translated(
            "The target of %(target)s by %(day)s was not reached: %(figure)s in %(when)s is %(short)s short of it.",
            short=say.apart(short),
            **facts,
        )
    if newest.expected is None:
        return translated(
            "%(figure)s in %(when)s has not reached the target of %(target)s, and there is no path to hold it against"
            " before %(began)s.",
            **facts,
            **began,
        )
    way = translated("The way leads from %(start)s on %(began)s to %(target)s by %(day)s.", **facts, **began)
    facts |= {"asked": say.number(newest.expected), "then": say.day(newest.last)}
    return f"{_against(say, behind(goal, value, newest.expected), facts, kept)} {way}"


def _against(say: Telling, apart: Decimal, facts: dict[str, str], kept: str) -> str:
    if apart <= 0:
        return translated(
            "%(figure)s in %(when)s is at least as good as the path, which asks for %(asked)s by %(then)s.", **facts
        )
    facts |= {"behind": say.apart(apart)}
    if found := _AT_RISK.search(kept):
        bound = with_unit(found["bound"], say.goal.unit, say.locale)
        message = _BEHIND[found["side"]]
        return translated(message, bound=bound, **facts)
    return translated(_BEHIND_ALONE, **facts)


def behind(goal: Goal, value: Decimal, wanted: Decimal) -> Decimal:
    """How far the value falls short; nothing or less when it is at least as good."""
    return wanted - value if goal.direction is Direction.HIGHER else value - wanted


def _doubts(say: Telling, newest: Reached) -> Iterator[str]:
    if newest.coverage:
        covered = share(newest.coverage)
        yield f"{covered[0].upper()}{covered[1:]}."
    low, high, asked = newest.low, newest.high, newest.expected
    if low is not None and high is not None and asked is not None and low < high:
        held = later(
            "Its source gives an interval of %(low)s to %(high)s, which holds the path as well, so the figure cannot settle"
            " it."
        )
        sure = later("Its source gives an interval of %(low)s to %(high)s, which leaves no doubt.")
        yield translated(held if low <= asked <= high else sure, low=say.number(low), high=say.number(high))


def _since(goal: Goal, newest: Reached, kept: str) -> Iterator[str]:
    newer = [one for one in goal.figures if one.last > newest.last]
    if newer:
        facts, found = {"when": label(newer[-1].label)}, _NO_NEWER.search(kept)
        if found:
            yield translated("%(when)s has no figure that can be shown: %(why)s", why=_why(found["why"]), **facts)
        else:
            yield translated("%(when)s has no figure that can be shown.", **facts)


def _why(text: str) -> str:
    return said_again(text, _WHYS) or text
