"""A form says when it was given out, and nobody can say it for us."""

from datetime import UTC, datetime, timedelta

from backend.kit.form_times import FormTimes

AT = datetime(2026, 5, 1, tzinfo=UTC)


def test_a_stamp_tells_how_old_it_is_in_every_process_of_an_installation() -> None:
    stamp = FormTimes("a secret").stamp("goal", AT)
    assert FormTimes("a secret").age(stamp, "goal", AT + timedelta(seconds=9)) == timedelta(seconds=9)


def test_a_stamp_of_another_form_another_key_or_another_time_is_none() -> None:
    times = FormTimes("a secret")
    stamp = times.stamp("goal", AT)
    when, _, signed = stamp.partition(".")
    assert times.age(stamp, "other", AT) is None
    assert FormTimes("another").age(stamp, "goal", AT) is None
    for forged in ("", ".", when, f"{int(when) - 60}.{signed}", f"x.{signed}", f"{when}.é"):
        assert times.age(forged, "goal", AT) is None, forged
