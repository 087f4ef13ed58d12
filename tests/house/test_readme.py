"""README.md is true: what it links to is there, its commands are commands, and its pictures load quickly."""

import re
from pathlib import Path

from docs.pictures.make import MOST_BYTES

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


def links(text: str) -> set[str]:
    return set(re.findall(r"\]\(([^)]+)\)", text))


def absent(text: str) -> list[str]:
    return sorted(link for link in links(text) if not (ROOT / link).exists())


def targets(makefile: str) -> set[str]:
    return set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))


def not_made(text: str) -> set[str]:
    return set(re.findall(r"\bmake ([a-z-]+)", text)) - targets((ROOT / "Makefile").read_text())


def test_what_it_links_to_is_there() -> None:
    assert len(links(TEXT)) > 7
    assert absent(TEXT) == []
    assert absent("[x](docs/nothing.md)") == ["docs/nothing.md"]


def test_its_commands_are_commands() -> None:
    assert not_made(TEXT) == set()
    assert not_made("`make coffee`") == {"coffee"}


def test_its_pictures_load_quickly() -> None:
    pictures = [ROOT / link for link in links(TEXT) if link.endswith(".png")]
    assert len(pictures) == 2
    assert all(picture.stat().st_size < MOST_BYTES for picture in pictures)
    assert all(
        re.search(rf"!\[[^\]]{{30,}}\]\({re.escape(picture.relative_to(ROOT).as_posix())}\)", TEXT)
        for picture in pictures
    )
