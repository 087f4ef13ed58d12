"""Packs are read in the spelling of the collaborative's country."""

import pytest

import tenants
from tenants.spelling import spelt

TABLE = {
    "a_programme": {
        "name": "Programmes of an organization",
        "source": "Labour Programme",
        "definitions": [{"text": "A programmer's programme.", "examples": ["Anaesthetic, at five metres"]}],
    }
}


def test_texts_are_spelt_and_codes_and_sources_are_not():
    american = spelt(TABLE, "en_US")["a_programme"]
    assert american["name"] == "Programs of an organization"
    assert american["source"] == "Labour Programme"
    assert american["definitions"] == [{"text": "A programmer's program.", "examples": ["Anesthetic, at five meters"]}]
    assert spelt(TABLE, "en_GB")["a_programme"]["name"] == "Programmes of an organisation"
    assert spelt(TABLE, "fr_FR") == TABLE


@pytest.mark.parametrize(
    ("name", "never"),
    [(name, ("programme", "labour", "behavioural")) for name in ("demo", "han", "heal", "socal", "wsu")]
    + [("nhs", ("organization", "recognize", "neighborhood"))],
)
def test_no_set_mixes_spellings(name: str, never: tuple[str, ...]):
    whole = tenants.load(name)
    texts = [
        str(item.get(key, "")).lower()
        for kind in ("elements", "indicators")
        for item in whole[kind].values()
        for part in (item, *item.get("definitions", ()))
        for key in ("name", "plain", "text", "hint", "notes", "inclusions", "exclusions", "examples")
        for item in (part,)
    ]
    assert not [text for text in texts for word in never if word in text]
