"""What is written to people about a submission. Plain text; no figure of anybody is ever in a letter.

Nor is what people write about figures, such as the reason of a return: it is read on the page, behind the sign-in.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit import mail
from backend.kit.db import now
from backend.kit.languages import OWN_NAMES
from backend.members import addressees
from backend.members.addressees import Reader
from backend.members.rules import Principal, Role
from backend.members.tables import Collaborative, Member, Person
from backend.rounds.tables import Round
from backend.submissions.tables import Submission

ASKED_AGAIN_AFTER = timedelta(days=1)


async def opened(session: AsyncSession, planned: Round, members: Sequence[Member]) -> None:
    """To everyone who enters or approves for a member that is asked."""
    here = await addressees.here(session, planned.collaborative_id)
    await _tell_members(session, "opened", planned, here, {member.id: member.name for member in members})


async def moved(session: AsyncSession, of: Round, was: date, members: Mapping[UUID, str]) -> None:
    """The due day is another: to everyone who enters or approves for these members. members: their names, by id."""
    here = await addressees.here(session, of.collaborative_id)
    await _tell_members(session, "moved", of, here, members, was=was)


async def _tell_members(
    session: AsyncSession, letter: str, of: Round, here: Collaborative, members: Mapping[UUID, str], **facts: Any
) -> None:
    """One letter to each of their people, naming all of theirs."""
    asked: dict[Reader, set[str]] = defaultdict(set)
    for one in await addressees.people(session, here, members, {Role.CONTRIBUTOR, Role.APPROVER}):
        if one.member_id:
            asked[one._replace(member_id=None)].add(members[one.member_id])
    facts |= {"here": here, "round": of, "due": of.due_on}
    for one, theirs in asked.items():
        _put(session, letter, one, members=sorted(theirs, key=str.casefold), **facts)


async def more_time(session: AsyncSession, of: Submission, until: date, by: Principal) -> None:
    await _tell_time(session, "more_time", of, until, by)


async def more_time_ended(session: AsyncSession, of: Submission, until: date, by: Principal) -> None:
    """until: the last day as it is again."""
    await _tell_time(session, "more_time_ended", of, until, by)


async def _tell_time(session: AsyncSession, letter: str, of: Submission, until: date, by: Principal) -> None:
    await _tell(session, letter, of, {Role.CONTRIBUTOR, Role.APPROVER}, by, due=until)


async def submitted(session: AsyncSession, of: Submission, by: Principal, due: date | None) -> None:
    await _tell(session, "submitted", of, {Role.APPROVER}, by, then="/signing", due=due)


async def entered_for(session: AsyncSession, of: Submission, by: Principal) -> None:
    """One to each who approves for the member: the backbone entered this for it."""
    await _tell(session, "entered_for", of, {Role.APPROVER}, by)


async def asked_again(session: AsyncSession, of: Submission, by: Principal) -> bool:
    """Whether they are asked now: not, when this letter went out within the last day. By the backbone, who reads letters."""
    here = await addressees.here(session, of.collaborative_id)
    facts = {"here": here, "by": by, "member": of.member, "round": of.round, "path": ""}
    subjects = {
        _written("asked_again", Reader("", "", None, addressees.speech(here, language)), **facts).subject
        for language in OWN_NAMES
    }
    lately = sa.select(mail.Letter.id).where(
        mail.Letter.subject.in_(subjects), mail.Letter.put_at > now() - ASKED_AGAIN_AFTER
    )
    if (await session.execute(lately.limit(1))).first():
        return False
    await _tell(session, "asked_again", of, {Role.APPROVER}, by)
    return True


async def confirmed_outside(session: AsyncSession, of: Submission, by: Principal) -> None:
    """To the member's people, who may know best whether there is such a letter."""
    await _tell(session, "confirmed_outside", of, {Role.CONTRIBUTOR, Role.VIEWER}, by)


async def approved(session: AsyncSession, of: Submission, by: Principal) -> None:
    await _tell(session, "approved", of, {Role.COORDINATOR}, by)


async def returned(session: AsyncSession, of: Submission, by: Principal) -> None:
    """To those who put it right: the member's people, and the coordinators where these entered it for the member."""
    entered = {Role.COORDINATOR} if of.for_member else set()
    await _tell(session, "returned", of, {Role.CONTRIBUTOR, Role.APPROVER} | entered, by)


async def asked_about(session: AsyncSession, of: Submission, by: Principal) -> None:
    """There is a question about a figure. To those who answer it."""
    await _tell(session, "asked_about", of, {Role.CONTRIBUTOR, Role.APPROVER}, by)


async def answered(session: AsyncSession, of: Submission, by: Principal) -> None:
    await _tell(session, "answered", of, {Role.COORDINATOR}, by)


async def correcting(session: AsyncSession, of: Submission, by: Principal) -> None:
    """To everyone who writes, signs or reviews: a correction is begun, and what counted goes on counting until it is in."""
    await _tell(session, "correcting", of, {Role.CONTRIBUTOR, Role.APPROVER, Role.COORDINATOR}, by)


async def discarded(session: AsyncSession, of: Submission, by: Principal) -> None:
    """To all whom its beginning was told: it is not gone on with."""
    await _tell(session, "discarded", of, {Role.CONTRIBUTOR, Role.APPROVER, Role.COORDINATOR}, by)


async def handed_over(session: AsyncSession, of: Submission, section: str, to: Person, by: Principal) -> None:
    """section: its name. In the language of whoever is asked."""
    here = await addressees.here(session, of.collaborative_id)
    reader = Reader(to.email, to.name, of.member_id, addressees.speech(here, to.language))
    path = f"/{here.slug}/submissions/{of.id}"
    facts = {"here": here, "by": by, "member": of.member, "round": of.round, "path": path}
    _put(session, "handed_over", reader, section=section, **facts)


async def accepted(session: AsyncSession, of: Submission, by: Principal) -> None:
    await _tell(session, "accepted", of, {Role.CONTRIBUTOR, Role.APPROVER}, by)


async def unaccepted(session: AsyncSession, of: Submission, by: Principal) -> None:
    """To those who were told that it is accepted: it was taken back, and nothing is asked of them."""
    await _tell(session, "unaccepted", of, {Role.CONTRIBUTOR, Role.APPROVER}, by)


async def _tell(
    session: AsyncSession, letter: str, of: Submission, roles: set[Role], by: Principal, *, then: str = "", **facts: Any
) -> None:
    """One letter to each holder of these roles for the member or the backbone, except who did it.

    then: the page of the submission it leads to; none for the figures themselves.
    """
    facts["correction"] = of.version > 1
    here = await addressees.here(session, of.collaborative_id)
    asked = await addressees.people(session, here, [of.member_id], roles)
    people = {one.email: one for one in asked if one.email != by.email}
    path = f"/{here.slug}/submissions/{of.id}{then}"
    for one in people.values():
        _put(session, letter, one, here=here, by=by, member=of.member, round=of.round, path=path, **facts)


def _put(session: AsyncSession, letter: str, to: Reader, **context: Any) -> None:
    mail.put(session, _written(letter, to, **context))


def _written(letter: str, to: Reader, **context: Any) -> mail.Envelope:
    path = f"submissions/templates/letters/{letter}.txt"
    return mail.written(path, to=to.email, speech=to.speech, name=to.name, **context)
