"""A letter the coordinator sends by hand to those whose turn it is, with a paragraph of their own.

It is one of the reminders: a person gets one letter a day about a round, whether the clock or a coordinator writes it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit import days, mail
from backend.kit.errors import Conflict, Invalid, Problem
from backend.kit.languages import translated
from backend.kit.period_words import collection
from backend.members.rules import Principal
from backend.members.tables import Collaborative
from backend.rounds.tables import Reminder, Round
from backend.submissions import persons, reminding
from backend.submissions.reminding import Addressee
from backend.submissions.schemas import plain

MOST_WORDS = 1500


@dataclass(frozen=True, slots=True)
class Nudge:
    """To whom, and who of them had a letter about this round today already, and so gets none."""

    to: Sequence[Addressee]
    today_already: frozenset[UUID]

    @property
    def goes_to(self) -> Sequence[Addressee]:
        return [one for one in self.to if one.person_id not in self.today_already]


def usual(of: Round) -> str:
    """The paragraph to begin with."""
    return translated(
        "We still miss your figures for the %(collection)s. If anything keeps you from sending them, please tell me:"
        " I can help, or give you more time.",
        collection=collection(of.name),
    )


async def nudge(
    session: AsyncSession, here: Collaborative, of: Round, members: Collection[UUID], moment: datetime
) -> Nudge:
    """Those of these members whose turn it is. members: none for all that owe something."""
    today = days.day_at(moment, here.time_zone)
    owing = [
        one for one in await reminding.owing_in(session, here, of, today) if not members or one.member_id in members
    ]
    told = sa.select(Reminder.person_id).where(Reminder.round_id == of.id, Reminder.day == today)
    return Nudge(await reminding.addressees(session, here, owing), frozenset(await session.scalars(told)))


def letter(here: Collaborative, of: Round, to: Addressee, by: Principal, paragraph: str) -> mail.Envelope:
    return mail.written(
        "submissions/templates/letters/nudge.txt",
        to=to.email,
        speech=to.speech,
        here=here,
        name=to.name,
        by=by.called,
        round=of,
        paragraph=paragraph,
        owing=sorted(to.owing, key=lambda one: (one.due, one.name.casefold())),
    )


async def send(
    session: AsyncSession,
    here: Collaborative,
    of: Round,
    members: Collection[UUID],
    *,
    by: Principal,
    paragraph: str,
    moment: datetime,
) -> int:
    """How many letters go.

    Raises:
        Invalid: the paragraph is empty, too long, or says a fact about one person.
        Conflict: nobody is left to write to.
    """
    words = kept(plain(paragraph))
    found = await nudge(session, here, of, members, moment)
    if not found.goes_to:
        raise Conflict(
            translated("Nobody is left to write to: it is nobody’s turn, or all had a letter today already.")
        )
    today = days.day_at(moment, here.time_zone)
    claimed = set(await reminding.claim(session, of, [(one, today) for one in found.goes_to], moment))
    for one in found.goes_to:
        if one.person_id in claimed:
            mail.put(session, letter(here, of, one, by, words))
    return len(claimed)


def kept(paragraph: str) -> str:
    """A coordinator's own telephone number and address are theirs to give; anything else about a person is not sent."""
    where = translated("Your paragraph")
    if not paragraph:
        raise Invalid(translated("Write a sentence."), where=where, code="nudge.words")
    if len(paragraph) > MOST_WORDS:
        most = translated("Shorten this to %(most)s characters.", most=MOST_WORDS)
        raise Invalid(most, where=where, code="nudge.words")
    if found := persons.in_words(paragraph, contacts=False):
        message = translated(
            "This looks like %(what)s. Nothing about one person is sent by letter.", what=found[0].what
        )
        raise Invalid([Problem(where, message, found[0].code)])
    return paragraph
