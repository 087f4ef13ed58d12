"""Collaboratives, organizations, members, people, roles and sign-in.

Unwalled here, each for a reason: collaboratives and organizations (public facts, written by the operator only), people
(policy: oneself, or who holds a role here), and what is needed before anyone is known: sign-ins, codes, invitations,
rate limits; and who looks after the installation, which is above all of them.
"""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, Index, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from backend.kit.db import Base, Walled, one, to, unique
from backend.kit.periods import Calendar, YearNaming


class Collaborative(Base):
    """A place-based network of anchor institutions: the tenant."""

    __tablename__ = "collaboratives"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    strapline: Mapped[str] = mapped_column(server_default="")
    blueprint: Mapped[str]
    country: Mapped[str]  # two letters
    currency: Mapped[str]
    locale: Mapped[str]
    time_zone: Mapped[str]
    year_starts_in: Mapped[int] = mapped_column(sa.SmallInteger)
    year_naming: Mapped[str] = mapped_column(server_default="spanning")
    contact_email: Mapped[str] = mapped_column(server_default="")
    public_page: Mapped[bool] = mapped_column(server_default="true")
    words: Mapped[dict[str, object]] = mapped_column(JSONB, server_default="{}")
    policy: Mapped[dict[str, object]] = mapped_column(JSONB, server_default="{}")
    brand: Mapped[dict[str, object]] = mapped_column(JSONB, server_default="{}")  # as `kit.branding` reads it
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    @property
    def calendar(self) -> Calendar:
        return Calendar(self.year_starts_in, YearNaming(self.year_naming))

    @property
    def legend(self) -> str:
        """What every file that leaves says of itself, unless it is for everyone: whose it is, and what it is not for."""
        settled = self.policy.get("release")
        own = settled.get("legend") if isinstance(settled, Mapping) else ""
        return (
            own or f"For those who take part in {self.name}. Not to be passed on, nor used to set prices, pay or bids."
        )

    __table_args__ = (
        CheckConstraint("slug ~ '^[a-z][a-z0-9-]{1,39}$'", name="slug"),
        CheckConstraint("year_starts_in in (1, 4, 7, 10)", name="year"),
        CheckConstraint("year_naming in ('spanning', 'ending')", name="year_naming"),
    )


class Organization(Base):
    """An institution or one of its sites; only public facts, one row whichever collaborative it is in."""

    __tablename__ = "organizations"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(server_default="hospital")
    ods_code: Mapped[str | None] = mapped_column(unique=True)  # England
    ccn: Mapped[str | None] = mapped_column(unique=True)  # United States, CMS
    ein: Mapped[str | None]  # United States, tax; a system's sites may share it
    catalogue_key: Mapped[str | None] = mapped_column(unique=True)  # "blueprint/code", of one a starting set brought


class OrganizationParent(Base):
    """Which organization another belonged to, and when. Chains are followed to the topmost parent."""

    __tablename__ = "organization_parents"
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"), primary_key=True)
    starts: Mapped[date] = mapped_column(primary_key=True)
    parent_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"))
    ends: Mapped[date | None]

    __table_args__ = (
        CheckConstraint("organization_id <> parent_id", name="not_itself"),
        CheckConstraint("ends is null or ends >= starts", name="dates"),
    )


class Person(Base):
    """One human, one e-mail, one sign-in. Forgotten: name and address replaced, the id stays in deeds."""

    __tablename__ = "people"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    email: Mapped[str] = mapped_column(unique=True)  # lower case
    name: Mapped[str]
    language: Mapped[str] = mapped_column(server_default="")  # of the site and its letters; empty: the collaborative's
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    forgotten_at: Mapped[datetime | None]

    __table_args__ = (CheckConstraint("email = lower(email)", name="lower_case"),)


class Member(Walled, Base):
    """An organization in this collaborative at one reporting level; keeps its line through every leaving and returning.

    one_person_reason: set when the same person may enter and approve, with why. size: in what the collaborative counts it.
    """

    __tablename__ = "members"
    organization_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"))
    code: Mapped[str]
    name: Mapped[str]
    level: Mapped[str] = mapped_column(server_default="site")
    fiscal_year_starts_in: Mapped[int] = mapped_column(sa.SmallInteger)
    contact: Mapped[str] = mapped_column(server_default="")
    one_person_reason: Mapped[str | None]
    size: Mapped[int | None]

    __table_args__ = (
        unique("code"),
        unique("organization_id", "level"),
        CheckConstraint("level in ('site', 'system', 'remainder')", name="level"),
        CheckConstraint("fiscal_year_starts_in between 1 and 12", name="fiscal_year"),
        CheckConstraint("size >= 0", name="size"),
    )


