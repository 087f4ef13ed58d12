"""What the members of the demonstration answer, quarter by quarter: made up, the same every time, with the ups and downs,
the gaps, the small numbers and the large ones that real answers have. Pure."""

import random
from collections.abc import Callable, Iterator, Mapping
from datetime import date

from backend.kit.periods import Period
from backend.places.areas import category_code
from backend.submissions.rules import Status
from backend.submissions.schemas import Draft, DraftCell

# Size in tenths of a small clinic; the rest follows from it.
SIZES = {
    "wren_general": 90, "wren_children": 40, "wren_health": 30, "st_odile": 70, "san_telmo": 70, "old_mill": 30,
    "millrace_college": 60, "ferry_institute": 20, "riverside_clinics": 20, "ben_song": 8, "town_of_millrace": 30,
    "valley_transit": 40, "quarry_hill_credit_union": 9, "millrace_library": 4,
}  # fmt: skip
BROKEN_SCALE = 10  # the quarter from which one hospital could not weigh all its waste
THE_GIFT = ("st_odile", 10)  # who gave ten times what all the others give, in which quarter
THREEFOLD = ("ferry_institute", 11)  # whose volunteers were counted at each of three festivals, in which quarter
FORGOTTEN = ("town_of_millrace", 3)  # the quarter, by its number, in which a member forgot to answer
LENDER, LENT = "quarry_hill_credit_union", 2_600_000  # lends more in the place in a quarter than all others together

_INVESTING = ("place_based_allocation", "place_based_deployed", "investable_assets")
# Set aside for the place when the first quarter began, what is added a quarter, and the pool it comes from; in dollars.
_FUNDS = {
    "wren_health": (4_200_000, 450_000, 912_000_000),
    "st_odile": (3_900_000, 120_000, 610_000_000),
    "san_telmo": (2_250_000, 60_000, 240_000_000),
    "millrace_college": (2_900_000, 40_000, 281_000_000),
    "town_of_millrace": (800_000, 50_000, 31_000_000),
    "old_mill": (300_000, 0, 58_000_000),
    "ferry_institute": (0, 0, 14_000_000),
}
# Why there is no number, and what is said of it.
_NO_NUMBER = {
    ("riverside_clinics", "apprentices_started"): (Status.NOT_APPLICABLE, ""),
    ("ben_song", "apprentices_started"): (Status.NOT_APPLICABLE, ""),
    ("town_of_millrace", "energy_kwh"): (Status.NOT_AVAILABLE, "Our meters are read once a year."),
    ("town_of_millrace", "living_wage_employees"): (Status.NOT_AVAILABLE, "Pay is in the county's system."),
    ("wren_health", "living_wage_employees"): (Status.NOT_AVAILABLE, "The clinics' payroll is being moved."),
    ("wren_children", "living_wage_employees"): (Status.WITHHELD, "Our board shares pay in its own report first."),
    **{
        ("wren_children", element): (Status.REPORTED_ELSEWHERE, "Wren Health buys for us; it is in its figures.")
        for element in ("addressable_spend", "local_spend", "local_suppliers")
    },
    **{
        (site, element): (Status.REPORTED_ELSEWHERE, "")
        for site in ("wren_general", "wren_children")
        for element in _INVESTING
    },
}
# Who splits local hires by ZIP code, and how many of a hundred live in each.
_KNOW_ZIPS = ("wren_general", "wren_children", "st_odile", "san_telmo", "millrace_college")
_BY_ZIP = {"00011": 34, "00012": 27, "00013": 19, "00014": 12, "00015": 4}
_ASKED_SINCE = {"00015": date(2025, 1, 1)}
# They send sheets of their own, which have no splits; a clinic is too small for them.
WITHOUT_SPLITS = ("riverside_clinics", "ben_song", "valley_transit", LENDER)

# Of a member, by the quarter of the year counted from the first one there is.
_WORDS = {
    ("wren_general", 1): {
        "what_we_did": "A bus line to Eastbank opened in May; forty of those hired since come by it.",
        "what_got_in_the_way": "Two of the vendors nearby could not take orders by computer.",
    },
    ("millrace_college", 3): {"what_we_did": "The evening course for ward clerks was held in Tannery Flats itself."},
    ("san_telmo", 2): {
        "what_we_did": "Las entrevistas se hacen ahora en el barrio, en español y en inglés.",
        "what_got_in_the_way": "Many who live nearby do not hear of openings before they are filled.",
    },
    ("riverside_clinics", 2): {
        "what_got_in_the_way": "We are too few to split our figures by gender and keep them safe."
    },
}


def draft(member: str, number: int, quarter: Period) -> Draft:
    """number: of the quarter, from 0."""
    words = [DraftCell(element, None, said) for element, said in _WORDS.get((member, number % 4), {}).items()]
    return Draft([*figures(member, number, quarter), *words])


