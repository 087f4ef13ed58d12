"""The workbook of an Edition: every disclosed number and no other, texts that stay texts, the same bytes each time."""

import io
import shutil
import subprocess
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from collab_reports import xlsx
from collab_reports.edition import Edition
from collab_reports.parts import Amount, Note, SameMembers, Status, Voice, plain
from collab_reports.statuses import READINGS
from collab_reports.tidy import COLUMNS
from tests.collab_reports.goal_samples import CONTEXT, GOALS
from tests.collab_reports.samples import edition, energy, figure, points, rich

FORMULAS = ("=1+1", "+1", "-1+2", "@SUM(A1)", "https://example.org", "007", "1,000", "TRUE", "12/11")


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def rows(book: Any, name: str) -> list[dict[str, Any]]:
    head, *body = book[name].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in body]


def amounts(of: Edition) -> Counter[tuple[str, str, str]]:
    """Figure, status and exact number of every amount a reader of the Edition sees; this period's once."""

    def told(code: str, amount: Amount) -> tuple[str, str, str]:
        return code, READINGS[amount.status].words, "" if amount.value is None else plain(amount.value)

    found: Counter[tuple[str, str, str]] = Counter()
    for one in of.figures:
        earlier = [point for point in one.series if point.period.start != of.period.start]
        same = one.same.series if one.same else ()
        every = [one, *earlier, *same, *one.parts, *(row for split in one.splits for row in split.rows)]
        found.update(told(one.code, amount) for amount in every)
    return found


def resaved(content: bytes, folder: Path) -> bytes:
    """As LibreOffice computes and writes it."""
    source = folder / "report.xlsx"
    source.write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    into = folder / "saved"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(into), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (into / "report.xlsx").read_bytes()


def tricky() -> Edition:
    """The richest report, with texts that look like formulas, links and numbers wherever a text may stand."""
    one = rich()
    methods = tuple(Note(title=text, text=text) for text in FORMULAS)
    voices = tuple(Voice(member=text, question=text, words=text) for text in FORMULAS)
    told = {"methods": methods, "voices": voices, "title": "=1+1", "goals": GOALS, "context": CONTEXT}
    return Edition.model_validate_json(one.model_copy(update=told).to_json())


@pytest.mark.parametrize("through", ["as printed", "through LibreOffice"])
def test_every_disclosed_number_is_in_it_and_no_other(tmp_path: Path, through: str) -> None:
    if through != "as printed" and not shutil.which("soffice"):
        pytest.skip("LibreOffice (soffice) is not on this machine")
    wanted = tricky()
    content = xlsx.print_edition(wanted)
    book = opened(content if through == "as printed" else resaved(content, tmp_path))
    data = rows(book, "Data")
    assert list(data[0]) == list(COLUMNS)
    assert Counter((row["figure"], row["status"], row["exactly"] or "") for row in data) == amounts(wanted)
    for row in data:
        assert (row["value"] is None) == (row["exactly"] is None)
        assert row["value"] is None or Decimal(str(row["value"])) == Decimal(row["exactly"])
        assert row["first_day"].date() < row["last_day"].date()
    assert not any(cell.data_type == "f" for tab in book for line in tab.iter_rows() for cell in line)
    assert [(row["about"], row["text"]) for row in rows(book, "Method")][: len(FORMULAS)] == [(t, t) for t in FORMULAS]
    assert [row["words"] for row in rows(book, "In their own words")] == list(FORMULAS)
    assert {cell.data_type for line in book["Method"].iter_rows() for cell in line} == {"s"}


