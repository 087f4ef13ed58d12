"""How a likely reason is said: always as what it looks like, for the numbers cannot know what somebody did."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from backend.disclosure.likely import Reason, Slip
from backend.kit.languages import translated


def said(reason: Reason) -> str:
    return _SAID[reason.slip](reason)


def _names(reason: Reason) -> str:
    """Several gave the same: it may be any of them."""
    *others, last = reason.names
    return translated("%(names)s or %(last)s", names=", ".join(others), last=last) if others else last


def _unit(of: Reason) -> str:
    factor = of.factor or Decimal(1)
    if factor >= 1:
        return translated(
            "Looks like another unit: yours times %(factor)s is the figure here.", factor=f"{int(factor):,}"
        )
    return translated(
        "Looks like another unit: yours divided by %(factor)s is the figure here.",
        factor=f"{int(Decimal(1) / factor):,}",
    )


_SAID: Mapping[Slip, Callable[[Reason], str]] = {
    Slip.ROUNDED: lambda _: translated("Looks like rounding: written with as few decimals, the figure here is yours."),
    Slip.UNIT: _unit,
    Slip.AVERAGED: lambda _: translated(
        "Looks like an average of the members’ own rates. Here the parts are added up first, and divided last."
    ),
    Slip.AVERAGED_PERIODS: lambda _: translated("Looks like an average of the quarters."),
    Slip.ADDED_STOCK: lambda _: translated(
        "Looks like the quarters added up. This is counted on one day, so the last quarter’s figure is the year’s."
    ),
    Slip.LAST_ALONE: lambda _: translated("Looks like the last quarter alone; here all of them are added up."),
    Slip.TO_DATE: lambda _: translated("Looks like the year to date; here it is this period alone."),
    Slip.MISSING: lambda of: translated(
        "Looks like %(names)s is missing in yours: without it the figure here is yours.", names=_names(of)
    ),
    Slip.TWICE: lambda of: translated("Looks like %(names)s is in yours twice.", names=_names(of)),
    Slip.SYSTEM_TWICE: lambda of: translated(
        "Looks like a system counted twice: the figures of %(whole)s contain those of %(names)s, and both are in yours.",
        whole=of.whole,
        names=_names(of),
    ),
    Slip.NOT_ACCEPTED: lambda of: translated(
        "Looks like %(names)s is in yours; its answer is not accepted here yet, so it is in no total.", names=_names(of)
    ),
    Slip.NOT_AGREED: lambda of: translated(
        "Looks like %(names)s is in yours; it has no agreement in force here, so it is in no total.", names=_names(of)
    ),
}
