"""The one way out for collective figures: adds up under scope "all", hands out only what the rules show."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.agreements.queries import Bars
from backend.disclosure import agreed, same_members, size_bands
from backend.disclosure.collective import Rolled, RolledIndicator, reported, table
from backend.disclosure.figures import Audience, Earlier, Measure, Table, Visibility
from backend.disclosure.outcome import FigureShown, shown
from backend.disclosure.policy import Policy
from backend.disclosure.rules import show
from backend.disclosure.spans import beside, shown_before
from backend.disclosure.splits import rolled_splits
from backend.disclosure.voices import Voice, voices
from backend.indicators import queries as indicator_queries
from backend.indicators.queries import Question, Section, Tracked
from backend.indicators.rules import OverMembers
from backend.indicators.tables import Element, IndicatorDefinition
from backend.kit.periods import Period
from backend.members.sizes import scale_of
from backend.members.tables import Collaborative
from backend.rollups.queries import Books, Sums, Total, Vintage, books, reckoning, sums, totals
from backend.rollups.rules import roll_up
from backend.submissions import queries as submission_queries
from backend.submissions.correcting import Corrected, accepted_corrections

PERIODS = 8  # how far back a series goes, this period included
GUARDED = (Measure.PATIENT, Measure.WAGE)  # told in reports only, where small ones are hidden


@dataclass(frozen=True, slots=True)
class Collective:
    """What one period came to, as each audience may see it.

    questions: by element code, as they are asked for the period.
    members: names of those the period asks. sizes: by such a name, the band of its size, where there are bands.
    signed: of how many something is accepted; accepted_on: the day of the last.
    corrected: members' accepted corrections of the periods shown, with their reasons: for the backbone.
    entered_for, outside: of how many members the backbone entered something accepted, and how many confirmed by letter.
    without: names of those whose figures are in none of it, for want of an agreement in force.
    not_agreed: how many figures meant for an audience are kept from it, because a member in them did not agree to it.
    voices: what members say in their own words to each audience.
    basis: what the members are shown with what each contributor put in; the next release is held against it. Never leaves.
    """

    sections: Sequence[Section]
    tracked: Sequence[Tracked]
    elements: Mapping[str, Element]
    questions: Mapping[str, Question]
    figures: Mapping[Audience, Sequence[FigureShown]]
    members: Sequence[str]
    signed: int
    accepted_on: date | None
    basis: Table
    sizes: Mapping[str, str] = field(default_factory=dict)
    without: Sequence[str] = ()
    not_agreed: Mapping[Audience, int] = field(default_factory=dict)
    voices: Mapping[Audience, Sequence[Voice]] = field(default_factory=dict)
    entered_for: int = 0
    outside: int = 0
    corrected: Sequence[Corrected] = ()


def policy_of(here: Collaborative) -> Policy:
    """As the collaborative's settings hold it, the strict defaults where they say nothing; per cents are kept as text."""
    settled = here.policy.get("disclosure")
    return policy_with(settled if isinstance(settled, Mapping) else {})


def policy_with(settled: Mapping[str, object]) -> Policy:
    """Of rules as settings keep them. Raises ValueError: weaker than can be."""
    kept: dict[str, Any] = dict(settled)
    for name in ("p_percent", "wage_largest_percent"):
        if name in kept:
            kept[name] = Decimal(str(kept[name]))
    return Policy(**kept)


def window(period: Period) -> list[Period]:
    """The periods a report on this one shows, oldest first."""
    return [period.shift(-period.months * step) for step in reversed(range(PERIODS))]


