"""Whether a goal begins with a figure of members. Pure."""

from decimal import Decimal

from backend.goals.queries import Drawn
from backend.goals.schemas import Drawing
from backend.kit.languages import later
from backend.kit.saying_again import said_again

AS_FINE_AS = Decimal("0.0001")  # what a rate has behind is in nobody's report
# As it is kept, whoever takes it, for by this a baseline is known again.
FROM_MEMBERS = later("What members reported here for %(period)s")
BEGINS = FROM_MEMBERS.partition("%")[0]


def from_members(period: str) -> str:
    return FROM_MEMBERS % {"period": period}


def said(source: str) -> str:
    """To whoever reads it just now; what somebody wrote, as they did."""
    return said_again(source, [FROM_MEMBERS]) or source


def is_from_members(of: Drawn, drawing: Drawing) -> bool:
    """Whether any version took this very figure from what members reported: wording its source anew changes nothing."""
    return any(
        (one.baseline, one.baseline_on) == (drawing.baseline, drawing.baseline_on) and one.source.startswith(BEGINS)
        for one in (version.drawing for version in of.versions)
    )


def is_the_same(one: Decimal, other: Decimal) -> bool:
    """As a baseline is kept."""
    return one.quantize(AS_FINE_AS) == other.quantize(AS_FINE_AS)
