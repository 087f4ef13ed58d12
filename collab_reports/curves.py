"""A goal's curve: figures on the days they are of, the path they are held against, and the marks of the path. SVG out.

Days are as far apart as they are, for figures come when they come. Nothing is told by colour alone: figures are dots on a
full line, the path is dashed with squares, an interval is a bar through its dot. What was counted otherwise is not joined
with what was before, and nothing is joined over a figure that is not there.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from collab_reports import drawing
from collab_reports.charts import BOTTOM, GLYPH, LEFT, RIGHT, TOP, axis, grid, scale
from collab_reports.drawing import INK, LINE, SOFT, WIDTH
from collab_reports.phrases import later

KEY = BOTTOM + 40  # where the key is written
BREAK = later("counted otherwise")  # beside the dashed line across
_MOST_LABELS = 6


@dataclass(frozen=True)
class Dot:
    """A figure on the last day of its span.

    breaks: counted otherwise than the dot before. apart: between the two lies one without a number.
    """

    on: date
    value: Decimal
    text: str
    low: Decimal | None = None
    high: Decimal | None = None
    estimated: bool = False
    breaks: bool = False
    apart: bool = False


@dataclass(frozen=True)
class Corner:
    """A mark of the path; text: its number in figures."""

    on: date
    value: Decimal
    text: str


@dataclass(frozen=True)
class Curve:
    """dots and path in order of time; path may be empty. summary is the alt text; legend: what the two lines are.

    ahead: where the newest figure would go; ahead_says: what that line is. break_says: beside the dashed line across.
    """

    key: str
    title: str
    unit: str
    dots: Sequence[Dot]
    path: Sequence[Corner]
    summary: str
    tick: Callable[[Decimal], str]
    legend: tuple[str, str] = ("reported", "path")
    ahead: Sequence[Corner] = ()
    ahead_says: str = ""
    break_says: str = BREAK


def curve(of: Curve) -> str:
    """Nothing where there is neither a figure nor a path."""
    days = sorted({*(dot.on for dot in of.dots), *(corner.on for corner in (*of.path, *of.ahead))})
    if not days:
        return ""
    ticks = axis(_values(of), from_zero=_from_zero(_values(of)))
    y = scale(ticks[0], ticks[-1], Decimal(BOTTOM), Decimal(TOP))
    x = _across(days)
    parts = [drawing.text(4, 14, of.unit, kind="soft")] if of.unit else []
    parts += grid(ticks, of.tick, y)
    parts += _years(days, x)
    parts += _path(of.path, x, y)
    parts += _intervals(of.dots, x, y)
    parts += _ahead(of.ahead, x, y)
    parts += _run(of, x, y)
    parts += _said(of, x, y)
    parts += _legend(of)
    return drawing.svg(of.key, KEY + (28 if of.ahead else 10), parts, title=of.title, summary=of.summary)


def begins_at_zero(of: Curve) -> bool:
    return _from_zero(_values(of))


def _values(of: Curve) -> list[Decimal]:
    ends = [end for dot in of.dots for end in (dot.low, dot.high) if end is not None]
    return [*(dot.value for dot in of.dots), *(corner.value for corner in (*of.path, *of.ahead)), *ends]


def _from_zero(values: Sequence[Decimal]) -> bool:
    return not values or min(values) <= 0 or min(values) * 2 < max(values)


def _across(days: Sequence[date]) -> Callable[[date], Decimal]:
    """From a day to its place, with room for the first and last number."""
    first, last = days[0], max(days[-1], days[0] + timedelta(days=1))
    place = scale(Decimal(first.toordinal()), Decimal(last.toordinal()), Decimal(LEFT + 16), Decimal(RIGHT - 16))
    return lambda day: place(Decimal(day.toordinal()))


def _years(days: Sequence[date], x: Callable[[date], Decimal]) -> Iterator[str]:
    """The ends of as many years as have room, where annual figures and most targets lie; of none, the last day's year."""
    ends = [date(year, 12, 31) for year in range(days[0].year, days[-1].year + 1)]
    inside = [end for end in ends if days[0] <= end <= days[-1]]
    every = len(inside) // _MOST_LABELS + 1
    for day in inside[::-1][::every]:
        yield drawing.rule(x(day), BOTTOM, x(day), BOTTOM + 4, "axis", SOFT)
        yield drawing.text(x(day), BOTTOM + 18, str(day.year), anchor="middle", kind="soft")
    if not inside:
        yield drawing.text(x(days[-1]), BOTTOM + 18, str(days[-1].year), anchor="middle", kind="soft")


