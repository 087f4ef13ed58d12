"""How a goal is drawn, as pages and starting sets hand it in."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from backend.goals.rules import Direction, Mark, Path


@dataclass(frozen=True, slots=True)
class Drawing:
    """One version of a goal, not yet kept; the fields as in `tables.GoalVersion`.

    milestones: between baseline and target, in order of time.
    """

    name: str
    aim: str
    direction: Direction
    target: Decimal
    target_on: date
    valid_from: date
    baseline: Decimal | None = None
    baseline_on: date | None = None
    milestones: tuple[Mark, ...] = ()
    each: str = ""
    leeway: Decimal = Decimal(10)
    source: str = ""
    would_change: str = ""
    visibility: str = "public"
    reason: str = ""

    @property
    def path(self) -> Path:
        known = self.baseline is not None and self.baseline_on is not None
        return Path(
            self.direction,
            Mark(self.target_on, self.target),
            Mark(self.baseline_on, self.baseline) if known else None,  # type: ignore[arg-type]
            self.milestones,
            self.leeway,
        )
