"""The series behind a figure's charts, and what each says in one sentence to those who cannot see it."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from collab_reports import numbers
from collab_reports.charts import Mark, Series, begins_at_zero
from collab_reports.edition import Figure
from collab_reports.parts import Amount, Point, Split, Status
from collab_reports.statuses import READINGS


def trend(figure: Figure, locale: str, *, key: str) -> Series:
    """The figure over its periods; a mark breaks where the definition version is another than the mark before.

    Beside it, where there is one, the same over the members that are in every period.
    """
    marks = _marks(figure.series, figure, locale)
    title, summary = f"{figure.name}, by period", _trend_summary(figure, marks)
    if figure.same is None:
        return _series(key, figure, title, marks, locale, summary=summary)
    name, own = same_members(figure.same.members), _marks(figure.same.series, figure, locale)
    said = "; ".join(f"{mark.label}: {mark.text}" for mark in own)
    by_label = {mark.label: mark for mark in own}
    beside = tuple(by_label.get(mark.label, Mark(mark.label, None, "")) for mark in marks)
    summary = f"{summary} Dashed, {name}: {said}."
    return _series(key, figure, title, marks, locale, summary=summary, beside=beside, beside_name=name)


def same_members(members: int) -> str:
    return f"the same {members} members in every period" if members > 1 else "the one member in every period"


def _marks(points: tuple[Point, ...], figure: Figure, locale: str) -> tuple[Mark, ...]:
    before = (None, *(point.definition_version for point in points))
    return tuple(
        _mark(point.period.label, point, figure, locale, breaks=old is not None and old != point.definition_version)
        for old, point in zip(before, points, strict=False)
    )


def split_series(split: Split, figure: Figure, locale: str, *, key: str) -> Series:
    marks = tuple(_mark(row.name, row, figure, locale) for row in split.rows)
    title = f"{figure.name}, by {split.name}"
    said = "; ".join(f"{mark.label}: {mark.text}" for mark in marks)
    return _series(key, figure, title, marks, locale, summary=f"Bar chart of {title}. {said}.")


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
) -> Series:
    def tick(value: Decimal) -> str:
        return numbers.tick(value, figure.unit, locale=locale)

    unit = numbers.unit_words(figure.unit, locale=locale)
    series = Series(key, title, unit, marks, summary, tick, beside, beside_name)
    if begins_at_zero(series) or summary.startswith("Bar"):
        return series
    return replace(series, summary=f"{summary} The axis does not begin at zero.")


def _mark(label: str, amount: Amount, figure: Figure, locale: str, *, breaks: bool = False) -> Mark:
    reading = READINGS[amount.status]
    if amount.value is None:
        return Mark(label, None, reading.words, reading.sign, breaks=breaks)
    text = numbers.written(amount.value, figure.unit, locale=locale, decimals=figure.decimals)
    estimated = amount.status is Status.ESTIMATED
    bare = numbers.bare(amount.value, figure.unit, locale=locale, decimals=figure.decimals)
    return Mark(label, amount.value, text, reading.sign, number=bare, estimated=estimated, breaks=breaks)


def _trend_summary(figure: Figure, marks: tuple[Mark, ...]) -> str:
    known = [mark for mark in marks if mark.value is not None]
    said = f"Line chart of {figure.name} over {len(marks)} periods, {marks[0].label} to {marks[-1].label}"
    if not known:
        return f"{said}: none of them has a number."
    said += f": {known[0].text} in {known[0].label}"
    if len(known) > 1:
        said += f", {known[-1].text} in {known[-1].label}"
    gaps = [f"{mark.label} is {mark.text}" for mark in marks if mark.value is None]
    breaks = [f"between {old.label} and {new.label}" for old, new in pairwise(marks) if new.breaks]
    said += f". No number: {', '.join(gaps)}" if gaps else ""
    said += f". The definition changes {' and '.join(breaks)}" if breaks else ""
    return said + "."
