"""People, each at a browser of their own: they do what its pages offer, by the words on them, and take pictures.

ANCHORLINE_TEST_PICTURES=1 keeps the pictures, in `test-results/`: every page of every journey, to be looked at.
"""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from backend.kit.languages import speaking, speech_for, translated

PICTURES = Path(__file__).parents[2] / "test-results"
DESKTOP, PHONE = 1280, 360
# Each page complains by itself, once it is there, when something of it is off to the side.
WATCH = """
addEventListener("load", () => {
  const wide = document.scrollingElement.scrollWidth;
  if (wide > innerWidth) console.error(`${location.pathname} is ${wide} px wide in a window of ${innerWidth}`);
});
"""


@dataclass
class Album:
    """The pictures of one journey, numbered as they were taken; what an earlier run left goes first."""

    name: str
    taken: int = 0

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        for old in self.folder.glob("*.png"):
            old.unlink()

    @property
    def folder(self) -> Path:
        return PICTURES / self.name

    def take(self, page: Page, of: str) -> None:
        self.taken += 1
        if not os.environ.get("ANCHORLINE_TEST_PICTURES"):
            return
        wide, high = page.evaluate("[innerWidth, document.documentElement.scrollHeight]")
        page.set_viewport_size({"width": wide, "height": high})  # so that what sticks to an edge is at its own
        page.screenshot(path=self.folder / f"{self.taken:02} {of}.png", full_page=True)


@dataclass
class Somebody:
    """One person's browser. What a page offers is named as on the screen."""

    page: Page
    site: str
    album: Album
    email: str = ""
    width: int = DESKTOP
    said: list[str] = field(default_factory=list)
    words: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.set_default_timeout(60_000)

    def opens(self, address: str) -> int:
        """A path of the site or a whole address; the status of the answer."""
        answer = self.page.goto(address if address.startswith("http") else f"{self.site}{address}")
        assert answer
        return answer.status

    def follows(self, name: str) -> None:
        self.page.get_by_role("link", name=name, exact=True).first.click()

    def presses(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def writes(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).fill(text)

    def chooses(self, label: str, option: str) -> None:
        """The option that begins with these words."""
        options = self.page.get_by_label(label, exact=True).get_by_role("option", include_hidden=True)
        found = options.filter(has_text=re.compile(rf"^\s*{re.escape(option)}", re.IGNORECASE)).first.get_attribute(
            "value"
        )
        self.page.get_by_label(label, exact=True).select_option(found)

    def sees(self, *texts: str) -> None:
        for text in texts:
            expect(self.page.locator("body")).to_contain_text(self._either(text) if self.words else text)

    def _either(self, text: str) -> re.Pattern[str]:
        """In a collaborative's own words, or in ours where a room does not say them yet."""
        both = (r"\s+".join(map(re.escape, said.split())) for said in (self.in_their_words(text), text))
        return re.compile("|".join(both))

    def in_their_words(self, text: str) -> str:
        """As a collaborative with words of its own says it."""
        with speaking(speech_for("en", "en_GB", self.words)):
            return translated(text)

    def sees_nothing_of(self, *texts: str) -> None:
        for text in texts:
            expect(self.page.locator("body")).not_to_contain_text(text)

    def picture(self, of: str, *, width: int = DESKTOP) -> None:
        """All of the page; wide or narrow, nothing stands out to the side."""
        self.page.set_viewport_size({"width": width, "height": 900})
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{of} is {wide} px wide in a window of {width}"
        self.album.take(self.page, of)
        self.page.set_viewport_size({"width": self.width, "height": 900})


@contextmanager
def somebody(
    browser: Browser, site: str, album: Album, email: str = "", *, scripts: bool = True, width: int = DESKTOP
) -> Iterator[Somebody]:
    """A new browser that nobody has used. scripts: False has JavaScript turned off."""
    context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=scripts)
    context.add_init_script(WATCH)
    try:
        yield Somebody(context.new_page(), site, album, email, width)
    finally:
        context.close()
