"""What the members of the demonstration agreed to.

Most accepted the model on the site, two signed paper. One that joined has not signed, one's paper soon comes to its end, and
of the one that left, what it gave stays.
"""

from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.agreements import actions
from backend.agreements.agreed import Signature, Terms
from backend.agreements.rules import Afterwards
from backend.agreements.tables import Agreement, ModelAgreement
from backend.kit.db import today_in
from backend.kit.periods import Period
from backend.provisioning import demo_days
from backend.provisioning.demo_people import JOINED, LEFT, Cast, acting

TITLE = "Sharing figures in Millrace"
DOCUMENT = (
    "Each member hands in its figures once a quarter. The backbone adds them up and shows others nothing but totals, and"
    " none from which a single member could be read. A member may keep back any figure or split, at once and without giving"
    " up the rest."
)
RETENTION = "Figures are kept for seven years after their quarter. Who leaves is given a copy of its own."
MONTHS = 60
ON_PAPER = {"st_odile": "Luc Bertrand", "quarry_hill_credit_union": "Marguerite Osei"}  # with who signed
ENDING, DAYS_LEFT = "st_odile", 40


async def sign(session: AsyncSession, cast: Cast, first: Period) -> None:
    """Before the first quarter."""
    signed_on = first.start - timedelta(days=20)
    await acting(session, cast.coordinator)
    model = await actions.offer(session, _terms(first.start), months=MONTHS, by=cast.coordinator)
    await session.flush()  # to be read when it is accepted
    for code, member in cast.members.items():
        if code in ON_PAPER:
            await _record(session, cast, code, first, signed_on)
        elif code != JOINED[0]:
            approver = cast.approver(code)
            await acting(session, approver)
            await actions.accept(session, cast.here, member, version=model.version, by=approver, today=signed_on)
    made = [(Agreement.recorded_at, sa.true()), (ModelAgreement.offered_at, sa.true())]
    await demo_days.set_back(session, signed_on, made)
    await _end_with_membership(session, cast, first)


def _terms(starts: date, ends: date | None = None) -> Terms:
    return Terms(TITLE, DOCUMENT, starts, ends, afterwards=Afterwards.PAST_STAYS, retention=RETENTION)


async def _record(session: AsyncSession, cast: Cast, code: str, first: Period, signed_on: date) -> None:
    today = today_in(cast.here.time_zone)
    ends = today + timedelta(days=DAYS_LEFT) if code == ENDING else None
    await acting(session, cast.coordinator)
    signature = Signature(ON_PAPER[code], signed_on)
    terms = _terms(first.start, ends)
    await actions.record(session, cast.members[code], terms, signature, None, by=cast.coordinator, today=today)


async def _end_with_membership(session: AsyncSession, cast: Cast, first: Period) -> None:
    code, left = LEFT
    of_the_leaver = Agreement.member_id == cast.members[code].id
    agreement = (await session.scalars(sa.select(Agreement).where(of_the_leaver))).one()
    await acting(session, cast.coordinator)
    await actions.end(session, agreement, by=cast.coordinator, reason="It left with the end of this quarter.")
    await demo_days.set_back(session, first.shift(3 * left).end, [(Agreement.ended_at, of_the_leaver)])
