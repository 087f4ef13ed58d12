"""What this room writes to people. Plain text; no figure is ever in a letter."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy.ext.asyncio import AsyncSession

from backend.disclosure.figures import Audience
from backend.kit import mail
from backend.kit.db import today_in
from backend.members import addressees, queries
from backend.members.rules import BACKBONE_ROLES, Principal, Role
from backend.members.tables import Collaborative
from backend.releases.tables import Release


async def published(
    session: AsyncSession, here: Collaborative, release: Release, opens: Mapping[str, date], *, by: Principal
) -> None:
    """To everyone here for whom there is an edition, except who published it.

    opens: by audience, from which day its edition may be read.
    """
    today = today_in(here.time_zone)
    for person in await queries.people_here(session, of_members=None):
        may_read = {Audience.PUBLIC, *(audience_of(held.role) for held in person.roles)}
        first = min((opens[audience] for audience in may_read.intersection(opens)), default=None)
        if person.id != by.person_id and first:
            letter = mail.written(
                "releases/templates/letters/published.txt",
                to=person.email,
                speech=addressees.speech(here, person.language),
                name=person.name,
                here=here,
                title=release.title,
                opens=first if first > today else None,
                path=f"/{here.slug}/reports",
            )
            mail.put(session, letter)


def audience_of(role: Role) -> Audience:
    """Whose edition someone with this role reads."""
    if role in BACKBONE_ROLES:
        return Audience.BACKBONE
    return Audience.MEMBERS if role.of_member else Audience.PARTNERS
