"""Codes made from names: what a page that asks for a name need not ask for as well."""

import re
import unicodedata
from collections.abc import Container

LONGEST = 40


def code_of(name: str, taken: Container[str] = frozenset()) -> str:
    """Small letters, digits and _, a letter first, as starting sets write codes; numbered where the plain one is taken.
    `item` for a name without a letter."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    code = re.sub(r"[^a-z0-9]+", "_", plain)[:LONGEST].strip("_") or "item"
    code = code if code[0].isalpha() else f"item_{code}"
    number = 1
    while (numbered := code if number == 1 else f"{code}_{number}") in taken:
        number += 1
    return numbered
