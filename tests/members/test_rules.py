"""Who may give which role, and which roles cannot be ended."""

from uuid import uuid4

import pytest

from backend.members import rules
from backend.members.rules import DOES, GRANTS, MEMBER_ROLES, SHOWN, Holding, Principal, Role

KECK, CEDARS = uuid4(), uuid4()

# Who may give what; a member role is asked for Keck, and held for Keck.
GIVES = {
    Role.ADMINISTRATOR: set(Role),
    Role.COORDINATOR: {Role.CONTRIBUTOR, Role.APPROVER, Role.VIEWER, Role.PARTNER},
    Role.APPROVER: {Role.CONTRIBUTOR, Role.APPROVER, Role.VIEWER},
    Role.OBSERVER: set(),
    Role.CONTRIBUTOR: set(),
    Role.VIEWER: set(),
    Role.PARTNER: set(),
}


def holding(role: Role) -> Holding:
    return Holding(role, KECK if role.of_member else None)


@pytest.mark.parametrize("held", Role)
@pytest.mark.parametrize("given", Role)
def test_who_may_give_what(held: Role, given: Role) -> None:
    at = KECK if given.of_member else None
    assert rules.may_give([holding(held)], given, at) == (given in GIVES[held])
    assert (given in rules.givable([holding(held)])) == (given in GIVES[held])
    by = Principal(uuid4(), "Ada", "ada@example.org", holdings=frozenset({holding(held)}))
    assert rules.may_end(by, given, at) == (given in GIVES[held])


@pytest.mark.parametrize("given", sorted(MEMBER_ROLES))
def test_an_approver_gives_nothing_for_another_member(given: Role) -> None:
    assert not rules.may_give([holding(Role.APPROVER)], given, CEDARS)
    assert rules.may_give([holding(Role.COORDINATOR)], given, CEDARS)


def test_roles_of_two_members_do_not_add_up() -> None:
    both = [Holding(Role.APPROVER, KECK), Holding(Role.VIEWER, CEDARS)]
    assert rules.may_give(both, Role.VIEWER, KECK)
    assert not rules.may_give(both, Role.VIEWER, CEDARS)


@pytest.mark.parametrize("role", Role)
def test_the_last_administrator_and_the_last_approver_stay(role: Role) -> None:
    kept = role in (Role.ADMINISTRATOR, Role.APPROVER)
    assert (rules.last_of_its_kind(role, 0) is not None) == kept
    assert rules.last_of_its_kind(role, 1) is None


def test_every_role_has_its_permissions_and_its_words() -> None:
    assert set(GRANTS) == set(SHOWN) == set(DOES) == set(Role)
    assert SHOWN[Role.PARTNER] == "community partner"
