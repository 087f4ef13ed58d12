"""A list by its address: narrowed, sorted, and as a file."""

from datetime import date
from typing import NamedTuple

import pytest

from backend.kit.errors import Invalid
from backend.kit.listing import Choice, Column, Listing


class Tree(NamedTuple):
    name: str
    planted: date | None
    kind: str


TREES = [
    Tree("Élan", date(2020, 1, 1), "elm"),
    Tree("birch of Ash", None, "birch"),
    Tree("Ash", date(2019, 1, 1), "ash"),
]
LISTING = Listing(
    columns=(
        Column("name", "Name", lambda one: one.name),
        Column("planted", "Planted", lambda one: one.planted),
        Column("kind", "Kind", lambda one: one.kind, sorts=False),
    ),
    choices=(
        Choice("kind", "Kind", {"elm": "Elms", "ash": "Ashes"}, lambda one, value: one.kind == value),
        Choice("since", "Since", fits=lambda one, value: bool(one.planted and str(one.planted) >= value), is_day=True),
    ),
    words=lambda one: one.name,
)


def names(**asked: str) -> list[str]:
    return [one.name for one in LISTING.shown(TREES, asked).rows]


def test_it_is_sorted_without_accents_and_what_is_not_known_comes_last():
    assert names() == ["Ash", "birch of Ash", "Élan"]
    assert names(sort="name", down="yes") == ["Élan", "birch of Ash", "Ash"]
    assert names(sort="planted") == ["Ash", "Élan", "birch of Ash"]
    assert names(sort="planted", down="yes") == ["Élan", "Ash", "birch of Ash"]


def test_it_is_narrowed_by_words_choices_and_days():
    assert names(q="ELA") == ["Élan"]
    assert names(q="ash") == ["Ash", "birch of Ash"]
    assert names(kind="elm") == ["Élan"]
    assert names(since="2019-06-01") == ["Élan"]
    assert names(q="ash", kind="elm") == []


def test_its_address_says_all_of_it_and_a_head_turns_it_round():
    found = LISTING.shown(TREES, {"q": " ash ", "kind": "", "sort": "planted", "file": "csv"}, {"of": "old"})
    assert found.query == "of=old&q=ash&sort=planted"
    assert found.heads["planted"].query == "of=old&q=ash&sort=planted&down=yes"
    assert found.heads["planted"].sorted == "ascending"
    assert found.heads["name"].query == "of=old&q=ash"
    assert (found.heads["name"].sorted, found.narrowed, found.wanted.file) == ("", True, "csv")
    assert found.table() == [
        ["Name", "Planted", "Kind"],
        ["Ash", date(2019, 1, 1), "ash"],
        ["birch of Ash", None, "birch"],
    ]


@pytest.mark.parametrize(
    "asked", [{"sort": "kind"}, {"sort": "x"}, {"kind": "oak"}, {"since": "soon"}, {"file": "pdf"}]
)
def test_an_address_that_asks_for_nothing_there_is_refused(asked: dict[str, str]):
    with pytest.raises(Invalid):
        LISTING.shown(TREES, asked)
