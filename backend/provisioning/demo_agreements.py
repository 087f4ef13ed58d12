"""What the members of the demonstration agreed to. One that joined has not signed yet; of one that left, the past stays."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from backend.agreements.rules import AUDIENCES, Afterwards, Way
from backend.agreements.tables import Agreement
from backend.kit.periods import Period
from backend.members.rules import Role
from backend.provisioning import demo_days
from backend.provisioning.demo_people import JOINED, LEFT, Cast

TITLE = "Sharing figures in Millrace"
DOCUMENT = (
    "Each member hands in its figures once a quarter. The backbone adds them up and shows others nothing but totals, and"
    " none from which a single member could be read. A member may keep back any figure or split, at once and without giving"
    " up the rest."
)
RETENTION = "Figures are kept for seven years after their quarter. Who leaves is given a copy of its own."


async def sign(session: AsyncSession, cast: Cast, first: Period) -> None:
    """On paper, before the first quarter."""
    signed_on = first.start - timedelta(days=20)
    for code, member in cast.members.items():
        if code == JOINED[0]:
            continue
        approver = cast.people.get((Role.APPROVER, code))
        session.add(
            Agreement(
                member_id=member.id,
                way=Way.ON_PAPER,
                title=TITLE,
                document=DOCUMENT,
                starts=first.start,
                ends=first.shift(3 * LEFT[1]).end if code == LEFT[0] else None,
                audiences=list(AUDIENCES),
                afterwards=Afterwards.PAST_STAYS,
                retention=RETENTION,
                signer=approver.name if approver else "Marguerite Osei",
                signed_on=signed_on,
                recorded_by=cast.coordinator.person_id,
                recorded_at=demo_days.evening(signed_on),
            )
        )
    await session.flush()
