"""A year of small collaboratives at random, with late answers and corrections: what all reports together tell of one member.

The worlds are as unkind as can be: four to six members, gaps everywhere, many small counts.
"""

import os
from collections.abc import Iterator

import pytest

from backend.disclosure import rules, singling_out
from backend.disclosure.figures import Audience
from backend.disclosure.policy import Policy
from backend.disclosure.singling_out import SinglingOut
from backend.disclosure.size_bands import SIZE
from tests.attack.breaches import Breach
from tests.attack.worlds import Small, make

FULL = os.environ.get("ANCHORLINE_TEST_ATTACK") == "full"  # make soak
GAS_AND_POWER = 30  # a world in which one member's sum of the two would be told
A_BAND = 3  # a larger world, in which something is said by size
BANDED = range(1, 25) if FULL else (A_BAND,)
SEEDS = range(1, 40) if FULL else (1, 2, 4, 14)


def everybody(world: Small) -> Iterator[Breach]:
    """Each member reads the members' reports; a stranger is given those of partners and of the public."""
    book = world.book()
    yield from book.breaches([*world.said[Audience.PARTNERS], *world.said[Audience.PUBLIC]])
    for parent in sorted(set(world.parents.values())):
        yield from book.breaches(world.said[Audience.MEMBERS], parent)


@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_is_told_what_one_member_gave_or_how_many_a_few_are(seed: int):
    world = make(seed)
    assert len(world.said[Audience.PUBLIC]) > 10, "something is said"
    assert not list(map(str, everybody(world)))


@pytest.mark.parametrize("seed", BANDED)
def test_nor_does_anybody_by_the_size_of_members(seed: int):
    world = make(seed, banded=True)
    assert seed != A_BAND or any(SIZE in one.category for one in world.said[Audience.MEMBERS]), (
        "something is said by size"
    )
    assert not list(map(str, everybody(world)))


@pytest.mark.parametrize(
    "loosened",
    ["singling out", "put in", "companions", "small counts", "dominance", "held back"],
)
def test_the_attack_finds_what_a_loosened_rule_gives_away(loosened: str, monkeypatch: pytest.MonkeyPatch):
    """The control: each rule is there because without it somebody is told something."""
    if loosened == "singling out":
        monkeypatch.setattr(SinglingOut, "told", lambda self, shown: iter(()))
    elif loosened == "put in":
        monkeypatch.setattr(singling_out._Part, "_put_in", lambda self, reader: iter(()))
    elif loosened == "companions":
        monkeypatch.setattr(rules, "complements", lambda *args, **kw: frozenset())
    elif loosened == "held back":
        monkeypatch.setattr(rules, "held", lambda *args: False)
        monkeypatch.setattr(SinglingOut, "told", lambda self, shown: iter(()))
    policy = {
        "small counts": Policy(smallest_count=1, smallest_patient_count=1),
        "dominance": Policy(p_percent=1),
    }.get(loosened)
    found = (
        breach
        for seed in ((GAS_AND_POWER,) if loosened == "put in" else SEEDS)
        for breach in everybody(made_by(policy, seed))
    )
    assert next(found, None) is not None


def made_by(policy: Policy | None, seed: int) -> Small:
    """Reports made by a loosened policy, to be judged by the one they should have been made by."""
    world = make(seed, policy or Policy())
    world.policy = Policy()
    return world
