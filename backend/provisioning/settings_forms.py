"""What is sent to change the settings, and the lists it is chosen from."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, create_model

from backend.kit import days
from backend.kit.forms import Form
from backend.kit.languages import later, speech, translated
from backend.members.addresses import normalised
from backend.members.sizes import read_bounds
from backend.provisioning import wordings
from backend.provisioning.ruling import RULES, Rule

LEFT_OUT = frozenset({"Etc", "SystemV", "US", "Canada", "Brazil", "Chile", "Mexico"})  # old names of the same zones


def _zone(text: str) -> str:
    if text not in available_timezones():
        raise ValueError("Choose one from the list.")
    return text


Look = Annotated[Literal["look", "apply"], Field(title=later("What to do"))]


class Deciding(Form):
    answer: Annotated[Literal["yes", "no"], Field(title=later("Answer"))]


class General(Form):
    """then: whether the change is to be seen first, or done. seen: what stood there when it was looked at."""

    name: Annotated[str, Field(title=later("Name"), min_length=1, max_length=200)]
    strapline: Annotated[str, Field(title=later("In a sentence"), max_length=300)] = ""
    contact_email: Annotated[
        str, AfterValidator(lambda sent: normalised(sent) if sent else ""), Field(title=later("Address for questions"))
    ] = ""
    public_page: Annotated[bool, Field(title=later("Public page"))] = False
    time_zone: Annotated[str, AfterValidator(_zone), Field(title=later("Time zone of deadlines"))]
    then: Look = "look"
    seen: Annotated[str, Field(title=later("What stood there"), max_length=64)] = ""


class Hearing(Form):
    """then, seen: as in `General`."""

    without_account: Annotated[bool, Field(title=later("Without an account"))] = False
    answered_by: Annotated[str, Field(title=later("Who answers"), max_length=120)] = ""
    within_days: Annotated[int, Field(title=later("Within how many days"), ge=1, le=90)] = 14
    then: Look = "look"
    seen: Annotated[str, Field(title=later("What stood there"), max_length=64)] = ""


class Sizing(Form):
    """bounds: where each band but the smallest begins. sizes: a line for each member. then, seen: as in `General`."""

    of: Annotated[str, Field(title=later("Counted in"), max_length=40)] = ""
    bounds: Annotated[
        tuple[int, ...],
        BeforeValidator(lambda sent: read_bounds(str(sent))),
        Field(title=later("The next band begins at")),
    ] = ()
    sizes: Annotated[str, Field(title=later("Sizes"), max_length=20_000)] = ""
    then: Look = "look"
    seen: Annotated[str, Field(title=later("What stood there"), max_length=64)] = ""


# Two fields for every word of every language.
Words: type[Form] = create_model(
    "Words",
    __base__=Form,
    then=(Look, "look"),
    seen=(Annotated[str, Field(title=later("What stood there"), max_length=64)], ""),
    **{
        word.field(which): (Annotated[str, Field(title=wordings.titled(word, which), max_length=wordings.MOST)], "")
        for word in wordings.words({})
        for which in ("one", "many")
    },
)  # type: ignore[call-overload]


def _number(rule: Rule) -> Any:
    """Empty where that means that there is no such rule."""

    def read(sent: object) -> int | None:
        text = str(sent or "").removesuffix("%").strip()
        if text and not (text.isdecimal() and rule.least <= int(text) <= rule.most):
            raise ValueError(
                translated("Write a whole number from %(least)s to %(most)s.", least=rule.least, most=rule.most)
            )
        return int(text) if text else None

    return Annotated[int | None, BeforeValidator(read), Field(title=rule.title)]


Rules: type[Form] = create_model(
    "Rules",
    __base__=Form,
    then=(Look, "look"),
    seen=(Annotated[str, Field(title=later("What stood there"), max_length=64)], ""),
    reason=(Annotated[str, Field(title=later("Why?"), max_length=500)], ""),
    **{name: (_number(rule), None) for name, rule in RULES.items()},
)  # type: ignore[call-overload]


def zones() -> Mapping[str, Sequence[tuple[str, str]]]:
    """By part of the world, each zone and the place it is called after, in the reader's language."""
    found: dict[str, list[tuple[str, str]]] = {}
    for zone in available_timezones():
        region, _, place = zone.partition("/")
        if place and region not in LEFT_OUT:
            found.setdefault(region, []).append((zone, days.place_of(zone, speech().locale)))
    return {
        region: sorted(those, key=lambda one: (one[1].casefold(), one[0])) for region, those in sorted(found.items())
    }
