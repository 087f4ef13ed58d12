"""Who is who in the demonstration, and who belonged when."""

import unicodedata
from dataclasses import dataclass
from uuid import UUID, uuid5

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.kit.db import Scope, enter
from backend.kit.periods import Period
from backend.members import membership
from backend.members.rules import Holding, Principal, Role
from backend.members.tables import Collaborative, HeldRole, Member, MemberTerm, Person

_NAMES = UUID("6d1d2c1e-5f0b-4a55-9d53-0a4c7b1f2e10")
LEFT = ("old_mill", 8)  # who left, after which quarter, by its number
JOINED = ("ferry_institute", 9)  # who joined, with which

PEOPLE = (
    ("Nadia Okafor", Role.COORDINATOR, None),
    ("Tomas Lindqvist", Role.ADMINISTRATOR, None),
    ("Rosa Delgado", Role.PARTNER, None),
    ("Grace Whitfield", Role.CONTRIBUTOR, "wren_general"),
    ("Amir Haddad", Role.APPROVER, "wren_general"),
    ("Beatriz Souza", Role.CONTRIBUTOR, "wren_children"),
    ("Owen Pryce", Role.APPROVER, "wren_children"),
    ("Dolores Finch", Role.CONTRIBUTOR, "wren_health"),
    ("Gareth Bowen", Role.APPROVER, "wren_health"),
    ("Hannah Kim", Role.CONTRIBUTOR, "st_odile"),
    ("Luc Bertrand", Role.APPROVER, "st_odile"),
    ("Inés Caballero", Role.CONTRIBUTOR, "san_telmo"),
    ("Joaquín Peña", Role.APPROVER, "san_telmo"),
    ("Walter Stone", Role.CONTRIBUTOR, "old_mill"),
    ("Irene Castle", Role.APPROVER, "old_mill"),
    ("Priya Raman", Role.CONTRIBUTOR, "millrace_college"),
    ("Sam Oyelaran", Role.APPROVER, "millrace_college"),
    ("Theo Marsh", Role.CONTRIBUTOR, "ferry_institute"),
    ("Lucille Grant", Role.APPROVER, "ferry_institute"),
    ("Elif Demir", Role.CONTRIBUTOR, "riverside_clinics"),
    ("Jonas Weber", Role.APPROVER, "riverside_clinics"),
    ("Nguyễn Thị Hoa", Role.CONTRIBUTOR, "ben_song"),
    ("Trần Văn Minh", Role.APPROVER, "ben_song"),
    ("Maya Torres", Role.CONTRIBUTOR, "town_of_millrace"),
    ("Peter Novak", Role.APPROVER, "town_of_millrace"),
    ("Ruth Adeyemi", Role.CONTRIBUTOR, "valley_transit"),
    ("Carl Engstrom", Role.APPROVER, "valley_transit"),
    ("Nora Blake", Role.CONTRIBUTOR, "millrace_library"),
    ("Felix Amadi", Role.APPROVER, "millrace_library"),
)


@dataclass
class Cast:
    """The people of the demonstration, ready to act. Of a member without people here the coordinator enters."""

    here: Collaborative
    members: dict[str, Member]
    people: dict[tuple[Role, str | None], Principal]

    @property
    def coordinator(self) -> Principal:
        return self.people[Role.COORDINATOR, None]

    def contributor(self, code: str) -> Principal | None:
        return self.people.get((Role.CONTRIBUTOR, code))

    def approver(self, code: str) -> Principal:
        return self.people[Role.APPROVER, code]


async def cast(session: AsyncSession, here: Collaborative) -> Cast:
    members = {member.code: member for member in await session.scalars(sa.select(Member))}
    people = {}
    for name, role, code in PEOPLE:
        id, email = uuid5(_NAMES, name), f"{_plain(name)}@millrace.example"
        member_id = members[code].id if code else None
        session.add(Person(id=id, email=email, name=name))
        await session.flush()
        session.add(HeldRole(person_id=id, role=role, member_id=member_id))
        people[role, code] = Principal(
            id, name, email, collaborative_id=here.id, holdings=frozenset({Holding(role, member_id)})
        )
    return Cast(here, members, people)


def _plain(name: str) -> str:
    """As an address has it: `ines.caballero`."""
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return bare.lower().replace(" ", ".")


async def come_and_go(session: AsyncSession, cast: Cast, first: Period) -> None:
    """One left and one joined, so many quarters after the first: the demonstration moves with the calendar."""
    (leaver, left), (joiner, joined) = LEFT, JOINED
    last = first.shift(3 * left).end
    await membership.end(session, cast.members[leaver], last, reason="Sold, and closed for good.")
    joining = sa.update(MemberTerm).where(MemberTerm.member_id == cast.members[joiner].id)
    await session.execute(
        joining.values(starts=first.shift(3 * joined).start, reason="Asked to take part in the spring.")
    )


async def acting(session: AsyncSession, by: Principal) -> None:
    """From here the trail says that it is done by this person."""
    assert by.collaborative_id is not None
    await enter(session, Scope.everything_in(by.collaborative_id, person_id=by.person_id))
