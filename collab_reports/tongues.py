"""A report's own words in a reader's language, as far as a person translated them; beside the rest it says that nobody did.

Names and sentences are put in place of those that were written, each marked as of its language. What is made of them, such
as a chart's description, stays in the language of the report.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from markupsafe import Markup, escape

from collab_reports.edition import sha256
from collab_reports.wording import ASKED_FOR


@dataclass(frozen=True)
class Tongue:
    """language: as HTML names it. known: the SHA-256 of an original, and its translation. lacking: what is said beside a
    text that has none."""

    language: str
    known: frozenset[tuple[str, str]]
    lacking: str

    @cached_property
    def _by_original(self) -> Mapping[str, str]:
        return dict(self.known)

    def of(self, text: str) -> str:
        """Translated, or as it was written. Each line by itself, for lines become paragraphs."""
        found = self._by_original.get(sha256(text))
        if found is None:
            return text
        line = Markup('<span lang="{}" dir="auto">{}</span>')
        return Markup("\n").join(line.format(self.language, one) for one in found.split("\n"))

    def counted(self, text: str) -> str:
        """A definition, whose question stands behind it as it was asked."""
        counted, asked, question = text.partition(ASKED_FOR)
        return Markup("{}{}{}").format(self.of(counted), asked, question)

    def told(self, text: str) -> str:
        """The same, and said to be as it was written where it is."""
        if not text or sha256(text) in self._by_original:
            return self.of(text)
        return escape(text) + Markup(' <span class="quiet" lang="{}">({})</span>').format(self.language, self.lacking)


def put_in_place(data: dict[str, Any], tongue: Tongue) -> None:
    """data: an outline as plain data."""
    for one in _named(data):
        one["name"] = tongue.of(one["name"])
    for goal in data["goals"]:
        goal["aim"], goal["would_change"] = tongue.told(goal["aim"]), tongue.told(goal["would_change"])
    for section in data["sections"]:
        section["title"], section["introduction"] = tongue.of(section["title"]), tongue.told(section["introduction"])
        for figure in section["figures"]:
            figure["sentence"] = tongue.told(figure["sentence"])
            figure["facts"] = [(what, tongue.counted(text)) for what, text in figure["facts"]]
    for table in (data["glance"], data["goals_glance"], *(section["checklist"] for section in data["sections"])):
        for row in table["rows"] if table else ():
            row["head"] = tongue.of(row["head"])
    data["voices"] = [
        (tongue.of(question), [(member, tongue.told(words)) for member, words in said])
        for question, said in data["voices"]
    ]


def _named(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from data["goals"]
    for section in data["sections"]:
        yield from section["figures"]
