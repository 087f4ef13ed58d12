"""docs/decisions: a page each, in the form docs/habits.md gives, kept by tests that are there, found by their number."""

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs/decisions"
PAGES = sorted(FOLDER.glob("*.md"))
PARTS = ("Context", "Decision", "Consequences", "Considered", "Kept by")
MOST_LINES = 40


def faults(name: str, text: str) -> list[str]:
    """What is not as the habit says."""
    number = name[:4]
    found = [
        *([] if re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", name) else ["its name is no number and words"]),
        *([] if text.startswith(f"# {number} ") else ["its title does not begin with its number"]),
        *(
            []
            if re.match(r"#.+\nStatus: \w+, \d{4}-\d\d-\d\d\.  Area: .+\.\n\n", text)
            else ["no status, day and area"]
        ),
        *([] if text.count("\n") <= MOST_LINES else ["longer than a page"]),
    ]
    at = [text.find(f"\n{part}: ") for part in PARTS]
    if -1 in at:
        found.append(f"without {', '.join(part for part, place in zip(PARTS, at, strict=True) if place < 0)}")
    elif at != sorted(at):
        found.append("its parts are out of order")
    kept_by = re.findall(r"tests/[\w/.]*\w/?", text.rpartition("\nKept by: ")[2])
    found += [f"kept by {path}, which is not there" for path in kept_by if not (ROOT / path).exists()]
    return found if kept_by else [*found, "no test keeps it"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_decision_is_one_page_in_the_form_of_the_habit(page: Path) -> None:
    assert faults(page.name, page.read_text(encoding="utf-8")) == []


def test_numbers_are_given_once_and_none_is_left_out() -> None:
    numbers = [int(page.name[:4]) for page in PAGES]
    assert [number for number, times in Counter(numbers).items() if times > 1] == []
    assert numbers == list(range(1, len(PAGES) + 1))


def cited(text: str) -> set[str]:
    return set(re.findall(r"decisions?[/ ](0\d{3})", text))


def test_what_the_code_and_the_docs_cite_is_there() -> None:
    files = [path for folder in ("backend", "tenants", "collab_reports", "tests", "docs") for path in
             (ROOT / folder).rglob("*") if path.suffix in (".py", ".md", ".toml", ".html")]  # fmt: skip
    known = {page.name[:4] for page in PAGES}
    found = {number for path in files if path != Path(__file__) for number in cited(path.read_text(encoding="utf-8"))}
    assert found
    assert found <= known


def test_a_page_out_of_form_would_be_noticed() -> None:
    sound = PAGES[0].read_text(encoding="utf-8")
    assert faults(PAGES[0].name, sound) == []
    assert faults("0001-x.md", sound.replace("Considered: ", "By the way: ")) == ["without Considered"]
    assert faults("0002-x.md", sound) == ["its title does not begin with its number"]
    assert faults("0001-x.md", re.sub(r"tests/\S+\w", "tests/house/test_luck.py", sound)) == [
        "kept by tests/house/test_luck.py, which is not there"
    ]
    assert "longer than a page" in faults("0001-x.md", sound + "\n" * 50)
    assert cited("see docs/decisions/0099 and decision 0098") == {"0099", "0098"}
