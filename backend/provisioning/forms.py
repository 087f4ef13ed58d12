"""What is sent to begin a collaborative."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal
from zoneinfo import available_timezones

from babel.core import get_global
from babel.dates import get_timezone_location
from pydantic import AfterValidator, Field

from backend.kit.forms import Form
from backend.kit.languages import later, speech
from backend.members.addresses import normalised
from backend.provisioning.addresses import SLUG

COUNTRIES: Mapping[str, str] = MappingProxyType(
    {
        "US": later("United States"),
        "GB": later("United Kingdom"),
        "CA": later("Canada"),
        "AU": later("Australia"),
        "IE": later("Ireland"),
        "NZ": later("New Zealand"),
    }
)
CURRENCIES = ("USD", "GBP", "CAD", "AUD", "EUR", "NZD")
MONTHS: Mapping[int, str] = MappingProxyType(
    {1: later("January"), 4: later("April"), 7: later("July"), 10: later("October")}
)


def zones() -> Mapping[str, list[tuple[str, str]]]:
    """By country, each zone and where it is, in the reader's language."""
    found = get_global("zone_territories")
    known = available_timezones()
    return {
        country: sorted(
            ((zone, get_timezone_location(zone, locale=speech().locale, return_city=True))
             for zone, of in found.items() if of == country and zone in known),
            key=lambda one: one[1],
        )
        for country in COUNTRIES
    }  # fmt: skip


def _slug(sent: str) -> str:
    if not SLUG.fullmatch(sent):
        raise ValueError(later("Write small letters, digits and hyphens, 2 to 40 of them, a letter first."))
    return sent


def _zone(sent: str) -> str:
    if sent not in available_timezones():
        raise ValueError(later("Choose one from the list."))
    return sent


def _maybe_address(sent: str) -> str:
    return normalised(sent) if sent else ""


class Beginning(Form):
    """What the set suggests and this person may say otherwise. report: empty where it is called after the collaborative."""

    name: Annotated[str, Field(title=later("Name"), min_length=1, max_length=200)]
    address: Annotated[str, Field(title=later("Short address")), AfterValidator(_slug)]
    country: Annotated[Literal["US", "GB", "CA", "AU", "IE", "NZ"], Field(title=later("Country"))]
    currency: Annotated[Literal["USD", "GBP", "CAD", "AUD", "EUR", "NZD"], Field(title=later("Currency"))]
    time_zone: Annotated[str, Field(title=later("Time zone")), AfterValidator(_zone)]
    year: Annotated[Literal["1", "4", "7", "10"], Field(title=later("The year begins in"))]
    contact: Annotated[
        str, Field(title=later("E-mail for readers"), max_length=254), AfterValidator(_maybe_address)
    ] = ""
    report: Annotated[str, Field(title=later("What your report is called"), max_length=200)] = ""
    then: Annotated[Literal["look", "do"], Field(title=later("Then"))] = "do"
