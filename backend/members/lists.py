"""How members and people are listed: by what they are sorted, narrowed, and what a file says of them."""

from collections.abc import Iterable, Mapping
from datetime import date

from backend.kit.languages import later, translated
from backend.kit.listing import Choice, Column, Listing
from backend.members import rules
from backend.members.queries import MemberHere, PersonHere
from backend.members.rules import Role

LEVELS: Mapping[str, str] = {
    "site": later("one site"),
    "system": later("the whole system"),
    "remainder": later("what its system does not report"),
}
_BELONGING = {"now": later("belongs today"), "other": later("belonged before, or will")}
_WITHOUT = {
    Role.CONTRIBUTOR: later("nobody who enters"),
    Role.APPROVER: later("nobody who approves"),
}


def members(today: date) -> Listing[MemberHere]:
    return Listing(
        columns=(
            Column("name", later("Name"), lambda one: one.member.name),
            Column("code", later("Code"), lambda one: one.member.code),
            Column("since", later("Belongs since"), lambda one: one.terms[0].starts if one.terms else None),
            Column("until", later("Belongs until"), lambda one: one.terms[-1].ends if one.terms else None),
            Column("level", later("Reports for"), lambda one: translated(LEVELS[one.member.level])),
            *(_people(role) for role in Role if role.of_member),
            Column("alone", later("Why one person may do both"), lambda one: one.member.one_person_reason),
        ),
        choices=(
            Choice(
                "belongs",
                later("Which"),
                {code: translated(words) for code, words in _BELONGING.items()},
                lambda one, value: one.belongs(today) == (value == "now"),
            ),
            Choice(
                "without",
                later("With"),
                {role.value: translated(words) for role, words in _WITHOUT.items()},
                lambda one, value: not one.people.get(Role(value)),
            ),
        ),
        words=lambda one: f"{one.member.name} {one.member.code}",
    )


def _people(role: Role) -> Column[MemberHere]:
    return Column(role.value, rules.MANY[role], lambda one: one.people.get(role, 0))


def people(found: Iterable[PersonHere]) -> Listing[PersonHere]:
    """found: all of them, of whose members one may be chosen."""
    names = sorted({held.member for one in found for held in one.roles if held.member}, key=str.casefold)
    return Listing(
        columns=(
            Column("name", later("Name"), lambda one: one.called),
            Column("email", later("E-mail"), lambda one: one.email),
            Column("roles", later("Roles"), _roles, lambda one: list(Role).index(one.roles[0].role)),
        ),
        choices=(
            Choice(
                "role",
                later("With the role"),
                {role.value: translated(rules.SHOWN[role]) for role in Role},
                lambda one, value: any(held.role == value for held in one.roles),
            ),
            Choice(
                "member",
                later("Of the member"),
                {name: name for name in names},
                lambda one, value: any(held.member == value for held in one.roles),
            ),
        ),
        words=lambda one: f"{one.name} {one.email}",
    )


def _roles(one: PersonHere) -> str:
    said = (f"{translated(rules.SHOWN[held.role])}{f', {held.member}' if held.member else ''}" for held in one.roles)
    return "; ".join(said)
