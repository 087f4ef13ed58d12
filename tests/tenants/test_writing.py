"""A blueprint written is the blueprint read."""

import tomllib
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tenants
from tenants.writing import written

SCALARS = st.one_of(
    st.booleans(), st.integers(-(10**9), 10**9), st.dates(date(1900, 1, 1)),
    st.text(st.characters(exclude_categories=["Cs"])),
    st.decimals(-1000, 1000, places=3),
)  # fmt: skip
CODES = st.text("abcdefghij_-0.ä", min_size=1, max_size=6)
ROWS = st.lists(st.dictionaries(CODES, SCALARS | st.lists(SCALARS, max_size=3), max_size=3), max_size=3)
TABLES = st.dictionaries(CODES, SCALARS | ROWS | st.dictionaries(CODES, SCALARS, max_size=3), max_size=4)


@given(st.dictionaries(CODES, st.dictionaries(CODES, TABLES, min_size=1, max_size=3), max_size=3))
def test_whatever_is_written_is_read_back(blueprint: dict[str, Any]) -> None:
    read = tomllib.loads(written(blueprint), parse_float=Decimal)
    assert read == {code: tables for code, tables in blueprint.items() if tables}


@pytest.mark.parametrize("name", tenants.names())
def test_every_starting_set_can_be_written(name: str) -> None:
    whole = tenants.load(name)
    faults = whole.pop("faults")
    assert faults == []
    again = tenants.read_text(written(whole, "Of " + name))
    assert again.pop("faults") == []
    assert {key: value for key, value in again.items() if value} == {
        key: value for key, value in whole.items() if value
    }


def test_a_comment_stands_above_and_what_is_none_is_left_out() -> None:
    text = written({"series": {"a": {"name": "A", "note": None}}}, "Two\nlines")
    assert text.splitlines() == ["# Two", "# lines", "", "[series.a]", 'name = "A"']
    with pytest.raises(TypeError, match="holds no set"):
        written({"series": {"a": {"name": {1}}}})
