"""A live collaborative as a file: the same text from the command line and from its page."""

import asyncio
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

import tenants
from backend.kit.db import today_in
from backend.kit.errors import Invalid, Problem
from backend.members.tables import Collaborative
from backend.provisioning import schemas
from backend.provisioning.exporting.whole import Raw, exported
from tenants.writing import written

NOT_IN_IT = (
    "Not in it: people and their roles, what members agreed to or keep back, what is switched off or said\n"
    "otherwise for now, collections, figures, reports, files and how they are read, crosswalks, maps, and what is retired."
)


async def text(session: AsyncSession, here: Collaborative) -> str:
    """A blueprint in TOML, fit to be applied. session: in the collaborative's scope.

    Raises:
        Invalid: what it is set up as could not be applied elsewhere.
    """
    raw, about = await _exported(session, here)
    said, faults = await asyncio.to_thread(_checked, raw, about)
    if faults:
        raise Invalid(faults)
    return said


async def text_and_faults(session: AsyncSession, here: Collaborative) -> str:
    """The same for whoever only wants to keep it: what would have to be put right before it is applied stands above it."""
    raw, about = await _exported(session, here)
    said, faults = await asyncio.to_thread(_checked, raw, about)
    if not faults:
        return said
    lines = (f"- {one.where}: {one.message}" for one in faults)
    return written(raw, "\n".join((about, "", "Before it is applied anywhere, put this right:", *lines)))


async def _exported(session: AsyncSession, here: Collaborative) -> tuple[Raw, str]:
    about = f"{here.name}, as it was set up on {today_in(here.time_zone).isoformat()}.\n{NOT_IN_IT}"
    return await exported(session, here), about


def _checked(raw: Raw, about: str) -> tuple[str, Sequence[Problem]]:
    """Apart from the others: of a large set it takes a good part of a second."""
    said = written(raw, about)
    try:
        schemas.read(tenants.read_text(said))
    except Invalid as invalid:
        return said, invalid.problems
    return said, ()
