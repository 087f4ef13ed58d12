"""The address of a collaborative, made of its name or of what somebody would rather have."""

import pytest

from backend.provisioning import addresses


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("West Side Anchors", "west-side-anchors"),
        ("The Anchors of Ríos Unidos", "anchors-rios-unidos"),
        ("St. Mary's & Friends", "st-marys-friends"),
        ("2030 Together", "together-2030"),
        ("東京", ""),
        ("A very long name indeed that goes on and on for ever", "very-long-name-indeed-that-goes-ever"),
    ],
)
def test_an_address_is_made_of_the_name(name: str, address: str) -> None:
    assert addresses.made_of(name) == address


@pytest.mark.parametrize("wanted", ["river", "x" * 40, "", "NOT GOOD", "operator"])
def test_every_candidate_is_an_address_of_its_own(wanted: str) -> None:
    found = addresses.candidates(wanted)
    assert len(found) == len(set(found)) > 10
    assert all(addresses.SLUG.fullmatch(one) for one in found)
    assert not set(found) & addresses.RESERVED


def test_what_only_had_to_be_written_otherwise_is_suggested_first() -> None:
    assert addresses.candidates("River Bend")[0] == "river-bend"
    assert addresses.candidates("river-bend")[0] == "river-bend-anchors"
