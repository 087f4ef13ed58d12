"""Numbers that are different now from what the same readers were shown before. Pure.

Both numbers were disclosed to them, so to set them side by side tells nothing new.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from backend.indicators.queries import Tracked, elements_of
from backend.submissions.correcting import Corrected
from collab_reports import edition as paper
from collab_reports import numbers, parts

Reasons = Mapping[tuple[str, tuple[date, int]], Sequence[str]]  # by a figure's code and its period's start and months
NO_REASONS: Reasons = MappingProxyType({})


def reasons(corrected: Iterable[Corrected], tracked: Iterable[Tracked], *, since: date) -> Reasons:
    """Whose corrections a figure may differ by, and why: what members corrected of what it reads. since: accepted since."""
    reads = {one.indicator.code: elements_of(one) for one in tracked}
    found: dict[tuple[str, tuple[date, int]], list[str]] = {}
    for one in (one for one in corrected if one.accepted_on >= since):
        for code in (code for code, elements in reads.items() if not elements.isdisjoint(one.elements)):
            place = code, (one.period.start, one.period.months)
            found.setdefault(place, []).append(f"{one.member} corrected its figures: {one.reason}")
    return found


def corrections(
    sections: Iterable[paper.Section], before: paper.Edition, *, on: date, locale: str, why: Reasons = NO_REASONS
) -> Iterator[parts.Correction]:
    """before: the last report these readers were given. on: the day of the new one. why: what these readers may read."""
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
                said = [f"was {then_said}, is {now_said}", *why.get((figure.code, _when(point.period)), ())]
                yield parts.Correction(
                    figure_code=figure.code,
                    period_label=point.period.label,
                    text="; ".join(said),
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
