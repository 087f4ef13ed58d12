"""How shared goals are listed: by what they are sorted, narrowed, and what a file says of them."""

from decimal import Decimal

from backend.goals.live import Pursued
from backend.goals.rules import LEVELS, SHOWN, Standing
from backend.kit.languages import later, translated
from backend.kit.listing import Choice, Column, Listing

_WORST_FIRST = (
    Standing.OFF_TRACK, Standing.AT_RISK, Standing.NOT_YET_KNOWN, Standing.ON_TRACK, Standing.MET,
)  # fmt: skip


def listing() -> Listing[Pursued]:
    """At first in the order in which they were set. Numbers are those the page shows, exactly."""
    return Listing(
        columns=(
            Column("order", later("Order"), lambda one: one.drawn.goal.position),
            Column("name", later("Goal"), lambda one: one.version.drawing.name),
            Column("level", later("Level"), lambda one: translated(LEVELS[one.drawn.level])),
            Column("figure", later("Newest figure"), _figure),
            Column(
                "period",
                later("Period"),
                lambda one: one.judged.figure.label if one.judged.figure else None,
                sorts=False,
            ),
            Column("expected", later("Path asks for"), lambda one: one.judged.expected),
            Column("target", later("Target"), lambda one: one.version.drawing.target),
            Column("by", later("Target by"), lambda one: one.version.drawing.target_on),
            Column("unit", later("Unit"), lambda one: one.unit, sorts=False),
            Column(
                "standing",
                later("On track?"),
                lambda one: translated(SHOWN[one.judged.standing]),
                lambda one: _WORST_FIRST.index(one.judged.standing),
            ),
        ),
        choices=(
            Choice(
                "standing",
                later("On track?"),
                {one.value: translated(SHOWN[one]) for one in _WORST_FIRST},
                lambda one, value: one.judged.standing == value,
            ),
            Choice(
                "level",
                later("Level"),
                {level.value: translated(words) for level, words in LEVELS.items()},
                lambda one, value: one.drawn.level == value,
            ),
        ),
        words=lambda one: f"{one.version.drawing.name} {one.version.drawing.aim} {one.drawn.goal.code}",
    )


def _figure(of: Pursued) -> Decimal | None:
    return of.judged.figure.value if of.judged.figure else None
