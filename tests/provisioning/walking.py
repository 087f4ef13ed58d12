"""The walks through the demonstration that the guides describe, and who goes them.

A line of a table: who one is, the page (an address, then the links to follow, in bold), and what is to be read there, in
quotation marks.
"""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

from tests.makers import Visitor

_LINE = re.compile(r"^\| (?P<who>[^|]+) \| `(?P<path>/[^`]*)`(?P<links>[^|]*) \| (?P<there>[^|]+) \|$", re.MULTILINE)
_LINK = re.compile(r'<a\b[^>]*\bhref="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_UNSEEN = re.compile(r"<(script|style|svg)\b.*?</\1>", re.DOTALL)
NOBODY = "nobody"


@dataclass(frozen=True)
class Step:
    """links: to follow from the page, by their words, or those they begin with and “…”. said: what is to be read there."""

    who: str
    path: str
    links: tuple[str, ...]
    said: tuple[str, ...]


def steps(guide: str) -> Iterator[Step]:
    for found in _LINE.finditer(guide):
        links = tuple(re.findall(r"\*\*([^*]+)\*\*", found["links"]))
        yield Step(found["who"], found["path"], links, tuple(re.findall(r"“([^”]+)”", found["there"])))


async def untrue(step: Step, people: Mapping[str, Visitor]) -> list[str]:
    """What the step says and is not so."""
    path = step.path
    for link in (*step.links, None):
        answer = await people[step.who].get(path, follow_redirects=True)
        if answer.status_code != 200:
            return [f"{step.who}: {path} answers {answer.status_code}"]
        if link is not None:
            href = _leading(answer.text, link)
            if href is None:
                return [f"{step.who}: {path} has no link “{link}”"]
            path = urljoin(path, href)
    text = _seen(answer.text)
    return [f"{step.who}: {path} does not say “{said}”" for said in step.said if said not in text]


def _leading(page: str, words: str) -> str | None:
    """Where the first link of these words goes; of those that begin so, where they end in dots."""
    begins = words.removesuffix("…")
    for href, text in _LINK.findall(page):
        seen = _seen(text)
        if seen == words or (begins != words and seen.startswith(begins)):
            return html.unescape(href)
    return None


def _seen(markup: str) -> str:
    bare = re.sub(r"<[^>]+>", " ", _UNSEEN.sub(" ", markup))
    return re.sub(r"\s+([.,:;])", r"\1", " ".join(html.unescape(bare).split()))


def guides() -> Mapping[str, str]:
    folder = Path(__file__).parents[2] / "docs/guides"
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.md"))}
