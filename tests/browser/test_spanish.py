"""Whoever chooses Español reads Spanish, from signing in to the letters, until they choose English again."""

import re

import pytest
import sqlalchemy as sa
from playwright.async_api import Page

from backend.indicators.tables import Element
from backend.kit import messages
from backend.kit.db import Scope
from backend.kit.mail import Letter, SignInLetter
from backend.members.rules import Role
from backend.members.tables import Person
from backend.rounds.tables import Round
from tests.agreements.test_pages import at, id_of
from tests.browser.opening import Opens
from tests.worlds import World

pytestmark = pytest.mark.browser
# Whatever is read of a page, by eyes or by a screen reader.
READ = r"""() => { const found = []; const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) if (!walk.currentNode.parentElement.closest('script, style')) found.push(walk.currentNode.data);
  document.querySelectorAll('[aria-label]').forEach(one => found.push(one.ariaLabel));
  return [document.title.split(' · ')[0], ...found].map(one => one.trim().replace(/\s+/g, ' ')).filter(Boolean) }"""
HOLE = re.compile(r"%\(\w+\)s|<[^>]*>")


def english() -> re.Pattern[str]:
    """Every sentence of ours, whatever stands in it, as far as it is another in Spanish."""
    found = set()
    for room in messages.rooms():
        for one in messages.brought_up_to_date(room, "es"):
            said = [(one.id, one.string)] if isinstance(one.id, str) else zip(one.id, one.string, strict=True)
            found.update(pattern(text) for text, instead in said if text and text != instead)
    return re.compile("|".join(f"(?:{one})" for one in sorted(found - {""})))


def pattern(text: str) -> str:
    """Empty where hardly a word stands between what is put in, so that anything would fit."""
    parts = HOLE.split(text)
    enough = 1 if len(parts) == 1 else 2
    return ".+".join(map(re.escape, parts)) if len(re.findall(r"[^\W\d_]{2,}", " ".join(parts))) >= enough else ""


async def left_in_english(page: Page, ours: re.Pattern[str]) -> list[str]:
    return [text for text in await page.evaluate(READ) if ours.fullmatch(text)]


async def spoken(page: Page) -> str:
    return await page.evaluate("document.documentElement.lang.slice(0, 2)")


async def choose(page: Page, name: str) -> None:
    await page.get_by_role("button", name=name, exact=True).click()
    await page.locator(f"button[aria-current=true]:has-text('{name}')").wait_for()


@pytest.mark.parametrize("width", [1280, 390])
async def test_spanish_lasts_from_signing_in_to_the_next_letter(world: World, opened: Round, opens: Opens, width: int):
    here, ours = world.here, english()
    someone = await here.person(Role.COORDINATOR, name="Marta Ruiz")
    async with here.owner.session(Scope()) as session:
        email = await session.scalar(sa.select(Person.email).where(Person.id == someone.person_id))
    page = await opens(here.anyone(), width=width)
    await page.goto("/sign-in")
    assert await spoken(page) == "en"
    assert await left_in_english(page, ours)  # so that finding none afterwards means something
    await choose(page, "Español")
    await page.goto("/sign-in")
    assert await spoken(page) == "es"
    assert await left_in_english(page, ours) == []

    await page.get_by_label("Correo electrónico").fill(email)
    await page.get_by_role("button", name="Envíenme la carta").click()
    await page.get_by_label("Código").wait_for()
    assert await left_in_english(page, ours) == []
    async with here.owner.session(Scope()) as session:
        letter = (await session.scalars(sa.select(SignInLetter).where(SignInLetter.recipient == email))).one()
    assert letter.subject == "Su enlace para entrar en Anchorline"
    await page.get_by_label("Código").fill(re.search(r"^\d{3} \d{3}$", letter.body, re.MULTILINE)[0])
    await page.get_by_role("button", name="Entrar").click()
    await page.get_by_role("link", name="Marta Ruiz").wait_for()

    for path in (
        f"/{here.slug}/home",
        "/account",
        f"/{here.slug}/people",
        f"/{here.slug}/agreements",
        f"/{here.slug}/rounds",
    ):
        await page.goto(path)
        assert await spoken(page) == "es", path
        assert await left_in_english(page, ours) == [], path
        assert await page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path

    sent = {"element": str(await id_of(world, Element, "spend")), "breakdown": "", "reason": "Counsel says so"}
    assert (
        await world.approver.send_form(at(world, "members", world.abbey.id, "withholdings"), **sent)
    ).status_code == 303
    async with here.session() as session:
        told = {
            one.recipient: one
            for one in await session.scalars(sa.select(Letter).where(Letter.body.contains("/agreements/")))
        }
    assert "reserva algo" in told.pop(email).subject
    assert told
    assert all("keeps something back" in one.subject for one in told.values())

    await choose(page, "English")
    await page.goto("/account")
    assert await spoken(page) == "en"
    assert await page.get_by_role("heading", name="Your account").is_visible()
    async with here.owner.session(Scope()) as session:
        assert await session.scalar(sa.select(Person.language).where(Person.id == someone.person_id)) == "en"
    await page.close()
