"""The form as somebody sees it: what stands in a field, and what is written about a cell."""

import html
import re

import httpx

from backend.submissions.tables import Submission
from tests.worlds import World


def typed(page: httpx.Response, name: str) -> str:
    """What stands in a field of the page."""
    text = page.text
    field = re.search(rf'<(?:input|select|textarea)[^>]*\bid="{re.escape(name)}"[^>]*>', text)
    hidden = re.search(rf'<input type="hidden" name="{re.escape(name)}" value="([^"]*)"', text)
    if hidden:
        return html.unescape(hidden[1])
    assert field, name
    if field[0].startswith("<input"):
        found = re.search(r'\bvalue="([^"]*)"', field[0])
        return html.unescape(found[1]) if found else ""
    rest = text[field.end() :]
    if field[0].startswith("<textarea"):
        return html.unescape(rest[: rest.index("</textarea>")])
    chosen = re.search(r'<option(?: value="([^"]*)")? selected>([^<]*)', rest[: rest.index("</select>")])
    return html.unescape(chosen[1] if chosen[1] is not None else chosen[2]) if chosen else ""


def whole(page: httpx.Response) -> dict[str, str]:
    """The form of a section as a browser without scripts sends it."""
    names = re.findall(r'name="([nstr]\.[^"]+|words\.[^"]+|section)"', page.text)
    return {name: typed(page, name) for name in names}


def cell_of(page: httpx.Response, key: str) -> str:
    """The part of the page that is about one cell, as people read it."""
    start = page.text.index(f'for="n.{key}"')
    end = page.text.find('<div class="cell', start)
    return html.unescape(re.sub(r"<[^>]+>", " ", page.text[start : end if end > 0 else None]))


async def seen(world: World, of: Submission, name: str = "hires") -> str:
    return typed(await world.contributor.get(world.path(of)), f"r.{name}")
