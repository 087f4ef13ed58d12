"""Whatever a page says can be said in every language of the site: it is marked, gathered, and translated."""

import re
from collections.abc import Iterator
from pathlib import Path

import jinja2
import pytest
from babel.messages.pofile import read_po

from backend.kit import messages
from backend.kit.languages import NAMED, OWN_NAMES, SOURCE

ROOT = messages.ROOT
# Rooms whose pages are still in English alone. It only ever gets shorter.
NOT_YET: set[str] = set()
# Read by programmers, in the language of the interface.
IN_ENGLISH = {"backend/kit/templates/api.html"}
ENVIRONMENT = jinja2.Environment(extensions=["jinja2.ext.i18n"])
NAMES = ("Anchorline", "Subject:")  # of the product; and of a heading that mail programs read
A_LETTER = re.compile(r"[^\W\d_]{2}")
SHOWN = re.compile(r"""(?:aria-label|alt|title|placeholder|data-label)="([^"]*)""")


def pages() -> Iterator[Path]:
    for path in sorted((ROOT / "backend").glob("*/templates/**/*")):
        if path.suffix in (".html", ".txt") and str(path.relative_to(ROOT)) not in IN_ENGLISH:
            yield path


def unmarked(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of what a template says without marking it."""
    marked = inside_tag = False
    statement: str | None = None  # its first name, once it is read
    in_call = False
    for line, kind, token in ENVIRONMENT.lex(source):
        if kind == "block_begin":
            statement = ""
        elif kind == "variable_begin":
            statement, in_call = "print", False
        elif kind == "name" and statement == "":
            statement = token
            marked = token in ("trans", "pluralize") or (marked and token != "endtrans")
        elif kind == "name":
            in_call = in_call or token in ("_", "gettext", "ngettext")
        elif kind == "operator" and token == ")":
            in_call = False
        elif kind == "string" and not in_call and " " in token and A_LETTER.search(token):
            yield line, token
        elif kind == "data" and not marked:
            visible, inside_tag = outside_tags(token, inside_tag)
            for found in (visible, *SHOWN.findall(token)):
                if A_LETTER.search(found) and found.strip() not in NAMES:
                    yield line, " ".join(found.split())


def outside_tags(text: str, inside: bool) -> tuple[str, bool]:
    """What of a piece of HTML is to be read, and whether it ends within a tag. inside: whether it begins in one."""
    read = ""
    for piece in re.split(r"([<>])", text):
        if piece in "<>" and piece:
            inside = piece == "<"
            read += " "
        elif not inside:
            read += re.sub(r"&\w+;", " ", piece)
    return read, inside


def room_of(path: Path) -> str:
    return path.relative_to(ROOT / "backend").parts[0]


@pytest.mark.parametrize(
    "path",
    [path for path in pages() if room_of(path) not in NOT_YET],
    ids=lambda path: str(path.relative_to(ROOT / "backend")),
)
def test_whatever_a_page_says_is_marked_for_translation(path: Path) -> None:
    assert list(unmarked(path.read_text(encoding="utf-8"))) == []


def test_no_room_waits_that_is_done() -> None:
    waiting = {room_of(path) for path in pages() if any(unmarked(path.read_text(encoding="utf-8")))}
    assert waiting == NOT_YET


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("<p>Some words</p>", ["Some words"]),
        ('<p>{{ _("Some words") }}</p>', []),
        ("<p>{% trans %}Some words{% endtrans %}</p>", []),
        ("{% trans %}One{% pluralize %}Many{% endtrans %} words", ["words"]),
        ('<nav aria-label="Some words"></nav>', ["Some words"]),
        ('<p>{{ "some words" if one else "others" }}</p>', ['"some words"']),
        ('<option value="{{ one }}" class="some class">{{ one }}</option>', []),
    ],
)
def test_what_is_not_marked_is_noticed(source: str, said: list[str]) -> None:
    assert [text for _, text in unmarked(source)] == said


@pytest.mark.parametrize("room", messages.rooms(), ids=lambda room: room.name)
@pytest.mark.parametrize("language", sorted(OWN_NAMES.keys() - {SOURCE}))
def test_every_sentence_of_a_room_is_translated(room: Path, language: str) -> None:
    assert messages.untranslated(messages.brought_up_to_date(room, language)) == []


@pytest.mark.parametrize("room", messages.rooms(), ids=lambda room: room.name)
def test_what_is_put_into_a_sentence_is_in_its_translation(room: Path) -> None:
    for path in room.glob("locales/*.po"):
        with path.open("rb") as file:
            for one in read_po(file):
                ids = [one.id] if isinstance(one.id, str) else list(one.id)
                said = [one.string] if isinstance(one.string, str) else list(one.string)
                facts = [set(re.findall(r"%\(\w+\)s", text)) for text in ids]
                for text in said if one.id else ():
                    assert set(re.findall(r"%\(\w+\)s", text)) in facts, (ids, text)
                    assert re.findall(r"<(\w+)", text) == re.findall(r"<(\w+)", ids[-1]) or "<" not in ids[-1], text


def test_rooms_agree_on_what_they_say_alike() -> None:
    for language in OWN_NAMES.keys() - {SOURCE}:
        said: dict[str, tuple[object, str]] = {}
        for room in messages.rooms():
            for one in messages.brought_up_to_date(room, language):
                if one.id:
                    string, where = said.setdefault(str(one.id), (one.string, room.name))
                    assert string == one.string, f"{one.id!r} in {where} and in {room.name}"


def test_things_have_the_same_names_in_every_language() -> None:
    assert {frozenset(names) for names in NAMED.values()} == {frozenset(NAMED[SOURCE])}
    assert NAMED.keys() == OWN_NAMES.keys()
