"""Which language the site speaks to whoever asks, and what it calls things there.

A sentence is written in English where it is said, and looked up when it is shown: `translated("…")` in Python, `_("…")` and
`{% trans %}` in templates. Translations lie beside the rooms, `backend/ROOM/locales/es.po`; `make messages` brings them up
to date. What a collaborative calls things (`[words]` of its starting set) is put into the sentences in either language.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

from babel.support import NullTranslations, Translations
from jinja2 import Environment

from collab_reports.phrases import compiled

ROOT = Path(__file__).parents[2]
PLACES = ("backend", "collab_reports")

# Each by the name it has for itself.
OWN_NAMES: Mapping[str, str] = MappingProxyType({"en": "English", "es": "Español"})
SOURCE = "en"  # in which the sentences are written

# How numbers and days are written for readers of a language in another country than those whose own it is. Decimals have a
# point in all of them, as in every figure that is typed in here.
_WRITTEN_AS = {("es", "US"): "es_US", ("es", ""): "es_419", ("en", ""): "en_GB"}


@dataclass(frozen=True, slots=True)
class Speech:
    """How one reader is spoken to. locale: for numbers and days. words: what is said instead of what, one and many."""

    language: str = SOURCE
    locale: str = "en_GB"
    words: tuple[tuple[str, str], ...] = ()


_NOW: ContextVar[Speech] = ContextVar("speech", default=Speech())  # noqa: B039 - frozen


def speech() -> Speech:
    return _NOW.get()


def speak(as_: Speech) -> None:
    """From here on in this task."""
    _NOW.set(as_)


@contextmanager
def speaking(as_: Speech) -> Iterator[None]:
    """While it lasts, e.g. for a letter to somebody else."""
    token = _NOW.set(as_)
    try:
        yield
    finally:
        _NOW.reset(token)


def speech_for(language: str, locale: str, words: Mapping[str, object] = MappingProxyType({})) -> Speech:
    """locale: the collaborative's, e.g. `en_US`; words: what it calls things (`relabelled`)."""
    own, _, country = locale.partition("_")
    chosen = language if language in OWN_NAMES else own if own in OWN_NAMES else SOURCE
    if chosen == own:
        return Speech(chosen, locale, relabelled(words, chosen, locale))
    written = _WRITTEN_AS.get((chosen, country)) or _WRITTEN_AS[chosen, ""]
    return Speech(chosen, written, relabelled(words, chosen, written))


def locale_of(default: str) -> str:
    """For what is written just now. default: the collaborative's, which holds where nothing else was chosen."""
    now = speech()
    return now.locale if now.language != default.partition("_")[0] else default


def preferred(accepted: str) -> str:
    """The first of ours that a browser's `Accept-Language` asks for; empty when it names none of them."""
    asked: list[tuple[float, int, str]] = []
    for at, part in enumerate(accepted.split(",")[:20]):
        name, _, weight = part.strip().partition(";q=")
        own = name.strip().lower().partition("-")[0]
        if own in OWN_NAMES and (how := _weight(weight)) > 0:
            asked.append((-how, at, own))
    return min(asked)[2] if asked else ""


def _weight(text: str) -> float:
    return float(text) if re.fullmatch(r"[01](\.[0-9]{1,3})?", text.strip()) else 1.0 if not text.strip() else 0.0


# ---- Sentences -------------------------------------------------------------------------------------------------------


def others(locale: str) -> Mapping[str, str]:
    """The languages of the site besides the one that is written in here: code to name."""
    own = locale.partition("_")[0]
    return {code: name for code, name in OWN_NAMES.items() if code != own}


def later(message: str) -> str:
    """Marks a sentence that is kept as it is and said when it is shown: `translated(TOLD[…])`."""
    return message


def translated(message: str, **facts: object) -> str:
    """In the reader's language. facts: what stands in it as `%(name)s`; a message without any is not formatted."""
    found = _said(speech(), message)
    return found % facts if facts else found


def translated_many(one: str, many: str, count: int, **facts: object) -> str:
    """By the number of things; `%(num)s` is the count, and so is `%(count)s`, as templates have it."""
    return _said_many(speech(), one, many, count) % {"num": count, "count": count, **facts}


def sayer(message: str) -> str:
    """For templates: what stands in it is put in there."""
    return _said(speech(), message)


def sayer_many(one: str, many: str, count: int) -> str:
    return _said_many(speech(), one, many, count)


def into(environment: Environment) -> None:
    """Lets templates of an environment with Jinja's `i18n` say sentences."""
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(sayer, sayer_many, newstyle=True)  # type: ignore[attr-defined]