def figures(member: str, number: int, quarter: Period) -> list[DraftCell]:
    """The same without words: totals, then their splits."""
    chance = random.Random(f"{member} {number}")  # noqa: S311  made up, and meant to be
    amounts = _amounts(member, number, chance, heated=quarter.start.month in (1, 10))
    if (member, number) == THE_GIFT:
        amounts["community_giving"] += 6_000_000
    if (member, number) == THREEFOLD:
        amounts["volunteer_hours"] *= 3
    totals = [_cell(member, element, amount, number) for element, amount in amounts.items()]
    return [*totals, *_without_a_number(member, amounts), *_splits(member, amounts, chance, quarter)]


def _amounts(member: str, number: int, chance: random.Random, *, heated: bool) -> dict[str, int]:
    """Local hiring grows slowly, energy has its seasons."""
    size = SIZES[member]

    def about(amount: int, spread: int) -> int:
        """spread: in per cent, up or down."""
        return amount + chance.randint(-amount * spread // 100, amount * spread // 100)

    employees, hires = about(42 * size, 2), about(31 * size // 10, 12)
    spend, waste = about(260_000 * size, 5), about(96 * size // 10, 5)
    bought_for = SIZES["wren_children"] * 260_000 if member == "wren_health" else 0
    return {
        "employees": employees,
        "local_employees": employees * (170 + number * 4 + chance.randint(-6, 6)) // 1000,
        "living_wage_employees": employees * (820 + number * 5 + chance.randint(-9, 9)) // 1000,
        "new_hires": hires,
        "local_hires": about(hires * (22 + number) // 100, 8),
        "apprentices_started": chance.randint(size // 40, size // 20 + 1),
        "addressable_spend": spend + bought_for,
        "local_spend": (spend + bought_for) * (40 + number * 2 + chance.randint(-2, 2)) // 1000,
        "local_suppliers": about(11 + 3 * size // 10, 10),
        "energy_kwh": about((145_000 if heated else 105_000) * size, 4),
        "waste_tonnes": waste,
        "recycled_tonnes": waste * (24 + number) // 100,
        "reused_tonnes": waste * 3 // 100,
        "composted_tonnes": waste * 4 // 100,
        "volunteer_hours": about(19 * size, 15),
        "community_giving": about(1_800 * size, 20),
        **_invested(member, number, about),
    }


def _invested(member: str, number: int, about: Callable[[int, int], int]) -> Mapping[str, int]:
    if member == LENDER:
        return {"place_based_deployed": about(LENT, 15)}
    if member not in _FUNDS:
        return {}
    start, added, pool = _FUNDS[member]
    return {
        "place_based_allocation": start + added * number,
        "place_based_deployed": about(added * 2 // 3, 20),
        "investable_assets": about(pool, 2),
    }


def _cell(member: str, element: str, amount: int, number: int) -> DraftCell:
    """With why there is no number instead of it, where that is so; one hospital's scale broke."""
    if without := _NO_NUMBER.get((member, element)):
        return DraftCell(element, None, "", *without)
    guessed = (member, element) == ("st_odile", "waste_tonnes") and number >= BROKEN_SCALE
    note = "The scale was broken in the last month." if guessed else ""
    if element == "community_giving" and (member, number) == THE_GIFT:
        note = "A gift of the old cannery's site to the land trust."
    return DraftCell(element, None, str(amount), Status.ESTIMATED if guessed else None, note)


def _without_a_number(member: str, amounts: Mapping[str, int]) -> Iterator[DraftCell]:
    """Who sets nothing aside says so."""
    for element in _INVESTING:
        if element not in amounts:
            yield DraftCell(element, None, "", *_NO_NUMBER.get((member, element), (Status.NOT_APPLICABLE, "")))


def _splits(member: str, amounts: Mapping[str, int], chance: random.Random, quarter: Period) -> Iterator[DraftCell]:
    """By gender, which is not always known, and by ZIP code, which few know."""
    if member in WITHOUT_SPLITS:
        return
    another = chance.randint(0, 2)
    rare = {"new_hires": (6, another), "local_hires": (chance.randint(0, 2), chance.randint(0, another))}
    for element, (unknown, another) in rare.items():
        for category, amount in _by_gender(amounts[element], unknown, another).items():
            yield DraftCell(element, f"gender.{category}", str(amount))
    if member in _KNOW_ZIPS:
        for category, amount in _by_zip(amounts["local_hires"], quarter).items():
            yield DraftCell("local_hires", f"area.{category}", str(amount))


def _by_gender(amount: int, unknown: int, another: int) -> dict[str, int]:
    """Never more than there are: of a small number the rare parts come last."""
    another = min(another, amount)
    unknown = min(unknown, amount - another)
    women = (amount - unknown - another) * 62 // 100
    return {"female": women, "male": amount - unknown - another - women, "another": another, "unknown": unknown}


def _by_zip(amount: int, quarter: Period) -> dict[str, int]:
    asked = {zip: share for zip, share in _BY_ZIP.items() if quarter.end >= _ASKED_SINCE.get(zip, quarter.end)}
    parts = {category_code("zip", zip): amount * share // 100 for zip, share in asked.items()}
    return {**parts, "outside": 0, "unknown": amount - sum(parts.values())}
