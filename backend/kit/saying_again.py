"""Sentences that were written once in English and kept, said again in the reader's language."""

import re
from collections.abc import Iterable, Sequence
from functools import cache

from backend.kit.languages import translated

_Part = tuple[str, re.Match[str]]
_A_FACT = re.compile(r"%\\\((\w+)\\\)s")


def said_again(text: str, messages: Iterable[str]) -> str:
    """Empty where any part of it is none of these. text: one or several of these sentences, with what was put in them.

    What stands in a sentence, such as a name or a number, stays as it was written.
    """
    found = _parts(text, 0, tuple(messages), set())
    return " ".join(translated(message, **match.groupdict()) for message, match in found or ())


def _parts(text: str, at: int, known: Sequence[str], dead: set[int]) -> list[_Part] | None:
    """From there on to the end: a title may be how a sentence begins, so each is tried until the whole text can be said.

    dead: from where it cannot be said, as was found before.
    """
    if at == len(text):
        return []
    if at in dead:
        return None
    for message in known:
        if match := _pattern(message).match(text, at):
            rest = _parts(text, match.end(), known, dead)
            if rest is not None:
                return [(message, match), *rest]
    dead.add(at)
    return None


def name_said_again(text: str, messages: Iterable[str]) -> str:
    """Of a name, which is one of these as a whole and has no full stop. Empty where it is none."""
    found = ((one, match) for one in messages if (match := _facts(one).fullmatch(text)))
    return next((translated(message, **match.groupdict()) for message, match in found), "")


@cache
def _pattern(message: str) -> re.Pattern[str]:
    return re.compile(_facts(message).pattern + r"(?: |$)")


@cache
def _facts(message: str) -> re.Pattern[str]:
    return re.compile(_A_FACT.sub(r"(?P<\1>.+?)", re.escape(message)))