async def collective(
    session: AsyncSession,
    here: Collaborative,
    framework_id: UUID,
    period: Period,
    *,
    audiences: Iterable[Audience],
    today: date,
    earlier: Earlier = (),
    tracked: Sequence[Tracked] | None = None,
    elements: Mapping[str, Element] | None = None,
    besides: Sequence[Tracked] = (),
) -> Collective:
    """Every indicator a framework reports, for the period and the seven before it.

    session: under scope "all". today: for the age of wage figures. earlier: `basis` of earlier releases.
    tracked, elements: what the framework reports, and every element by its code, where the caller has read them already.
    besides: what goals count members by; protected with the others, and in no section of a report.
    """
    shows = window(period)
    tracked = [*(tracked or await indicator_queries.tracked(session, framework_id)), *besides]
    kept = await books(session, framework_id, first=shows[0].start, last=period.end, tracked=tracked)
    elements = elements or await indicator_queries.elements_by_code(session)
    questions = await indicator_queries.questions(session, framework_id, period.end)
    splits = {question.code: question.splits for question in questions}
    periods = [p for p in shows if p == period or p in kept.accepted]
    before = shown_before(earlier)
    indicators: Sequence[RolledIndicator] = [
        rolled
        for one in tracked
        if (rolled := _rolled(one, periods, kept, elements, splits, before.get(one.indicator.code, ()))) is not None
    ]
    policy = policy_of(here)
    spans = {rolled.period for one in indicators for rolled in (*one.points, *one.beside)}
    ages = {span: _months_between(span.end, today) for span in spans}
    waived = await agreed.waivers(session, kept)
    for_backbone = same_members.for_backbone(indicators, kept.ledger, ages, policy)
    indicators = same_members.settled(indicators, kept.ledger, ages, policy, earlier, waived)
    sizes = size_bands.sizes_of(scale_of(here.policy), kept.ledger.members.values())
    indicators = size_bands.settled(indicators, sizes, ages, policy, earlier, waived)
    whole = table(indicators, age_months=ages)
    seen_by = {who: for_backbone if who is Audience.BACKBONE else indicators for who in audiences}
    tables = {who: table(seen_by[who], age_months=ages) if who is Audience.BACKBONE else whole for who in seen_by}
    by_audience = {who: show(tables[who], who, policy, earlier, waived) for who in seen_by}
    for_members = by_audience.get(Audience.MEMBERS) or show(whole, Audience.MEMBERS, policy, earlier, waived)
    meant = {who: _meant_for(who, indicators, policy) for who in by_audience}
    agreed_for = {
        who: {one.code for one in those if agreed.agreed_for(one, kept.bars.unreached.get(who, frozenset()))}
        for who, those in meant.items()
    }
    asked = {id: name for id, name in kept.members.items() if kept.ledger.was_asked(id, period)}
    entered_for, outside = await submission_queries.by_backbone(session, framework_id, period)
    signed, accepted_on = kept.accepted.get(period, (0, None))
    return Collective(
        sections=await indicator_queries.sections(session, framework_id),
        tracked=tracked,
        elements=elements,
        questions={question.code: question for question in questions},
        figures={
            who: [figure for figure in shown(seen_by[who], tables[who], seen) if figure.code in agreed_for[who]]
            for who, seen in by_audience.items()
        },
        not_agreed={who: len(those) - len(agreed_for[who]) for who, those in meant.items()},
        without=sorted((name for id, name in asked.items() if id in kept.bars.members), key=str.casefold),
        members=sorted(asked.values(), key=str.casefold),
        sizes={name: sizes.name(kept.ledger.members[id].parent) for id, name in asked.items() if sizes.names},
        signed=signed,
        accepted_on=accepted_on,
        basis=reported(for_members.kept(whole), indicators),
        voices=await voices(session, questions, period, kept.bars),
        entered_for=entered_for,
        outside=outside,
        corrected=await accepted_corrections(session, framework_id, shows[0].start, period.start),
    )


async def as_it_was(
    session: AsyncSession,
    framework_id: UUID,
    one: Tracked,
    period: Period,
    at: datetime,
    *,
    elements: Mapping[str, Element],
    today: date,
) -> Table:
    """A figure as it counted at a moment, the way a release would have kept it; no cell where there was none.

    session: under scope "all".
    """
    days = {"first": period.start, "last": period.end}
    then = await sums(session, framework_id, [one], **days, elements=elements, vintage=Vintage(at))
    of = RolledIndicator(
        code=one.indicator.code,
        visibility=Visibility(one.indicator.visibility),
        measure=Measure(one.indicator.disclosure_class),
        points=_points(one, [period], then, elements),
        fewest=one.indicator.fewest_contributors or 0,
    )
    return table([of], age_months={period: _months_between(period.end, today)})


