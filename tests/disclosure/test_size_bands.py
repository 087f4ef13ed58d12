"""A figure by the size of its members: rows that are the whole, and that give way to everything else."""

from dataclasses import replace
from uuid import UUID

import pytest

from backend.disclosure.collective import RolledIndicator, cell_id, table
from backend.disclosure.figures import Audience, Figure, Measure, Table
from backend.disclosure.policy import US
from backend.disclosure.rules import show
from backend.disclosure.same_members import harms
from backend.disclosure.size_bands import NOT_GIVEN, SIZE, Sizes, banded, settled, sizes_of
from backend.indicators.rules import OverMembers
from backend.members.sizes import Scale
from backend.rollups.ledger import Asked
from tests.disclosure.rolled import Q1, D, gave, indicator, ledger, who

NAMES = ("Ash", "Birch", "Cedar", "Dogwood", "Elm", "Fir")
SMALL, LARGE = "0-99", "100-"
SIZES = Sizes(
    {SMALL: "Under 100 beds", LARGE: "100 beds and more", NOT_GIVEN: "Size not given"},
    {who(name): SMALL if name in NAMES[:3] else LARGE for name in NAMES},
)
SCALE = Scale("beds", (100,))


def book(**given: tuple[int, ...]):
    return ledger(*(one for element, row in given.items() for one in gave(element, *row, names=NAMES)), names=NAMES)


def numbers(one: RolledIndicator, sizes: Sizes = SIZES):
    found = banded(one, sizes)
    return found and {band: row.roll_up.number for band, row in found.rows.items()}


def out(indicators, *, earlier=()):
    return show(table(indicators, age_months={}), Audience.MEMBERS, US, earlier)


# ---- The rows --------------------------------------------------------------------------------------------------------


def test_sums_rates_and_counts_are_of_the_members_of_a_band():
    books = book(hires=(100, 200, 300, 400, 500, 600), local=(10, 20, 30, 80, 100, 120))
    assert numbers(indicator("HI", "hires", books)) == {SMALL: 600, LARGE: 1500}
    assert numbers(indicator("K", "hires", books, factor="0.001")) == {SMALL: D("0.6"), LARGE: D("1.5")}
    rate = indicator("LR", "local / hires", books, rule=OverMembers.RATIO_OF_SUMS, factor=100)
    assert numbers(rate) == {SMALL: 10, LARGE: 20}
    many = indicator("MT", "local >= 25", books, rule=OverMembers.COUNT_TRUE)
    assert numbers(many) == {SMALL: 1, LARGE: 3}
    assert [banded(one, SIZES).adds_up for one in (rate, many)] == [False, True]


def test_whoever_has_no_size_stands_in_a_row_of_its_own_so_that_the_rows_are_the_whole():
    some = Sizes(SIZES.names, {id: band for id, band in SIZES.of_parent.items() if id != who("Fir")})
    hires = indicator("HI", "hires", book(hires=(100, 200, 300, 400, 500, 600)))
    assert numbers(hires, some) == {SMALL: 600, LARGE: 900, NOT_GIVEN: 600}


def test_there_are_no_rows_where_all_are_in_one_band_or_nobody_answered_or_entities_are_counted_once():
    hires = indicator("HI", "hires", book(hires=(100, 200, 300)))
    assert numbers(hires) is None
    assert numbers(indicator("HI", "hires", book())) is None
    assert numbers(indicator("HI", "hires", book(hires=(1, 2, 3, 4)), rule=OverMembers.DISTINCT)) is None
    assert numbers(indicator("HI", "hires", book(hires=(1, 2, 3, 4))), Sizes()) is None


def test_nor_where_members_had_other_owners_in_the_period():
    """By those a member would stand in another band."""
    hires = indicator("HI", "hires", book(hires=(100, 200, 300, 400, 500, 600)))
    now = hires.points[-1]
    sold = replace(hires, points=[replace(now, roll_up=replace(now.roll_up, then=now.roll_up.contributors[:5]))])
    assert (numbers(hires) is None, numbers(sold) is None) == (False, True)


# ---- Whose size ------------------------------------------------------------------------------------------------------


def asked(name: str, owner: str, size: int | None, within: UUID | None = None) -> Asked:
    return Asked(who(name), who(owner), frozenset((Q1,)), within, size=size)


def test_members_of_one_owner_are_as_large_as_they_are_together():
    members = [
        asked("Ash", "Ash", 60),
        asked("Birch", "Elm", 60),
        asked("Cedar", "Elm", 40),
        asked("Dogwood", "Fir", 90, who("Fir")),
        asked("Fir", "Fir", 90),
    ]
    found = sizes_of(SCALE, members)
    assert {name: found.band(who(name)) for name in ("Ash", "Elm", "Fir")} == {"Ash": SMALL, "Elm": LARGE, "Fir": SMALL}
    members[2] = asked("Cedar", "Elm", None)
    assert sizes_of(SCALE, members).band(who("Elm")) == NOT_GIVEN, "how large they are is not known"
    assert not sizes_of(Scale(), members).names


