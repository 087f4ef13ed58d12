"""The web floor, through the doors: named doors, errors as pages, headers on every answer, forms from our own pages only."""

import gc
from collections.abc import Iterator
from time import process_time

import pytest
from litestar import get
from litestar.exceptions import ImproperlyConfiguredException

from backend.app import create_app
from backend.kit.web import every_door_is_named, local_path
from tests.makers import Here, Visitor


@pytest.mark.parametrize("path", ["/health/live", "/robots.txt", "/nothing/here", "/static/favicon.svg", "/sign-out"])
async def test_every_answer_carries_the_headers(here: Here, path: str) -> None:
    answer = await here.anyone().get(path)
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "unsafe-inline" not in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"]


async def test_an_absent_page_is_a_page_that_says_so(here: Here) -> None:
    answer = await here.anyone().get("/nothing/here")
    assert answer.status_code == 404
    assert "There is nothing at this address" in answer.text


async def test_who_asks_for_json_gets_problem_details(here: Here) -> None:
    answer = await here.anyone().get("/nothing/here", headers={"accept": "application/json"})
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["status"] == 404


async def test_the_program_refuses_to_start_with_an_unnamed_door(settings) -> None:
    @get("/forgotten")
    async def forgotten() -> str:
        return "oops"

    app = create_app(settings, "postgresql+asyncpg://nobody@localhost/none")
    every_door_is_named(app)
    app.register(forgotten)
    with pytest.raises(ImproperlyConfiguredException, match="forgotten"):
        every_door_is_named(app)


async def test_a_form_from_another_site_is_refused_and_ours_is_not(here: Here) -> None:
    visitor: Visitor = here.coordinator
    foreign = await visitor.post("/sign-out", data={"_token": visitor.csrf}, headers={"origin": "https://evil.example"})
    assert foreign.status_code == 403
    tokenless = await visitor.post("/sign-out", data={})
    assert tokenless.status_code == 403
    foreign_letters = await visitor.post("/sign-out", data={"_token": "é"})
    assert foreign_letters.status_code == 403
    ours = await visitor.send_form("/sign-out")
    assert ours.status_code == 303


@pytest.mark.parametrize(
    ("wanted", "kept"),
    [
        ("/nhs/home", "/nhs/home"),
        ("//evil.example", "/"),
        ("https://evil.example", "/"),
        ("/\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("//[", "/"),
        ("/a\nb", "/"),
    ],
)
def test_one_is_only_led_back_to_this_site(wanted: str, kept: str) -> None:
    assert local_path(wanted) == kept


@pytest.fixture
def unswept() -> Iterator[None]:
    """No sweep of what all other tests left in memory falls into what is measured."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("unswept")
async def test_a_form_of_more_fields_than_any_page_has_is_refused_at_once(here: Here) -> None:
    """At once: four times as many take about four times as long, and not the sixteen of who compares each with each."""
    as_form, spent = {"content-type": "application/x-www-form-urlencoded"}, []
    for fields in (21_000, 84_000):
        body = "&".join(f"a{number}=" for number in range(fields))
        began = process_time()
        of_anyone = await here.anyone().post("/sign-in", content=body, headers=as_form)
        of_ours = await here.coordinator.post(
            "/sign-out", content=f"_token={here.coordinator.csrf}&{body}", headers=as_form
        )
        spent.append(process_time() - began)
        assert (of_anyone.status_code, of_ours.status_code) == (422, 413), of_anyone.text
    assert spent[1] < 10 * spent[0], spent
    assert "More fields were sent" in of_anyone.text
    assert "More fields were sent" in of_ours.text
