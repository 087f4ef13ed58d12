"""Every page of the site passes an automated check of accessibility: axe, in a real Chromium, page by page.

What a program can see is not all there is to see: tests/browser tries the keyboard, a phone and a page without scripts.
"""

import re
import secrets
import shutil
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from importlib.resources import files
from itertools import islice
from typing import Any

import asyncpg
import pytest
import sqlalchemy as sa
from litestar import Litestar, get
from litestar.response import Response
from playwright.async_api import Page, Route, ViewportSize, async_playwright

from backend.kit import postgres
from backend.kit.web import DEMONSTRATE, Transaction
from backend.members.rules import May
from tests.house.budgets import MOST_HTML, MOST_QUERIES, MOST_STATIC, STATIC, compressed, over, spending
from tests.house.callers import Asked, Caller
from tests.house.doors import Door, Row, doors, read_book
from tests.house.matrix import Matrix
from tests.house.sites import Pair, serving
from tests.makers import ORIGIN, Visitor

pytestmark = pytest.mark.browser
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
# WCAG 2.2, levels A and AA, and what axe takes for good practice.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ASKING = (
    "coordinator",
    "administrator",
    "operator",
    "contributor",
    "observer",
    "partner",
    "nobody",
)  # who sees most, first
NARROWEST, USUAL = 320, ViewportSize(width=1280, height=800)
# What reaches farthest to the right, if that is beyond the window.
TOO_WIDE = """() => { const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return '';
  const all = [...document.body.querySelectorAll('*')].filter(one => !one.closest('.table-wrap :is(table, table *)'));
  const right = one => one.getBoundingClientRect().right;
  const widest = all.reduce((most, one) => right(one) >= right(most) ? one : most);
  return root.scrollWidth + ' ' + widest.outerHTML.slice(0, 160) }"""
TAG, NAMED = (
    re.compile(r"<[a-z][^>]*>"),
    re.compile(r' (id|for|name|value|href|action|aria-\w+|headers|title|datetime)="[^"]*"'),
)
STATES = 3  # of what an address names, so many are looked at: a submission just begun, one that is accepted


@dataclass
class Looked:
    """pages: how many were looked at, of how many doors. faults: page, rule and the first place, each once.

    heavy: what costs more than a page may. drawn: of each door, the tags that were looked at.
    """

    pages: int = 0
    doors: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    heavy: set[str] = field(default_factory=set)
    drawn: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


@pytest.fixture(scope="module")
async def page() -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield await browser.new_page(viewport=USUAL, base_url=ORIGIN)
        await browser.close()


async def look(
    page: Page, app: Litestar, pair: Pair, db: asyncpg.Connection, only: dict[str, Row] | None = None
) -> Looked:
    """Every page there is, once for each kind of person that sees it otherwise."""
    at, looked = pair.at(app), Looked()
    book = {**read_book(), **(only or {})}
    found = [
        door for door in doors(app) if door.name in (only or book) and door.safe and _is_page(door, book[door.name])
    ]
    matrix = Matrix(at.ours, at.theirs, book, db)
    await matrix.gather(in_both=0)
    by_name = {one.name: one for one in matrix.everybody}
    for door in found:
        for who in _who(door, by_name):
            for asked in await _requests(matrix, door, book[door.name], who):
                await _look_at(page, app, matrix, asked, looked)
    return looked


def _is_page(door: Door, row: Row) -> bool:
    return not (door.program or row.untried or door.may == DEMONSTRATE)


def _who(door: Door, by_name: dict[str, Caller]) -> list[Caller]:
    """Of those who may, who sees most and who sees least: their pages differ."""
    may = [by_name[name] for name in ASKING if name in by_name and by_name[name].may(door.may)]
    return may[:: max(1, len(may) - 1)][:2]


async def _requests(matrix: Matrix, door: Door, row: Row, who: Caller) -> Iterable[Asked]:
    every = [asked async for asked in matrix.own_requests(door, row, who)]
    return islice(every, STATES)


