import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from collab_reports.html import STATIC, fragment, print_edition
from collab_reports.parts import Collaborative, Note, RosterMember, Voice
from tests.collab_reports.payloads import LONG_WORD, PAYLOADS, RIGHT_TO_LEFT_OVERRIDE
from tests.collab_reports.samples import RIGHT_TO_LEFT, each_status, edition, figure, rich

VOID = {"meta", "link", "br"}


class Page(HTMLParser):
    """What a listener meets: tags with their attributes, and the words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        assert self.open == [], "every tag is closed"

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)

    def all(self, name: str) -> list[dict[str, str | None]]:
        return [attrs for tag, attrs in self.tags if tag == name]

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(print_edition(rich()).decode())


def test_the_page_names_its_language_title_and_landmarks(page):
    assert page.all("html")[0]["lang"] == "en-GB"
    assert len(page.all("main")) == len(page.all("h1")) == 1
    title = "What our hospitals did for the neighbourhood, 2026 Q3 – Three Rivers Anchor Collaborative"
    assert page.text.startswith(title)
    assert page.all("nav")[0]["aria-labelledby"]


def test_headings_go_down_one_step_at_a_time(page):
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_every_table_has_a_caption_and_scoped_heads(page):
    assert len(page.all("caption")) == len(page.all("table")) > 5
    assert all(head.get("scope") in ("row", "col") for head in page.all("th"))


def test_every_id_is_there_once_and_every_link_and_label_leads_to_one(page):
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(set(ids)) == len(ids)
    links = [attrs["href"].removeprefix("#") for attrs in page.all("a")]
    labels = [one for _, attrs in page.tags for one in attrs.get("aria-labelledby", "").split()]
    assert set(links) | set(labels) <= set(ids)


def test_nothing_on_the_page_needs_more_than_a_strict_policy_allows(page):
    assert not page.all("script")
    assert not page.all("style")
    assert not any(name == "style" or name.startswith("on") for _, attrs in page.tags for name in attrs)
    assert [attrs["href"] for attrs in page.all("link")] == ["/static/report.css"]
    assert not any("src" in attrs for _, attrs in page.tags)


def test_the_stylesheet_is_the_only_thing_loaded_and_its_address_may_differ():
    assert b'href="/there.css"' in print_edition(rich(), stylesheet="/there.css")
    css = (STATIC / "report.css").read_text()
    assert "url(" not in css
    assert "@import" not in css


def test_zero_missing_and_hidden_read_differently():
    shown = [" ".join(Page(fragment(edition(one))).text.split()) for one in each_status()]
    said = [
        "0 people",
        "8,140 people",
        "8,140 people estimated [e]",
        "not available [x]",
        "does not apply [z]",
        "not shared by the member [w]",
        "reported by the parent organization [p]",
        "hidden to protect a member [c]",
    ]
    for text, words in zip(shown, said, strict=True):
        assert words in text
        assert not [other for other in said if other not in words and other in text]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_people_write_is_shown_as_they_wrote_it(payload):
    hostile = edition(
        figure(payload, name=payload, sentence=payload, note=payload),
        title=payload,
        introduction=payload,
        disclosure_note=payload,
        contact=payload,
        methods=(Note(title=payload, text=payload),),
        members=(RosterMember(name=payload),),
        collaborative=Collaborative(name=payload, slug="a", locale="en_GB", currency="GBP", strapline=payload),
    )
    page = Page(print_edition(hostile).decode())
    assert page.text.count(" ".join(payload.split())) >= 8
    assert not page.all("script")
    assert not page.all("img")


def test_a_character_that_turns_the_text_round_is_made_visible():
    page = Page(fragment(edition(figure(name=RIGHT_TO_LEFT_OVERRIDE))))
    assert "abc\N{REPLACEMENT CHARACTER}def" in page.text
    assert "\u202e" not in page.text


def test_names_written_from_right_to_left_keep_to_themselves(page):
    text = print_edition(rich()).decode()
    assert all(f"<bdi>{name}</bdi>" in text for name in RIGHT_TO_LEFT)


def test_a_long_word_is_whole():
    assert LONG_WORD in Page(fragment(edition(figure(name=LONG_WORD)))).text


def test_the_same_edition_is_the_same_bytes():
    assert print_edition(rich()) == print_edition(rich())


def test_the_smallest_edition_prints():
    assert [len(Page(fragment(one)).all("table")) for one in (edition(sections=()), edition(figure()))] == [0, 0]


def test_members_words_stand_under_their_question_with_whose_they_are():
    said = [
        Voice(member=name, question="What we did", words="A bus line.\nIt runs <daily>.") for name in ("Ash", "Elm")
    ]
    page = Page(fragment(edition(voices=tuple(said))))
    words = " ".join(" ".join(page.words).split())
    assert "In members’ own words What we did" in words
    assert words.count("It runs <daily>.") == 2
    assert words.index("Ash") < words.index("Elm")
    assert "own words" not in fragment(edition())
