"""What `anchorline collaborative` does: show a plan, or apply it in one transaction and hand over the first link."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

import tenants
from backend.agreements import actions as agreements
from backend.kit.db import Database, Scope, today_in
from backend.kit.errors import Conflict, Invalid
from backend.kit.settings import Settings
from backend.members import actions as member_actions
from backend.members.addresses import normalised
from backend.members.rules import Role
from backend.members.tables import Collaborative
from backend.provisioning import actions, schemas, texts
from backend.provisioning.actions import Wanted
from backend.provisioning.exporting import writing


@dataclass(frozen=True, slots=True)
class Order:
    """What the operator typed. blueprint: a name of the starting sets, or the path of a TOML file of one's own.

    agreement: what the use of the members' figures rests on, recorded for each that has no agreement in force.
    """

    blueprint: str
    slug: str
    name: str
    administrator: str
    agreement: str = ""

    def wanted(self) -> Wanted:
        """Raises Invalid with every fault of the blueprint, each at its key path."""
        return Wanted(self.slug, self.name, Path(self.blueprint).stem, schemas.read(_raw(self.blueprint)))

    def address(self) -> str:
        """The administrator's e-mail, normalised. Raises Invalid."""
        try:
            return normalised(self.administrator)
        except ValueError as fault:
            raise Invalid(str(fault), where="--administrator") from None


def _raw(blueprint: str) -> dict[str, object]:
    try:
        return tenants.load(blueprint)
    except LookupError as unknown:
        path = Path(blueprint)
        if path.suffix != ".toml":
            raise Invalid(f"{unknown}; or name a .toml file", where="BLUEPRINT") from None
    try:
        return tenants.read(path)
    except OSError as fault:
        raise Invalid(f"{path} cannot be read: {fault.strerror}", where="BLUEPRINT") from None
    except ValueError as fault:  # tomllib.TOMLDecodeError
        raise Invalid(f"{path} is not TOML: {fault}", where="BLUEPRINT") from None


async def plan(owner_url: str, order: Order) -> str:
    """What would be done, as text. Nothing is written."""
    order.address()
    wanted = order.wanted()
    database = Database(owner_url)
    try:
        async with database.session(Scope()) as session:
            here = await actions.collaborative(session, wanted)
        async with database.session(Scope.everything_in(here.id)) as session:
            todo, _ = await actions.planned(session, here, wanted.blueprint)
    finally:
        await database.close()
    return texts.rendered(todo)


async def export(owner_url: str, slug: str) -> str:
    """The collaborative as a blueprint in TOML, fit to be applied.

    Raises:
        Invalid: there is no such collaborative, or what it is set up as could not be applied elsewhere.
    """
    database = Database(owner_url)
    try:
        async with database.session(Scope()) as session:
            id = await session.scalar(sa.select(Collaborative.id).where(Collaborative.slug == slug))
        if id is None:
            raise Invalid(f"there is no collaborative at “{slug}”", where="SLUG")
        async with database.session(Scope.everything_in(id)) as session:
            here = (await session.scalars(sa.select(Collaborative).where(Collaborative.id == id))).one()
            return await writing.text(session, here)
    finally:
        await database.close()


async def apply(owner_url: str, order: Order, settings: Settings) -> str:
    """Does it in one transaction; the text says what was done and gives the first administrator's link."""
    wanted, address = order.wanted(), order.address()
    database = Database(owner_url)
    try:
        async with database.session(Scope()) as session:
            id = (await actions.collaborative(session, wanted)).id
        async with database.session(Scope.everything_in(id)) as session, session.begin():
            here = await actions.collaborative(session, wanted)
            if here not in session:
                here.id = id
                session.add(here)
                await session.flush()
            done = await actions.align(session, here, wanted.blueprint)
            agreed = await _agreements(session, here, order)
            link = await _first_administrator(session, here, address, settings)
    finally:
        await database.close()
    return f"{texts.rendered(done)}\n{agreed}\n{here.name} is at {settings.base_url}/{here.slug}/\n{link}"


async def _agreements(session: AsyncSession, here: Collaborative, order: Order) -> str:
    """What was recorded, as a line; empty where nothing was asked for."""
    if not order.agreement:
        return ""
    names = await agreements.record_for_all(session, order.agreement, today=today_in(here.time_zone))
    return f"Agreements recorded: {', '.join(names)}\n" if names else "Every member has an agreement in force.\n"


async def _first_administrator(session: AsyncSession, here: Collaborative, address: str, settings: Settings) -> str:
    """An invitation, or the reason why none is needed."""
    try:
        token = await member_actions.invite(
            session,
            here,
            email=address,
            role=Role.ADMINISTRATOR,
            by=None,
            lives=timedelta(days=settings.invitation_days),
        )
    except Conflict as there_is:
        return f"No new link for {address}: {there_is}"
    return (
        f"Give {address} this link, good for {settings.invitation_days} days and one use:\n"
        f"{settings.base_url}/invitations/{token}"
    )
