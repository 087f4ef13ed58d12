"""What this room writes to people. Plain text; no figure is ever in a letter."""

from collections.abc import Collection

from sqlalchemy.ext.asyncio import AsyncSession

from backend.disclosure.figures import Audience
from backend.kit import mail
from backend.members import queries
from backend.members.rules import BACKBONE_ROLES, Principal, Role
from backend.members.tables import Collaborative
from backend.releases.tables import Release


async def published(
    session: AsyncSession, here: Collaborative, release: Release, audiences: Collection[Audience], *, by: Principal
) -> None:
    """To everyone here for whom there is an edition, except who published it."""
    for person in await queries.people_here(session, of_members=None):
        may_read = {Audience.PUBLIC, *(audience_of(held.role) for held in person.roles)}
        if person.id != by.person_id and may_read.intersection(audiences):
            letter = mail.written(
                "releases/templates/letters/published.txt",
                to=person.email,
                name=person.name,
                here=here,
                title=release.title,
                path=f"/{here.slug}/reports",
            )
            mail.put(session, letter)


def audience_of(role: Role) -> Audience:
    """Whose edition someone with this role reads."""
    if role in BACKBONE_ROLES:
        return Audience.BACKBONE
    return Audience.MEMBERS if role.of_member else Audience.PARTNERS
