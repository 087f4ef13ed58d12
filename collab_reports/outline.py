"""Which sections, charts and words a report has: an Edition laid out, every number and sentence already written.

Printers only place what is here, so that web and paper say the same. `outline(edition)` is plain data.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from collab_reports import numbers, wording
from collab_reports.charts import bars, line
from collab_reports.checklist import checked, checklist
from collab_reports.edition import Edition, Figure, Section, sha256
from collab_reports.goal_outline import ContextOutline, GoalOutline, context, goals, goals_at_a_glance
from collab_reports.parts import Amount, Brand, Status
from collab_reports.phrases import phrase
from collab_reports.report_maps import Which, maps
from collab_reports.statuses import READINGS
from collab_reports.tables import (
    MOST_BARS,
    Cell,
    Chart,
    Table,
    amount_cell,
    glance,
    parts_table,
    split_table,
    trend_table,
)
from collab_reports.trends import split_series, trend


@dataclass(frozen=True)
class FigureOutline:
    """facts: (what, text) pairs in the order they are read; reason: why there is no plain number,
    or empty."""

    anchor: str
    code: str
    name: str
    sentence: str
    cell: Cell
    reason: str
    context: tuple[str, ...]
    notes: tuple[str, ...]
    charts: tuple[Chart, ...]
    parts: Table | None
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class SectionOutline:
    anchor: str
    title: str
    introduction: str
    figures: tuple[FigureOutline, ...]
    checklist: Table | None


@dataclass(frozen=True)
class Look:
    """main, second: as #0b5d72, or empty. logo: whether there is one; its size in pixels."""

    main: str
    second: str
    logo: bool
    width: int
    height: int


@dataclass(frozen=True)
class Outline:
    look: Look
    language: str
    title: str
    collaborative: str
    strapline: str
    audience: str
    period: str
    span: str
    released: str
    introduction: str
    glance: Table | None
    key: tuple[tuple[str, str, str], ...]
    goals: tuple[GoalOutline, ...]
    goals_glance: Table | None
    context: tuple[ContextOutline, ...]
    sections: tuple[SectionOutline, ...]
    voices: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    members: tuple[tuple[str, str], ...]
    methods: tuple[tuple[str, str], ...]
    corrections: tuple[tuple[str, str], ...]
    disclosure_note: str
    legend: str
    contact: str
    sha256: str
    headings: dict[str, str]


def outline(edition: Edition, locale: str = "", *, apart: bool = False) -> Outline:
    """locale: of whom it is drawn for, where that is another than the report's own. apart: as on paper, where no drawing
    takes anything from another."""
    language = (locale or edition.collaborative.locale).replace("_", "-")
    locale = locale or edition.collaborative.locale
    mapped = maps(edition, locale, apart=apart)
    return Outline(
        look=_look(edition.brand),
        language=language,
        title=edition.title,
        collaborative=edition.collaborative.name,
        strapline=edition.collaborative.strapline,
        audience=wording.audience(edition, locale),
        period=numbers.period(edition.period.label, locale=locale),
        span=numbers.span(edition.period, locale=locale),
        released=numbers.day(edition.released, locale=locale),
        introduction=edition.introduction,
        glance=glance(edition, locale),
        key=tuple(_key(edition, locale)),
        goals=goals(edition, locale),
        goals_glance=goals_at_a_glance(edition, locale),
        context=context(edition, locale),
        sections=tuple(_section(section, locale, mapped) for section in edition.sections),
        voices=tuple(_voices(edition)),
        members=tuple((member.name, member.note) for member in edition.members),
        methods=tuple((note.title, note.text) for note in edition.methods),
        corrections=tuple(wording.correction(one, edition, locale) for one in edition.corrections),
        disclosure_note=edition.disclosure_note,
        legend=edition.legend,
        contact=edition.contact,
        sha256=sha256(edition.to_json()),
        headings=wording.headings(locale),
    )


def charts(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every chart of an outline as plain data, in the order they are read."""
    yield from (goal["chart"] for goal in data["goals"])
    for section in data["sections"]:
        for figure in section["figures"]:
            yield from figure["charts"]
    yield from (series["chart"] for series in data["context"])


def _look(brand: Brand | None) -> Look:
    logo = brand.logo if brand else None
    return Look(
        main=(brand and brand.main) or "",
        second=(brand and brand.second) or "",
        logo=logo is not None,
        width=logo.width if logo else 0,
        height=logo.height if logo else 0,
    )


def _voices(edition: Edition) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """Each question with who says what."""
    for question in dict.fromkeys(voice.question for voice in edition.voices):
        yield question, tuple((one.member, one.words) for one in edition.voices if one.question == question)


def _section(section: Section, locale: str, mapped: Mapping[Which, Chart]) -> SectionOutline:
    """Its figures one by one, and those that are told in one table after them."""
    together = checked(section.figures)
    figures = tuple(_figure(figure, locale, mapped) for figure in section.figures if figure not in together)
    anchor, table = (
        wording.anchor("section", section.code),
        checklist(together, section.title, locale) if together else None,
    )
    return SectionOutline(anchor, section.title, section.introduction, figures, table)


def _figure(figure: Figure, locale: str, mapped: Mapping[Which, Chart]) -> FigureOutline:
    return FigureOutline(
        anchor=wording.anchor("figure", figure.code),
        code=figure.code,
        name=figure.name,
        sentence=figure.sentence,
        cell=amount_cell(figure, figure.unit, figure.decimals, locale),
        reason=figure.hidden_reason
        or ("" if figure.status is Status.REPORTED else phrase(READINGS[figure.status].sentence, locale)),
        context=tuple(wording.context(figure, locale)),
        notes=tuple(wording.notes(figure, locale)),
        charts=tuple(_charts(figure, locale, mapped)),
        parts=parts_table(figure, locale) if figure.parts else None,
        facts=tuple(wording.facts(figure, locale)),
    )


def _charts(figure: Figure, locale: str, mapped: Mapping[Which, Chart]) -> Iterator[Chart]:
    key = wording.anchor("chart", figure.code)
    if len(figure.series) > 1:
        series = trend(figure, locale, key=key)
        drawn = any(mark.value is not None for mark in series.marks)
        yield Chart(line(series) if drawn else "", series.summary, trend_table(series, figure, locale))
    for number, split in enumerate(figure.splits, start=1):
        if (map := mapped.get((figure.code, number))) is not None:
            yield map
            continue
        series = split_series(split, figure, locale, key=f"{key}.{number}")
        drawn = len(series.marks) <= MOST_BARS and any(mark.value is not None for mark in series.marks)
        yield Chart(bars(series) if drawn else "", series.summary, split_table(series, split, locale))


def _key(edition: Edition, locale: str) -> Iterator[tuple[str, str, str]]:
    """(sign, words, sentence) of each status that occurs and has a sign."""
    occurring = {amount.status for figure in edition.figures for amount in _amounts(figure)}
    occurring |= {one.status for goal in edition.goals for one in goal.figures}
    for status in Status:
        if status in occurring and READINGS[status].sign:
            reading = READINGS[status]
            yield reading.sign, reading.said(locale), phrase(reading.sentence, locale)


def _amounts(figure: Figure) -> Iterator[Amount]:
    yield figure
    yield from figure.series
    yield from figure.parts
    for split in figure.splits:
        yield from split.rows
