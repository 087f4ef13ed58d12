"""Few at a time of each, not many of all."""

from uuid import uuid4

import pytest

from backend.kit.errors import TooMany
from backend.kit.turns import Turns


def test_one_person_has_a_few_and_another_theirs():
    turns, ann, bob = Turns(each=2, all=3), uuid4(), uuid4()
    first = turns.take(ann)
    turns.take(ann)
    with pytest.raises(TooMany, match="2 files of yours"):
        turns.take(ann)
    turns.take(bob)
    with pytest.raises(TooMany, match="Many files"):
        turns.take(bob)
    first.end()
    turns.take(bob)


def test_a_turn_ends_once_even_where_work_fails():
    turns, ann = Turns(each=1, all=9), uuid4()
    turn = turns.take(ann)
    turn.end()
    turn.end()
    with pytest.raises(ValueError, match="oops"), turns.take(ann):
        raise ValueError("oops")
    turns.take(ann)
    with pytest.raises(TooMany):
        turns.take(ann)
