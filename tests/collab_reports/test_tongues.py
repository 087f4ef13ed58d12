"""A report drawn for a reader of another language: what it says itself in theirs, what people wrote as far as translated."""

import re

from babel.messages.pofile import read_po

from collab_reports import phrases
from collab_reports.edition import Edition, sha256
from collab_reports.html import fragment
from collab_reports.outline import outline
from collab_reports.tongues import Tongue
from tests.collab_reports.samples import rich

LACKING = "aún sin traducir"


def spanish(**known: str) -> Tongue:
    return Tongue("es_US", "en", frozenset((sha256(text), said) for text, said in known.items()), LACKING)


def said_in(edition: Edition, tongue: Tongue | None = None) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", fragment(edition, tongue)))


def test_a_report_says_nothing_of_its_own_in_english_to_a_reader_of_spanish() -> None:
    """Every one of its sentences that stands in the English one as it is."""
    with (phrases.LOCALES / "es.po").open("rb") as file:
        sentences = [
            one.id
            for one in read_po(file)
            if isinstance(one.id, str) and one.id.strip().count(" ") and "%(" not in one.id
        ]
    english, drawn = said_in(rich()), said_in(rich(), spanish())
    said = [one for one in sentences if one in english]
    assert len(said) > 20
    assert [one for one in said if one in drawn] == []
    assert '<article class="report" lang="es-US"' in fragment(rich(), spanish())


def test_what_is_translated_stands_in_charts_and_tables_too_and_what_is_signed_is_the_original() -> None:
    edition = rich()
    figure = next(one for one in edition.figures if one.splits)
    split, row = figure.splits[0], figure.splits[0].rows[0]
    tongue = spanish(**{figure.name: "Una cifra", split.name: "un desglose", row.name: "una parte"})
    drawn = fragment(edition, tongue)
    assert drawn.count("Una cifra, por un desglose") > 1
    assert "una parte" in drawn
    assert f">{figure.name}<" not in drawn
    assert sha256(edition.to_json()) in drawn


def test_what_nobody_translated_says_so() -> None:
    section = rich().sections[0]
    drawn = fragment(rich(), spanish())
    assert f'<span lang="en" dir="auto">{section.title}</span> <span class="quiet">({LACKING})</span>' in drawn
    counted = next(one.definition.inclusions for one in rich().figures if one.definition.inclusions)
    assert f'<dt>Qué se cuenta</dt><dd><span lang="en">{counted}</span></dd>' in drawn
    told = fragment(rich(), spanish(**{section.title: "Un apartado"}))
    assert f">{section.title}<" not in told
    assert "Un apartado" in told
    assert LACKING not in fragment(rich())


def test_the_outline_is_the_same_in_the_language_of_the_report() -> None:
    assert outline(rich()) == outline(rich(), rich().collaborative.locale)
