"""Text without what people leave out when they look for something: accents and capitals."""

import re
import unicodedata
from collections.abc import Iterable

import sqlalchemy as sa

LONGEST = 100
_MOST_WORDS = 8
# Letters that are no other letter with an accent, as people type them without.
ALIKE = ("đðøłıßæœ", "ddolisao")
_ALIKE = str.maketrans(*ALIKE)


def folded(text: str) -> str:
    """Without accents and capitals."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).lower().translate(_ALIKE)


def folded_in_sql(text: str) -> str:
    """The same of an expression, for PostgreSQL."""
    plain = f"lower(regexp_replace(normalize({text}, NFKD), '[\\u0300-\\u036f]', '', 'g'))"
    return f"translate({plain}, '{ALIKE[0]}', '{ALIKE[1]}')"


def beginnings(text: str) -> list[str]:
    """What is looked for: beginnings of words, folded."""
    return re.findall(r"\w+", folded(text[:LONGEST]))[:_MOST_WORDS]


def begins(words: Iterable[str], text: str) -> bool:
    """Whether the text has a word for each of these that begins so."""
    plain = folded(text)
    return all(re.search(rf"\b{word}", plain) for word in words)


def in_words(text: str, words: str) -> list[sa.ColumnElement[bool]]:
    """Conditions for a statement: of each word looked for, that this expression has one that begins so."""
    plain: sa.ColumnElement[str] = sa.literal_column(folded_in_sql(text), sa.Text())
    return [plain.regexp_match(rf"\m{word}") for word in beginnings(words)]
