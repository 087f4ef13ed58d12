"""What the members of the demonstration answer, quarter by quarter: made up, the same every time, with the ups and downs,
the gaps and the small numbers that real answers have. Pure."""

import random
from decimal import Decimal

from backend.submissions.rules import Status
from backend.submissions.schemas import Draft, DraftCell

# Size against the smallest imaginable member; the rest follows from it.
SIZES = {
    "wren_general": 9, "st_odile": 7, "wren_children": 4, "millrace_college": 5, "riverside_clinics": 2,
    "town_of_millrace": 3,
}  # fmt: skip
BROKEN_SCALE = 6  # the quarter from which one hospital could not weigh all its waste
THE_GIFT = ("st_odile", 6)  # who gave ten times what all the others give, in which quarter

# Of a member, by the quarter of the year counted from the first one there is.
_WORDS = {
    ("wren_general", 1): {
        "what_we_did": "A bus line to Eastbank opened in May; forty of those hired since come by it.",
        "what_got_in_the_way": "Two of the vendors nearby could not take orders by computer.",
    },
    ("millrace_college", 3): {"what_we_did": "The evening course for ward clerks was held in Tannery Flats itself."},
    ("riverside_clinics", 2): {
        "what_got_in_the_way": "We are too few to split our figures by gender and keep them safe."
    },
}


def draft(member: str, number: int, *, heated: bool) -> Draft:
    """number: of the quarter, from 0. heated: in the first and last quarter of a calendar year."""
    chance = random.Random(f"{member} {number}")  # noqa: S311  made up, and meant to be
    numbers = _numbers(SIZES[member], number, chance, heated=heated)
    if (member, number) == THE_GIFT:
        numbers["community_giving"] += 6_000_000
    cells = [_cell(member, element, amount, number) for element, amount in numbers.items()]
    words = [DraftCell(element, None, said) for element, said in _WORDS.get((member, number % 4), {}).items()]
    return Draft([*cells, *_splits(member, numbers, chance), *words])


def _numbers(size: int, number: int, chance: random.Random, *, heated: bool) -> dict[str, int]:
    """Local hiring grows slowly, energy has its seasons."""

    def about(amount: int, spread: int) -> int:
        """spread: in per cent, up or down."""
        return amount + chance.randint(-amount * spread // 100, amount * spread // 100)

    employees, hires = about(420 * size, 2), about(31 * size, 12)
    spend, waste = about(2_600_000 * size, 5), about(96 * size, 5)
    return {
        "employees": employees,
        "local_employees": employees * (170 + number * 4 + chance.randint(-6, 6)) // 1000,
        "new_hires": hires,
        "local_hires": about(hires * (22 + number) // 100, 8),
        "apprentices_started": chance.randint(size // 4, size // 2 + 1),
        "addressable_spend": spend,
        "local_spend": spend * (40 + number * 2 + chance.randint(-2, 2)) // 1000,
        "local_suppliers": about(11 + 3 * size, 10),
        "energy_kwh": about((1_450_000 if heated else 1_050_000) * size, 4),
        "waste_tonnes": waste,
        "recycled_tonnes": waste * (24 + number) // 100,
        "reused_tonnes": waste * 3 // 100,
        "composted_tonnes": waste * 4 // 100,
        "volunteer_hours": about(190 * size, 15),
        "community_giving": about(18_000 * size, 20),
    }


def _cell(member: str, element: str, amount: int, number: int) -> DraftCell:
    """A clinic has no apprentices; the town's meters are read once a year; one hospital's scale broke."""
    if (member, element) == ("riverside_clinics", "apprentices_started"):
        return DraftCell(element, None, "", Status.NOT_APPLICABLE)
    if (member, element) == ("town_of_millrace", "energy_kwh"):
        return DraftCell(element, None, "", Status.NOT_AVAILABLE, "Our meters are read once a year.")
    guessed = (member, element) == ("st_odile", "waste_tonnes") and number >= BROKEN_SCALE
    note = "The scale was broken in the last month." if guessed else ""
    if element == "community_giving" and (member, number) == THE_GIFT:
        note = "A gift of the old cannery's site to the land trust."
    return DraftCell(element, None, str(Decimal(amount)), Status.ESTIMATED if guessed else None, note)


def _splits(member: str, numbers: dict[str, int], chance: random.Random) -> list[DraftCell]:
    """By gender, which is not always known. The clinics do not split."""
    if member == "riverside_clinics":
        return []
    return [
        DraftCell(element, f"gender.{category}", str(amount))
        for element, unknown in (("new_hires", 6), ("local_hires", chance.randint(0, 2)))
        for category, amount in _by_gender(numbers[element], unknown).items()
    ]


def _by_gender(amount: int, unknown: int) -> dict[str, int]:
    women = (amount - unknown) * 62 // 100
    return {"female": women, "male": amount - unknown - women, "unknown": unknown}
