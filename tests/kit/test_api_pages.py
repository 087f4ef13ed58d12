"""`/api`: what people who write programs are told."""

from tests.makers import ORIGIN, Here


async def test_the_address_to_try_is_the_site_s_own_whatever_a_proxy_calls_it(here: Here) -> None:
    behind = {"host": "10.0.0.7:8000"}
    assert f"{ORIGIN}/api/v1/NAME" in (await here.anyone().get("/api", headers=behind)).text
    form = {"_token": here.coordinator.csrf, "at": str(here.id), "name": "At night", "read": "yes"}
    made = await here.coordinator.post("/account/tokens", data=form, headers=behind)
    assert f"{ORIGIN}/api/v1/{here.slug}" in made.text
