"""docs/guides: short, in the words people see, and every button and link they name is on a page."""

import html
import re
from pathlib import Path

import pytest

from backend.submissions.rules import Status
from docs.pictures.make import MOST_BYTES

ROOT = Path(__file__).parents[2]
GUIDES = sorted((ROOT / "docs/guides").glob("*.md"))
PAGES = "\n".join(html.unescape(page.read_text(encoding="utf-8")) for page in ROOT.glob("backend/*/templates/*.html"))
SHOWN = PAGES + " ".join(status.shown_as for status in Status)
MOST_LINES = 80
HOUSE_WORDS = re.compile(r"\b(deed|door|wall|walled|scope|threshold|room|tenant|upsert)s?\b", re.IGNORECASE)


def named(text: str) -> list[str]:
    """What stands in italics: the words on a button or a link."""
    return re.findall(r"(?<!\*)\*(?!\*)([^*\n]+)\*(?!\*)", text)


def not_on_a_page(text: str) -> list[str]:
    return [name for name in named(text) if name not in SHOWN]


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_a_guide_names_what_is_there_in_the_words_people_see(guide: Path) -> None:
    text = guide.read_text(encoding="utf-8")
    assert text.count("\n") <= MOST_LINES
    assert HOUSE_WORDS.findall(text) == []
    assert len(named(text)) > 2
    assert not_on_a_page(text) == []


def test_every_picture_taken_is_shown_with_words_for_it_and_loads_quickly() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (*GUIDES, ROOT / "README.md")]
    shown = {Path(link).name for text in texts for link in re.findall(r"!\[[^\]]{25,}\]\(([^)]+)\)", text)}
    taken = list((ROOT / "docs/pictures").glob("*.png"))
    assert shown == {one.name for one in taken}
    assert len(taken) == 12
    assert all(one.stat().st_size < MOST_BYTES for one in taken)


def test_a_guide_that_were_untrue_would_be_noticed() -> None:
    assert len(GUIDES) == 5
    assert not_on_a_page("Press *Make coffee*, then **Save** and *Accept*.") == ["Make coffee"]
    assert HOUSE_WORDS.findall("by the back door") == ["door"]
