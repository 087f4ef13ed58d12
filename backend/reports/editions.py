"""From disclosed figures to an Edition: names, words and definitions around numbers that may be seen. Pure."""

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
from backend.indicators.queries import Tracked
from backend.indicators.tables import IndicatorDefinition
from backend.indicators.trees import Reading
from backend.kit.periods import Calendar, Period
from backend.members.tables import Collaborative
from collab_reports import edition as paper
from collab_reports import parts


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands on the first page."""

    title: str
    period: Period
    released: date


def edition(here: Collaborative, cover: Cover, found: Collective, audience: Audience, policy: Policy) -> paper.Edition:
    """One audience's report."""
    calendar = here.calendar
    return paper.Edition(
        collaborative=parts.Collaborative(
            name=here.name, slug=here.slug, locale=here.locale, currency=here.currency, strapline=here.strapline
        ),
        audience=parts.Audience(audience.value),
        title=cover.title,
        period=_period(cover.period, calendar),
        released=cover.released,
        introduction=_introduction(here, found, audience),
        sections=tuple(_sections(here, found, audience)),
        members=tuple(parts.RosterMember(name=name) for name in found.members),
        methods=tuple(_methods(policy)),
        disclosure_note=_disclosure_note(policy, audience),
        contact=here.contact_email,
    )


def _period(period: Period, calendar: Calendar) -> parts.Period:
    return parts.Period(label=calendar.label(period), start=period.start, months=period.months)  # type: ignore[arg-type]


def _introduction(here: Collaborative, found: Collective, audience: Audience) -> str:
    said = f"{found.signed} of {len(found.members)} members of {here.name} have signed the figures in this report."
    if audience is Audience.PUBLIC:
        return f"{said} No member can be read out of any figure; where one could, the figure is hidden and says so."
    return said


def _sections(here: Collaborative, found: Collective, audience: Audience) -> Iterator[paper.Section]:
    tracked = {one.indicator.code: one for one in found.tracked}
    names = {code: element.name for code, element in found.elements.items()}
    by_section: dict[str, list[paper.Figure]] = {}
    for shown in found.figures[audience]:
        one = tracked[shown.code]
        by_section.setdefault(one.section, []).append(_figure(here, one, shown, found, names))
    for section in found.sections:
        if figures := by_section.get(section.code):
            yield paper.Section(
                code=section.code, title=section.name, introduction=section.introduction, figures=tuple(figures)
            )


def _figure(
    here: Collaborative, one: Tracked, shown: FigureShown, found: Collective, names: Mapping[str, str]
) -> paper.Figure:
    indicator, calendar = one.indicator, here.calendar
    status, value, reason = _said(shown.now.amount)
    definitions = definitions_shown(one, shown)
    return paper.Figure(
        code=indicator.code,
        name=indicator.name,
        sentence=indicator.plain,
        unit=_unit(indicator.unit, here.currency),
        direction=parts.Direction(indicator.direction if indicator.direction != "none" else "neutral"),
        status=status,
        value=value,
        hidden_reason=reason,
        coverage=_coverage(shown.now),
        overlap=shown.overlap_possible,
        series=tuple(_point(point, calendar) for point in shown.points),
        splits=tuple(_split(split) for split in shown.splits),
        definitions=tuple(_definition(definition, one) for definition in definitions),
        formula=_formula(definitions[-1], names),
        signed=parts.Signed(members=found.signed, accepted_on=found.accepted_on),
        change=_change(shown.points, calendar),
    )


def _said(amount: Amount) -> tuple[parts.Status, Decimal | None, str]:
    """Status, number and reason: four different things, never one blank."""
    if amount.hidden is not None:
        return parts.Status.SUPPRESSED, None, amount.hidden.sentence
    if amount.number is not None:
        return parts.Status.REPORTED, amount.number, ""
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


def _split(split: SplitShown) -> parts.Split:
    return parts.Split(code=split.code, name=split.name, rows=tuple(_rows(split.rows)), adds_up=split.adds_up)


def _rows(rows: Iterable[tuple[str, str, Amount]]) -> Iterator[parts.Row]:
    for code, name, amount in rows:
        status, value, reason = _said(amount)
        yield parts.Row(code=code, name=name, status=status, value=value, hidden_reason=reason)


def _definition(definition: IndicatorDefinition, one: Tracked) -> parts.Definition:
    return parts.Definition(
        version=definition.version,
        valid_from=definition.valid_from,
        text=definition.text,
        source=one.indicator.source,
        break_note=definition.break_note,
    )


def _formula(definition: IndicatorDefinition, names: Mapping[str, str]) -> str:
    """In words; nothing for an indicator that is one question's answers added up."""
    tree = formulas.parse(definition.formula)
    return "" if isinstance(tree, Reading) else describe(tree, names)


def _change(points: Sequence[Point], calendar: Calendar) -> parts.Change | None:
    """Against the period before, when both are shown and were counted alike."""
    if len(points) < 2:
        return None
    now, before = points[-1], points[-2]
    alike = now.version == before.version and before.period.next() == now.period
    if not alike or now.amount.number is None or before.amount.number is None:
        return None
    return parts.Change(since=calendar.label(before.period), value=now.amount.number - before.amount.number)


def _methods(policy: Policy) -> Iterator[parts.Note]:
    yield parts.Note(
        title="How figures are added up",
        text="Counts and amounts are the sum of what members reported. A rate is the sum of its upper part divided by the"
        " sum of its lower part, over the members that gave both; rates of members are never averaged. What is counted"
        " on a day, such as staff, is that of the period's last day.",
    )
    yield parts.Note(
        title="Who is counted",
        text="Each figure says how many members reported of those that belonged on the period's last day. A blank is not a"
        " zero: what a member could not say is missing from the sum, and from the members counted.",
    )
    if policy.round_to:
        yield parts.Note(
            title="Rounding",
            text=f"Counts of people are rounded to the nearest {policy.round_to}, and so need not add up.",
        )


def _disclosure_note(policy: Policy, audience: Audience) -> str:
    """What we show, and to whom. The share one member may hold is not published: it would help to work it out."""
    if audience is Audience.BACKBONE:
        return "For the coordinators alone. Small counts from patients' records, and wages of too few members, stay hidden."
    return (
        f"A figure is shown only if at least {policy.fewest_contributors} member organizations are in it and none could"
        f" be read out of it. Counts of people below {policy.smallest_count} are hidden, and so is what they could be"
        " worked out from. Hidden, missing, zero and “does not apply” are four different things, and each says which it is."
    )
