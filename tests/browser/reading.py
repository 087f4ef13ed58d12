"""Somebody at a page in a language of theirs, who goes by the words on it."""

from dataclasses import dataclass
from typing import Any

from playwright.async_api import Page

from backend.kit.languages import speaking, speech_for, translated
from tests.browser.opening import Opens
from tests.makers import Visitor

NAMES = {"en": "English", "es": "Español"}


@dataclass
class Reader:
    """Texts are given in English, and looked for in the language chosen."""

    page: Page
    language: str
    width: int

    @property
    def complaints(self) -> list[str]:
        """What the browser said; but for pages that come back with what to put right, which it counts as failures."""
        return [text for text in self.page.said if "status of 422" not in text]

    def says(self, text: str, **facts: object) -> str:
        with speaking(speech_for(self.language, "en_GB")):
            return translated(text, **facts)

    async def opens(self, path: str) -> None:
        await self.page.goto(path)

    async def follows(self, text: str, **facts: object) -> None:
        await self.page.get_by_role("link", name=self.says(text, **facts), exact=True).first.click()

    async def presses(self, text: str, **facts: object) -> None:
        await self.page.get_by_role("button", name=self.says(text, **facts), exact=True).first.click()

    async def writes(self, label: str, text: str, **facts: object) -> None:
        await self.page.get_by_label(self.says(label, **facts), exact=True).fill(text)

    async def brings(self, label: str, name: str, content: bytes) -> None:
        file: Any = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        await self.page.get_by_label(self.says(label), exact=True).set_input_files(file)

    async def sees(self, *texts: str, **facts: object) -> None:
        """In view, in the language chosen; and nothing of the page stands off to the side."""
        for text in texts:
            await self.page.get_by_text(self.says(text, **facts)).locator("visible=true").first.wait_for()
        assert await self.page.evaluate("document.documentElement.lang.slice(0, 2)") == self.language, self.page.url
        assert await self.page.evaluate("document.documentElement.scrollWidth") <= self.width, self.page.url


async def reader(opens: Opens, who: Visitor, path: str, language: str, width: int, **how: Any) -> Reader:
    """Who has chosen the language on this page. how: of the browser."""
    found = Reader(await opens(who, width=width, **how), language, width)
    await found.opens(path)
    if language != "en":
        await found.page.get_by_role("button", name=NAMES[language], exact=True).click()
        await found.page.locator(f"button[aria-current=true]:has-text('{NAMES[language]}')").wait_for()
        await found.opens(path)
    return found
