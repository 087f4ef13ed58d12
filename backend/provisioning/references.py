"""Codes that point at other codes: whether they are there, stand once, and never lead back to themselves."""

from collections.abc import Iterator, Mapping, Sequence

from backend.kit.errors import Problem
from backend.provisioning.shapes import nearest

_ONE = {"frameworks": "a framework", "series": "a series"}

Named = Mapping[str, frozenset[str]]  # by kind, every code that was written, faulty items included


def unknown(where: str, code: str, kind: str, named: Named) -> Iterator[Problem]:
    """A reference to something that is not there, with what is nearest."""
    there = named.get(kind, frozenset())
    if code not in there:
        one = _ONE.get(kind, f"an {kind[:-1]}" if kind[0] in "aeio" else f"a {kind[:-1]}")
        yield Problem(
            where, f"“{code}” is not {one.replace('_', ' ')}{nearest(code, sorted(there))}", "blueprint.unknown"
        )


def twice(codes: Sequence[str], here: str) -> Iterator[Problem]:
    for code in dict.fromkeys(code for code in codes if codes.count(code) > 1):
        yield Problem(here, f"“{code}” stands here twice; leave one out", "blueprint.twice")


def chain(start: str | None, above: Mapping[str, str | None]) -> list[str]:
    """What stands above, from the nearest on; ends where a loop would begin."""
    chain: list[str] = []
    while start is not None and start not in chain:
        chain.append(start)
        start = above.get(start)
    return chain
