"""What a blueprint says of the collaborative itself: calendar, money, disclosure, releases, and what it decides at first."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, Strict, StringConstraints

from backend.agreements.rules import Afterwards
from backend.disclosure.figures import Audience
from backend.files.evidence.rules import MOST_MEGABYTES
from backend.kit.periods import YearNaming
from backend.provisioning.strictly import Flag, Strictly, Text, Whole


class Collaborative(Strictly):
    """title: a suggestion; the operator names the collaborative. year_starts_in: a month, 4 for April.

    contact_email: where readers of a report, and members at a workbook, may write.
    """

    title: Text
    strapline: str = ""
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
    currency: Literal["GBP", "USD", "EUR", "CAD", "AUD", "NZD"]
    locale: Text
    time_zone: Text
    year_starts_in: Literal[1, 4, 7, 10]
    year_naming: YearNaming = YearNaming.SPANNING
    contact_email: str = ""
    public_page: Flag = True


class Disclosure(Strictly):
    """The keys of `disclosure.policy.Policy`, which refuses what is too weak. Per cents are numbers: 10 is 10 %."""

    smallest_count: Whole
    smallest_patient_count: Whole = 11
    round_to: Whole | None = None
    fewest_contributors: Whole = 3
    p_percent: Decimal = Decimal(10)
    wage_fewest_contributors: Whole = 5
    wage_largest_percent: Decimal = Decimal(25)
    wage_months: Whole = 3


class Release(Strictly):
    """Who gets an edition, and how many days after the period's end it opens to them at the earliest; the public's day is
    that of community partners too.

    legend: the sentence on every file that is not for everyone, instead of our own.
    """

    audiences: tuple[Audience, ...]
    members_after_days: Whole = 70
    public_after_days: Whole = 75
    legend: str = ""


class Brand(Strictly):
    """Two colors, as `#0b5f6b`, and a picture in base64; each may be left out."""

    main: str = ""
    second: str = ""
    logo: str = ""


class Heard(Strictly):
    """Whether people may ask about shared goals without an account; who answers, a work group or the backbone, and within
    how many days."""

    without_account: Flag = False
    answered_by: str = ""
    within_days: Annotated[int, Strict(), Field(ge=1, le=90)] = 14


class Sizes(Strictly):
    """By which members are shown figures of their like: what their size is counted in, and where each band but the smallest
    begins."""

    of: Text
    bounds: Annotated[tuple[Whole, ...], Field(min_length=1)]


class Evidence(Strictly):
    """Whether members may add files that show where their figures come from, and how much of each is kept. At first."""

    taken: Flag
    quota_megabytes: Annotated[int, Strict(), Field(ge=1, le=MOST_MEGABYTES)] = 100


class ModelAgreement(Strictly):
    """What is offered to members at first, as in `agreements.tables`; without one, the standard one is."""

    title: Text
    document: str
    months: Whole | None = None
    audiences: tuple[Literal["members", "partners", "public"], ...] = ("members", "partners", "public")
    afterwards: Afterwards = Afterwards.NOTHING_STAYS
    retention: str = ""
