"""`make messages`: what the rooms say is gathered into their catalogues, beside what is translated already.

Run: python -m backend.kit.messages. A translation of a sentence that is no longer said is dropped; a new sentence stands
there empty, and is said in English until somebody translates it.
"""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from backend.kit.languages import OWN_NAMES, PLACES, ROOT, SOURCE

_METHODS = [
    ("**.py", "python"),
    ("**/templates/**.html", "jinja2.ext:babel_extract"),
    ("**/templates/**.txt", "jinja2.ext:babel_extract"),
]
_OPTIONS = {
    pattern: {"trimmed": "true", "newstyle": "true", "encoding": "utf-8"}
    for pattern, method in _METHODS
    if "jinja" in method
}
_KEYWORDS = {
    "translated": None,
    "later": None,
    "phrase": None,
    "_": None,
    "gettext": None,
    "translated_many": (1, 2),
    "phrase_many": (1, 2),
    "ngettext": (1, 2),
}


def rooms() -> list[Path]:
    """Folders with a catalogue of their own."""
    backend, *leaves = (ROOT / place for place in PLACES)
    return [*(path.parent for path in sorted(backend.glob("*/__init__.py"))), *leaves]


def said(room: Path) -> Catalog:
    """Every sentence of a room, without translations."""
    found = Catalog(fuzzy=False)
    for _, _, message, comments, context in extract_from_dir(
        room, _METHODS, _OPTIONS, keywords=_KEYWORDS, comment_tags=("For translators:",), strip_comment_tags=True
    ):
        found.add(message, auto_comments=comments, context=context)
    return found


def brought_up_to_date(room: Path, language: str) -> Catalog:
    """What is said, with what is translated of it. Nothing is guessed from sentences that resemble it."""
    path = room / "locales" / f"{language}.po"
    if path.is_file():
        with path.open("rb") as file:
            known = read_po(file, locale=language)
    else:
        known = Catalog(locale=language)
    known.update(said(room), no_fuzzy_matching=True)
    known.obsolete.clear()
    return known


def untranslated(catalogue: Catalog) -> list[str]:
    return [
        one.id if isinstance(one.id, str) else one.id[0]
        for one in catalogue
        if one.id and not (all(one.string) if isinstance(one.string, list | tuple) else one.string)
    ]


def write(path: Path, found: Catalog) -> None:
    """Without days and versions of tools in the heading, so that nothing changes but sentences."""
    facts = {"Content-Type": "text/plain; charset=utf-8", "Language": path.stem, "Plural-Forms": found.plural_forms}
    heading = "".join(f'"{name}: {fact}\\n"\n' for name, fact in facts.items())
    with path.open("wb") as file:
        file.write(f'msgid ""\nmsgstr ""\n{heading}\n'.encode())
        write_po(file, found, width=120, no_location=True, sort_output=True, omit_header=True, ignore_obsolete=True)


def main() -> None:
    for room in rooms():
        for language in OWN_NAMES.keys() - {SOURCE}:
            found = brought_up_to_date(room, language)
            if not any(one.id for one in found):
                continue
            path = room / "locales" / f"{language}.po"
            path.parent.mkdir(exist_ok=True)
            write(path, found)
            missing = untranslated(found)
            sys.stdout.write(
                f"{room.relative_to(ROOT)} {language}: {len(found)} sentences, {len(missing)} to translate\n"
            )


if __name__ == "__main__":
    main()