async def _look_at(page: Page, app: Litestar, matrix: Matrix, asked: Asked, looked: Looked) -> None:
    with spending(app) as spent:
        answer = await matrix.answer(asked)
    if answer.status != 200 or "content-type: text/html" not in answer.head:
        return
    looked.pages += 1
    looked.doors.add(asked.door.name)
    looked.heavy.update(over(asked.door.name, spent, answer.body))
    tags = {NAMED.sub("", tag) for tag in TAG.findall(answer.body)}
    if tags <= looked.drawn[asked.door.name]:
        return  # with other words, and nothing on it that was not looked at
    looked.drawn[asked.door.name] |= tags
    for fault in await _axe(page, asked.who.visitor, answer.body):
        told = f"{asked.door.name}: {fault}"
        if told not in looked.faults:
            looked.faults.append(told)


async def _axe(page: Page, visitor: Visitor, body: str) -> list[str]:
    """What is wrong with this page, drawn with its own style sheets."""

    async def answer(route: Route) -> None:
        if route.request.resource_type == "document":
            await route.fulfill(content_type="text/html; charset=utf-8", body=body)
            return
        found = await visitor.get(route.request.url)
        await route.fulfill(
            status=found.status_code, body=found.content, content_type=found.headers.get("content-type", "")
        )

    await page.unroute_all()
    await page.route("**/*", answer)
    await page.goto("/")
    await page.evaluate(AXE)
    results: dict[str, Any] = await page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", RULES
    )
    return [
        *(
            f"{one['id']}: {one['help']}: {one['nodes'][0]['html'][:160]} ({one['nodes'][0]['target'][0]})"
            for one in results["violations"]
        ),
        *[fault async for fault in _off_the_side(page)],
    ]


async def _off_the_side(page: Page) -> AsyncIterator[str]:
    """On the narrowest screen, and with letters twice as large (WCAG 1.4.10 and 1.4.4), nobody scrolls to the side."""
    for name, width, letters in (("reflow", NARROWEST, "100%"), ("large-letters", USUAL["width"], "200%")):
        await page.set_viewport_size({"width": width, "height": USUAL["height"]})
        await page.evaluate("size => document.documentElement.style.fontSize = size", letters)
        if widest := await page.evaluate(TOO_WIDE):
            yield f"{name}: wider than {width} px with letters of {letters}: {widest}"
    await page.set_viewport_size(USUAL)


# ---- What is looked at -----------------------------------------------------------------------------------------------


async def test_every_page_passes_the_check(page: Page, site: Litestar, pair: Pair, mighty: asyncpg.Connection) -> None:
    looked = await look(page, site, pair, mighty)
    assert not looked.faults, f"{len(looked.faults)} on {looked.pages} pages:\n" + "\n".join(looked.faults)
    assert not looked.heavy, "\n".join(sorted(looked.heavy))
    assert looked.pages > 100
    assert len(looked.doors) > 40
    assert all(looked.drawn.values()), "a page without a tag was looked at by nobody"


def test_all_static_files_together_travel_light() -> None:
    assert 0 < sum(compressed(path.read_bytes()) for path in STATIC.iterdir()) < MOST_STATIC


async def test_a_page_that_keeps_somebody_out_is_told(
    page: Page, server: postgres.Server, database_name: str, pair: Pair, mighty: asyncpg.Connection
) -> None:
    @get("/planted", opt={"may": May.BELONG})
    async def planted(session: Transaction) -> Response[str]:
        for _ in range(MOST_QUERIES):
            await session.execute(sa.text("select 1"))
        return Response(
            '<!doctype html><html lang="en"><head><title>Planted</title></head><body><main><h1>Planted</h1>'
            '<input name="hires"><p style="color: #ccc; background: #fff">Hardly seen.</p></main></body></html>'
            f"<!-- {secrets.token_hex(MOST_HTML)} -->",
            media_type="text/html",
        )

    async with serving(server.url("app", database_name), planted) as app:
        looked = await look(page, app, pair, mighty, {"GET /{slug}/planted": Row("belong")})
    found = {fault.split(": ")[1] for fault in looked.faults}
    assert {"label", "color-contrast"} <= found
    assert looked.pages > 0
    assert {fault.rpartition(" ")[2] for fault in looked.heavy} == {"queries", "bytes"}
