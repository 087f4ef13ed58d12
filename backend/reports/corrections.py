"""Numbers that are different now from what the same readers were shown before. Pure.

Both numbers were disclosed to them, so to set them side by side tells nothing new.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from collab_reports import edition as paper
from collab_reports import numbers, parts


def corrections(
    sections: Iterable[paper.Section], before: paper.Edition, *, on: date, locale: str
) -> Iterator[parts.Correction]:
    """before: the last report these readers were given. on: the day of the new one."""
    earlier = {
        (figure.code, _when(point.period)): (figure, point) for figure in before.figures for point in figure.series
    }
    for figure in (figure for section in sections for figure in section.figures):
        for point in figure.series:
            was, then = earlier.get((figure.code, _when(point.period)), (None, None))
            if was is None or then is None or figure.unit != was.unit:
                continue
            now_said, then_said = _said(point, figure, locale), _said(then, was, locale)
            if now_said and then_said and now_said != then_said:
                yield parts.Correction(
                    figure_code=figure.code,
                    period_label=point.period.label,
                    text=f"was {then_said}, is {now_said}",
                    corrected_on=on,
                )


def _when(period: parts.Period) -> tuple[date, int]:
    return period.start, period.months


def _said(point: parts.Point, figure: paper.Figure, locale: str) -> str:
    """As it is read, with who is in it; nothing where there is no number."""
    if point.value is None:
        return ""
    number = numbers.written(point.value, figure.unit, locale=locale, decimals=figure.decimals)
    return f"{number} ({point.coverage.sentence})" if point.coverage else number
