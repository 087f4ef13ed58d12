"""Series in, SVG out: lines over periods and bars over categories. Web and PDF show the same drawing.

Nothing is told by colour alone: an estimate is hollow, a missing number is a gap with its sign, a new definition is a
dashed line across.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from collab_reports import drawing
from collab_reports.drawing import WIDTH
from collab_reports.phrases import later

TOP, BOTTOM, LEFT, RIGHT = 28, 172, 52, WIDTH - 14  # the field of a line chart
BREAK = later("new definition")
LONE, NARROW = Decimal(23), Decimal(14)  # three dashes and what is between them, and two: seen on both sides of a dot
GLYPH = Decimal("6.4")  # width of an average character at the size of 11 the labels have


@dataclass(frozen=True)
class Mark:
    """One period or category. `value` None is a gap that shows `sign`; `text` is what a reader sees for it.

    number: `text` without the unit, for a column that names it.
    breaks: counted by another definition than the mark before.
    """

    label: str
    value: Decimal | None
    text: str
    sign: str = ""
    number: str = ""
    estimated: bool = False
    breaks: bool = False


@dataclass(frozen=True)
class Series:
    """What a chart and its table twin are both made of. `tick` writes an axis number; `summary` is the alt text.

    beside: a second line over the same places, dashed; beside_name: what it is of. break_says: where marks break.
    """

    key: str
    title: str
    unit: str
    marks: tuple[Mark, ...]
    summary: str
    tick: Callable[[Decimal], str]
    beside: tuple[Mark, ...] = ()
    beside_name: str = ""
    break_says: str = BREAK


def line(series: Series) -> str:
    """Periods from left to right. The axis begins at zero unless all numbers lie far from it; the summary says so."""
    ticks = axis(_values(series), from_zero=begins_at_zero(series))
    y = scale(ticks[0], ticks[-1], Decimal(BOTTOM), Decimal(TOP))
    step = Decimal(RIGHT - LEFT) / max(1, len(series.marks))
    xs = [LEFT + step * index + step / 2 for index in range(len(series.marks))]
    parts = [drawing.text(4, 14, series.unit, kind="soft")] if series.unit else []
    parts += grid(ticks, series.tick, y)
    parts += _breaks(series, xs)
    parts += _beside(series, xs, y)
    parts += _run(series.marks, xs, y)
    parts += _last_value(series.marks, xs, y)
    parts += _under(series.marks, xs, step)
    height = BOTTOM + (44 if series.beside else 28)
    return drawing.svg(series.key, height, parts, title=series.title, summary=series.summary)


def bars(series: Series) -> str:
    """Categories from top to bottom, each with its name above its bar and its text beside it."""
    height, ticks = 40, axis(_values(series), from_zero=True)
    widest = max((len(mark.text) for mark in series.marks if mark.value is not None), default=0)
    room = min(Decimal(160), GLYPH * widest + 10)
    x = scale(ticks[0], ticks[-1], Decimal(4), WIDTH - room)
    parts = []
    for index, mark in enumerate(series.marks):
        y = Decimal(index * height)
        parts.append(drawing.text(4, y + 14, shortened(mark.label, 52)))
        if mark.value is None:
            parts.append(drawing.text(4, y + 30, f"{mark.sign} {mark.text}".strip(), kind="soft"))
            continue
        start, end = sorted((x(Decimal(0)), x(mark.value)))
        parts.append(drawing.rule(x(Decimal(0)), y + 18, x(Decimal(0)), y + 36, "axis", drawing.SOFT))
        parts.append(drawing.bar(start, y + 20, end - start, hollow=mark.estimated))
        parts.append(drawing.text(end + 6, y + 31, mark.text, weight=600))
    return drawing.svg(series.key, height * len(series.marks) + 4, parts, title=series.title, summary=series.summary)


def axis(values: Sequence[Decimal], *, from_zero: bool) -> list[Decimal]:
    """A few round numbers that hold all values, by steps of 1, 2, 2.5 or 5; whole ones for whole values: no half people."""
    low, high = (min(values), max(values)) if values else (Decimal(0), Decimal(1))
    if from_zero:
        low, high = min(low, Decimal(0)), max(high, Decimal(0))
    if low == high:
        high = low + max(abs(low), Decimal(1))
    whole = all(value % 1 == 0 for value in values)
    rough = (high - low) / 4
    size = Decimal(1).scaleb(rough.adjusted())
    steps = (size * factor for factor in map(Decimal, ("1", "2", "2.5", "5", "10")))
    step = next(step for step in steps if step >= rough and (not whole or step % 1 == 0))
    first = int((low / step).to_integral_value("ROUND_FLOOR"))
    last = int((high / step).to_integral_value("ROUND_CEILING"))
    return [step * index for index in range(first, last + 1)]


def begins_at_zero(series: Series) -> bool:
    values = _values(series)
    return not values or min(values) <= 0 or min(values) * 2 < max(values)


def shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _values(series: Series) -> list[Decimal]:
    return [mark.value for mark in (*series.marks, *series.beside) if mark.value is not None]


def scale(low: Decimal, high: Decimal, start: Decimal, end: Decimal) -> Callable[[Decimal], Decimal]:
    return lambda value: start + (value - low) / (high - low) * (end - start)


def grid(ticks: Sequence[Decimal], tick: Callable[[Decimal], str], y: Callable[[Decimal], Decimal]) -> Iterable[str]:
    for value in ticks:
        yield drawing.rule(LEFT, y(value), RIGHT, y(value), "grid", drawing.GRID)
        yield drawing.text(LEFT - 6, y(value) + 4, tick(value), anchor="end", kind="soft")


def _run(marks: Sequence[Mark], xs: Sequence[Decimal], y: Callable[[Decimal], Decimal]) -> Iterable[str]:
    """Lines between neighbours counted alike, then dots; where there is no number, its sign."""
    for (x, mark), (next_x, following) in pairwise(zip(xs, marks, strict=True)):
        if mark.value is not None and following.value is not None and not following.breaks:
            yield drawing.rule(x, y(mark.value), next_x, y(following.value), "line", drawing.LINE, width="2.5")
    for x, mark in zip(xs, marks, strict=True):
        if mark.value is None:
            yield drawing.text(x, BOTTOM - 6, mark.sign, anchor="middle", kind="soft")
        else:
            yield drawing.dot(x, y(mark.value), hollow=mark.estimated)


def _beside(series: Series, xs: Sequence[Decimal], y: Callable[[Decimal], Decimal]) -> Iterable[str]:
    """Dashed, without dots, so that it is never taken for the first; its name at the foot of the field.

    A number that is joined to no neighbour is a level stroke across its place, as the line's name has one before it.
    """
    across = LONE if all(after - x >= LONE for x, after in pairwise(xs)) else NARROW
    for run in _joined(series.beside, xs, y):
        if len(run) == 1:
            ((x, height),) = run
            yield _dashed(x - across / 2, height, x + across / 2, height)
        for start, end in pairwise(run):
            yield _dashed(*start, *end)
    if series.beside:
        yield _dashed(LEFT, BOTTOM + 32, LEFT + LONE, BOTTOM + 32)
        yield drawing.text(LEFT + 28, BOTTOM + 36, series.beside_name, kind="soft")


def _joined(
    marks: Sequence[Mark], xs: Sequence[Decimal], y: Callable[[Decimal], Decimal]
) -> Sequence[Sequence[tuple[Decimal, Decimal]]]:
    """The places of neighbours counted alike, run by run."""
    runs: list[list[tuple[Decimal, Decimal]]] = []
    before = None
    for x, mark in zip(xs, marks, strict=False):
        if mark.value is not None:
            if before is None or mark.breaks:
                runs.append([])
            runs[-1].append((x, y(mark.value)))
        before = mark.value
    return runs


def _dashed(x1: drawing.Place, y1: drawing.Place, x2: drawing.Place, y2: drawing.Place) -> str:
    return drawing.rule(x1, y1, x2, y2, "line beside", drawing.INK, width="1.5", dashes="5 4")


def _breaks(series: Series, xs: Sequence[Decimal]) -> Iterable[str]:
    for (before, x), mark in zip(pairwise(xs), series.marks[1:], strict=True):
        if mark.breaks:
            middle = (before + x) / 2
            yield drawing.rule(middle, TOP - 6, middle, BOTTOM, "break", drawing.INK, dashes="3 3")
            yield drawing.text(middle, TOP - 10, series.break_says, anchor="middle")


def _last_value(marks: Sequence[Mark], xs: Sequence[Decimal], y: Callable[[Decimal], Decimal]) -> Iterable[str]:
    """The newest number in figures, on the side of its dot where the line does not come from."""
    if not marks or (value := marks[-1].value) is None:
        return
    before = marks[-2].value if len(marks) > 1 else None
    falling = before is not None and before > value and y(value) < BOTTOM - 22
    x = min(xs[-1], WIDTH - 2 - GLYPH * len(marks[-1].number) / 2)
    yield drawing.text(x, y(value) + (18 if falling else -9), marks[-1].number, anchor="middle", weight=700)


def _under(marks: Sequence[Mark], xs: Sequence[Decimal], step: Decimal) -> Iterable[str]:
    """As many labels as fit, counted back from the last, which is always there."""
    widest = max((GLYPH * len(shortened(mark.label, 12)) + 6 for mark in marks), default=step)
    every = int((widest / step).to_integral_value("ROUND_CEILING")) or 1
    for index, (x, mark) in enumerate(zip(xs, marks, strict=True)):
        if (len(marks) - 1 - index) % every == 0:
            yield drawing.text(x, BOTTOM + 18, shortened(mark.label, 12), anchor="middle", kind="soft")
