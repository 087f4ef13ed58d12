"""Codes made from names: what a page that asks for a name need not ask for as well."""

import re
import unicodedata
from collections.abc import Container

LONGEST = 40


def code_of(name: str, taken: Container[str] = frozenset()) -> str:
    """Small letters, digits and hyphens; numbered where the plain one is taken. `item` for a name without a letter."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    code = re.sub(r"[^a-z0-9]+", "-", plain)[:LONGEST].strip("-") or "item"
    number = 1
    while (numbered := code if number == 1 else f"{code}-{number}") in taken:
        number += 1
    return numbered
