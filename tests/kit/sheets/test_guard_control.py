"""The control of the guard: with one rule switched off, the file it is for gets through. So each rule does its work."""

import pytest

from backend.kit.errors import Invalid
from backend.kit.sheets import contents, limits, parts
from backend.kit.sheets.tab_reader import Budget
from tests.kit.sheets import hostile, hostile_cells
from tests.kit.sheets.cases import streamed
from tests.kit.sheets.here import read_here
from tests.kit.sheets.xlsx_parts import book

BY_NAME = {case.name: case for case in (*hostile.FILES, *hostile_cells.FILES)}


@pytest.mark.parametrize(
    ("without", "file"),
    [
        ("few", "ten thousand parts"),
        ("well_named", "a name that climbs out"),
        ("well_named", "a name that is there twice"),
        ("plainly_packed", "a part packed another way"),
        ("without_harm", "macros"),
        ("without_harm", "macros of 1992"),
        ("without_harm", "another workbook"),
        ("without_harm", "a connection"),
        ("without_harm", "a control"),
        ("small_and_plain", "a zip inside"),
        ("small_and_plain", "a declaration nobody reads"),
        ("small_and_plain", "a declaration in UTF-16"),
    ],
)
def test_without_its_rule_a_file_gets_through(without: str, file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    content = BY_NAME[file].build() if file != "a declaration in UTF-16" else book({"xl/theme/a.xml": UTF_16})
    with pytest.raises(Invalid):
        read_here(content)
    monkeypatch.setattr(parts, "RULES", [rule for rule in parts.RULES if rule.__name__ != without])
    assert read_here(content).tabs[0].text(1, 1) == "1"


UTF_16 = hostile.OUTSIDE.encode("utf-16")


@pytest.mark.parametrize("blind", ["small_by_its_own_word", "small_and_plain"])
def test_a_bomb_is_stopped_by_its_word_and_by_its_count(blind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    content = streamed("xl/comments1.xml", hostile.comments(12))
    kept = [rule for rule in parts.RULES if rule.__name__ != blind]
    monkeypatch.setattr(parts, "RULES", kept)
    with pytest.raises(Invalid, match="unpacks to more"):
        read_here(content)
    neither = [rule for rule in kept if "small" not in rule.__name__]
    monkeypatch.setattr(parts, "RULES", neither)
    assert read_here(content).tabs[0].text(1, 1) == "1"


@pytest.mark.parametrize(
    ("rule", "file"),
    [("_refuse_by_type", "a macro workbook by another name"), ("_refuse_by_links", "a picture fetched")],
)
def test_without_its_look_at_the_contents_a_file_gets_through(
    rule: str, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Invalid):
        read_here(BY_NAME[file].build())
    monkeypatch.setattr(contents, rule, lambda _: None)
    assert read_here(BY_NAME[file].build()).tabs[0].text(1, 1) == "1"


@pytest.mark.parametrize(
    ("limit", "file"),
    [
        ("MOST_ROWS", "a cell below the last row"),
        ("MOST_COLUMNS", "a cell right of the last column"),
        ("MOST_MERGED", "thirty thousand merged blocks"),
        ("MOST_STYLES", "a hundred thousand styles"),
        ("LONGEST_TEXT", "a text of 40,000 characters"),
        ("DEEPEST", "a hundred thousand elements deep"),
    ],
)
def test_without_its_limit_a_file_gets_through(limit: str, file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    content = BY_NAME[file].build()
    with pytest.raises(Invalid):
        read_here(content)
    monkeypatch.setattr(limits, limit, 2_000_000)
    assert read_here(content).tabs


def test_cells_are_counted_over_all_tabs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.kit.sheets.tab_reader.limits.MOST_CELLS", 1)
    monkeypatch.setattr("backend.kit.sheets.xlsx.Budget", lambda: Budget(1))
    with pytest.raises(Invalid) as refusal:
        read_here(book())
    assert (refusal.value.problems[0].where, refusal.value.problems[0].code) == ("S!B1", "sheet.cells")
