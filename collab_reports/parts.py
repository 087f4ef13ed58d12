"""What an Edition is made of: exact numbers, plain text, and amounts that cannot say less or more than their status."""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal, Self

from babel import localedata
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    field_validator,
    model_validator,
)


class Status(StrEnum):
    """Why a place holds a number, or why it holds none. `suppressed` exists here only: no member can enter it."""

    REPORTED = "reported"
    ESTIMATED = "estimated"
    NOT_AVAILABLE = "not_available"
    NOT_APPLICABLE = "not_applicable"
    WITHHELD = "withheld"
    REPORTED_ELSEWHERE = "reported_elsewhere"
    SUPPRESSED = "suppressed"

    @property
    def has_value(self) -> bool:
        return self in (Status.REPORTED, Status.ESTIMATED)


class Audience(StrEnum):
    OWN_MEMBER = "own_member"
    MEMBERS = "members"
    BACKBONE = "backbone"
    PARTNERS = "partners"
    PUBLIC = "public"


class Direction(StrEnum):
    HIGHER = "higher"
    LOWER = "lower"
    NEUTRAL = "neutral"


def plain(number: Decimal) -> str:
    """The one way a number is written: no exponent, no idle zeros, no minus before zero. 1.50 and 1.5 are one text."""
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def _exact(raw: object) -> object:
    if isinstance(raw, bool) or not isinstance(raw, Decimal | int | str):
        raise ValueError("give an exact number: a Decimal, or its digits as text; never a float")
    if isinstance(raw, str) and not re.fullmatch(r"-?\d+(\.\d+)?", raw, re.ASCII):
        raise ValueError("a number is written with digits and one full stop, e.g. 1200.50")
    return raw


def _canonical(number: Decimal) -> Decimal:
    if not number.is_finite():
        raise ValueError("a number must be finite")
    return Decimal(plain(number))


def _text(raw: str) -> str:
    # A lone surrogate cannot be written as UTF-8; NFC so that equal-looking names are equal bytes.
    return unicodedata.normalize("NFC", raw.encode("utf-8", "replace").decode("utf-8"))


Number = Annotated[
    Decimal, BeforeValidator(_exact), AfterValidator(_canonical), PlainSerializer(plain, when_used="always")
]
Text = Annotated[str, AfterValidator(_text)]
Words = Annotated[str, AfterValidator(_text), Field(min_length=1)]


def _said(unit: str) -> str:
    if re.search(r"\bcurrency\b", unit):
        raise ValueError(f"the unit {unit!r} must name its currency, e.g. GBP")
    return unit


Unit = Annotated[
    str,
    AfterValidator(_text),
    AfterValidator(_said),
    Field(
        min_length=1,
        description="The value is in this unit: '%' (35 means 35 %), an ISO currency code, 'people', 'kWh / m2' …",
    ),
]


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Period(Part):
    label: Words
    start: date
    months: Literal[1, 3, 6, 12]


class Coverage(Part):
    """How many of those asked the number stands for; the sentence is what people read, in the collaborative's words."""

    reported: int = Field(ge=0)
    asked: int = Field(ge=0)
    sentence: Text = ""

    @model_validator(mode="before")
    @classmethod
    def _say(cls, raw: object) -> object:
        if isinstance(raw, dict) and not raw.get("sentence"):
            return {**raw, "sentence": f"{raw.get('reported')} of {raw.get('asked')} members reported"}
        return raw

    @model_validator(mode="after")
    def _no_more_than_asked(self) -> Self:
        if self.reported > self.asked:
            raise ValueError(f"{self.reported} reported, but only {self.asked} were asked")
        return self


class Amount(Part):
    """A number or the reason there is none, never both: a hidden number cannot travel under its status."""

    status: Status
    value: Number | None = None
    hidden_reason: Text = ""

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if self.status.has_value and self.value is None:
            raise ValueError(f"status {self.status}: the number is missing")
        if not self.status.has_value and self.value is not None:
            raise ValueError(f"status {self.status}: there must be no number")
        if self.hidden_reason and self.status is not Status.SUPPRESSED:
            raise ValueError(f"status {self.status}: only a hidden number has a reason for hiding it")
        return self


class Point(Amount):
    """One period of a series. A new definition version since the point before is drawn as a break."""

    period: Period
    coverage: Coverage | None = None
    definition_version: int = Field(ge=1)


class SameMembers(Part):
    """The figure over its periods once more, over the members that are in every one: nobody who joined or left is in it.

    members: how many they are.
    """

    members: int = Field(ge=1)
    series: tuple[Point, ...] = Field(min_length=2)


class Row(Amount):
    """One category of a split; 'unknown' is always one of them."""

    code: Words
    name: Words


class Split(Part):
    """The figure by one breakdown, in order.

    adds_up: whether the rows sum to the figure. False for rates and for categories one may be counted in twice.
    """

    code: Words
    name: Words
    rows: tuple[Row, ...] = Field(min_length=1)
    adds_up: bool
    note: Text = ""


class Definition(Part):
    """What was counted, as it was worded then.

    break_note: what changed against the version before, empty for the first.
    """

    version: int = Field(ge=1)
    valid_from: date
    text: Words
    inclusions: Text = ""
    exclusions: Text = ""
    source: Text = ""
    break_note: Text = ""


class FormulaPart(Amount):
    """One side of a formula, shown so that a reader can do the sum again."""

    code: Words
    name: Words
    unit: Unit
    role: Literal["numerator", "denominator", "part"] = "part"


class Signed(Part):
    """How the figure came to count: members whose approver signed, and when the backbone took the last of them in."""

    members: int = Field(ge=0)
    accepted_on: date | None = None


class Change(Part):
    """Difference from an earlier period, in the figure's unit (percentage points for a %)."""

    since: Words
    value: Number


class Correction(Part):
    """A number of an earlier report that is now different, and why."""

    figure_code: Words
    period_label: Words
    text: Words
    corrected_on: date


class Note(Part):
    title: Words
    text: Words


class Voice(Part):
    """What a member says in its own words, and what it was asked."""

    member: Words
    question: Words
    words: Words


class RosterMember(Part):
    name: Words
    note: Text = ""


class Collaborative(Part):
    name: Words
    slug: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    locale: Annotated[str, Field(pattern=r"^[a-z]{2,3}(_[A-Z]{2})?$")]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    strapline: Text = ""

    @field_validator("locale")
    @classmethod
    def _is_known(cls, locale: str) -> str:
        if not localedata.exists(locale):
            raise ValueError(f"{locale} is not a language and country whose numbers and dates we can write")
        return locale

    @property
    def language(self) -> str:
        """As HTML and PDF name it: en-GB."""
        return self.locale.replace("_", "-")


Color = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]


class Logo(Part):
    """A picture by its content: who prints is handed that content beside the Edition, and takes no other."""

    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    width: int = Field(ge=1)
    height: int = Field(ge=1)


class Brand(Part):
    """What the collaborative looked like on the day. Both colors can be read on white, and white on them; each may be
    missing. main: titles, figures and charts. second: links."""

    main: Color | None = None
    second: Color | None = None
    logo: Logo | None = None
