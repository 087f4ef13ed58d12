"""The series behind a figure's charts, and what each says in one sentence to those who cannot see it."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from collab_reports import numbers
from collab_reports.charts import BREAK, Mark, Series, begins_at_zero
from collab_reports.edition import Figure
from collab_reports.parts import Amount, Point, Split, Status
from collab_reports.phrases import phrase, phrase_many
from collab_reports.statuses import READINGS


def trend(figure: Figure, locale: str, *, key: str) -> Series:
    """The figure over its periods; a mark breaks where the definition version is another than the mark before.

    Beside it, where there is one, the same over the members that are in every period.
    """
    marks = _marks(figure.series, figure, locale)
    title, summary = phrase("%(figure)s, by period", locale, figure=figure.name), _trend_summary(figure, marks, locale)
    if figure.same is None:
        return _series(key, figure, title, marks, locale, summary=summary)
    name, own = same_members(figure.same.members, locale), _marks(figure.same.series, figure, locale)
    said = "; ".join(f"{mark.label}: {mark.text}" for mark in own)
    by_label = {mark.label: mark for mark in own}
    beside = tuple(by_label.get(mark.label, Mark(mark.label, None, "")) for mark in marks)
    summary += " " + phrase("Dashed, %(name)s: %(said)s.", locale, name=name, said=said)
    return _series(key, figure, title, marks, locale, summary=summary, beside=beside, beside_name=name)


def same_members(members: int, locale: str) -> str:
    return phrase_many("the one member in every period", "the same %(num)s members in every period", members, locale)


def _marks(points: tuple[Point, ...], figure: Figure, locale: str) -> tuple[Mark, ...]:
    before = (None, *(point.definition_version for point in points))
    return tuple(
        _mark(
            numbers.period(point.period.label, locale=locale),
            point,
            figure,
            locale,
            breaks=old is not None and old != point.definition_version,
        )
        for old, point in zip(before, points, strict=False)
    )


def split_series(split: Split, figure: Figure, locale: str, *, key: str) -> Series:
    marks = tuple(_mark(row.name, row, figure, locale) for row in split.rows)
    title = phrase("%(figure)s, by %(split)s", locale, figure=figure.name, split=split.name)
    said = "; ".join(f"{mark.label}: {mark.text}" for mark in marks)
    return _series(
        key,
        figure,
        title,
        marks,
        locale,
        summary=phrase("Bar chart of %(title)s. %(said)s.", locale, title=title, said=said),
        bars=True,
    )


def _series(
    key: str,
    figure: Figure,
    title: str,
    marks: tuple[Mark, ...],
    locale: str,
    *,
    summary: str,
    beside: tuple[Mark, ...] = (),
    beside_name: str = "",
    bars: bool = False,
) -> Series:
    def tick(value: Decimal) -> str:
        return numbers.tick(value, figure.unit, locale=locale)

    unit = numbers.unit_words(figure.unit, locale=locale)
    series = Series(key, title, unit, marks, summary, tick, beside, beside_name, phrase(BREAK, locale))
    if begins_at_zero(series) or bars:
        return series
    return replace(series, summary=summary + " " + phrase("The axis does not begin at zero.", locale))


def _mark(label: str, amount: Amount, figure: Figure, locale: str, *, breaks: bool = False) -> Mark:
    reading = READINGS[amount.status]
    if amount.value is None:
        return Mark(label, None, reading.said(locale), reading.sign, breaks=breaks)
    text = numbers.written(amount.value, figure.unit, locale=locale, decimals=figure.decimals)
    estimated = amount.status is Status.ESTIMATED
    bare = numbers.bare(amount.value, figure.unit, locale=locale, decimals=figure.decimals)
    return Mark(label, amount.value, text, reading.sign, number=bare, estimated=estimated, breaks=breaks)


def _trend_summary(figure: Figure, marks: tuple[Mark, ...], locale: str) -> str:
    known = [mark for mark in marks if mark.value is not None]
    facts = {"figure": figure.name, "count": len(marks), "first": marks[0].label, "last": marks[-1].label}
    said = phrase("Line chart of %(figure)s over %(count)s periods, %(first)s to %(last)s", locale, **facts)
    if not known:
        return phrase("%(said)s: none of them has a number.", locale, said=said)
    ends = known if len(known) == 1 else (known[0], known[-1])
    said += ": " + ", ".join(phrase("%(number)s in %(when)s", locale, number=one.text, when=one.label) for one in ends)
    gaps = [phrase("%(when)s is %(what)s", locale, when=one.label, what=one.text) for one in marks if one.value is None]
    breaks = [
        phrase("between %(one)s and %(next)s", locale, one=old.label, next=new.label)
        for old, new in pairwise(marks)
        if new.breaks
    ]
    if gaps:
        said += ". " + phrase("No number: %(gaps)s", locale, gaps=", ".join(gaps))
    if breaks:
        changes = phrase(" and ", locale).join(breaks)
        said += ". " + phrase("The definition changes %(changes)s", locale, changes=changes)
    return said + "."
