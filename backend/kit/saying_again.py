"""Sentences that were written once in English and kept, said again in the reader's language."""

import re
from collections.abc import Iterable
from functools import cache

from backend.kit.languages import translated

_A_FACT = re.compile(r"%\\\((\w+)\\\)s")


def said_again(text: str, messages: Iterable[str]) -> str:
    """Empty where any part of it is none of these. text: one or several of these sentences, with what was put in them.

    What stands in a sentence, such as a name or a number, stays as it was written.
    """
    said, rest, known = [], text, tuple(messages)
    while rest:
        found = next(((one, match) for one in known if (match := _pattern(one).match(rest))), None)
        if found is None:
            return ""
        message, match = found
        said.append(translated(message, **match.groupdict()))
        rest = rest[match.end() :]
    return " ".join(said)


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