def test_shared_goals_and_other_sources_are_told_number_by_number() -> None:
    book = opened(xlsx.print_edition(tricky()))
    figures = rows(book, "Goal figures")
    for goal in GOALS:
        own = [row for row in figures if row["goal"] == goal.code]
        path = [(row["kind"], row["exactly"]) for row in own if row["kind"] != "figure"]
        assert path == [(mark.role, plain(mark.value)) for mark in goal.marks]
        reached = [(row["label"], row["status"], row["exactly"] or "") for row in own if row["kind"] == "figure"]
        assert reached == [
            (one.label, READINGS[one.status].words, "" if one.value is None else plain(one.value))
            for one in goal.figures
        ]
    assert [(row["goal"], row["version"]) for row in rows(book, "Shared goals")] == [
        (goal.code, version.version) for goal in GOALS for version in goal.versions
    ]
    others = rows(book, "Other sources")
    assert [(row["series"], row["label"], row["exactly"]) for row in others] == [
        (series.code, one.label, plain(one.value))
        for series in CONTEXT
        for one in series.points
        if one.value is not None
    ]
    assert all(row["source"] for row in others)
    assert not {row["series"] for row in others} & {row["figure"] for row in rows(book, "Data")}


def test_the_trend_over_the_same_members_is_told_apart() -> None:
    trend = energy().series
    same = SameMembers(members=6, series=tuple(point.model_copy(update={"value": Decimal(7)}) for point in trend))
    data = rows(opened(xlsx.print_edition(edition(energy().model_copy(update={"same": same})))), "Data")
    assert [row["exactly"] for row in data if row["kind"] == "same members"] == ["7"] * len(trend)
    assert [row["period"] for row in data if row["kind"] == "total"] == [point.period.label for point in trend]


def test_the_five_ways_of_having_no_number_differ_from_each_other_and_from_zero() -> None:
    book = opened(xlsx.print_edition(rich()))
    data = {row["figure"]: row for row in rows(book, "Data") if row["section"] == "Every kind of answer"}
    assert (data["ZERO"]["value"], data["ZERO"]["status"]) == (0, "reported")
    empty = [data[f"S-{status.upper()}"] for status in Status if not status.has_value]
    assert [row["value"] for row in empty] == [None] * len(empty)
    assert len({row["status"] for row in empty}) == len(empty) == 5
    assert data["S-SUPPRESSED"]["why_hidden"]
    assert {row["status"] for row in rows(book, "Signs")} == {READINGS[status].words for status in Status}


def test_the_dictionary_has_every_version_of_every_definition() -> None:
    told = rows(opened(xlsx.print_edition(rich())), "Dictionary")
    assert [(row["figure"], row["version"]) for row in told if row["figure"] == "WF-02"] == [("WF-02", 1), ("WF-02", 2)]
    assert next(row for row in told if row["version"] == 2)["what changed"].startswith("Three ZIP codes")
    assert {row["figure"] for row in told} == {one.code for one in rich().figures}


def test_a_number_no_double_holds_is_given_exactly_as_text() -> None:
    odd = Decimal("12345678901234567.89")
    [row] = rows(opened(xlsx.print_edition(edition(figure(value=odd)))), "Data")
    assert (row["value"], row["exactly"]) == (str(odd), str(odd))


def test_a_series_keeps_its_periods_and_the_figure_is_there_once() -> None:
    data = rows(opened(xlsx.print_edition(edition(energy()))), "Data")
    assert [row["period"] for row in data] == [point.period.label for point in energy().series]
    [alone] = rows(opened(xlsx.print_edition(edition(figure(series=points("1 2 3")[:2])))), "Data")[2:]
    assert (alone["period"], alone["exactly"]) == ("2026 Q3", "8140")


def test_the_same_edition_gives_the_same_bytes() -> None:
    assert xlsx.print_edition(rich()) == xlsx.print_edition(Edition.from_json(rich().to_json()))


def test_a_text_longer_than_a_cell_is_cut_and_says_so() -> None:
    long = edition(figure(), methods=(Note(title="Long", text="x" * 40_000),))
    [row] = rows(opened(xlsx.print_edition(long)), "Method")
    assert row["text"].endswith(xlsx.CUT)
    assert len(row["text"]) == 32_767
