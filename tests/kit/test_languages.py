"""Speaking to a reader in their language, and in their collaborative's own words."""

import pytest

from backend.kit import languages
from backend.kit.languages import Speech, locale_of, preferred, speaking, speech_for, translated, translated_many


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("es-MX,es;q=0.9,en;q=0.8", "es"),
        ("fr, es;q=0.5, en;q=0.7", "en"),
        ("en;q=0, es;q=0.1", "es"),
        ("fr-FR, de", ""),
        ("", ""),
        ("es;q=much, en;q=0.2", "en"),
    ],
)
def test_a_browser_is_answered_in_the_first_of_our_languages_it_asks_for(accepted: str, language: str) -> None:
    assert preferred(accepted) == language


def test_numbers_and_days_follow_the_language_and_keep_a_decimal_point() -> None:
    assert speech_for("es", "en_US").locale == "es_US"
    assert speech_for("es", "en_GB").locale == "es_419"
    assert speech_for("en", "en_US").locale == "en_US"
    assert speech_for("", "en_GB").locale == "en_GB"
    with speaking(speech_for("es", "en_US")):
        assert locale_of("en_US") == "es_US"
    with speaking(speech_for("en", "en_US")):
        assert locale_of("en_GB") == "en_GB", "what a collaborative writes by itself stays as it is"


def test_a_sentence_is_said_in_the_language_of_its_reader() -> None:
    assert translated("Sign out") == "Sign out"
    with speaking(speech_for("es", "en_US")):
        assert translated("Sign out") == "Salir"
        assert translated("Demonstration: you are %(person)s.", person="Ana") == "Demostración: usted es Ana."
        assert translated("A sentence nobody translated") == "A sentence nobody translated"
    assert translated("Sign out") == "Sign out", "afterwards as before"


@pytest.mark.parametrize(
    ("words", "locale", "said"),
    [
        ({"member": "trust"}, "en_US", "A trust invites an organization; trusts answer."),
        ({"member": ["agency", "agencies"]}, "en_US", "An agency invites an organization; agencies answer."),
        ({"member": "agency"}, "en_US", "An agency invites an organization; agencies answer."),
        ({"organization": "company"}, "en_GB", "A member invites a company; members answer."),
        ({}, "en_GB", "A member invites an organisation; members answer."),
    ],
)
def test_a_collaborative_calls_things_by_its_own_words(words: dict[str, object], locale: str, said: str) -> None:
    with speaking(speech_for("en", locale, words)):
        assert translated("A member invites an organization; members answer.") == said


def test_addresses_and_what_is_put_in_are_not_renamed() -> None:
    with speaking(speech_for("en", "en_US", {"member": "trust"})):
        text = '<a href="/x/members">Members</a> of %(member)s, https://here/members'
        assert (
            translated(text, member="Member One")
            == '<a href="/x/members">Trusts</a> of Member One, https://here/members'
        )


def test_words_of_another_language_stand_under_its_name() -> None:
    words = {"member": "trust", "es": {"member": "hospital"}}
    assert speech_for("es", "en_US", words).words == (("miembro", "hospital"), ("miembros", "hospitales"))


def test_one_and_many_are_told_apart() -> None:
    assert translated_many("%(num)s letter", "%(num)s letters", 1) == "1 letter"
    assert translated_many("%(num)s letter", "%(num)s letters", 0) == "0 letters"


def test_a_language_nobody_here_speaks_is_the_collaboratives_own() -> None:
    assert speech_for("tlh", "en_US") == Speech("en", "en_US")
    assert set(languages.OWN_NAMES) >= {"en", "es"}
