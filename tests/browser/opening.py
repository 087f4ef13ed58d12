"""What tests in a browser share."""

import asyncio
from collections.abc import Awaitable, Callable

from playwright.async_api import Page

Opens = Callable[..., Awaitable[Page]]  # a page for a visitor; what it says on its console is in `page.said`

# Whatever a finger has to hit, and is smaller than one.
TOO_SMALL = """
[...document.querySelectorAll('main :is(a.button, a.step, button, input:not([type=hidden]), select, summary, textarea)')]
  .map(e => [e, (['checkbox', 'radio'].includes(e.type) ? e.parentElement : e).getBoundingClientRect()])
  .filter(([e, box]) => box.height && Math.min(box.height, box.width) < 44)
  .map(([e, box]) => `${e.tagName} ${e.id || e.textContent.trim()} ${box.width} x ${box.height}`)
"""


async def until(page: Page, holds: str) -> None:
    """Until JavaScript holds on the page. Playwright's own wait needs `eval`, which our policy forbids."""
    for _ in range(600):
        if await page.evaluate(holds):
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"after half a minute it does not hold: {holds}")
