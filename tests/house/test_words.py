"""One word per thing: docs/words.md is read, and the code, the pages, the letters and the errors are held to it."""

import ast
import re

import pytest

from backend.disclosure.figures import Audience
from backend.kit.db import ALL_AUDIENCES, Base
from backend.kit.errors import Severity
from backend.members.rules import MEMBER_ROLES, OF_THE_BACKBONE, Role
from backend.migrations import run
from backend.submissions.rules import State, Status
from collab_reports.parts import Status as PrintedStatus
from tests.house import words

# Words that stand under "not" and have another, plain meaning of their own, in the code or on a page.
OTHERWISE = {
    "account": "the page of one's own settings",
    "dimension": "of a unit",
    "entity": "of XML",
    "field": "of a form, of a class",
    "flags": "of a command, of a regular expression",
    "form": "what one fills in",
    "health": "hospitals are about it; /health/live",
    "null": "of SQL",
    "query": "of SQL",
    "region": "a part of a country",
    "report": "what is printed",
    "response": "of HTTP",
    "snapshot": "of a file",
    "template": "of a page",
    "team": "people at work",
    "pledge": "what a commitment is shown as",
    "survey": "of wages",
    "company": "in a name",
    "seed": "of a draw",
    "fixture": "of a test",
}
# Names that other programs chose.
FOREIGN = {"user agent"}
# Files of the ground floor that speak of the operating system, whose users are users.
OF_THE_SYSTEM = re.compile(r"backend/kit/(postgres|pg_\w+)\.py")


def strangers(name: str) -> list[str]:
    """Refused words in a name, e.g. `org` in `org_id`."""
    spoken = words.in_words(name)
    return [] if spoken in FOREIGN else words.found(words.refused() - OTHERWISE.keys(), spoken)


def test_no_name_in_the_code_is_a_refused_word() -> None:
    assert [
        f"{words.place(path)}: {name} has {stranger}"
        for path in words.sources()
        if not OF_THE_SYSTEM.fullmatch(words.place(path))
        for name in words.names(ast.parse(path.read_text(encoding="utf-8")))
        for stranger in strangers(name)
    ] == []


@pytest.mark.parametrize(
    "line",
    ["org_id = 1", "class Tenant: ...", "def f(users): ...", "self.metric = 1", "def kpis(): ...", "data_point = 1"],
)
def test_a_refused_name_is_noticed(line: str) -> None:
    assert [stranger for name in words.names(ast.parse(line)) for stranger in strangers(name)]


def test_names_that_only_sound_alike_are_let_be() -> None:
    for name in ("organization_id", "user_agent", "geometry", "coverage", "origin"):
        assert strangers(name) == []


def test_every_excuse_is_for_a_word_that_is_refused() -> None:
    assert OTHERWISE.keys() <= words.refused()


# ---- On screen -------------------------------------------------------------------------------------------------------

ON_SCREEN_NEVER = {
    *words.house_words(),
    *(words.refused() - OTHERWISE.keys() - {"ticket"}),
    "restatement",
    "suppressed",
    "vintage",
    "blueprint",
    "turn the curve",
}


def test_no_page_or_letter_speaks_the_house_s_words() -> None:
    assert words.templates()
    assert [
        f"{words.place(path)}: {word}"
        for path in words.templates()
        for word in words.found(ON_SCREEN_NEVER, words.visible(path.read_text(encoding="utf-8")))
    ] == []


@pytest.mark.parametrize(
    "text",
    [
        "<p>Come to the door.</p>",
        '<img alt="Rooms">',
        "{{ 'x' }} Your scope is {{ scope }}.",
        '{{ "the tenant is gone" if x }}',
        "Dear user,\n\nwelcome",
        "<td>suppressed</td>",
    ],
)
def test_a_house_word_on_a_page_is_noticed(text: str) -> None:
    assert words.found(ON_SCREEN_NEVER, words.visible(text))


def test_what_nobody_reads_is_not_looked_at() -> None:
    silent = '{# door #}{% if scope %}<a class="room" href="/wall">{{ door.scope }} outdoors</a>{% endif %}'
    assert words.found(ON_SCREEN_NEVER, words.visible(silent)) == []


def test_no_error_or_menu_speaks_them_either() -> None:
    assert [
        f"{words.place(path)}: {sentence!r} has {word}"
        for path in words.sources()
        if not OF_THE_SYSTEM.fullmatch(words.place(path))
        for sentence in words.sentences(ast.parse(path.read_text(encoding="utf-8")))
        for word in words.found(ON_SCREEN_NEVER, sentence)
    ] == []


def test_a_house_word_in_an_error_is_noticed() -> None:
    told = words.sentences(ast.parse('raise Refused("The door is shut.")\nf(Problem("where", message=f"no {x} wall"))'))
    assert [words.found(ON_SCREEN_NEVER, sentence) for sentence in told] == [["door"], ["wall"]]
    assert list(words.sentences(ast.parse('log.info("door"); Entry("Home", "/door")'))) == ["Home"]


# ---- Words that are values -------------------------------------------------------------------------------------------


def test_statuses_states_roles_and_audiences_are_those_of_the_page() -> None:
    *stated, hidden = words.coded("status of a value")
    assert set(Status) == set(stated)
    assert hidden == "suppressed"
    assert set(State) == set(words.coded("state of a submission"))
    assert list(ALL_AUDIENCES) == list(Audience) == words.coded("audience")
    assert list(Severity) == words.coded("check")
    assert set(words.coded("backbone")) == OF_THE_BACKBONE
    assert set(words.coded("member")) == MEMBER_ROLES
    assert set(Role) == OF_THE_BACKBONE | MEMBER_ROLES | set(words.coded("partner"))


def test_printers_know_the_same_statuses_and_the_one_of_output() -> None:
    assert set(PrintedStatus) == set(words.coded("status of a value"))


def allowed(table: str, column: str) -> set[str]:
    """What the table's own check lets into the column."""
    checks = [str(check.sqltext) for check in run.TARGET.tables[table].constraints if hasattr(check, "sqltext")]
    (text,) = [text for text in checks if text.startswith(f"{column} in (")]
    return set(re.findall(r"'(\w+)'", text))


@pytest.mark.parametrize(
    ("table", "column", "known"),
    [
        ("submissions", "state", set(State)),
        ("entries", "status", set(Status)),
        ("accepted_values", "status", set(Status)),
        ("roles", "role", set(Role)),
        ("editions", "audience", set(ALL_AUDIENCES)),
        ("edition_files", "audience", set(ALL_AUDIENCES)),
    ],
)
def test_the_database_lets_in_the_same_words(table: str, column: str, known: set[str]) -> None:
    assert table in Base.metadata.tables
    assert allowed(table, column) == known
