import io
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

import collab_reports
from collab_reports.edition import Edition
from collab_reports.edition import sha256 as fingerprint
from collab_reports.parts import Collaborative, Note, RosterMember, Voice
from collab_reports.pdf import Printed, print_edition
from tests.collab_reports.payloads import LONG_WORD, PAYLOADS, RIGHT_TO_LEFT_OVERRIDE
from tests.collab_reports.samples import MEMBERS, each_status, edition, figure, points, rich


@pytest.fixture(scope="module")
def printed() -> Printed:
    return print_edition(rich())


@pytest.fixture(scope="module")
def paper(printed) -> PdfReader:
    return PdfReader(io.BytesIO(printed.content))


def read(one: Edition) -> str:
    return words(PdfReader(io.BytesIO(print_edition(one).content)))


def words(paper: PdfReader) -> str:
    text = "".join(page.extract_text() for page in paper.pages)
    return "".join(text.replace("\N{ZERO WIDTH SPACE}", "").split())


def squeezed(text: str) -> str:
    return "".join(text.split())


def structure(paper: PdfReader) -> list[DictionaryObject]:
    """Every element of the tree a screen reader walks."""
    found, waiting = [], [paper.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        element = waiting.pop().get_object()
        if not isinstance(element, DictionaryObject):
            continue
        found.append(element)
        children = element.get("/K", [])
        children = children.get_object() if hasattr(children, "get_object") else children
        waiting += children if isinstance(children, list) else [children]
    return [element for element in found if "/S" in element]


def test_it_is_tagged_and_says_it_is_accessible(paper):
    root = paper.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert paper.metadata.title == "What our hospitals did for the neighbourhood"
    assert b"pdfuaid:part>1<" in root["/Metadata"].get_data()


def test_its_parts_are_headings_tables_and_pictures_with_words(paper):
    kinds = [element["/S"] for element in structure(paper)]
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/TD", "/Figure", "/Caption", "/TOC", "/Link"} <= set(kinds)
    pictures = [element for element in structure(paper) if element["/S"] == "/Figure"]
    assert len(pictures) == 6
    alternatives = [str(element["/Alt"]) for element in pictures]
    assert sum("Line chart of" in text for text in alternatives) == 4
    assert any("hidden to protect a member" in text for text in alternatives)


def test_its_date_is_the_day_of_release_and_no_clock(paper):
    assert paper.metadata.creation_date.date() == rich().released


def test_only_our_fonts_are_inside(paper):
    fonts = {font["/BaseFont"].split("+")[1] for page in paper.pages for font in _fonts(page)}
    assert fonts == {"NotoSans-Regular"}


def _fonts(page):
    return [font.get_object() for font in page["/Resources"].get("/Font", {}).values()]


def test_the_fingerprint_of_the_edition_is_in_the_colophon(paper):
    assert fingerprint(rich().to_json()) in words(paper)


def test_pages_are_numbered(paper):
    pages = len(paper.pages)
    assert all(f"Page{n}of{pages}" in squeezed(page.extract_text()) for n, page in enumerate(paper.pages, start=1))


def test_the_same_edition_is_the_same_bytes_here_and_in_another_process(printed):
    again = (
        "import sys; from hashlib import sha256; from collab_reports.edition import Edition;"
        "from collab_reports.pdf import print_edition;"
        "print(sha256(print_edition(Edition.from_json(sys.stdin.read())).content).hexdigest())"
    )
    root = Path(collab_reports.__file__).parent.parent
    ran = subprocess.run(
        [sys.executable, "-c", again], input=rich().to_json(), capture_output=True, text=True, cwd=root, check=True
    )
    assert print_edition(rich()).content == printed.content
    assert ran.stdout.strip() == sha256(printed.content).hexdigest()


def test_another_edition_is_other_bytes(printed):
    assert print_edition(rich().model_copy(update={"title": "Another"})).content != printed.content


def test_characters_no_font_has_are_listed_and_stand_in_and_others_are_shown(printed, paper):
    assert {one.name.split()[0] for one in printed.replaced} == {"ARABIC", "HEBREW"}
    assert "\N{REPLACEMENT CHARACTER}" in words(paper)
    assert all(squeezed(name) in words(paper) for name in MEMBERS)


def test_zero_missing_and_hidden_read_differently():
    said = [
        ("ZERO", "0 people"),
        ("REPORTED", "8,140 people"),
        ("ESTIMATED", "8,140 people estimated [e]"),
        ("NOT_AVAILABLE", "not available [x]"),
        ("NOT_APPLICABLE", "does not apply [z]"),
        ("WITHHELD", "not shared by the member [w]"),
        ("REPORTED_ELSEWHERE", "reported by the parent organization [p]"),
        ("SUPPRESSED", "hidden to protect a member [c]"),
    ]
    for one, (_, text) in zip(each_status(), said, strict=True):
        shown = read(edition(one))
        assert squeezed(text) in shown
        assert not [other for _, other in said if other not in text and squeezed(other) in shown]


@pytest.mark.parametrize("payload", [*PAYLOADS, RIGHT_TO_LEFT_OVERRIDE, LONG_WORD])
def test_what_people_write_is_shown_as_text_and_never_run(payload):
    hostile = edition(
        figure(
            payload,
            name=payload,
            sentence=payload,
            note=payload,
            formula=payload,
            series=points("1 8140"),
        ),
        figure("other"),
        title=payload,
        introduction=payload,
        disclosure_note=payload,
        contact=payload,
        methods=(Note(title=payload, text=payload),),
        members=(RosterMember(name=payload, note=payload),),
        collaborative=Collaborative(name=payload, slug="a", locale="en_GB", currency="GBP", strapline=payload),
    )
    shown = read(hostile)
    assert shown.count(squeezed(payload.replace("\u202e", "\N{REPLACEMENT CHARACTER}"))) >= 8
    assert "root:x:0" not in shown


@pytest.mark.parametrize("locale", ["en_US", "en_GB", "fr_FR", "es", "haw"])
def test_any_locale_prints_on_its_own_paper(locale):
    one = edition(figure(), collaborative=Collaborative(name="A", slug="a", locale=locale, currency="USD"))
    paper = PdfReader(io.BytesIO(print_edition(one).content))
    assert round(paper.pages[0].mediabox.width) == (612 if locale == "en_US" else 595)
    assert paper.trailer["/Root"]["/Lang"].lower() == locale.replace("_", "-").lower()


@pytest.mark.parametrize(
    "one",
    [
        edition(sections=()),
        edition(figure()),
        edition(figure(status="suppressed")),
        edition(figure(series=points("suppressed suppressed"), status="suppressed")),
        edition(figure(), sections=rich().sections[:1]),
    ],
)
def test_small_editions_print(one):
    assert print_edition(one).content.startswith(b"%PDF-1.7")


def test_members_words_are_printed_with_whose_they_are():
    text = read(edition(voices=(Voice(member="Ash", question="What we did", words="A bus line opened."),)))
    assert squeezed("In members’ own words") in text
    assert squeezed("A bus line opened.") in text
    assert "Ash" in text


@pytest.mark.parametrize("notes", range(2, 26))
def test_the_fingerprint_is_never_alone_on_a_page(notes: int):
    """However far down the page the report happens to end."""
    methods = tuple(Note(title=f"Note {number}", text="Said in one line.") for number in range(notes))
    one = edition(
        members=tuple(RosterMember(name=name) for name in ("Ash", "Birch", "Cedar")), methods=methods, contact=""
    )
    last = squeezed(PdfReader(io.BytesIO(print_edition(one).content)).pages[-1].extract_text())
    assert squeezed("Fingerprint of the figures") in last
    assert "Cedar" in last
