"""What a program is told of the collaborative it comes in to, and of itself."""

from uuid import UUID

import sqlalchemy as sa
from litestar import Response, Router, get
from pydantic import Field

from backend.kit.programs import Answered, Says, Shape
from backend.kit.web import Transaction
from backend.members.door import Here, Me
from backend.members.rules import SCOPES, May, Role
from backend.members.tables import Member


class MemberShown(Shape):
    id: UUID
    code: str
    name: str
    your_roles: tuple[Role, ...] = Field(title="What you are for it")


class CollaborativeShown(Shape):
    """members: those you act for; all of them for the backbone."""

    slug: str
    name: str
    strapline: str
    country: str
    currency: str
    locale: str
    time_zone: str
    year_starts_in: int = Field(title="Month in which the year begins")
    your_roles: tuple[Role, ...]
    your_token_may: tuple[May, ...]
    members: tuple[MemberShown, ...]


@get(
    "/",
    opt={"may": May.BELONG, "says": Says("The collaborative, and what your token may do in it", CollaborativeShown)},
)
async def collaborative(session: Transaction, here: Here, me: Me) -> Response[bytes]:
    query = sa.select(Member).order_by(Member.code)
    if not me.of_backbone:
        query = query.where(Member.id.in_(me.members()))
    members = (await session.scalars(query)).all()
    shown = CollaborativeShown(
        slug=here.slug,
        name=here.name,
        strapline=here.strapline,
        country=here.country,
        currency=here.currency,
        locale=here.locale,
        time_zone=here.time_zone,
        year_starts_in=here.year_starts_in,
        your_roles=tuple(role for role in Role if role in me.roles),
        your_token_may=tuple(may for may in SCOPES if may in me.permissions),
        members=tuple(
            MemberShown(
                id=one.id,
                code=one.code,
                name=one.name,
                your_roles=tuple(
                    role for role in Role if role in {held.role for held in me.holdings if held.member_id == one.id}
                ),
            )
            for one in members
        ),
    )
    return Answered(shown).response()


router = Router(path="/{slug:str}", route_handlers=[collaborative])
