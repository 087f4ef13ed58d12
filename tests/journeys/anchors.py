"""Millrace's anchors in one quarter: who they are, what each hands in, and what that comes to, added up here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from backend.kit.periods import Period

SLUG, NAME = "millrace", "Millrace Anchors"
FRAMEWORK = "Millrace quarterly report"
CHILDREN = "Wren Children's Hospital"

Answers = Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Anchor:
    """A member, those who act for it (e-mail and name), and what it stands by in the end, by element."""

    code: str
    name: str
    contributor: tuple[str, str]
    approver: tuple[str, str]
    answers: Answers


def _answers(employees: str, hires: str, local_hires: str, spend: str, local_spend: str) -> Answers:
    numbers = (employees, hires, local_hires, spend, local_spend)
    return dict(zip(ELEMENTS, map(Decimal, numbers), strict=True))


ELEMENTS = ("employees", "new_hires", "local_hires", "addressable_spend", "local_spend")
NOBODY = ("", "")
GENERAL = Anchor(
    "wren_general", "Wren General Hospital", ("grace@wren.example", "Grace Whitfield"), ("amir@wren.example", "Amir Haddad"),
    _answers("4000", "120", "40", "1500000", "150000"),
)  # fmt: skip
ODILE = Anchor(
    "st_odile", "St. Odile Medical Center", ("hannah@odile.example", "Hannah Kim"), ("luc@odile.example", "Luc Bertrand"),
    _answers("3100", "90", "25", "1200000", "96000.5"),
)  # fmt: skip
COLLEGE = Anchor(
    "millrace_college", "Millrace College", ("priya@college.example", "Priya Raman"),
    ("sam@college.example", "Sam Oyelaran"), _answers("2500", "80", "30", "1000000", "110000"),
)  # fmt: skip
CLINICS = Anchor(
    "riverside_clinics", "Riverside Community Clinics", ("elif@riverside.example", "Elif Demir"),
    ("jonas@riverside.example", "Jonas Weber"), _answers("1900", "60", "18", "800000.25", "64000.75"),
)  # fmt: skip
TOWN = Anchor("town_of_millrace", "Town of Millrace", NOBODY, NOBODY, _answers("1500", "70", "20", "900000", "81000"))
ANSWERING = (GENERAL, ODILE, COLLEGE, CLINICS, TOWN)

# What the hospital counts by ZIP code; four of its answers are worked out from it.
ZIP_LINES = "ZIP\tNew hires\tPayments\n00011\t15\t60000\n00012\t25\t90000\n60601\t70\t1300000\nunknown\t10\t50000"
# The college counts since its year began: what it had the quarter before, and what it types now.
BEFORE: Answers = dict(zip(ELEMENTS[1:], map(Decimal, ("50", "15", "900000", "90000")), strict=True))
TO_DATE = {code: str(number + BEFORE.get(code, Decimal())) for code, number in COLLEGE.answers.items()}
WORDS = "A bus line to Tannery Flats opened in May; forty of those hired since come by it."


def total(element: str) -> Decimal:
    return sum((one.answers[element] for one in ANSWERING), Decimal())


def public() -> Mapping[str, Decimal]:
    """By indicator; a share in per cent, to 28 digits."""
    return {
        "WF-05": total("local_hires"),
        "WF-06": Decimal(100) * total("local_hires") / total("new_hires"),
        "SC-02": total("local_spend"),
        "SC-03": Decimal(100) * total("local_spend") / total("addressable_spend"),
    }


# ---- When and where --------------------------------------------------------------------------------------------------

_ZONES = (
    "Pacific/Honolulu", "America/Los_Angeles", "America/Chicago", "America/Halifax", "Atlantic/Azores", "Europe/Berlin",
    "Asia/Dubai", "Asia/Bangkok", "Asia/Tokyo", "Pacific/Auckland",
)  # fmt: skip


def where_it_is_noon() -> ZoneInfo:
    """A zone where it is between nine and six: the clock opens from seven on, and writes from eight to eight."""
    moment = datetime.now(UTC)
    return next(zone for zone in map(ZoneInfo, _ZONES) if 9 <= moment.astimezone(zone).hour < 18)


def quarter_asked_for(today: date) -> Period:
    """The last one that is over."""
    return Period.of(today, 3).previous()


def starting_set(folder: Path, zone: ZoneInfo, period: Period) -> Path:
    """The collaborative as data, written there."""
    text = (Path(__file__).parent / "quarter.toml").read_text(encoding="utf-8")
    text = text.replace("TIME_ZONE", zone.key).replace('"YEAR_BEGINS"', str(period.previous().start.month))
    path = folder / "millrace.toml"
    path.write_text(text, encoding="utf-8")
    return path
