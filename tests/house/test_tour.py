"""docs/tour.md is true: every name is in the code, every arrow is a call, every chain begins where something can begin."""

from itertools import pairwise

import pytest

from tests.house import tour
from tests.house.doors import read_book

TEXT = tour.PAGE.read_text(encoding="utf-8")
ARROWS = sorted({(one, next) for chain in tour.chains(TEXT) for one, next in pairwise(chain)})
# The verbs of the road, in the order in which a number travels it.
ROAD = (
    "provisioning", "agreements", "rounds", "submissions", "rollups", "disclosure", "goals", "reports", "releases",
)  # fmt: skip


@pytest.mark.parametrize("name", sorted(tour.names(TEXT)))
def test_every_name_is_in_the_code(name: str) -> None:
    assert tour.found(name) is not None


@pytest.mark.parametrize(("caller", "callee"), ARROWS)
def test_every_arrow_is_a_call(caller: str, callee: str) -> None:
    assert tour.calls(caller, callee), f"{caller} does not call {callee}"


def test_every_chain_begins_at_a_door_or_where_another_comes_by() -> None:
    called = {callee for _, callee in ARROWS}
    assert [chain[0] for chain in tour.chains(TEXT) if not tour.is_door(chain[0]) and chain[0] not in called] == []


def test_every_path_is_there() -> None:
    assert tour.paths(TEXT)
    assert [path for path in tour.paths(TEXT) if not (tour.ROOT / path).exists()] == []


def test_every_room_of_the_road_is_on_it() -> None:
    visited = {name.split(".")[0] for chain in tour.chains(TEXT) for name in chain}
    assert set(ROAD) <= visited
    assert len(ARROWS) > 40


# Those without which the product fails its promise, by the numbers under which they were collected.
PAINS = [*range(1, 18), 20, 22, 23, 25, 26, 30, 32, 34]


def test_every_pain_is_answered_on_a_page_by_a_function_or_says_not_yet() -> None:
    told = tour.pains(TEXT)
    assert [pain.number for pain in told] == PAINS
    assert [pain.number for pain in told if not (pain.pages and pain.names) and len(pain.not_yet) < 20] == []
    assert len([pain for pain in told if pain.names]) > 20


def test_every_page_of_an_answer_is_a_door() -> None:
    book = read_book()
    assert [page for pain in tour.pains(TEXT) for page in pain.pages if page not in book] == []
    [pain] = tour.pains("| 7 | so it is | `GET /nowhere` | By `a.b`. Not yet: the rest. |")
    assert pain == tour.Pain(7, ("GET /nowhere",), ("a.b",), "the rest.")


def test_a_tour_that_were_untrue_would_be_noticed() -> None:
    with pytest.raises(LookupError):
        tour.found("submissions.actions.rubber_stamp")
    with pytest.raises(LookupError):
        tour.found("nowhere.actions.submit")
    assert not tour.calls("submissions.actions.approve", "submissions.letters.accepted")
    assert not tour.calls("releases.pages.public_page", "disclosure.queries.collective")
    assert not tour.calls("releases.pages.publish", "reports.printing.files")
    assert tour.calls("releases.actions.publish", "reports.printing.files"), "by a helper of its own"
    assert not tour.is_door("submissions.actions.approve")
    assert not tour.is_door("cli.main")
    assert tour.chains("`a.b` → `c.d`: `e.f`\n→ `g.h`") == [["a.b", "c.d"], ["e.f", "g.h"]]
    assert tour.paths("see `docs/nothing.md`") == {"docs/nothing.md"}
