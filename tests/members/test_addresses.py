"""Addresses and names: one form each, and nothing that looks like another."""

import pytest

from backend.members.addresses import normalised, person_name


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (" Ada@Example.ORG ", "ada@example.org"),
        ("ada+letters@trust.nhs.uk", "ada+letters@trust.nhs.uk"),
        ("ada@hospital.internal", "ada@hospital.internal"),
        ("ada@xn--mnchen-3ya.example", "ada@xn--mnchen-3ya.example"),
    ],
)
def test_an_address_is_kept_in_one_form(written: str, kept: str) -> None:
    assert normalised(written) == kept
    assert normalised(kept) == kept


@pytest.mark.parametrize(
    "written",
    [
        "",
        "ada",
        "ada@",
        "@example.org",
        "ada@example.org, eve@example.org",
        "Ada <ada@example.org>",
        "ada@example.org\nBcc: eve@example.org",
        "ada@exam\x00ple.org",
        "ａｄａ@example.org",
        "аda@example.org",
        "ada@münchen.example",
        "ada\u200b@example.org",
        '"ada eve"@example.org',
        "ada@[127.0.0.1]",
    ],
)
def test_anything_else_is_refused_with_what_would_be_right(written: str) -> None:
    with pytest.raises(ValueError, match=r"name@hospital\.org"):
        normalised(written)


def test_a_name_is_one_line_of_visible_characters() -> None:
    assert person_name("  Zoë \t van  der Berg ") == "Zoë van der Berg"
    assert person_name("Zoe\u0308") == "Zoë"
    assert person_name("李小龍") == "李小龍"
    for strange in ("", "   ", "a" * 101, "Ada\u202ebad", "Ada\x07", "\ue000"):
        with pytest.raises(ValueError, match="Write"):
            person_name(strange)
