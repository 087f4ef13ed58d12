"""From disclosed figures to an Edition: names, words and definitions around numbers that may be seen. Pure.

The sentences about the report as a whole are in `notes`, what changed since the report before in `corrections`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from backend.disclosure.figures import Audience
from backend.disclosure.outcome import Amount, FigureShown, Point, SplitShown
from backend.disclosure.policy import Policy
from backend.disclosure.queries import Collective, definitions_shown
from backend.indicators import formulas
from backend.indicators.formula_words import describe
from backend.indicators.queries import Question, Tracked
from backend.indicators.tables import IndicatorDefinition
from backend.indicators.trees import How, Reading, Tree
from backend.indicators.yes_counts import is_yes
from backend.kit.branding import brand_of, tone
from backend.kit.colors import color
from backend.kit.periods import Calendar, Period
from backend.members.tables import Collaborative
from backend.reports import goals, notes
from backend.reports.baselines import Begun
from backend.reports.corrections import NO_REASONS, corrections, reasons
from backend.reports.queries import NOTHING, Beside
from collab_reports import edition as paper
from collab_reports import parts
from collab_reports.area_maps import area_of
from collab_reports.grounds import MappedList
from collab_reports.wording import ASKED_FOR

SMALL_RATE = Decimal(10)


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands on the first page.

    released: the day the figures were added up.
    taken_over: they come from records, and no approver has signed them.
    """

    title: str
    period: Period
    released: date
    taken_over: bool = False


def edition(
    here: Collaborative,
    cover: Cover,
    found: Collective,
    audience: Audience,
    policy: Policy,
    *,
    before: paper.Edition | None = None,
    beside: Beside = NOTHING,
) -> paper.Edition:
    """One audience's report. before: the last one this audience was given of the same framework."""
    context = _Context(here, cover, found, audience, {code: element.name for code, element in found.elements.items()})
    sections = tuple(_sections(context))
    reader = _reader(context, policy, beside.begun)
    shared = tuple(goals.goals(beside, reader))
    return paper.Edition(
        collaborative=parts.Collaborative(
            name=here.name, slug=here.slug, locale=here.locale, currency=here.currency, strapline=here.strapline
        ),
        audience=parts.Audience(audience.value),
        title=cover.title,
        period=_period(cover.period, here.calendar),
        released=cover.released,
        introduction=notes.introduction(here.name, found.signed, len(found.members), audience, cover.taken_over),
        goals=shared,
        sections=sections,
        context=tuple(goals.context(beside, reader, shared)),
        voices=tuple(
            parts.Voice(member=one.member, question=one.question, words=one.words)
            for one in found.voices.get(audience, ())
        ),
        members=tuple(
            parts.RosterMember(name=name, note=found.sizes.get(name, "") if audience is Audience.MEMBERS else "")
            for name in found.members
        ),
        methods=(
            *notes.methods(policy, entered_for=found.entered_for, outside=found.outside),
            *notes.agreements(found.without, found.not_agreed.get(audience, 0), audience),
        ),
        corrections=tuple(_corrections(context, sections, before)) if before else (),
        disclosure_note=notes.disclosure(policy, audience),
        legend="" if audience is Audience.PUBLIC else here.legend,
        contact=here.contact_email,
        brand=_brand(here),
        grounds=tuple(_grounds(beside.grounds, sections)),
    )


def _brand(here: Collaborative) -> parts.Brand | None:
    """As it is now, for this report looks so ever after. Colors as they can be read on white."""
    now = brand_of(here.brand)
    main, second = (str(tone(color(text)).light) if text else None for text in (now.main, now.second))
    logo = parts.Logo(sha256=now.logo.sha256, width=now.logo.width, height=now.logo.height) if now.logo else None
    return parts.Brand(main=main, second=second, logo=logo) if main or second or logo else None


