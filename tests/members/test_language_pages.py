"""Choosing the language of the site."""

import sqlalchemy as sa

from backend.members.tables import Person
from tests.makers import ORIGIN, Here, Visitor


async def test_the_language_chosen_is_kept_by_the_browser_and_leads_back(here: Here) -> None:
    visitor = Visitor(here.app)
    assert 'lang="en"' in (await visitor.get("/sign-in")).text
    visitor.headers["referer"] = f"{ORIGIN}/sign-in?next=/x"
    answer = await visitor.send_form("/language", language="es")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert 'lang="es"' in (await visitor.get("/sign-in")).text


async def test_who_is_signed_in_keeps_it_in_every_browser(here: Here) -> None:
    await here.coordinator.send_form("/language", language="es")
    here.coordinator.cookies.delete("language")
    assert 'lang="es"' in (await here.coordinator.get("/account")).text
    async with here.owner.session(None) as session:
        person = sa.select(Person.language).where(Person.id == here.coordinator.person_id)
        assert (await session.scalars(person)).one() == "es"


async def test_a_page_elsewhere_is_not_led_back_to(here: Here) -> None:
    visitor = Visitor(here.app)
    visitor.headers["referer"] = "https://else.where//evil.example"
    assert (await visitor.send_form("/language", language="en")).headers["location"] == "/"


async def test_a_language_nobody_here_speaks_is_refused(here: Here) -> None:
    assert (await Visitor(here.app).send_form("/language", language="tlh")).status_code == 422