def _months_between(end: date, today: date) -> int:
    whole = (today.year - end.year) * 12 + today.month - end.month
    return max(0, whole - (1 if today.day < end.day else 0))


def _meant_for(who: Audience, indicators: Sequence[RolledIndicator], policy: Policy) -> Sequence[RolledIndicator]:
    """Without the indicators this audience is never shown: that they exist is no news to it, their names are no use."""
    return [one for one in indicators if one.visibility in policy.sees[who]]


def _rolled(
    one: Tracked,
    periods: Sequence[Period],
    kept: Books,
    elements: Mapping[str, Element],
    splits: Mapping[str, Sequence[indicator_queries.SplitBy]],
    before: Iterable[Period],
) -> RolledIndicator | None:
    """None for what is never added up, and where no definition is in force now. before: periods it was shown for."""
    if one.indicator.rule_members in (OverMembers.NONE, OverMembers.EXTERNAL):
        return None
    points = _points(one, periods, kept, elements)
    if not points or points[-1].roll_up.period != periods[-1]:
        return None
    return RolledIndicator(
        code=one.indicator.code,
        visibility=Visibility(one.indicator.visibility),
        measure=Measure(one.indicator.disclosure_class),
        points=points,
        splits=rolled_splits(points[-1], kept.by_category, splits),
        fewest=one.indicator.fewest_contributors or 0,
        beside=_points(one, beside(periods, before), kept, elements),
    )


def _points(one: Tracked, periods: Iterable[Period], kept: Sums, elements: Mapping[str, Element]) -> Sequence[Rolled]:
    return [
        Rolled(roll_up(how, period, kept.ledger), how, definition.version)
        for period in periods
        if (definition := one.definition_on(period.end)) is not None
        for how in (reckoning(one, definition, elements),)
    ]


def definitions_shown(one: Tracked, figure: FigureShown) -> Sequence[IndicatorDefinition]:
    """The versions a figure's series was counted by, oldest first."""
    used = {point.version for point in figure.points}
    return [definition for definition in one.definitions if definition.version in used]


@dataclass(frozen=True, slots=True)
class LiveCell:
    """A collective figure as it stands now. number is None where nobody gave it. answered: as in `outcome.Point`."""

    number: Decimal | None
    coverage: str
    complete: bool
    overlap_possible: bool
    answered: int = 0


@dataclass(frozen=True, slots=True)
class LiveRow:
    """One indicator. kept_back: figures of this kind are shown in reports only, where small ones are hidden."""

    tracked: Tracked
    cells: Mapping[Period, LiveCell]
    kept_back: bool


async def live(
    session: AsyncSession,
    framework_id: UUID,
    *,
    last: Period,
    periods: int = PERIODS,
    tracked: Sequence[Tracked] | None = None,
    bars: Bars | None = None,
    elements: Mapping[str, Element] | None = None,
) -> Sequence[LiveRow]:
    """What every indicator comes to now, for the backbone alone: the last collections up to `last`, eight at most.

    session: under scope "all". Figures drawn from patients' records and wages are left out: they need the report's rules.
    tracked: those wanted alone, where the caller has read them; more periods go with them. bars, elements: as `totals`.
    """
    first = last.shift(-last.months * (periods - 1)).start
    if tracked is None:
        tracked = await indicator_queries.tracked(session, framework_id)
    added = await totals(
        session, framework_id, first=first, last=last.end, tracked=tracked, bars=bars, elements=elements
    )
    return rows(tracked, added)


def rows(tracked: Iterable[Tracked], added: Iterable[Total]) -> list[LiveRow]:
    """Of each indicator what it came to, but for those told in reports only."""
    by_code: dict[str, dict[Period, LiveCell]] = {}
    for figure in added:
        cell = LiveCell(
            figure.number, figure.coverage.sentence, figure.coverage.complete, figure.overlap_possible, figure.answered
        )
        by_code.setdefault(figure.indicator, {})[figure.period] = cell
    found = []
    for one in tracked:
        guarded = one.indicator.disclosure_class in GUARDED
        found.append(LiveRow(one, {} if guarded else by_code.get(one.indicator.code, {}), guarded))
    return found