def _path(path: Sequence[Corner], x: Callable[[date], Decimal], y: Callable[[Decimal], Decimal]) -> Iterator[str]:
    for start, end in pairwise(path):
        yield drawing.rule(x(start.on), y(start.value), x(end.on), y(end.value), "path", INK, width="1.5", dashes="5 4")
    for corner in path:
        yield drawing.square(x(corner.on), y(corner.value))


def _intervals(dots: Iterable[Dot], x: Callable[[date], Decimal], y: Callable[[Decimal], Decimal]) -> Iterator[str]:
    for dot in dots:
        if dot.low is not None and dot.high is not None:
            yield drawing.rule(x(dot.on), y(dot.low), x(dot.on), y(dot.high), "interval", SOFT, width="5")


def _ahead(ahead: Sequence[Corner], x: Callable[[date], Decimal], y: Callable[[Decimal], Decimal]) -> Iterator[str]:
    """Dotted, so that it is taken neither for figures nor for the path."""
    for start, end in pairwise(ahead):
        yield drawing.rule(x(start.on), y(start.value), x(end.on), y(end.value), "line", LINE, width="2", dashes="1 5")


def _run(of: Curve, x: Callable[[date], Decimal], y: Callable[[Decimal], Decimal]) -> Iterator[str]:
    for dot, after in pairwise(of.dots):
        if after.breaks:
            middle = (x(dot.on) + x(after.on)) / 2
            yield drawing.rule(middle, TOP - 6, middle, BOTTOM, "break", INK, dashes="3 3")
            yield _number(of.break_says, middle, Decimal(TOP - 10))
        elif not after.apart:
            yield drawing.rule(x(dot.on), y(dot.value), x(after.on), y(after.value), "line", LINE, width="2.5")
    for dot in of.dots:
        yield drawing.dot(x(dot.on), y(dot.value), hollow=dot.estimated)


def _said(of: Curve, x: Callable[[date], Decimal], y: Callable[[Decimal], Decimal]) -> Iterator[str]:
    """The newest figure and the target in numbers, above their places or below where the other stands close."""
    target = of.path[-1] if of.path else None
    newest = of.dots[-1] if of.dots else None
    if target:
        low = newest is not None and abs(x(newest.on) - x(target.on)) < 60 and y(newest.value) <= y(target.value)
        yield _number(target.text, x(target.on), y(target.value) + (18 if low else -9), weight=400)
    if newest:
        low = target is not None and abs(x(newest.on) - x(target.on)) < 60 and y(newest.value) > y(target.value)
        low = low or _is_under_the_path(newest, of.path, x, y)
        end = (newest.low if low else newest.high) or newest.value  # beyond its interval, which would be under it
        yield _number(newest.text, x(newest.on), y(end) + (18 if low else -9), weight=700)


def _is_under_the_path(
    dot: Dot, path: Sequence[Corner], x: Callable[[date], Decimal], y: Callable[[Decimal], Decimal]
) -> bool:
    """Whether the path would run through a number written above the dot."""
    for start, end in pairwise(path):
        if start.on <= dot.on <= end.on:
            along = Decimal((dot.on - start.on).days) / (end.on - start.on).days
            above = y(dot.value) - (y(start.value) + (y(end.value) - y(start.value)) * along)
            return 0 < above < 30
    return False


def _number(text: str, x: Decimal, y: Decimal, *, weight: int = 0) -> str:
    """Across its place, and never over the edge."""
    half = GLYPH * len(text) / 2
    return drawing.text(max(half + 2, min(x, WIDTH - 2 - half)), y, text, anchor="middle", weight=weight)


def _legend(of: Curve) -> Iterator[str]:
    at = Decimal(LEFT)
    figures, path = of.legend
    if of.dots:
        yield drawing.rule(at, KEY - 4, at + 22, KEY - 4, "line", LINE, width="2.5")
        yield drawing.dot(at + 11, Decimal(KEY - 4), hollow=False)
        yield drawing.text(at + 28, KEY, figures, kind="soft")
        at += 40 + GLYPH * len(figures)
    if of.path:
        yield drawing.rule(at, KEY - 4, at + 22, KEY - 4, "path", INK, width="1.5", dashes="5 4")
        yield drawing.square(at + 11, Decimal(KEY - 4))
        yield drawing.text(at + 28, KEY, path, kind="soft")
    if of.ahead:
        yield drawing.rule(Decimal(LEFT), KEY + 14, Decimal(LEFT + 22), KEY + 14, "line", LINE, width="2", dashes="1 5")
        yield drawing.text(Decimal(LEFT + 28), KEY + 18, of.ahead_says, kind="soft")
