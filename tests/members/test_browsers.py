"""A browser in words its owner recognises."""

import pytest

from backend.members.browsers import described

MOZILLA = "Mozilla/5.0"


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (f"{MOZILLA} (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox on Windows"),
        (f"{MOZILLA} (Windows NT 10.0) AppleWebKit/537.36 Chrome/128.0 Safari/537.36 Edg/128.0", "Edge on Windows"),
        (f"{MOZILLA} (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1", "Safari on iPhone"),
        (f"{MOZILLA} (Linux; Android 14) AppleWebKit/537.36 Chrome/128.0 Mobile Safari/537.36", "Chrome on Android"),
        ("", "A browser"),
        ("curl/8.5 <script>", "A browser"),
    ],
)
def test_the_first_mark_that_fits_counts(sent: str, words: str) -> None:
    assert described(sent) == words
