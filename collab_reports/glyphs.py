"""Characters a printer cannot show, found before printing and replaced by a visible stand-in, so that none fails."""

import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

STAND_IN = "\N{REPLACEMENT CHARACTER}"

# They turn the reading direction of what follows, or are not characters of any text. Marks that letters need
# (zero-width joiners, left-to-right and right-to-left marks) stay.
_UNSEEN = frozenset(map(chr, [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF, 0x2028, 0x2029]))


@dataclass(frozen=True)
class Replaced:
    """One character that could not be shown. example: a text it was in, with the stand-in in its place."""

    character: str
    name: str
    times: int
    example: str

    def __str__(self) -> str:
        return (
            f"{self.name} (U+{ord(self.character):04X}) could not be shown {self.times} times, first in: {self.example}"
        )


def is_unseen(character: str) -> bool:
    control = unicodedata.category(character) in ("Cc", "Cs", "Cn", "Co") and character not in "\n\t"
    return control or character in _UNSEEN


def legible(data: Any, shows: Callable[[str], bool] = lambda _: True) -> tuple[Any, tuple[Replaced, ...]]:
    """`data` (dicts, lists, tuples, text) with every character replaced that is unseen or that `shows` denies."""
    found: Counter[str] = Counter()
    examples: dict[str, str] = {}

    def text(raw: str) -> str:
        missing = {sign for sign in set(raw) if is_unseen(sign) or not (sign in "\n\t" or shows(sign))}
        if not missing:
            return raw
        clean = "".join(STAND_IN if sign in missing else sign for sign in raw)
        for sign in missing:
            found[sign] += raw.count(sign)
            examples.setdefault(sign, clean[:80])
        return clean

    def walk(part: Any) -> Any:
        if isinstance(part, str):
            return text(part)
        if isinstance(part, dict):
            return {key: walk(value) for key, value in part.items()}
        return [walk(item) for item in part] if isinstance(part, list | tuple) else part

    clean = walk(data)
    return clean, tuple(
        Replaced(sign, unicodedata.name(sign, "a character without a name"), found[sign], examples[sign])
        for sign in sorted(found)
    )
