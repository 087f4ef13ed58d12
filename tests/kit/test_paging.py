"""Long lists in pages: where one goes on is told by an answer, and is nobody's to make up."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from backend.kit.errors import Invalid
from backend.kit.paging import Cursor, cursor, moment, page


def test_a_cursor_names_the_last_row_that_was_shown() -> None:
    rows = [(datetime(2026, 3, 31, 12, 0, second, tzinfo=UTC), uuid4()) for second in range(3)]
    shown, then = page(rows, 2, lambda row: Cursor(row[0].isoformat(), row[1]))
    assert (list(shown), cursor(then, moment)) == (rows[:2], rows[1])
    assert page(rows, 3, lambda row: Cursor("", row[1])) == (rows, None)
    assert cursor(None, moment) is None


@pytest.mark.parametrize(
    "at", ["", "yesterday", "2026-03-31T12:00:00", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00+23:59"]
)
def test_a_moment_no_answer_gave_is_refused_before_the_database_sees_it(at: str) -> None:
    with pytest.raises(Invalid, match="as an answer gave it"):
        cursor(str(Cursor(at, uuid4())), moment)


@pytest.mark.parametrize("text", ["", "x", "é", "bnVsbA", "WzEsMl0", "W10", "eyJhIjoxfQ"])
def test_what_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="as an answer gave it"):
        cursor(text, str)
