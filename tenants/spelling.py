"""The texts of packs as the collaborative's country spells them. Packs are written for both sides of an ocean.

A closed list: what is not in it stays as it is written.
"""

import re
from typing import Any

# British, American.
_PAIRS = (
    ("anaesthetic", "anesthetic"),
    ("behavioural", "behavioral"),
    ("hospitalisations", "hospitalizations"),
    ("labour", "labor"),
    ("metre", "meter"),
    ("metres", "meters"),
    ("modernising", "modernizing"),
    ("neighbourhood", "neighborhood"),
    ("neighbourhoods", "neighborhoods"),
    ("organisation", "organization"),
    ("organisations", "organizations"),
    ("organise", "organize"),
    ("programme", "program"),
    ("programmes", "programs"),
    ("recognise", "recognize"),
    ("traveller", "traveler"),
)
_AMERICAN = dict(_PAIRS)
# A program is also what a computer runs, and nobody spells that with two letters more.
_BRITISH = {ours: theirs for theirs, ours in _PAIRS if not theirs.startswith("programme")}
_TEXTS = frozenset(
    {"name", "plain", "text", "hint", "notes", "break_note", "inclusions", "exclusions", "examples", "about"}
)


def spelt(table: Any, locale: str) -> Any:
    """Of a pack: its texts, and those of the tables in it, in the spelling of en_US or en_GB; for others as written."""
    words = {"en_US": _AMERICAN, "en_GB": _BRITISH}.get(locale)
    return _in(table, words) if words else table


def _in(value: Any, words: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [_in(one, words) for one in value]
    if not isinstance(value, dict):
        return value
    return {key: _text(one, words) if key in _TEXTS else _in(one, words) for key, one in value.items()}


def _text(value: Any, words: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [_text(one, words) for one in value]
    if not isinstance(value, str):
        return value
    return re.sub(r"[A-Za-z]+", lambda found: _word(found[0], words), value)


def _word(word: str, words: dict[str, str]) -> str:
    other = words.get(word.lower())
    if other is None:
        return word
    return other.capitalize() if word[0].isupper() else other
