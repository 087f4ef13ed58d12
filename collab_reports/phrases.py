"""What reports say in words of their own, in the language of whom they are drawn for: `phrase("Notes", "es_US")`.

A sentence stands in English where it is said; its translations lie beside, in `locales/`. One without is said in English.
"""

import io
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

LOCALES = Path(__file__).parent / "locales"


def later(message: str) -> str:
    """Marks a sentence that is kept as it is and said when it is drawn."""
    return message


def phrase(message: str, locale: str, **facts: object) -> str:
    """facts: what stands in it as `%(name)s`; a message without any is not formatted."""
    found = _catalogue(language_of(locale)).gettext(message) if message else ""
    return found % facts if facts else found


def phrase_many(one: str, many: str, count: int, locale: str, **facts: object) -> str:
    """By the number of things, which is `%(num)s` in it."""
    return _catalogue(language_of(locale)).ngettext(one, many, count) % {"num": count, **facts}


def language_of(locale: str) -> str:
    return locale.partition("_")[0]


def compiled(path: Path) -> Translations:
    """A catalogue as it was written by hand."""
    with path.open("rb") as file:
        found = read_po(file, locale=path.stem)
    binary = io.BytesIO()
    write_mo(binary, found)
    binary.seek(0)
    return Translations(binary)


@cache
def _catalogue(language: str) -> NullTranslations:
    path = LOCALES / f"{language}.po"
    return compiled(path) if path.is_file() else NullTranslations()
