"""A series as it is printed: in reports, and on its own page. Pure."""

from backend.kit.languages import translated
from backend.members.tables import Collaborative
from backend.series.queries import Known
from backend.series.rules import span_label
from backend.series.tables import Point
from collab_reports import goals as paper
from collab_reports import parts


def paper_of(known: Known, here: Collaborative, decimals: int | None = None) -> paper.ContextSeries:
    """Raises ValueError for one without figures yet."""
    series, vintage = known.series, known.vintage
    if vintage is None:
        raise ValueError(translated("%(code)s has no figures yet", code=series.code))
    return paper.ContextSeries(
        code=series.code,
        name=series.name,
        sentence=series.plain,
        place=series.place,
        unit=unit(known, here),
        decimals=decimals,
        direction=parts.Direction(series.direction),
        source=vintage.source,
        published_on=vintage.published_on,
        note=vintage.note,
        points=tuple(_reached(point, here) for point in known.points),
    )


def unit(known: Known, here: Collaborative) -> str:
    """With the currency of the collaborative."""
    return known.series.unit.replace("currency", here.currency)


def said(point: Point) -> str:
    """What is to be known of this point alone."""
    return " ".join(text for text in (point.note, point.source and f"Source: {point.source}.") if text)


def _reached(point: Point, here: Collaborative) -> paper.Reached:
    return paper.Reached(
        status=parts.Status.REPORTED,
        value=point.value,
        label=span_label(point.first, point.last, here.calendar),
        first=point.first,
        last=point.last,
        low=point.low,
        high=point.high,
        breaks=point.breaks,
        note=said(point),
    )
