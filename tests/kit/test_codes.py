"""Codes made from names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from backend.kit.codes import code_of
from backend.provisioning.strictly import Code


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Hire nearby", "hire_nearby"),
        ("Économie & Soin", "economie_soin"),
        ("2030 goal", "item_2030_goal"),
        ("日本", "item"),
    ],
)
def test_a_code_is_the_name_in_plain_letters(name: str, code: str) -> None:
    assert code_of(name) == code


def test_a_code_that_is_taken_is_numbered() -> None:
    assert code_of("Hire nearby", {"hire_nearby", "hire_nearby_2"}) == "hire_nearby_3"


@given(st.text(max_size=80))
def test_whatever_the_name_a_starting_set_takes_the_code(name: str) -> None:
    assert TypeAdapter(Code).validate_python(code_of(name)) == code_of(name)
