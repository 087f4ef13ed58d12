"""Whole days as an iCalendar file."""

from datetime import UTC, date, datetime

from backend.kit.icalendar import Day, written

AT = datetime(2026, 5, 1, 12, 30, tzinfo=UTC)


def test_a_day_is_written_as_the_format_asks():
    text = written(
        "Anchors, here",
        [Day("a@b", date(2026, 12, 31), "Report; due", "One\ntwo \\ three", "https://x.example/y")],
        at=AT,
    ).decode()
    assert text.endswith("END:VCALENDAR\r\n")
    assert text.count("\r\n") == text.count("\n")
    lines = text.split("\r\n")
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert "X-WR-CALNAME:Anchors\\, here" in lines
    assert lines[lines.index("BEGIN:VEVENT") :][:8] == [
        "BEGIN:VEVENT", "UID:a@b", "DTSTAMP:20260501T123000Z", "DTSTART;VALUE=DATE:20261231", "DTEND;VALUE=DATE:20270101",
        "SUMMARY:Report\\; due", "DESCRIPTION:One\\ntwo \\\\ three", "URL:https://x.example/y",
    ]  # fmt: skip


def test_a_long_line_is_folded_and_no_letter_is_cut():
    said = "Río " * 40
    text = written("x", [Day("a", date(2026, 1, 1), said)], at=AT)
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))
    assert f"SUMMARY:{said}" in text.decode().replace("\r\n ", "")
