"""What an operator may read, and who is one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit.db import now
from backend.kit.mail import SignInLetter
from backend.kit.outbox import REFUSED_KEPT
from backend.members.tables import Collaborative, Operator, Person


@dataclass(frozen=True, slots=True)
class Refusals:
    """Letters one domain did not take. domain: empty once the addresses are forgotten; code: of SMTP, where it gave one."""

    domain: str
    code: str
    letters: int
    last: datetime


@dataclass(frozen=True, slots=True)
class Overview:
    """How much one collaborative holds, and whether it is well. bytes: of files alone; late: letters over an hour old."""

    here: Collaborative
    members: int
    people: int
    rounds: int
    figures: int
    reports: int
    bytes: int
    last_change: datetime | None
    letters_waiting: int
    letters_late: int
    refused: Sequence[Refusals]

    @property
    def letters_refused(self) -> int:
        return sum(one.letters for one in self.refused)


async def overview(session: AsyncSession) -> list[Overview]:
    """Every collaborative, by name; nothing at all when the session's person is no operator."""
    rows = (await session.execute(sa.text("select * from installation_overview()"))).mappings().all()
    here = {one.id: one for one in await session.scalars(sa.select(Collaborative))}
    found = [
        Overview(
            here=here[row["collaborative_id"]],
            refused=[_refusals(one) for one in row["letters_refused"]],
            **{name: row[name] for name in _COUNTED},
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.here.name.casefold(), one.here.slug))


_COUNTED = (
    "members", "people", "rounds", "figures", "reports", "bytes", "last_change", "letters_waiting", "letters_late",
)  # fmt: skip


def _refusals(told: dict[str, str]) -> Refusals:
    return Refusals(told["domain"], told["code"], int(told["letters"]), datetime.fromisoformat(told["last"]))


async def refused_sign_ins(session: AsyncSession) -> list[Refusals]:
    """Sign-in letters that were not taken; they are of no collaborative."""
    domain = sa.func.lower(sa.func.split_part(SignInLetter.recipient, "@", 2))
    code = sa.func.coalesce(sa.func.substring(SignInLetter.refusal, "^[45][0-9]{2}"), "")
    query = (
        sa.select(domain, code, sa.func.count(), sa.func.max(SignInLetter.refused_at))
        .where(SignInLetter.refused_at > now() - REFUSED_KEPT)
        .group_by(domain, code)
        .order_by(domain, code)
    )
    return [Refusals(*row) for row in await session.execute(query)]


async def database_bytes(session: AsyncSession) -> int:
    """On disk, indexes and the rest among it."""
    size: int = (await session.execute(sa.text("select pg_database_size(current_database())"))).scalar_one()
    return size


async def operators(session: AsyncSession) -> Sequence[tuple[Person, Operator]]:
    """Those of now, by address. session: the owner's, who sees every person."""
    query = (
        sa.select(Person, Operator).join(Operator, Operator.person_id == Person.id).where(Operator.ended_at.is_(None))
    )
    rows = [(person, held) for person, held in await session.execute(query)]
    return sorted(rows, key=lambda row: row[0].email)
