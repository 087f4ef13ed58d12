"""Somebody who is not signed in, and a browser to come in by."""

from collections.abc import AsyncIterator

import pytest

from backend.members.rules import Role
from tests.makers import Here, Visitor
from tests.members.visiting import a_browser, email_of


@pytest.fixture
async def ada(here: Here) -> str:
    """The address of somebody who is not signed in."""
    return await email_of(here, await here.person(Role.VIEWER, await here.member()))


@pytest.fixture
async def browser(here: Here) -> AsyncIterator[Visitor]:
    """A browser somewhere on the network, of an address of its own: limits count by it."""
    async with a_browser(here) as opened:
        yield opened
