"""Each slip is found where it comes to their number exactly, and nothing is said where none does."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from backend.disclosure.likely import Facts, Gave, Reason, Slip, reasons


def d(number: Any) -> Decimal:
    return Decimal(str(number))


def sums(parts: Mapping[str, Decimal]) -> Decimal | None:
    return parts["spend"]


def rate(parts: Mapping[str, Decimal]) -> Decimal | None:
    return parts["local"] * 100 / parts["hires"] if parts["hires"] else None


SPEND = Facts(
    number=d(600),
    parts={"spend": d(600)},
    divided=sums,
    inside=[Gave(name, {"spend": d(of)}) for name, of in (("Ash", 100), ("Birch", 200), ("Cedar", 300))],
    contained=[Gave("Oak North", {"spend": d(40)}, "Oak"), Gave("Oak South", {"spend": d(17)}, "Oak")],
    waiting=[Gave("Elm", {"spend": d(23)})],
    unagreed=[Gave("Fir", {"spend": d(29)})],
    periods=[d(140), d(150), d(155), d(155)],
    to_date=d(777),
)
STOCK = replace(SPEND, number=d(155), parts={"spend": d(155)}, adds=False, inside=(), to_date=None)
GAVE = [("Ash", 10, 100), ("Birch", 30, 100), ("Cedar", 150, 300)]
RATE = Facts(
    number=d(38),
    parts={"local": d(190), "hires": d(500)},
    divided=rate,
    rate=True,
    inside=[Gave(name, {"local": d(local), "hires": d(hires)}) for name, local, hires in GAVE],
    rates=[d(10), d(30), d(50)],
)


@pytest.mark.parametrize(
    ("theirs", "facts", "found"),
    [
        ("600", SPEND, []),
        ("600.00", SPEND, []),
        ("601", SPEND, []),
        ("400", SPEND, [Reason(Slip.MISSING, ("Birch",))]),
        ("900", SPEND, [Reason(Slip.TWICE, ("Cedar",))]),
        ("640", SPEND, [Reason(Slip.SYSTEM_TWICE, ("Oak North",), "Oak")]),
        ("657", SPEND, [Reason(Slip.SYSTEM_TWICE, ("Oak North + Oak South",), "Oak")]),
        ("623", SPEND, [Reason(Slip.NOT_ACCEPTED, ("Elm",))]),
        ("629", SPEND, [Reason(Slip.NOT_AGREED, ("Fir",))]),
        ("0.6", SPEND, [Reason(Slip.UNIT, factor=d(1000))]),
        ("600000", SPEND, [Reason(Slip.UNIT, factor=d("0.001"))]),
        ("777", SPEND, [Reason(Slip.TO_DATE)]),
        ("155", SPEND, [Reason(Slip.LAST_ALONE)]),
        ("150", SPEND, [Reason(Slip.AVERAGED_PERIODS)]),
        ("600", STOCK, [Reason(Slip.ADDED_STOCK)]),
        ("600", replace(STOCK, periods=[d(140), None, d(155), d(155)]), []),
        ("30", RATE, [Reason(Slip.AVERAGED)]),
        ("45", RATE, [Reason(Slip.MISSING, ("Ash",))]),
        ("0.38", RATE, [Reason(Slip.UNIT, factor=d(100))]),
        ("38.4", replace(RATE, number=d("38.4444")), [Reason(Slip.ROUNDED)]),
        ("38.44", replace(RATE, number=d("38.4444")), [Reason(Slip.ROUNDED)]),
        ("38.45", replace(RATE, number=d("38.4444")), []),
        ("0", SPEND, []),
    ],
)
def test_a_slip_is_told_by_its_number(theirs: str, facts: Facts, found: list[Reason]) -> None:
    assert reasons(d(theirs), facts) == found


def test_who_gave_the_same_may_each_be_the_one() -> None:
    alike = [Gave(name, {"spend": d(200)}) for name in ("Ash", "Birch", "Cedar")]
    assert reasons(d(400), replace(SPEND, inside=alike, periods=())) == [
        Reason(Slip.MISSING, ("Ash", "Birch", "Cedar"))
    ]


def test_the_only_member_is_not_said_to_be_missing_and_zero_changes_nothing() -> None:
    alone = replace(SPEND, inside=[Gave("Ash", {"spend": d(600)})], periods=(), contained=())
    assert reasons(d(0), alone) == []
    none = replace(SPEND, inside=[Gave("Ash", {"spend": d(0)}), *SPEND.inside])
    assert reasons(d("600.5"), none) == []


def test_members_that_are_counted_are_never_named() -> None:
    """One member more or less may be any of them."""
    assert reasons(d(599), replace(SPEND, divided=None, inside=[Gave("Ash", {"spend": d(1)})])) == []
