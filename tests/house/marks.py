"""Marks: what tells the bytes of one collaborative from those of another."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

# Those of which others are parts: larger than all of them together.
WHOLES = ("employees", "new_hires", "addressable_spend", "waste_tonnes")


@dataclass(frozen=True)
class Marks:
    """What tells whose bytes these are. numbers: their digits, whatever stands between them on the page."""

    texts: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()

    def __or__(self, other: "Marks") -> "Marks":
        return Marks(self.texts | other.texts, self.numbers | other.numbers, self.ids | other.ids)

    def found_in(self, text: str, *, sent: Iterable[str] = ()) -> list[str]:
        """Those that stand in the text, but for what the asker sent along."""
        found = [mark for mark in self.texts if mark in text]
        found += self.ids & set(_ID.findall(text))
        lengths = {len(number) for number in self.numbers}
        for run in FIGURE.findall(_BETWEEN.sub("", text)):
            windows = (run[at : at + length] for length in lengths for at in range(len(run) - length + 1))
            found += self.numbers.intersection(windows)
        return sorted(set(found) - set(sent))


_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_BETWEEN = re.compile(r"(?<=\d)[,.'’\u00a0\u2009\u202f ](?=\d)")
FIGURE = re.compile(r"\d{10,}")


class Primes:
    """Each once: parts from 10^9 on, what they are parts of from 9 x 10^9 on."""

    def __init__(self) -> None:
        self._parts, self._wholes = _primes_after(10**9), _primes_after(9 * 10**9)

    def for_cell(self, name: str) -> int:
        return next(self._wholes if name in WHOLES else self._parts)


def _primes_after(number: int) -> Iterator[int]:
    while True:
        number += 1
        if number % 2 and _is_prime(number):
            yield number


def _is_prime(number: int) -> bool:
    """Miller and Rabin, certain below 3.4 x 10^14 with these seven."""
    twos = ((number - 1) & (1 - number)).bit_length() - 1
    odd = (number - 1) >> twos
    for base in (2, 3, 5, 7, 11, 13, 17):
        power = pow(base, odd, number)
        if power not in (1, number - 1) and all(pow(power, 2**k, number) != number - 1 for k in range(1, twos)):
            return False
    return True