class MemberTerm(Walled, Base):
    """From when to when a member belongs. Ends on the last day that counts."""

    __tablename__ = "member_terms"
    member_id: Mapped[UUID]
    starts: Mapped[date]
    ends: Mapped[date | None]
    reason: Mapped[str] = mapped_column(server_default="")

    __table_args__ = (
        to("members", "member_id"),
        unique("member_id", "starts"),
        CheckConstraint("ends is null or ends >= starts", name="dates"),
    )


class MemberParent(Walled, Base):
    """Which organization's system a member is part of here, and since when; goes before what the organization's own
    links say. Itself as its parent: it is part of none."""

    __tablename__ = "member_parents"
    member_id: Mapped[UUID]
    parent_id: Mapped[UUID] = mapped_column(ForeignKey("organizations.id"))
    starts: Mapped[date]
    ends: Mapped[date | None]
    reason: Mapped[str] = mapped_column(server_default="")

    __table_args__ = (
        to("members", "member_id"),
        unique("member_id", "starts"),
        CheckConstraint("ends is null or ends >= starts", name="dates"),
    )


class MemberName(Walled, Base):
    """The name a member was known by from a day on; the present one is also on the member."""

    __tablename__ = "member_names"
    member_id: Mapped[UUID]
    valid_from: Mapped[date]
    name: Mapped[str]

    __table_args__ = (to("members", "member_id"), unique("member_id", "valid_from"))


class HeldRole(Walled, Base):
    """A role a person holds here; ended, never deleted. Visible to oneself in every collaborative."""

    __tablename__ = "roles"
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    role: Mapped[str]
    member_id: Mapped[UUID | None]
    given_by: Mapped[UUID | None]
    given_at: Mapped[datetime] = mapped_column(server_default=func.now())
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None]

    member: Mapped[Member | None] = one("HeldRole", "Member", "member_id")

    __table_args__ = (
        to("members", "member_id"),
        CheckConstraint("(role in ('contributor', 'approver', 'viewer')) = (member_id is not null)", name="of_member"),
        CheckConstraint(
            "role in ('administrator', 'coordinator', 'observer', 'contributor', 'approver', 'viewer', 'partner')",
            name="role",
        ),
        Index(
            "uq_roles_held",
            "collaborative_id",
            "person_id",
            "role",
            "member_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=sa.text("ended_at is null"),
        ),
        Index("ix_roles_person_id", "person_id"),
    )


class Operator(Base):
    """Who looks after the installation, from when to when. Written at the command line alone; gives no role anywhere."""

    __tablename__ = "operators"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    given_at: Mapped[datetime] = mapped_column(server_default=func.now())
    ended_at: Mapped[datetime | None]


class SignIn(Base):
    """A session of a person in one browser. Only the SHA-256 of its token is kept.

    previous_hash: the token before the last rotation. It is good until the new one was used for the first time, and a
    little longer (previous_until): the answer that brought the new one may be lost, and others may be under way.
    """

    __tablename__ = "sign_ins"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    previous_hash: Mapped[bytes | None] = mapped_column(unique=True)
    previous_until: Mapped[datetime | None]
    csrf: Mapped[str]
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    rotated_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    browser: Mapped[str] = mapped_column(server_default="")


class SignInCode(Base):
    """One letter's link and code. person_id is empty for an address nobody has: it is answered alike and never opens.

    next_path: where the person wanted to go when asked to sign in.
    """

    __tablename__ = "sign_in_codes"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"), index=True)
    link_hash: Mapped[bytes] = mapped_column(unique=True)
    code_hash: Mapped[bytes]
    browser_hash: Mapped[bytes] = mapped_column(index=True)
    next_path: Mapped[str] = mapped_column(server_default="")
    tries: Mapped[int] = mapped_column(sa.SmallInteger, server_default="0")
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class AddressChange(Base):
    """A new e-mail address that waits for its owner to confirm it by the link sent there."""

    __tablename__ = "address_changes"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    email: Mapped[str]
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Invitation(Base):
    """A letter that gives a role when accepted, if the inviter may still give it then."""

    __tablename__ = "invitations"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    collaborative_id: Mapped[UUID] = mapped_column(ForeignKey("collaboratives.id"), index=True)
    email: Mapped[str]
    role: Mapped[str]
    member_id: Mapped[UUID | None]
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    invited_by: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))  # empty: the operator, for the first
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class ApiToken(Base):
    """What a person's program shows instead of a session, in one collaborative. Only its SHA-256 is kept.

    start: its first characters, to tell one from another. scopes: names of permissions; it may never do more than both
    they and the person's roles of the moment allow.
    """

    __tablename__ = "api_tokens"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    collaborative_id: Mapped[UUID] = mapped_column(ForeignKey("collaboratives.id"), index=True)
    name: Mapped[str]
    start: Mapped[str]
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    scopes: Mapped[list[str]]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class RateLimit(Base):
    """How often something was tried in a window, by key (a hash of address or network, never the thing itself)."""

    __tablename__ = "rate_limits"
    key: Mapped[str] = mapped_column(primary_key=True)
    window_start: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int]