@lru_cache(maxsize=20_000)
def _said(as_: Speech, message: str) -> str:
    # The empty message is a catalogue's own heading.
    return _reworded(catalogue(as_.language).gettext(message), as_.words) if message else ""


def _said_many(as_: Speech, one: str, many: str, count: int) -> str:
    return _reworded(catalogue(as_.language).ngettext(one, many, count), as_.words)


@cache
def catalogue(language: str) -> NullTranslations:
    """All that is translated, of every room."""
    if language == SOURCE:
        return NullTranslations()
    every = Translations()
    for path in files(language):
        every.merge(compiled(path))
    return every


def files(language: str) -> list[Path]:
    return sorted(path for place in PLACES for path in (ROOT / place).glob(f"**/locales/{language}.po"))


# ---- Words of a collaborative's own ----------------------------------------------------------------------------------

# What may be called otherwise, as it stands in the sentences: one and many.
NAMED: Mapping[str, Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "en": {
            "member": ("member", "members"),
            "organization": ("organization", "organizations"),
            "partner": ("community partner", "community partners"),
            "area": ("area", "areas"),
            "round": ("collection", "collections"),
            "goal": ("shared goal", "shared goals"),
            "work_group": ("work group", "work groups"),
        },
        "es": {
            "member": ("miembro", "miembros"),
            "organization": ("organización", "organizaciones"),
            "partner": ("socio comunitario", "socios comunitarios"),
            "area": ("zona", "zonas"),
            "round": ("recogida", "recogidas"),
            "goal": ("meta compartida", "metas compartidas"),
            "work_group": ("grupo de trabajo", "grupos de trabajo"),
        },
    }
)
# Spelt otherwise in British English; the sentences are written in American.
_BRITISH = (
    ("organization", "organisation"),
    ("organizations", "organisations"),
    ("color", "colour"),
    ("colors", "colours"),
    ("neighborhood", "neighbourhood"),
    ("neighborhoods", "neighbourhoods"),
    ("center", "centre"),
    ("centers", "centres"),
)


# Sentences are trusted as markup, and what is put into them is put where a % stands.
_A_WORD = re.compile(r"\w[\w '’./-]*")


def is_word(text: str) -> bool:
    """Whether it may stand in any sentence: letters, digits, spaces and what joins words, and nothing else."""
    return _A_WORD.fullmatch(text) is not None


def relabelled(words: Mapping[str, object], language: str, locale: str) -> tuple[tuple[str, str], ...]:
    """What is said instead of what. words: by a name of `NAMED`, `"workstream"` or `["inquiry", "inquiries"]`; those of
    another language than English under its name, `{"es": {…}}`. What is no word is not said."""
    own = words if language == SOURCE else words.get(language)
    found = dict(_BRITISH) if language == SOURCE and not locale.endswith("_US") else {}
    for name, instead in (own if isinstance(own, Mapping) else {}).items():
        if name in NAMED[language] and all(map(is_word, said := _one_and_many(instead, language))):
            found.update(zip(NAMED[language][name], said, strict=True))
    return tuple(sorted(found.items()))


def _one_and_many(instead: object, language: str) -> tuple[str, str]:
    if isinstance(instead, str):
        return instead, _plural(instead, language)
    one, many = instead if isinstance(instead, list | tuple) else ("", "")
    return str(one), str(many)


def _plural(one: str, language: str) -> str:
    if language == "es":
        return one + ("s" if one[-1:] in "aeiouáéó" else "es")
    if re.search(r"[^aeiou]y$", one):
        return one[:-1] + "ies"
    return one + ("es" if re.search(r"(s|x|z|ch|sh)$", one) else "s")


# Addresses, attributes and what is put in later are no words.
_LEFT_ALONE = r"<[^>]*>|%\([^)]*\)[a-z]|&[a-z]+;|https?://\S+"


@lru_cache(maxsize=1_000)
def _pattern(words: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    longest_first = sorted((re.escape(word) for word, _ in words), key=len, reverse=True)
    return re.compile(
        rf"(?P<left>{_LEFT_ALONE})|(?P<article>\b[Aa]n? )?\b(?P<word>{'|'.join(longest_first)})\b", re.IGNORECASE
    )


def _reworded(text: str, words: tuple[tuple[str, str], ...]) -> str:
    if not words:
        return text
    instead = dict(words)

    def put(match: re.Match[str]) -> str:
        if match["left"]:
            return match["left"]
        word, article = match["word"], match["article"] or ""
        new = instead[word.lower()]
        if word[0].isupper():
            new = new[0].upper() + new[1:]
        if article:
            article = article[0] + ("n " if new[0].lower() in "aeiou" else " ")
        return article + new

    return _pattern(words).sub(put, text)
