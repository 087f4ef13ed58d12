"""What the demonstration keeps back, does without, and counts otherwise than before."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.agreements import keeping_back
from backend.agreements.agreed import Signature
from backend.agreements.rules import Waived
from backend.agreements.tables import Waiver, Withholding
from backend.indicators.tables import Breakdown, Element, SwitchOff
from backend.members.rules import Role
from backend.provisioning import demo_days
from backend.provisioning.demo_answers import THE_GIFT
from backend.provisioning.demo_people import Cast, acting
from backend.rounds import wording
from backend.rounds.schemas import Wording
from backend.rounds.wording import Kind

WITHHOLDER, WITHHELD = "wren_children", "gender"
SWITCHED_OFF = "wage_band"
REWORDED, GIVEN = "local_suppliers", "community_giving"
_WHY_WITHHELD = "Our board has yet to decide on figures by gender."
_WHY_OFF = "Counsel asks us to wait until the state's new law on pay records has been read."
_WAIVED = "Our gift of the cannery's site was in the papers. It may be shown although it tells what we gave."


async def count_sole_traders(session: AsyncSession, since: date) -> None:
    """A question is worded anew; the line breaks there. since: the first day of a quarter not yet asked."""
    asked = (await session.scalars(sa.select(Element.id).where(Element.code == REWORDED))).one()
    found = await wording.worded(session, Kind.QUESTION, asked, lock=True)
    sent = Wording(
        seen=found.newest.version,
        since=since,
        text=f"{found.newest.text} People who trade alone count too.",
        note="People who trade alone are counted since this quarter.",
        inclusions="\n".join(found.newest.inclusions),
    )
    await wording.reword(session, found, sent)


async def keep_back(session: AsyncSession, cast: Cast, on: date) -> None:
    """One member withholds a split, one does without a protection, and the collaborative switches a split off."""
    splits = {one.code: one.id for one in await session.scalars(sa.select(Breakdown))}
    given = (await session.scalars(sa.select(Element.id).where(Element.code == GIVEN))).one()
    withholder, signer = cast.approver(WITHHOLDER), cast.approver(THE_GIFT[0])
    await acting(session, withholder)
    member = cast.members[WITHHOLDER]
    await keeping_back.withhold(
        session, member, element=None, breakdown=splits[WITHHELD], reason=_WHY_WITHHELD, by=withholder
    )
    await acting(session, signer)
    await keeping_back.waive(
        session,
        cast.members[THE_GIFT[0]],
        element=given,
        rule=Waived.DOMINANCE,
        document=_WAIVED,
        signature=Signature(signer.name, on),
        by=signer,
        today=on,
    )
    administrator = cast.people[Role.ADMINISTRATOR, None]
    await acting(session, administrator)
    await keeping_back.switch_off(session, splits[SWITCHED_OFF], reason=_WHY_OFF, by=administrator)
    begun = [(column, sa.true()) for column in (Withholding.begun_at, Waiver.recorded_at, SwitchOff.begun_at)]
    await demo_days.set_back(session, on, begun)
