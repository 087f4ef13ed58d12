"""Deeds on one's own tokens, by which programs come in: making, listing, taking back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated
from uuid import UUID

import sqlalchemy as sa
from pydantic import BeforeValidator, Field
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit import mail
from backend.kit.db import Scope, enter, now
from backend.kit.errors import Conflict, Invalid, NotFound, Problem
from backend.kit.forms import Form
from backend.kit.languages import later, translated
from backend.members import letters, queries, rules, tokens
from backend.members.rules import May, Principal
from backend.members.tables import ApiToken, Collaborative

USUAL_DAYS, MOST_DAYS = 90, 365
MOST_TOKENS = 20  # living ones of a person in one collaborative


def _days(text: object) -> object:
    digits = str(text).strip()
    if not (digits.isascii() and digits.isdigit() and 1 <= len(digits) <= 3 and 1 <= int(digits) <= MOST_DAYS):
        raise ValueError(translated("Write a number of days, from 1 to %(most)s.", most=MOST_DAYS))
    return int(digits)


def _ticked(text: object) -> object:
    return text == "yes" if isinstance(text, str) else text


Ticked = Annotated[bool, BeforeValidator(_ticked)]
IN_WORDS = {
    May.READ_SUBMISSIONS: ("read", later("Read what was answered")),
    May.ENTER: ("enter", later("Enter figures and submit them")),
    May.APPROVE: ("approve", later("Approve figures, or send them back")),
    May.REVIEW: ("review", later("Accept what members approved, or send it back")),
    May.READ_RELEASES: ("reports", later("Read reports")),
}


class Making(Form):
    """What a token is made with. at: the collaborative; the first of one's own, when none is named."""

    at: Annotated[UUID | None, Field(title=later("Collaborative"))] = None
    name: Annotated[str, Field(title=later("What it is for"), min_length=1, max_length=80)]
    days: Annotated[int, Field(title=later("Good for")), BeforeValidator(_days)] = USUAL_DAYS
    read: Annotated[Ticked, Field(title=later("What it may do"))] = False
    enter: Annotated[Ticked, Field(title=later("What it may do"))] = False
    approve: Annotated[Ticked, Field(title=later("What it may do"))] = False
    review: Annotated[Ticked, Field(title=later("What it may do"))] = False
    reports: Annotated[Ticked, Field(title=later("What it may do"))] = False

    @property
    def scopes(self) -> tuple[May, ...]:
        return tuple(may for may, (field, _) in IN_WORDS.items() if getattr(self, field))


@dataclass(frozen=True, slots=True)
class Made:
    """text: the token itself, which nobody is told again."""

    token: ApiToken
    here: Collaborative
    text: str


async def make(session: AsyncSession, me: Principal, wanted: Making) -> Made:
    """Its owner gets a letter.

    Raises:
        NotFound: one has no role in that collaborative.
        Invalid: it would do nothing, or what the person may not.
        Conflict: there are too many.
    """
    here = await _place(session, wanted.at)
    await enter(session, Scope(here.id, person_id=me.person_id))
    _check(wanted, rules.scopes(await queries.holdings_of(session, me.person_id)))
    if sum(one.token.collaborative_id == here.id for one in await living(session, me.person_id)) >= MOST_TOKENS:
        raise Conflict(
            translated(
                "You have %(most)s tokens for %(here)s. Take back one that is not used any more.",
                most=MOST_TOKENS,
                here=here.name,
            )
        )
    text, at = tokens.new_for_program(), now()
    made = ApiToken(
        person_id=me.person_id,
        collaborative_id=here.id,
        name=wanted.name,
        start=text[: tokens.START],
        token_hash=tokens.hashed(text),
        scopes=[str(may) for may in wanted.scopes],
        created_at=at,
        expires_at=at + timedelta(days=wanted.days),
    )
    session.add(made)
    mail.put(session, letters.token_made(me, here, made))
    return Made(made, here, text)


def _check(wanted: Making, allowed: Sequence[May]) -> None:
    if not wanted.scopes:
        raise Invalid(
            translated("Choose at least one thing."), where=translated("What it may do"), code="token.nothing"
        )
    too_much = [IN_WORDS[may][1] for may in wanted.scopes if may not in allowed]
    if too_much:
        raise Invalid(
            Problem(
                translated("What it may do"),
                translated("Your role there does not include this: %(what)s.", what=_inside(translated(one))),
                "token.too_much",
            )
            for one in too_much
        )


def _inside(sentence: str) -> str:
    """As it stands within another."""
    return sentence[0].lower() + sentence[1:]


async def _place(session: AsyncSession, wanted: UUID | None) -> Collaborative:
    id = next((one.id for one in await queries.my_collaboratives(session) if wanted in (one.id, None)), None)
    if id is None:
        raise NotFound(translated("There is nothing at this address."))
    return (await session.scalars(sa.select(Collaborative).where(Collaborative.id == id))).one()


@dataclass(frozen=True, slots=True)
class Living:
    """A token that is good, with where. may: what it may do, in words."""

    token: ApiToken
    place: str
    may: Sequence[str]


async def living(session: AsyncSession, person_id: UUID) -> Sequence[Living]:
    """The newest first."""
    query = (
        sa.select(ApiToken, Collaborative.name)
        .join(Collaborative, Collaborative.id == ApiToken.collaborative_id)
        .where(ApiToken.person_id == person_id, ApiToken.revoked_at.is_(None), ApiToken.expires_at > now())
        .order_by(ApiToken.created_at.desc())
    )
    return [
        Living(one, place, [words for may, (_, words) in IN_WORDS.items() if may in one.scopes])
        for one, place in (await session.execute(query)).all()
    ]


async def take_back(session: AsyncSession, me: Principal, id: UUID) -> None:
    """From now on it opens nothing. Raises NotFound when it is not one's own."""
    query = sa.select(ApiToken).where(ApiToken.id == id, ApiToken.person_id == me.person_id)
    found = (await session.scalars(query)).one_or_none()
    if found is None:
        raise NotFound(translated("There is nothing at this address."))
    found.revoked_at = found.revoked_at or now()


async def forget(session: AsyncSession, person_id: UUID) -> None:
    """With the person go the tokens, names and all."""
    await session.execute(sa.delete(ApiToken).where(ApiToken.person_id == person_id))