def _grounds(lists: Iterable[MappedList], sections: Iterable[paper.Section]) -> Iterator[MappedList]:
    """Those that a figure of this report is split by: the shapes this report is drawn on ever after."""
    splits = [split for section in sections for figure in section.figures for split in figure.splits]
    told = {area_of(row) for split in splits for row in split.rows}
    yield from (one for one in lists if any(area.code in told for area in one.areas))


def _corrections(
    context: "_Context", sections: Sequence[paper.Section], before: paper.Edition
) -> Iterator[parts.Correction]:
    """Whose correction it was, and why, the backbone alone reads."""
    found = context.found
    of_backbone = context.audience is Audience.BACKBONE
    why = reasons(found.corrected, found.tracked, since=before.released) if of_backbone else NO_REASONS
    return corrections(sections, before, on=context.cover.released, locale=context.here.locale, why=why)


@dataclass(frozen=True, slots=True)
class _Context:
    """What every figure of a report is written with. names: of elements, by code."""

    here: Collaborative
    cover: Cover
    found: Collective
    audience: Audience
    names: Mapping[str, str]


def _reader(context: _Context, policy: Policy, begun: Begun) -> goals.Reader:
    return goals.Reader(
        context.here,
        context.audience,
        policy,
        context.cover.released,
        {one.code: one for one in context.found.figures[context.audience]},
        {one.indicator.code: one for one in context.found.tracked if one.section},
        context.found.elements,
        decimals,
        context.cover.period.months,
        begun,
    )


def _period(period: Period, calendar: Calendar) -> parts.Period:
    return parts.Period(label=calendar.label(period), start=period.start, months=period.months)  # type: ignore[arg-type]


def _sections(context: _Context) -> Iterator[paper.Section]:
    tracked = {one.indicator.code: one for one in context.found.tracked}
    by_section: dict[str, list[paper.Figure]] = {}
    for shown in context.found.figures[context.audience]:
        one = tracked[shown.code]
        if not one.section:
            continue  # what a goal counts members by; it is said there
        by_section.setdefault(one.section, []).append(_figure(context, one, shown, tracked))
    for section in context.found.sections:
        if written := by_section.get(section.code):
            yield paper.Section(
                code=section.code, title=section.name, introduction=section.introduction, figures=tuple(written)
            )


def _figure(context: _Context, one: Tracked, shown: FigureShown, tracked: Mapping[str, Tracked]) -> paper.Figure:
    here, found, indicator = context.here, context.found, one.indicator
    status, value, reason = _said(shown.now.amount)
    definitions = definitions_shown(one, shown)
    tree = formulas.parse(definitions[-1].formula)
    return paper.Figure(
        code=indicator.code,
        name=indicator.name,
        sentence=indicator.plain,
        unit=_unit(indicator.collective_unit, here.currency),
        direction=parts.Direction(indicator.direction if indicator.direction != "none" else "neutral"),
        status=status,
        value=value,
        hidden_reason=reason,
        decimals=decimals(indicator.collective_unit, [point.amount.number for point in shown.points]),
        coverage=_coverage(shown.now),
        overlap=shown.overlap_possible,
        series=tuple(_point(point, here.calendar) for point in shown.points),
        splits=tuple(_split(split) for split in _splits(shown, context.audience)),
        definitions=(
            *(_definition(definition, one) for definition in definitions[:-1]),
            _definition(definitions[-1], one, _asked(tree, found.questions)),
        ),
        formula="" if isinstance(tree, Reading) or is_yes(tree, found.elements) else describe(tree, context.names),
        parts=tuple(_sides(shown, tracked, here.currency)),
        signed=None if context.cover.taken_over else _signed(found),
        change=_change(shown.points, here.calendar),
        same=_same(shown.same, here.calendar),
    )


def decimals(unit: str, numbers: Iterable[Decimal | None]) -> int | None:
    """Digits after the point of a figure and its earlier periods; None lets the unit decide.

    A rate that stays small has two: with one, 1.35 and 1.44 m³/m² would read the same.
    """
    sizes = [abs(number) for number in numbers if number is not None]
    return 2 if "/" in unit and sizes and max(sizes) < SMALL_RATE else None