# ---- What is shown ---------------------------------------------------------------------------------------------------


def test_bands_of_enough_members_are_shown():
    alike = indicator("HI", "hires", book(hires=(200, 210, 190, 500, 510, 490)))
    [found] = settled([alike], SIZES, {}, US, (), frozenset())
    cells = out([found]).cells
    assert cells[cell_id("HI", Q1, f"{SIZE}.{SMALL}")].number == 600
    assert cells[cell_id("HI", Q1, f"{SIZE}.{LARGE}")].number == 1500


@pytest.mark.parametrize(
    "small",
    [(20, 180, 400), (300, 0, 300), (600, None, 0)],
)
def test_a_band_is_made_by_several_like_ones(small):
    """One that makes nearly all of it, one that gave nothing, one alone: a total of all may be so, a band is not."""
    hires = indicator("HI", "hires", book(hires=(*small, 500, 510, 490)))
    assert not out([hires]).cells[cell_id("HI", Q1)].hidden
    assert settled([hires], SIZES, {}, US, (), frozenset())[0].bands is None


def test_a_band_of_two_is_hidden_and_with_it_the_others_which_would_tell_it():
    """A figure's bands are shown all or not at all."""
    three = Sizes(
        {"a": "a", "b": "b", "c": "c"},
        {who(name): band for name, band in zip((*NAMES, "Gorse", "Hazel"), "aabbbccc", strict=True)},
    )
    names = (*NAMES, "Gorse", "Hazel")
    books = ledger(*gave("hires", 400, 410, 420, 430, 440, 450, 460, 470, names=names), names=names)
    hires = indicator("HI", "hires", books)
    cells = out([replace(hires, bands=banded(hires, three))]).cells
    assert [bool(cells[cell_id("HI", Q1, f"{SIZE}.{band}")].hidden) for band in "abc"] == [True, True, False]
    assert settled([hires], three, {}, US, (), frozenset())[0].bands is None


def test_nothing_is_hidden_for_a_band():
    """With gaps, bands tell what is safe without them; so they are not there."""
    gas, power, heat = (94, 88, 94, 67, None, 31), (20, None, 31, 13, 1, 52), (98, 97, 17, 56, None, None)
    books = book(gas=gas, power=power, heat=heat)
    plain = [
        indicator("G", "gas", books),
        indicator("GP", "gas + power", books),
        indicator("GH", "gas / heat", books, rule=OverMembers.RATIO_OF_SUMS),
    ]
    every = [replace(one, bands=banded(one, SIZES)) for one in plain]
    assert harms(out(plain), out(every)), "the control: with all bands something else is hidden"
    assert not harms(out(plain), out(settled(plain, SIZES, {}, US, (), frozenset())))


def test_a_band_does_not_tell_how_few_there_were_in_another_when_the_last_report_had_no_bands():
    """67 are local, seven of them of the large ones. A small one that corrects its own knows those of the small: not the
    band of these, beside the first report."""
    was = (15, 20, 25, 2, 2, 3)
    first, second = (
        indicator("LO", "local", book(local=row), measure=Measure.PEOPLE) for row in (was, (21, 20, 25, 40, 45, 50))
    )
    whole = table([first], age_months={})
    kept = show(whole, Audience.MEMBERS, US).kept(whole)
    assert settled([second], SIZES, {}, US, [], frozenset())[0].bands is not None
    assert settled([second], SIZES, {}, US, [kept], frozenset())[0].bands is None


def test_reports_with_contributors_that_nobody_knows_any_more_are_no_obstacle():
    """As a figure has that a baseline alone has said (`releases.said_before`)."""
    hires = indicator("HI", "hires", book(hires=(200, 210, 190, 500, 510, 490)))
    [cell] = table([hires], age_months={}).cells
    assert isinstance(cell.holds, Figure)
    somebody = replace(cell.holds, contributors={**cell.holds.contributors, "?": D(7)})
    earlier = Table((replace(cell, id="HI|2025-01-01/3|", holds=somebody),))
    assert settled([hires], SIZES, {}, US, [earlier], frozenset())[0].bands is not None


def test_a_band_that_one_member_changed_is_held_back():
    """Dogwood was late: what the band of its size has gained is its own."""
    large = Sizes(SIZES.names, {who(name): SMALL if name in NAMES[:3] else LARGE for name in (*NAMES, "Gorse")})
    names = (*NAMES, "Gorse")
    first, second = (
        indicator("HI", "hires", ledger(*gave("hires", 200, 210, 190, late, 500, 510, 490, names=names), names=names))
        for late in (None, 480)
    )
    [before] = settled([first], large, {}, US, (), frozenset())
    assert before.bands is not None
    whole = table([before], age_months={})
    kept = show(whole, Audience.MEMBERS, US).kept(whole)
    assert settled([second], large, {}, US, (), frozenset())[0].bands is not None
    assert settled([second], large, {}, US, [kept], frozenset())[0].bands is None
