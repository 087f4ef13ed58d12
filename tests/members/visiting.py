"""A browser somewhere that asks for a letter and comes in, or does not."""

import secrets

import httpx
import sqlalchemy as sa

from backend.members.tables import Person
from tests.makers import Here, Visitor
from tests.members.letterbox import Read, last_to


async def email_of(here: Here, visitor: Visitor) -> str:
    async with here.session() as session:
        return (await session.execute(sa.select(Person.email).where(Person.id == visitor.person_id))).scalar_one()


def a_browser(here: Here) -> Visitor:
    visitor = here.anyone()
    host = f"198.51.{secrets.randbelow(256)}.{secrets.randbelow(256)}"
    visitor._transport = httpx.ASGITransport(app=here.app, raise_app_exceptions=False, client=(host, 1234))
    return visitor


async def ask(here: Here, visitor: Visitor, email: str, **more: str) -> Read:
    answer = await visitor.post("/sign-in", data={"email": email, **more})
    assert answer.status_code == 303, answer.text
    return await last_to(here.database, email)


async def is_in(visitor: Visitor) -> bool:
    """Whether the browser is signed in: the layout then offers to sign out."""
    return "/sign-out" in (await visitor.get("/sign-in")).text
