"""Where series break: by an indicator's own new version, and by a question's that it reads."""

from dataclasses import dataclass
from datetime import date

from backend.indicators.breaks import Reworded, pieces

Y2010, Y2024, Y2025, Y2026 = (date(year, 4, 1) for year in (2010, 2024, 2025, 2026))
HIRES = Reworded("New hires", Y2025, "Agency staff count from now on.")


@dataclass(frozen=True)
class Version:
    valid_from: date
    formula: str
    valid_to: date | None = None


def days(versions: list[Version], **changes: Reworded) -> list[tuple[str, date, int]]:
    found = pieces(versions, {code: [change] for code, change in changes.items()})
    return [(version.formula, piece.since, len(piece.reworded)) for version, piece in found]


def test_a_question_worded_anew_breaks_every_series_that_reads_it_and_no_other():
    assert days([Version(Y2010, "local / hires")], hires=HIRES) == [
        ("local / hires", Y2010, 0), ("local / hires", Y2025, 1)
    ]  # fmt: skip
    assert days([Version(Y2010, "spend")], hires=HIRES) == [("spend", Y2010, 0)]


def test_only_the_version_in_force_on_that_day_is_split():
    old, new = Version(Y2010, "hires"), Version(Y2024, "spend")
    assert days([old, new], hires=HIRES) == [("hires", Y2010, 0), ("spend", Y2024, 0)]
    assert days([Version(Y2010, "spend"), Version(Y2024, "hires")], hires=HIRES)[-1] == ("hires", Y2025, 1)
    assert days([Version(Y2010, "hires", valid_to=Y2024)], hires=HIRES) == [("hires", Y2010, 0)]


def test_a_version_that_begins_on_the_same_day_is_one_break():
    assert days([Version(Y2010, "hires"), Version(Y2025, "hires")], hires=HIRES) == [
        ("hires", Y2010, 0), ("hires", Y2025, 0)
    ]  # fmt: skip


def test_two_questions_worded_anew_on_one_day_are_one_break():
    found = pieces([Version(Y2010, "a + b")], {"a": [HIRES], "b": [HIRES]})
    assert [len(piece.reworded) for _, piece in found] == [0, 2]
    assert "“New hires” is worded anew. Agency staff count from now on." in found[1][1].reworded[0].sentence
