"""How often something may be tried. Counted by key, a hash of address or network, in windows of the clock."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import Any

import sqlalchemy as sa
from litestar import Request
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit.db import now
from backend.kit.errors import TooMany
from backend.kit.languages import translated_many
from backend.kit.web import apart
from backend.members.tables import RateLimit


@dataclass(frozen=True, slots=True)
class Limit:
    kind: str
    times: int
    window: timedelta


# Five tries a code and twenty codes a day: a guesser of one address finds one code in ten thousand a day.
ASK_BY_ADDRESS = (Limit("ask.address", 5, timedelta(minutes=15)), Limit("ask.address.day", 20, timedelta(days=1)))
# A hospital may come by one address of the network: room for a morning on which all of it signs in.
ASK_BY_NETWORK = (Limit("ask.network", 60, timedelta(minutes=15)),)
CODE_BY_NETWORK = (Limit("code.network", 120, timedelta(minutes=15)),)
INVITE_BY_PERSON = (Limit("invite.person", 100, timedelta(hours=1)),)
TOKENS_BY_PERSON = (Limit("token.person", 20, timedelta(hours=1)),)
CHANGE_BY_PERSON = (Limit("change.person", 5, timedelta(hours=1)),)
# A library's readers come by one address of the network; what all of them send in a day, one coordinator looks over.
GOAL_BY_NETWORK = (Limit("goal.network", 20, timedelta(hours=1)),)
GOAL_BY_PERSON = (Limit("goal.person", 20, timedelta(hours=1)),)
GOAL_HERE = (Limit("goal.here", 100, timedelta(days=1)),)
# Ten a second, all processes together: a program that fills in a hundred members' answers hardly notices.
BY_TOKEN = Limit("api.token", 600, timedelta(minutes=1))

Counted = Sequence[tuple[Sequence[Limit], str]]


async def keep_to(request: Request[Any, Any, Any], counted: Counted) -> None:
    """Count this try in a transaction of its own, so that a refused one counts too.

    counted: limits, each with whom it is counted for; the first that refuses is the last that counts, so that nobody uses
    up another's limits with tries that were refused.

    Raises:
        TooMany: one of them is used up.
    """

    async def work(session: AsyncSession) -> timedelta:
        for limits, who in counted:
            for limit in limits:
                if wait := await count(session, limit, who):
                    return wait
        return timedelta()

    wait = await apart(request, work)
    if wait:
        minutes = -(-int(wait.total_seconds()) // 60) or 1
        raise TooMany(
            translated_many(
                "This was tried too often. Wait %(num)s minute and try again.",
                "This was tried too often. Wait %(num)s minutes and try again.",
                minutes,
            ),
            retry_after=max(1, int(wait.total_seconds())),
        )


async def count(session: AsyncSession, limit: Limit, who: str) -> timedelta:
    """How long to wait until the next try; nothing when this one was within the limit."""
    at = now()
    start = window_start(at, limit.window)
    put = insert(RateLimit).values(key=key_of(limit, who), window_start=start, count=1)
    counting = put.on_conflict_do_update(
        index_elements=["key", "window_start"], set_={"count": RateLimit.count + 1}
    ).returning(RateLimit.count)
    times = (await session.execute(counting)).scalar_one()
    return start + limit.window - at if times > limit.times else timedelta()


def key_of(limit: Limit, who: str) -> str:
    return hashlib.sha256(f"{limit.kind} {who}".encode()).hexdigest()


def window_start(at: datetime, window: timedelta) -> datetime:
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    return at - (at - epoch) % window


def network_of(request: Request[Any, Any, Any]) -> str:
    """Where a request comes from: the IPv4 address, or the IPv6 network of 64 bits that one household or house has."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if address.version == 4:
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ip_network(f"{address}/64", strict=False))


async def forget_old(session: AsyncSession, *, before: datetime) -> None:
    await session.execute(sa.delete(RateLimit).where(RateLimit.window_start < before))
