"""Goals to be set, in few words."""

from datetime import date
from decimal import Decimal
from typing import Any

from backend.goals.rules import Direction
from backend.goals.schemas import Drawing

D = Decimal


def drawing(**other: Any) -> Drawing:
    facts: dict[str, Any] = {
        "name": "More hires from here",
        "aim": "One in five new hires lives nearby.",
        "direction": Direction.HIGHER,
        "target": D(20),
        "target_on": date(2030, 3, 31),
        "valid_from": date(2025, 1, 1),
        "baseline": D(10),
        "baseline_on": date(2024, 12, 31),
    }
    return Drawing(**facts | other)
