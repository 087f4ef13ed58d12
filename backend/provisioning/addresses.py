"""Short addresses of collaboratives: one made of a name, and what to take where one is taken. Pure."""

import re
import unicodedata

SLUG = re.compile(r"[a-z][a-z0-9-]{1,39}")
LONGEST = 40
RESERVED = frozenset(
    {
        "account",
        "api",
        "beginnings",
        "demonstration",
        "health",
        "invitations",
        "language",
        "operator",
        "sign-in",
        "sign-out",
        "static",
        "well-known",
    }
)
CANDIDATES = 40
_SMALL_WORDS = frozenset({"a", "an", "and", "de", "del", "el", "for", "in", "la", "las", "los", "of", "on", "the", "y"})


def made_of(name: str) -> str:
    """`Ríos Unidos of the Valley` becomes `rios-unidos-valley`; empty where nothing of it can be written so."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = [word for word in re.findall(r"[a-z0-9]+", plain.replace("'", "")) if word not in _SMALL_WORDS]
    while words and words[0][0].isdigit():
        words = [*words[1:], words[0]] if not all(word[0].isdigit() for word in words) else []
    found = ""
    for word in words:
        longer = f"{found}-{word}" if found else word
        if len(longer) > LONGEST:
            break
        found = longer
    found = found or "".join(words)[:LONGEST]
    return found if SLUG.fullmatch(found) else ""


def candidates(wanted: str) -> list[str]:
    """Addresses like this one, the best first."""
    start = made_of(wanted) or "anchors"
    more = ("anchors", "together", *map(str, range(2, CANDIDATES)))
    like = (f"{start[: LONGEST - len(one) - 1].rstrip('-')}-{one}" for one in more)
    found = like if start == wanted else (start, *like)  # what only had to be written otherwise, first
    return [one for one in found if SLUG.fullmatch(one) and one not in RESERVED]
