"""The few SVG marks our charts are made of, as text with the same bytes every time.

Colours are presentation attributes (a strict Content-Security-Policy refuses style="…"), and each kind of mark has a
class, so that a page may recolour it for dark or forced colours.
"""

from collections.abc import Iterable
from decimal import Decimal
from xml.sax.saxutils import escape

WIDTH = 360
INK, SOFT, GRID, LINE = "#1d2a33", "#52616b", "#d5dce0", "#0b5d72"
FONT = "Noto Sans, system-ui, sans-serif"
Place = Decimal | int


def svg(key: str, height: int, parts: Iterable[str], *, title: str, summary: str, width: int = WIDTH) -> str:
    """key: unique on the page; title and summary are what a screen reader says."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" aria-labelledby="{key}-title {key}-desc" '
        f'font-family="{FONT}" font-size="11">'
        f'<title id="{key}-title">{escape(title)}</title>'
        f'<desc id="{key}-desc">{escape(summary)}</desc>' + "".join(parts) + "</svg>"
    )


def text(
    x: Place,
    y: Place,
    words: str,
    *,
    anchor: str = "start",
    size: int = 0,
    kind: str = "ink",
    weight: int = 0,
    halo: bool = False,
) -> str:
    """kind: ink, soft, or reverse on a dark ground. halo: set off from whatever lies under it."""
    given = {"text-anchor": anchor if anchor != "start" else "", "font-size": size or "", "font-weight": weight or ""}
    if halo:
        given |= {
            "stroke": LINE if kind == "reverse" else "#ffffff",
            "stroke-width": 3,
            "stroke-linejoin": "round",
            "paint-order": "stroke",
        }
    extra = "".join(f' {name}="{value}"' for name, value in given.items() if value)
    kinds, fill = f"{kind} halo" if halo else kind, {"soft": SOFT, "reverse": "#ffffff"}.get(kind, INK)
    return f'<text x="{_at(x)}" y="{_at(y)}" class="{kinds}" fill="{fill}"{extra}>{escape(words)}</text>'


def rule(
    x1: Place,
    y1: Place,
    x2: Place,
    y2: Place,
    kind: str,
    colour: str,
    *,
    width: str = "1",
    dashes: str = "",
) -> str:
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<line x1="{_at(x1)}" y1="{_at(y1)}" x2="{_at(x2)}" y2="{_at(y2)}" class="{kind}" stroke="{colour}" '
        f'stroke-width="{width}" stroke-linecap="round"{dashed}/>'
    )


def dot(x: Decimal, y: Decimal, *, hollow: bool) -> str:
    kind, fill = ("dot hollow", "#ffffff") if hollow else ("dot", LINE)
    return f'<circle cx="{_at(x)}" cy="{_at(y)}" r="4" class="{kind}" fill="{fill}" stroke="{LINE}" stroke-width="2"/>'


def square(x: Decimal, y: Decimal) -> str:
    """A mark of a path; hollow, so that a dot in the same place is seen."""
    return (
        f'<rect x="{_at(x - 4)}" y="{_at(y - 4)}" width="8" height="8" class="mark" fill="#ffffff" '
        f'stroke="{INK}" stroke-width="1.5"/>'
    )


def bar(x: Decimal, y: Decimal, width: Decimal, *, hollow: bool) -> str:
    kind, fill = ("bar hollow", "#ffffff") if hollow else ("bar", LINE)
    return (
        f'<rect x="{_at(x)}" y="{_at(y)}" width="{_at(width)}" height="14" class="{kind}" fill="{fill}" '
        f'stroke="{LINE}" stroke-width="1"/>'
    )


def _at(place: Place) -> str:
    return format(Decimal(place).quantize(Decimal("0.1")), "f")
