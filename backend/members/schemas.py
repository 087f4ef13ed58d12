"""What people send to this room's pages."""

import re
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field

from backend.kit.forms import Day, Form
from backend.kit.languages import later
from backend.members.addresses import normalised, person_name
from backend.members.rules import Role

Address = Annotated[str, Field(title=later("E-mail"), max_length=254), AfterValidator(normalised)]
Name = Annotated[str, Field(title=later("Name")), AfterValidator(person_name)]


def _digits(code: str) -> str:
    plain = code.replace(" ", "").replace("-", "")
    if not (plain.isascii() and plain.isdigit() and len(plain) == 6):
        raise ValueError(later("Write the six digits of the letter."))
    return plain


class Asking(Form):
    """Somebody asks for a letter to sign in with. next: where to go afterwards."""

    email: Address
    next: Annotated[str, Field(max_length=2000)] = ""


class TypedCode(Form):
    code: Annotated[str, Field(title=later("Code"), max_length=20), AfterValidator(_digits)]


class Inviting(Form):
    """Somebody is invited to a role; member is empty for roles of the whole collaborative."""

    email: Address
    role: Annotated[Role, Field(title=later("Role"))]
    member: Annotated[UUID | None, Field(title=later("Member")), BeforeValidator(lambda sent: sent or None)] = None


class InvitingToBegin(Form):
    """Somebody is invited to set up a collaborative."""

    email: Address


class Accepting(Form):
    """Somebody new says their name with the button."""

    name: Name


class Naming(Form):
    name: Name


class Moving(Form):
    """A new e-mail address for oneself."""

    email: Annotated[Address, Field(title=later("New e-mail"))]


class OnePerson(Form):
    """Why, at a member, one person may enter and approve; empty: another person approves, as usual."""

    reason: Annotated[str, Field(title=later("Reason"), max_length=500)] = ""


# ---- Membership ------------------------------------------------------------------------------------------------------

MONTHS_OF_A_YEAR = range(1, 13)


def _code(sent: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_]{1,59}", sent):
        raise ValueError(later("Write small letters, digits and underscores, a letter first, e.g. wren_general."))
    return sent


def _month(sent: int) -> int:
    if sent not in MONTHS_OF_A_YEAR:
        raise ValueError(later("Choose one from the list."))
    return sent


Why = Annotated[str, Field(title=later("Why"), min_length=1, max_length=500)]
MaybeId = Annotated[UUID | None, BeforeValidator(lambda sent: sent or None)]
Then = Annotated[Literal["look", "do"], Field(title=later("Then"))]


class Joining(Form):
    """A new member. organization: one known here, at another reporting level; none: a new one. part_of: its system."""

    name: Annotated[str, Field(title=later("Name"), min_length=1, max_length=200)]
    code: Annotated[str, Field(title=later("Code")), AfterValidator(_code)]
    level: Annotated[Literal["site", "system", "remainder"], Field(title=later("Reports for"))]
    organization: Annotated[MaybeId, Field(title=later("Organization"))] = None
    official: Annotated[str, Field(title=later("Official code"), max_length=20)] = ""
    part_of: Annotated[MaybeId, Field(title=later("Part of"))] = None
    fiscal_year_starts_in: Annotated[int, Field(title=later("Its year begins in")), AfterValidator(_month)]
    since: Annotated[Day, Field(title=later("Since"))]
    reason: Why
    then: Then = "do"


class Ending(Form):
    last: Annotated[Day, Field(title=later("Last day"))]
    reason: Why
    then: Then = "do"


class ComingBack(Form):
    since: Annotated[Day, Field(title=later("Since"))]
    reason: Why
    then: Then = "do"


class Merging(Form):
    """name: of the one that goes on, from that day; empty: as before."""

    into: Annotated[UUID, Field(title=later("Goes on in"))]
    since: Annotated[Day, Field(title=later("Since"))]
    name: Annotated[str, Field(title=later("Its name from then on"), max_length=200)] = ""
    reason: Why
    then: Then = "do"


class Renaming(Form):
    since: Annotated[Day, Field(title=later("Since"))]
    name: Annotated[str, Field(title=later("Name"), min_length=1, max_length=200)]


class BelongingTo(Form):
    """part_of: none: it is part of no system."""

    part_of: Annotated[MaybeId, Field(title=later("Part of"))] = None
    since: Annotated[Day, Field(title=later("Since"))]
    reason: Why


class Nothing(Form):
    """A button."""
