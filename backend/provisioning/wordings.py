"""What a collaborative calls things, as its page asks for it: one and many of each word, language by language. Pure.

Kept is `{"member": "trust", "round": ["inquiry", "inquiries"], "es": {…}}`: many is worked out where it was not said.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backend.kit.errors import Problem
from backend.kit.languages import NAMED, OWN_NAMES, SOURCE, Speech, is_word, later, relabelled, speaking, translated

MOST = 40  # letters of a word
# Enough to see each word at work, alone and with others, one and many, at the beginning and inside.
SENTENCES = (
    later("A member reports what it is asked in a collection, and its organization signs for it."),
    later("Each shared goal has a work group, and community partners see it."),
    later("Members in one area read the same collections, goals and areas."),
)


@dataclass(frozen=True, slots=True)
class Word:
    """usual: what the site says, one and many. own: what is said here instead, empty where nothing is."""

    language: str
    name: str
    usual: tuple[str, str]
    own: tuple[str, str] = ("", "")

    def field(self, which: str) -> str:
        """Of the form: `en_member_one`."""
        return f"{self.language}_{self.name}_{which}"


def words(kept: Mapping[str, object]) -> Sequence[Word]:
    return [
        Word(language, name, usual, _own(_of(kept, language).get(name)))
        for language in OWN_NAMES
        for name, usual in NAMED[language].items()
    ]


def sent(kept: Mapping[str, object], fields: Mapping[str, str]) -> dict[str, Any]:
    """What is to be kept. Raises nothing: `faults` comes first. What the page does not ask for stays as it was."""
    found: dict[str, Any] = {name: text for name, text in kept.items() if name not in (*NAMED[SOURCE], *OWN_NAMES)}
    for word in words(kept):
        if said := _said(fields[word.field("one")], fields[word.field("many")]):
            of = found if word.language == SOURCE else found.setdefault(word.language, {})
            of[word.name] = said
    return found


def faults(fields: Mapping[str, str]) -> Iterator[Problem]:
    for word in words({}):
        one, many = fields[word.field("one")], fields[word.field("many")]
        for which, text in (("one", one), ("many", many)):
            if text and not is_word(text):
                message = translated("Write letters, digits, spaces, hyphens, apostrophes and points alone.")
                yield Problem(titled(word, which), message, "words.signs")
        if many and not one:
            yield Problem(titled(word, "one"), translated("Say what one of them is called, too."), "words.one")


def titled(word: Word, which: str) -> str:
    """What a field is called: "member", "members (Español)"."""
    usual = word.usual[0] if which == "one" else word.usual[1]
    return usual if word.language == SOURCE else f"{usual} ({OWN_NAMES[word.language]})"


def preview(kept: Mapping[str, object], locale: str) -> Mapping[str, Sequence[str]]:
    """By language, how a few sentences would read."""
    found = {}
    for language in OWN_NAMES:
        with speaking(Speech(language, locale, relabelled(kept, language, locale))):
            found[language] = [translated(one) for one in SENTENCES]
    return found


def _of(kept: Mapping[str, object], language: str) -> Mapping[str, object]:
    own = kept if language == SOURCE else kept.get(language)
    return own if isinstance(own, Mapping) else {}


def _own(said: object) -> tuple[str, str]:
    if isinstance(said, str):
        return said, ""
    one, many = said if isinstance(said, list | tuple) else ("", "")
    return str(one), str(many)


def _said(one: str, many: str) -> str | list[str]:
    return [one, many] if one and many else one
