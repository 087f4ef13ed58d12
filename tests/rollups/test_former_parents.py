"""Contributors by the parent they have now and by the one they had then: a site that was sold is known to both."""

from datetime import date

from backend.rollups.ledger import Asked, Ledger
from backend.rollups.rosters import Belonging, Roster
from backend.rollups.rules import RollUp, roll_up
from tests.rollups.ledgers import HIRES, Q1, Q2, QUARTERS, YEAR, M, V, asked, given, line, reckoning, who

SOLD_UNTIL = date(2025, 5, 14)
NAMES = ("East", "Site", "West")


def ledger() -> Ledger:
    site = Asked(who("Site"), who("Buyer"), QUARTERS, former=((SOLD_UNTIL, who("East's own")),))
    values = [*line("East", "hires", 100, 100, 100, 100), *line("Site", "hires", 10, 20, 30, 40)]
    return Ledger([*asked("East", "West"), site], [*values, *line("West", "hires", 5, 5, 5, 5)])


def by_parent(rolled: RollUp, *, then: bool) -> dict[object, int]:
    return {one.parent: int(one.parts["hires"]) for one in (rolled.then if then else rolled.contributors)}


def test_before_the_sale_the_site_is_counted_with_whoever_had_it():
    rolled = roll_up(HIRES, Q1, ledger())
    assert by_parent(rolled, then=False) == {who("East's own"): 100, who("Buyer"): 10, who("West's own"): 5}
    assert by_parent(rolled, then=True) == {who("East's own"): 110, who("West's own"): 5}
    assert roll_up(HIRES, Q2, ledger()).then == ()


def test_of_a_year_each_has_the_quarters_it_had_the_site():
    rolled = roll_up(HIRES, YEAR, ledger())
    assert by_parent(rolled, then=True) == {who("East's own"): 410, who("Buyer"): 90, who("West's own"): 20}
    [east] = [one for one in rolled.then if one.parent == who("East's own")]
    assert [int(east.by_period[quarter]["hires"]) for quarter in (Q1, Q2)] == [110, 100]
    assert sum(by_parent(rolled, then=True).values()) == rolled.number


def test_a_roster_knows_former_parents_and_forgets_those_who_never_had_another():
    terms = [Belonging(who(name), name, "site", who(name), date(2000, 1, 1), None) for name in NAMES]
    before = {
        who("Site"): [(date(2025, 3, 31), who("East's own")), (SOLD_UNTIL, who("East's own"))],
        who("West"): [(SOLD_UNTIL, who("West's own"))],
    }
    parents = {who("East"): who("East's own"), who("Site"): who("Buyer"), who("West"): who("West's own")}
    found = {one.member: one for one in Roster([Q1, Q2], terms, parents, before).asked}
    assert found[who("Site")].parent_in(Q1) == who("East's own")
    assert found[who("Site")].parent_in(Q2) == who("Buyer")
    assert found[who("West")].former == ()


def test_of_members_that_are_counted_each_parent_has_as_many_as_meet_it():
    of = asked("a", "b", "c", parents={"a": "system", "b": "system"})
    rolled = roll_up(
        reckoning("wage >= 15", M.COUNT_TRUE, wage=V.LAST),
        Q1,
        Ledger(of, [given(name, "wage", Q1, wage) for name, wage in zip("abc", (10, 10, 16), strict=True)]),
    )
    assert (rolled.number, [one.meeting for one in rolled.contributors]) == (1, [0, 1])
