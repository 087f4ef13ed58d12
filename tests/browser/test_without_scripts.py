"""A member's quarter on a phone, in Spanish and without JavaScript: from what is due to the signature."""

import pytest
from playwright.async_api import Locator, Page

from tests.browser.opening import Opens
from tests.makers import Visitor
from tests.worlds import FIRST, World

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "java_script_enabled": False, "is_mobile": True, "has_touch": True}


async def sees(page: Page, *texts: str) -> None:
    """Where one is led to: in Spanish, and nothing off to the side."""
    for text in texts:
        await page.get_by_text(text).first.wait_for()
    assert await page.evaluate("document.documentElement.lang.slice(0, 2)") == "es", page.url
    assert await page.evaluate("document.documentElement.scrollWidth") == PHONE["width"], page.url


async def at_home(world: World, opens: Opens, who: Visitor, *, first: bool = False) -> Page:
    """first: Spanish is not chosen yet."""
    page, home = await opens(who, **PHONE), f"/{world.here.slug}/home"
    page.set_default_timeout(30_000)
    await page.goto(home)
    if first:
        await page.get_by_role("button", name="Español").tap()
        await page.locator("button[aria-current=true]:has-text('Español')").wait_for()
        await page.goto(home)
    await sees(page, "Espera por usted")
    return page


def field(page: Page, code: str) -> Locator:
    return page.locator(f'[id="n.{code}"]')


async def test_a_quarter_is_handed_in_and_signed(world: World, opens: Opens):
    await world.accepted(await world.submission(await world.opened()))
    mine = await world.submission(await world.opened(FIRST.shift(3)))
    page = await at_home(world, opens, world.contributor, first=True)
    await sees(page, "4 de 4 preguntas")
    await page.get_by_role("link", name="Empezar").tap()
    await field(page, "hires").fill("400")
    await field(page, "local_hires").fill("12")
    await page.get_by_role("button", name="Guardar y pasar a Money").tap()
    await sees(page, "Guardado.")

    await page.close()  # and another day
    page = await at_home(world, opens, world.contributor)
    await sees(page, "2 de 4 preguntas")
    await page.get_by_role("link", name="Continuar").tap()
    await sees(page, "Money")
    await field(page, "spend").fill("1300")
    await field(page, "policy").select_option("yes")
    await page.get_by_role("button", name="Guardar y comprobar todo").tap()
    await sees(page, "Compruebe antes de enviar", "1 por explicar")
    assert not await page.get_by_role("button", name="Enviar a aprobación").count()

    await page.get_by_role("link", name="New hires").tap()
    await sees(page, "Work")
    assert await field(page, "hires").input_value() == "400"
    await page.get_by_label("Nota sobre New hires").fill("Abrimos dos salas nuevas.")
    await page.get_by_role("button", name="Guardar", exact=True).tap()
    await sees(page, "Guardado.")
    await page.goto(f"/{world.here.slug}/home")
    await page.get_by_role("link", name="Revisar y enviar").tap()
    await sees(page, "Nada que corregir.")
    await page.get_by_role("button", name="Enviar a aprobación").tap()
    await sees(page, "Enviado. Se avisó a quien aprueba.")

    signing = await at_home(world, opens, world.approver, first=True)
    await signing.get_by_role("link", name="Leer y firmar").tap()
    await sees(signing, "Firmar por Abbey", "Abrimos dos salas nuevas.")
    await signing.get_by_role("link", name="Ir a la firma").tap()
    await signing.get_by_role("button", name="Firmar por Abbey").tap()
    await sees(signing, "Aprobado. Se avisó a la coordinación.")
    assert await world.state(mine) == "approved"
    assert page.said == signing.said == []
