"""Limits count in windows of the clock, by hashed keys."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from backend.members.limits import network_of, window_start


@pytest.mark.parametrize(
    ("host", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("testclient", "testclient"),
    ],
)
def test_a_house_of_the_new_internet_is_one_network(host: str, network: str) -> None:
    request: Any = SimpleNamespace(client=SimpleNamespace(host=host))
    assert network_of(request) == network


def test_windows_do_not_overlap() -> None:
    window = timedelta(minutes=15)
    at = datetime(2026, 3, 1, 12, 14, 59, tzinfo=UTC)
    step: Callable[[int], datetime] = lambda seconds: window_start(at + timedelta(seconds=seconds), window)  # noqa: E731
    assert step(0) == datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
    assert step(1) == datetime(2026, 3, 1, 12, 15, tzinfo=UTC)
