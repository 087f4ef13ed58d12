"""A printed report, read aloud: tagged, in order, nothing left out, every picture in words."""

import io

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, NameObject, TextStringObject

from collab_reports.edition import Edition
from collab_reports.pdf import print_edition
from tests.collab_reports.goal_samples import goal
from tests.collab_reports.reading_aloud import Aloud
from tests.collab_reports.samples import edition, figure, rich


@pytest.fixture(scope="module")
def aloud() -> Aloud:
    return Aloud(print_edition(rich()).content)


@pytest.mark.parametrize("one", [rich(), edition(figure(), goals=(goal(),)), edition(sections=())])
def test_no_report_has_a_fault(one: Edition):
    assert Aloud(print_edition(one).content).faults() == []


def test_headings_are_read_in_the_order_of_the_report(aloud: Aloud):
    read = [words for _, words in aloud.headings()]
    wanted = [name for part in rich().sections for name in (part.title, *(one.name for one in part.figures))]
    places = [read.index(words) for words in wanted]
    assert places == sorted(places)
    assert read.index("At a glance") < places[0]


def test_each_picture_is_read_below_the_heading_that_it_shows(aloud: Aloud):
    heading, shown = "", 0
    for kind, held in aloud.parts:
        if kind == "/H2":
            heading = str(held["/T"])
        elif kind == "/Figure" and str(held["/Alt"]).startswith("Line chart of"):
            assert heading in str(held["/Alt"])
            shown += 1
    assert shown >= 4


# ---- The reader of tests finds what is wrong -------------------------------------------------------------------------


def spoilt(spoil) -> Aloud:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(print_edition(rich()).content)))
    spoil(writer)
    made = io.BytesIO()
    writer.write(made)
    return Aloud(made.getvalue())


def elements(writer: PdfWriter, kind: str) -> list:
    found, waiting = [], [writer.root_object["/StructTreeRoot"]]
    while waiting:
        one = waiting.pop().get_object()
        if not hasattr(one, "get"):
            continue
        found += [one] if one.get("/S") == kind else []
        below = one.get("/K", [])
        below = below.get_object() if hasattr(below, "get_object") else below
        waiting += below if isinstance(below, list) else [below]
    return found


def test_a_picture_without_words_is_found():
    def spoil(writer):
        elements(writer, "/Figure")[0][NameObject("/Alt")] = TextStringObject(" ")

    assert spoilt(spoil).faults() == ["a picture has no words in its place"]


def test_what_is_read_in_a_wrong_place_is_found():
    def spoil(writer):
        [document] = elements(writer, "/Document")
        document[NameObject("/K")] = ArrayObject(list(reversed(document["/K"])))

    assert any("is read after" in fault for fault in spoilt(spoil).faults())


def test_what_is_never_read_is_found():
    def spoil(writer):
        [document] = elements(writer, "/Document")
        document[NameObject("/K")] = ArrayObject(list(document["/K"])[:-1])

    assert any("not read once" in fault for fault in spoilt(spoil).faults())


def test_a_file_without_title_language_or_tags_is_found():
    def spoil(writer):
        del writer.root_object["/Lang"], writer.root_object["/MarkInfo"], writer.root_object["/ViewerPreferences"]
        writer.metadata = None

    assert spoilt(spoil).faults()[:4] == [
        "it is not tagged", "it says no language", "it has no title",
        "its file name would be read in place of its title",
    ]  # fmt: skip
