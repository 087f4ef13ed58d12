"""A real browser, and everybody's mailbox."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.journeys.mailbox import Mailbox, catching

expect.set_options(timeout=30_000)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, else Playwright's own; a machine with neither fails here."""
    with sync_playwright() as playwright:
        # Root, as in a container, gets no sandbox from Chromium; and what is opened is our own.
        here = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield here
        here.close()


@pytest.fixture(scope="module")
def mailbox() -> Iterator[Mailbox]:
    with catching() as caught:
        yield caught
