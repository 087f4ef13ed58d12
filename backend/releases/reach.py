"""Who will see it: into which figures, shared goals and words a member's answers go, and who reads those.

Told from what is settled, before anything is added up: which figures a collection's reports show to whom, under which
conditions. Whether one is then hidden depends on what the others answer.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.agreements import queries as agreement_queries
from backend.agreements.queries import Bars
from backend.disclosure.figures import Audience, Measure, Visibility
from backend.disclosure.policy import Policy
from backend.disclosure.queries import policy_of
from backend.goals import queries as goal_queries
from backend.goals.queries import Drawn
from backend.indicators import formulas, trees
from backend.indicators import queries as indicator_queries
from backend.indicators.queries import Tracked
from backend.indicators.rules import OverMembers
from backend.members.tables import Collaborative
from backend.releases.actions import audiences_of
from backend.releases.rules import WIDEST_FIRST
from backend.submissions.tables import Submission


@dataclass(frozen=True, slots=True)
class Entering:
    """One collective figure that these answers are counted in. fewest: how many members have to report for it to be
    shown; people: it counts people, so that a small one is hidden."""

    name: str
    plain: str
    fewest: int
    people: bool


@dataclass(frozen=True, slots=True)
class Readers:
    """What one audience reads of it. goals: names of shared goals held against these figures.

    words: the questions answered in the member's own words that are quoted to them with its name.
    agreed: the member's agreement lets these readers see figures it is in.
    """

    audience: Audience
    figures: Sequence[Entering]
    goals: Sequence[str]
    words: Sequence[str]
    agreed: bool


@dataclass(frozen=True, slots=True)
class Reach:
    """readers: the widest audience first. in_force: the member has an agreement; without it the answers are in no total.

    kept_back: ids of questions that the member keeps out of everything.
    """

    readers: Sequence[Readers]
    in_force: bool
    kept_back: frozenset[UUID]
    policy: Policy


@dataclass(frozen=True, slots=True)
class Told:
    """An answer as far as its readers are concerned. audiences: who reads it, where it is given in words."""

    element_id: UUID
    code: str
    name: str
    in_words: bool
    audiences: Collection[str]


async def reach(session: AsyncSession, here: Collaborative, of: Submission, answers: Sequence[Told]) -> Reach:
    """answers: those that are given, each question once."""
    tracked = await indicator_queries.tracked(session, of.round.framework_id)
    goals = await goal_queries.printed_with(session, of.round.framework_id, on=of.round.period.end)
    bars = await agreement_queries.bars(session)
    kept_back = frozenset(
        bar.element for bar in bars.rows if bar.member == of.member_id and bar.element and bar.breakdown is None
    )
    given = [one for one in answers if one.element_id not in kept_back]
    policy = policy_of(here)
    entered = _entered(tracked, {one.code for one in given if not one.in_words}, of)
    wanted = audiences_of(here)
    readers = [_readers(who, entered, goals, given, policy, bars, of) for who in WIDEST_FIRST if who in wanted]
    return Reach(readers, of.member_id not in bars.members, kept_back, policy)


def _entered(tracked: Sequence[Tracked], codes: Collection[str], of: Submission) -> Sequence[Tracked]:
    """The figures of the report that read one of these answers, by the definitions of the period's last day."""
    return [one for one in tracked if _reads(one, of) & set(codes)]


def _reads(one: Tracked, of: Submission) -> frozenset[str]:
    if one.indicator.rule_members in (OverMembers.NONE, OverMembers.EXTERNAL):
        return frozenset()
    definition = one.definition_on(of.round.period.end)
    if definition is None or not definition.formula:
        return frozenset()
    return frozenset(trees.elements(formulas.parse(definition.formula)))


def _readers(
    who: Audience,
    entered: Sequence[Tracked],
    goals: Sequence[Drawn],
    given: Sequence[Told],
    policy: Policy,
    bars: Bars,
    of: Submission,
) -> Readers:
    seen = [one for one in entered if Visibility(one.indicator.visibility) in policy.sees[who]]
    ids = {one.indicator.id for one in seen}
    return Readers(
        who,
        [_entering(one, policy) for one in seen],
        _goals(goals, ids, who, policy, of),
        [one.name for one in given if one.in_words and who in one.audiences],
        of.member_id not in bars.unreached.get(who, frozenset()),
    )


def _goals(
    goals: Sequence[Drawn], figures: Collection[UUID], who: Audience, policy: Policy, of: Submission
) -> Sequence[str]:
    names = []
    for one in goals:
        version = one.on(of.round.period.end)
        if version and one.goal.indicator_id in figures and Visibility(version.row.visibility) in policy.sees[who]:
            names.append(version.row.name)
    return names


def _entering(one: Tracked, policy: Policy) -> Entering:
    measure = Measure(one.indicator.disclosure_class)
    wage = policy.wage_fewest_contributors if measure is Measure.WAGE else 0
    fewest = max(policy.fewest_contributors, wage, one.indicator.fewest_contributors or 0)
    return Entering(one.indicator.name, one.indicator.plain, fewest, bool(policy.smallest(measure)))
