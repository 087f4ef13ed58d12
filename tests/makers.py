"""Makers of a small world, through the same tables the site uses: `here`, its members, its people, already signed in."""

import secrets
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
from litestar import Litestar

from backend.agreements.tables import Agreement
from backend.kit.db import Database, Scope, now
from backend.members import tokens
from backend.members.rules import SCOPES, May, Role
from backend.members.tables import (
    ApiToken,
    Collaborative,
    HeldRole,
    Member,
    MemberTerm,
    Operator,
    Organization,
    Person,
    SignIn,
)
from backend.members.tokens import hashed

ORIGIN = "http://127.0.0.1:8000"
LONG_AGO = date(2010, 1, 1)


class Visitor(httpx.AsyncClient):
    """A browser of one person: sends the cookie, the origin, and with every form its token."""

    def __init__(self, app: Litestar, *, token: str = "", csrf: str = "", person_id: UUID | None = None) -> None:
        super().__init__(
            transport=httpx.ASGITransport(app=app, raise_app_exceptions=False),
            base_url=ORIGIN,
            headers={"origin": ORIGIN, "accept": "text/html"},
        )
        if token:
            # With its domain, so that a cookie the site sets takes its place.
            self.cookies.set("anchorline", token, domain="127.0.0.1", path="/")
        self.csrf = csrf
        self.person_id = person_id

    async def send_form(self, url: str, **fields: Any) -> httpx.Response:
        return await self.post(url, data={"_token": self.csrf, **fields})


class Program(httpx.AsyncClient):
    """A program with a token: no cookie, no origin, JSON both ways."""

    def __init__(self, app: Litestar, token: str) -> None:
        super().__init__(
            transport=httpx.ASGITransport(app=app, raise_app_exceptions=False),
            base_url=ORIGIN,
            headers={"authorization": f"Bearer {token}"} if token else {},
        )


@dataclass
class Here:
    """A collaborative of a test. `session()` sees all of it, as the backbone does."""

    app: Litestar
    owner: Database
    database: Database
    id: UUID
    slug: str
    coordinator: Visitor = field(init=False)
    administrator: Visitor = field(init=False)

    def session(self, scope: Scope | None = None) -> Any:
        """An app-role session in a transaction: `async with here.session() as session`; commits at the end."""
        made = self.database.session(scope or Scope.everything_in(self.id))
        return _Transaction(made)

    async def member(
        self,
        name: str = "",
        *,
        code: str = "",
        starts: date = date(2010, 4, 1),
        agreed: bool = True,
        **facts: Any,
    ) -> Member:
        """A member with its organization, an open term and, unless not `agreed`, an agreement about everything."""
        tag = secrets.token_hex(4)
        async with self.owner.session(Scope.everything_in(self.id)) as session, session.begin():
            organization = Organization(name=name or f"Hospital {tag}", ods_code=None)
            session.add(organization)
            await session.flush()
            facts.setdefault("fiscal_year_starts_in", 4)
            member = Member(organization_id=organization.id, code=code or tag, name=name or f"Hospital {tag}", **facts)
            session.add(member)
            await session.flush()
            session.add_all(
                [MemberTerm(member_id=member.id, starts=starts), *([agreement(member.id)] if agreed else [])]
            )
        return member

    async def person(self, role: Role, member: Member | UUID | None = None, *, name: str = "") -> Visitor:
        """A person with this role here, signed in."""
        member_id = member.id if isinstance(member, Member) else member
        tag = secrets.token_hex(4)
        async with self.owner.session(Scope.everything_in(self.id)) as session, session.begin():
            person = Person(id=uuid4(), email=f"{role}.{tag}@example.org", name=name or f"{role.title()} {tag}")
            session.add(person)
            await session.flush()
            session.add(HeldRole(person_id=person.id, role=role, member_id=member_id))
        return await sign_in(self.app, self.owner, person.id)

    async def operator(self, *, name: str = "Operator") -> Visitor:
        """Whoever looks after the installation, signed in; of no collaborative."""
        email = f"operator.{secrets.token_hex(4)}@example.org"
        async with self.owner.session(Scope()) as session, session.begin():
            person = Person(id=uuid4(), email=email, name=name)
            session.add(person)
            await session.flush()
            session.add(Operator(person_id=person.id))
        return await sign_in(self.app, self.owner, person.id)

    async def token(self, of: Visitor, *scopes: May, days: int = 90) -> str:
        """A token of this person for this collaborative, made as the page makes it; by default with all scopes."""
        assert of.person_id
        text, at = tokens.new_for_program(), now()
        async with self.owner.session(Scope()) as session, session.begin():
            session.add(
                ApiToken(
                    person_id=of.person_id,
                    collaborative_id=self.id,
                    name="Tests",
                    start=text[: tokens.START],
                    token_hash=hashed(text),
                    scopes=[str(may) for may in scopes or SCOPES],
                    created_at=at,
                    expires_at=at + timedelta(days=days),
                )
            )
        return text

    async def program(self, of: Visitor, *scopes: May) -> Program:
        return Program(self.app, await self.token(of, *scopes))

    def anyone(self) -> Visitor:
        """A visitor nobody knows."""
        return Visitor(self.app)


def agreement(member_id: UUID, **facts: Any) -> Agreement:
    """On paper, about everything, for every audience, since long ago and without a last day."""
    usual: dict[str, Any] = {
        "way": "on_paper",
        "title": "Data use agreement",
        "document": "Kept in the office.",
        "starts": LONG_AGO,
        "audiences": ["members", "partners", "public"],
        "afterwards": "nothing_stays",
        "signer": "Somebody in charge",
        "signed_on": LONG_AGO,
        "recorded_at": now(),
    }
    return Agreement(member_id=member_id, **usual | facts)


class _Transaction:
    def __init__(self, session: Any) -> None:
        self._session = session

    async def __aenter__(self) -> Any:
        await self._session.__aenter__()
        return self._session

    async def __aexit__(self, kind: Any, error: Any, trace: Any) -> None:
        await (self._session.rollback() if kind else self._session.commit())
        await self._session.__aexit__(kind, error, trace)


async def sign_in(app: Litestar, owner: Database, person_id: UUID) -> Visitor:
    """A session of this person, made as signing in makes it."""
    token, csrf, at = secrets.token_urlsafe(32), secrets.token_urlsafe(16), now()
    async with owner.session(Scope()) as session, session.begin():
        session.add(
            SignIn(
                person_id=person_id,
                token_hash=hashed(token),
                csrf=csrf,
                started_at=at,
                seen_at=at,
                rotated_at=at,
                expires_at=at + timedelta(hours=12),
            )
        )
    return Visitor(app, token=token, csrf=csrf, person_id=person_id)


async def make_here(app: Litestar, owner: Database, database: Database, **facts: Any) -> Here:
    slug = f"t-{secrets.token_hex(6)}"
    collaborative = Collaborative(
        id=uuid4(),
        slug=slug,
        name=facts.pop("name", f"Collaborative {slug}"),
        blueprint="nhs",
        country=facts.pop("country", "GB"),
        currency=facts.pop("currency", "GBP"),
        locale=facts.pop("locale", "en_GB"),
        time_zone="Europe/London",
        year_starts_in=facts.pop("year_starts_in", 4),
        **facts,
    )
    async with owner.session(Scope()) as session, session.begin():
        session.add(collaborative)
    here = Here(app, owner, database, collaborative.id, slug)
    here.coordinator = await here.person(Role.COORDINATOR)
    here.administrator = await here.person(Role.ADMINISTRATOR)
    return here