def _signed(found: Collective) -> parts.Signed:
    return parts.Signed(members=found.signed, accepted_on=found.accepted_on)


def _sides(shown: FigureShown, tracked: Mapping[str, Tracked], currency: str) -> Iterator[parts.FormulaPart]:
    for role, side in zip(("numerator", "denominator"), shown.sides or (), strict=False):
        indicator = tracked[side.code].indicator
        status, value, _ = _said(side.amount)
        yield parts.FormulaPart(
            code=side.code,
            name=indicator.name,
            unit=_unit(indicator.collective_unit, currency),
            status=status,
            value=value,
            role=role,  # type: ignore[arg-type]
        )


def _said(amount: Amount) -> tuple[parts.Status, Decimal | None, str]:
    """Status, number and reason: different things, never one blank."""
    if amount.hidden is not None:
        return parts.Status.SUPPRESSED, None, amount.hidden.sentence
    if amount.number is not None:
        return (parts.Status.ESTIMATED if amount.estimated else parts.Status.REPORTED), amount.number, ""
    return (parts.Status.NOT_AVAILABLE if amount.asked else parts.Status.NOT_APPLICABLE), None, ""


def _unit(unit: str, currency: str) -> str:
    return unit.replace("currency", currency)


def _coverage(point: Point) -> parts.Coverage:
    return parts.Coverage(reported=point.coverage.covered, asked=point.coverage.asked, sentence=point.coverage.sentence)


def _point(point: Point, calendar: Calendar) -> parts.Point:
    status, value, reason = _said(point.amount)
    return parts.Point(
        period=_period(point.period, calendar),
        status=status,
        value=value,
        hidden_reason=reason,
        coverage=_coverage(point),
        definition_version=point.version,
    )


def _splits(shown: FigureShown, audience: Audience) -> Iterable[SplitShown]:
    """By the size of members, members alone are told."""
    yield from shown.splits
    if shown.bands and audience is Audience.MEMBERS:
        yield shown.bands


def _split(split: SplitShown) -> parts.Split:
    return parts.Split(code=split.code, name=split.name, rows=tuple(_rows(split.rows)), adds_up=split.adds_up)


def _rows(rows: Iterable[tuple[str, str, Amount]]) -> Iterator[parts.Row]:
    for code, name, amount in rows:
        status, value, reason = _said(amount)
        yield parts.Row(code=code, name=name, status=status, value=value, hidden_reason=reason)


def _asked(tree: Tree, questions: Mapping[str, Question]) -> Question | None:
    """The question whose answers, added up, are the figure."""
    plain = isinstance(tree, Reading) and tree.how is How.PLAIN
    return questions.get(tree.element) if plain else None  # type: ignore[union-attr]


def _definition(definition: IndicatorDefinition, one: Tracked, asked: Question | None = None) -> parts.Definition:
    return parts.Definition(
        version=definition.version,
        valid_from=definition.valid_from,
        text=f"{definition.text}{ASKED_FOR}“{asked.definition}”" if asked else definition.text,
        inclusions="; ".join(asked.inclusions) if asked else "",
        exclusions="; ".join(asked.exclusions) if asked else "",
        source=one.indicator.source,
        break_note=definition.break_note,
    )


def _same(points: Sequence[Point], calendar: Calendar) -> parts.SameMembers | None:
    """Nothing where no number of it is shown: it is no news that there are members in every period."""
    if not any(point.amount.number is not None for point in points):
        return None
    return parts.SameMembers(
        members=points[-1].coverage.covered, series=tuple(_point(point, calendar) for point in points)
    )


def _change(points: Sequence[Point], calendar: Calendar) -> parts.Change | None:
    """Against the period before, when both are shown and were counted alike."""
    if len(points) < 2:
        return None
    now, before = points[-1], points[-2]
    alike = now.version == before.version and before.period.next() == now.period
    if not alike or now.amount.number is None or before.amount.number is None:
        return None
    return parts.Change(since=calendar.label(before.period), value=now.amount.number - before.amount.number)
