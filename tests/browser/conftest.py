"""A real Chromium, signed in as somebody."""

import shutil
from collections.abc import AsyncIterator
from html import escape
from typing import Any

import pytest
from playwright.async_api import Browser, Page, Route, async_playwright

from tests.browser.opening import Opens
from tests.makers import ORIGIN, Visitor


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        here = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield here
        await here.close()


@pytest.fixture
def opens(browser: Browser) -> Opens:
    """A browser signed in as somebody; what it asks goes straight to the site."""

    async def opened(visitor: Visitor, *, width: int = 1280, **how: Any) -> Page:
        page = await browser.new_page(viewport={"width": width, "height": 800}, base_url=ORIGIN, **how)
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.said = said

        async def answer(route: Route) -> None:
            sent = route.request
            found = await visitor.request(
                sent.method,
                sent.url,
                content=sent.post_data_buffer,
                headers={
                    "content-type": sent.headers.get("content-type", ""),
                    "accept": sent.headers.get("accept", "text/html"),
                },
                follow_redirects=sent.method == "GET",
            )
            if found.is_redirect:  # Chromium would follow it past us; so a page leads on, and is asked for here again
                on = escape(found.headers["location"])
                await route.fulfill(content_type="text/html", body=f'<meta http-equiv="refresh" content="0;url={on}">')
                return
            headers = {name: value for name, value in found.headers.items() if name != "content-length"}
            await route.fulfill(status=found.status_code, body=found.content, headers=headers)

        await page.route("**/*", answer)
        return page

    return opened
