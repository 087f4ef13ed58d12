"""A report as a reader of another language has it, as far as people translated it; beside the rest it says that nobody did.

Its names and sentences are put in place before it is laid out, so that charts and tables say them as well; what reports
say in words of their own comes in the reader's language by itself (`phrases`).
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from markupsafe import Markup

from collab_reports.edition import Edition, sha256
from collab_reports.phrases import phrase
from collab_reports.wording import ASKED_FOR, OWN

# Parts of an Edition that people wrote or read as sentences; the others are codes, names of kinds, numbers and days.
_WORDS = frozenset(
    {
        "aim", "answer", "answered_by", "break_note", "counted", "coverage", "disclosure_note", "each", "exclusions",
        "formula", "hidden_reason", "inclusions", "introduction", "legend", "measured_by", "name", "note", "place",
        "question", "reason", "says", "sentence", "source", "strapline", "text", "title", "words", "would_change",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Tongue:
    """locale: the reader's. original: the language it was written in, as HTML names it. known: the SHA-256 of an original,
    and its translation. lacking: what is said beside a text that has none."""

    locale: str
    original: str
    known: frozenset[tuple[str, str]]
    lacking: str

    @cached_property
    def _by_original(self) -> Mapping[str, str]:
        return dict(self.known)

    @cached_property
    def _said(self) -> frozenset[str]:
        return frozenset(self._by_original.values())

    def of(self, edition: Edition) -> Edition:
        """With every text that is translated in its place."""
        return Edition.from_json(json.dumps(self._put(json.loads(edition.to_json()))))

    def _put(self, part: Any, name: str = "") -> Any:
        if isinstance(part, dict):
            return {key: self._put(one, key) for key, one in part.items()}
        if isinstance(part, list):
            return [self._put(one, name) for one in part]
        return self._text(part) if name in _WORDS and isinstance(part, str) else part

    def _text(self, text: str) -> str:
        """A definition has its question behind it, as it was asked."""
        counted, asked, question = text.partition(ASKED_FOR)
        if asked:
            return f"{self._text(counted)}{phrase(ASKED_FOR, self.locale)}{question}"
        return self._by_original.get(sha256(text), text)

    def told(self, text: str) -> str:
        """As it is in its place, and said to be as it was written where it is."""
        if not text or text in self._said:
            return text
        line = Markup('<span lang="{}" dir="auto">{}</span>')  # each line by itself, for lines become paragraphs
        said = Markup("\n").join(line.format(self.original, one) for one in text.split("\n"))
        return said + Markup(' <span class="quiet">({})</span>').format(self.lacking)

    def named(self, text: str) -> str:
        """The same, where it is said nearby that it is not translated."""
        return text if text in self._said else Markup('<span lang="{}">{}</span>').format(self.original, text)

    def counted(self, text: str) -> str:
        counted, asked, question = text.partition(phrase(ASKED_FOR, self.locale))
        return Markup("{}{}{}").format(self.named(counted), asked, self.named(question)) if asked else self.named(text)


def mark(data: dict[str, Any], tongue: Tongue) -> None:
    """data: the outline of what `Tongue.of` made, as plain data."""
    own = {phrase(what, tongue.locale) for what in OWN}
    for one in _named(data):
        one["name"] = tongue.named(one["name"])
    for goal in data["goals"]:
        for part in ("aim", "sentence", "would_change"):
            goal[part] = tongue.told(goal[part])
    for section in data["sections"]:
        section["title"], section["introduction"] = tongue.told(section["title"]), tongue.told(section["introduction"])
        for figure in section["figures"]:
            figure["sentence"] = tongue.told(figure["sentence"])
            figure["facts"] = [(what, tongue.counted(text) if what in own else text) for what, text in figure["facts"]]
    data["remark"] = phrase("What people have not translated yet stands here as it was written.", tongue.locale)
    data["introduction"] = tongue.told(data["introduction"])
    data["disclosure_note"] = tongue.told(data["disclosure_note"])
    data["methods"] = [(tongue.named(title), tongue.told(text)) for title, text in data["methods"]]
    data["voices"] = [
        (tongue.told(question), [(member, tongue.told(words)) for member, words in said])
        for question, said in data["voices"]
    ]


def _named(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from data["goals"]
    for section in data["sections"]:
        yield from section["figures"]
