"""Roles, permissions and who may give which role. Pure; the roles page and `docs/roles.md` are drawn from GRANTS."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID

from backend.kit.languages import later, translated


class Role(StrEnum):
    ADMINISTRATOR = "administrator"  # backbone: settings, people
    COORDINATOR = "coordinator"  # backbone: rounds, review, releases
    OBSERVER = "observer"  # backbone, employed by a member and limited: status, flags and totals
    CONTRIBUTOR = "contributor"  # member: enters
    APPROVER = "approver"  # member: signs for the member
    VIEWER = "viewer"  # member: reads
    PARTNER = "partner"  # community organization or resident body

    @property
    def of_member(self) -> bool:
        return self in MEMBER_ROLES


BACKBONE_ROLES = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR})
OF_THE_BACKBONE = BACKBONE_ROLES | {Role.OBSERVER}  # those who see no figure too
MEMBER_ROLES = frozenset({Role.CONTRIBUTOR, Role.APPROVER, Role.VIEWER})


class May(StrEnum):
    """One permission for each kind of door. A handler names exactly one."""

    PUBLIC = "public"  # anyone, signed in or not
    SIGNED_IN = "signed_in"  # any person with a session, no collaborative needed
    DEMONSTRATE = "demonstrate"  # only while the demonstration is on
    OPERATE = "operate"  # sees that collaboratives are there and well, and nothing inside; given at the command line
    BELONG = "belong"  # any role in this collaborative
    READ_SUBMISSIONS = "submissions.read"
    ENTER = "submissions.enter"
    ENTER_FOR = "submissions.enter_for"  # what a member gave the backbone
    APPROVE = "submissions.approve"
    REVIEW = "submissions.review"  # accept, return
    MANAGE_ROUNDS = "rounds.manage"
    SEE_PROGRESS = "rounds.progress"  # where members are and what stands out, without a figure
    RELEASE = "releases.manage"
    READ_RELEASES = "releases.read"
    MANAGE_PEOPLE = "people.manage"
    MANAGE_MEMBERS = "members.manage"
    READ_TRAIL = "trail.read"
    DECIDE_EVIDENCE = "evidence.decide"
    READ_AGREEMENTS = "agreements.read"
    SIGN_AGREEMENTS = "agreements.sign"
    KEEP_BACK = "agreements.keep_back"  # end an agreement, waive, withhold
    MANAGE_AGREEMENTS = "agreements.manage"  # the model, papers, what is switched off
    MANAGE_GOALS = "goals.manage"
    SAY_WHAT_IS_HEARD = "goals.say"  # before a report comes out
    KEEP_SETTINGS = "settings.keep"  # name, words, looks, what is shown to whom


EVERYONE_IN = frozenset({May.BELONG, May.READ_RELEASES})
_AGREEMENTS = frozenset({May.READ_AGREEMENTS, May.KEEP_BACK, May.MANAGE_AGREEMENTS})

GRANTS: Mapping[Role, frozenset[May]] = MappingProxyType(
    {
        Role.ADMINISTRATOR: EVERYONE_IN
        | _AGREEMENTS
        | {
            May.MANAGE_PEOPLE,
            May.MANAGE_MEMBERS,
            May.READ_TRAIL,
            May.READ_SUBMISSIONS,
            May.DECIDE_EVIDENCE,
            May.KEEP_SETTINGS,
        },
        Role.COORDINATOR: EVERYONE_IN
        | _AGREEMENTS
        | {
            May.READ_SUBMISSIONS,
            May.ENTER_FOR,
            May.REVIEW,
            May.MANAGE_ROUNDS,
            May.RELEASE,
            May.MANAGE_GOALS,
            May.MANAGE_PEOPLE,
            May.MANAGE_MEMBERS,
            May.READ_TRAIL,
        },
        Role.OBSERVER: EVERYONE_IN | {May.SEE_PROGRESS},
        Role.CONTRIBUTOR: EVERYONE_IN | {May.READ_AGREEMENTS, May.READ_SUBMISSIONS, May.ENTER},
        Role.APPROVER: EVERYONE_IN
        | {
            May.READ_AGREEMENTS,
            May.SIGN_AGREEMENTS,
            May.KEEP_BACK,
            May.READ_SUBMISSIONS,
            May.APPROVE,
            May.MANAGE_PEOPLE,
        },
        Role.VIEWER: EVERYONE_IN | {May.READ_AGREEMENTS, May.READ_SUBMISSIONS},
        Role.PARTNER: EVERYONE_IN | {May.SAY_WHAT_IS_HEARD},
    }
)

# Who may invite whom. A member role can be given by the backbone, or by an approver for its own member.
INVITES: Mapping[Role, frozenset[Role]] = MappingProxyType(
    {
        Role.ADMINISTRATOR: frozenset(Role),
        Role.COORDINATOR: MEMBER_ROLES | {Role.PARTNER},
        Role.APPROVER: MEMBER_ROLES,
    }
)


# What a token may be given to do, of what its person's roles allow.
SCOPES = (May.READ_SUBMISSIONS, May.ENTER, May.APPROVE, May.REVIEW, May.READ_RELEASES)

# Without it, a token's person has the role for reading alone: no deed is done by it.
_DEED_OF: Mapping[Role, May] = MappingProxyType(
    {Role.CONTRIBUTOR: May.ENTER, Role.APPROVER: May.APPROVE, Role.COORDINATOR: May.REVIEW}
)


class Holding(NamedTuple):
    """A role held now. member_id is None for backbone roles and partners."""

    role: Role
    member_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Principal:
    """Who is asking, in which collaborative. Read afresh from the roles table with every request.

    only: of a program, what its token may do; never more than the roles allow.
    operator: looks after the installation; holds no role anywhere by that.
    language: in which they chose to be spoken to; empty for none.
    setting_up: the collaborative has opened no collection yet.
    works_at: the name of the member that employs them, of somebody of the backbone; empty for none.
    """

    person_id: UUID
    name: str
    email: str
    csrf: str = ""
    collaborative_id: UUID | None = None
    holdings: frozenset[Holding] = field(default_factory=frozenset)
    only: frozenset[May] | None = None
    operator: bool = False
    language: str = ""
    setting_up: bool = False
    works_at: str = ""

    @property
    def called(self) -> str:
        """As others read the name: with the member that employs them, in the language spoken now."""
        return works_at(self.name, self.works_at) if self.works_at else self.name

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(h.role for h in self.holdings)

    @property
    def of_backbone(self) -> bool:
        return bool(self.roles & BACKBONE_ROLES)

    @property
    def permissions(self) -> frozenset[May]:
        granted: set[May] = {May.PUBLIC, May.SIGNED_IN, May.DEMONSTRATE}
        if self.operator:
            granted.add(May.OPERATE)
        for role in self.roles:
            granted |= GRANTS[role]
        return frozenset(granted if self.only is None else granted & (self.only | {May.PUBLIC, May.BELONG}))

    def members(self, *roles: Role) -> frozenset[UUID]:
        """The members this person acts for; with `roles`, only by those roles."""
        return frozenset(h.member_id for h in self.holdings if h.member_id and (not roles or h.role in roles))

    def roles_for(self, member_id: UUID) -> frozenset[Role]:
        """Roles that count for one member's affairs: those held for it, and the backbone's."""
        return frozenset(
            h.role
            for h in self.holdings
            if (h.member_id == member_id or h.role in BACKBONE_ROLES)
            and (self.only is None or _DEED_OF.get(h.role) in self.only)
        )


def works_at(name: str, member: str) -> str:
    """Somebody of the backbone whom a member employs."""
    return translated("%(name)s (works at %(member)s)", name=name, member=member)


SHOWN: Mapping[Role, str] = MappingProxyType(
    {
        Role.ADMINISTRATOR: later("administrator"),
        Role.COORDINATOR: later("coordinator"),
        Role.OBSERVER: later("observer"),
        Role.CONTRIBUTOR: later("contributor"),
        Role.APPROVER: later("approver"),
        Role.VIEWER: later("viewer"),
        Role.PARTNER: later("community partner"),
    }
)
MANY: Mapping[Role, str] = MappingProxyType(
    {
        Role.CONTRIBUTOR: later("Contributors"),
        Role.APPROVER: later("Approvers"),
        Role.VIEWER: later("Viewers"),
    }
)
DOES: Mapping[Role, str] = MappingProxyType(
    {
        Role.ADMINISTRATOR: later("keeps the settings and says who takes part"),
        Role.COORDINATOR: later("opens collections, looks answers over and publishes reports"),
        Role.OBSERVER: later("sees how far collections are and what is published"),
        Role.CONTRIBUTOR: later("fills in the member's figures"),
        Role.APPROVER: later("signs for the member's figures and invites its people"),
        Role.VIEWER: later("reads the member's figures and the collaborative's reports"),
        Role.PARTNER: later("sees what the collaborative shares with its community"),
    }
)


def may_give(holdings: Iterable[Holding], role: Role, member_id: UUID | None) -> bool:
    """Whether someone with these roles, held now, may give `role` (for `member_id`)."""
    for held in holdings:
        if role not in INVITES.get(held.role, frozenset()):
            continue
        if held.role in BACKBONE_ROLES or held.member_id == member_id:
            return True
    return False


def scopes(holdings: Iterable[Holding]) -> tuple[May, ...]:
    """What a token of somebody with these roles may be given to do."""
    granted = {may for held in holdings for may in GRANTS[held.role]}
    return tuple(may for may in SCOPES if may in granted)


def may_end(by: Principal, role: Role, member_id: UUID | None) -> bool:
    """Whoever may give a role may end it."""
    return may_give(by.holdings, role, member_id)


def givable(holdings: Iterable[Holding]) -> tuple[Role, ...]:
    """The roles someone with these may give at all, for whichever member."""
    held = tuple(holdings)
    return tuple(role for role in Role if any(role in INVITES.get(one.role, frozenset()) for one in held))


def last_of_its_kind(role: Role, others: int) -> str | None:
    """Why this role cannot be ended now, or None. others: how many other people hold the same role there."""
    if others or role not in (Role.ADMINISTRATOR, Role.APPROVER):
        return None
    if role is Role.ADMINISTRATOR:
        return translated("This is the last administrator. Make someone else an administrator first.")
    return translated("This is the last approver of the member. Make someone else an approver first.")
