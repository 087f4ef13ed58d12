"""What people send to this room's pages."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field

from backend.kit.forms import Form
from backend.members.addresses import normalised, person_name
from backend.members.rules import Role

Address = Annotated[str, Field(title="E-mail", max_length=254), AfterValidator(normalised)]
Name = Annotated[str, Field(title="Name"), AfterValidator(person_name)]


def _digits(code: str) -> str:
    plain = code.replace(" ", "").replace("-", "")
    if not (plain.isascii() and plain.isdigit() and len(plain) == 6):
        raise ValueError("Write the six digits of the letter.")
    return plain


class Asking(Form):
    """Somebody asks for a letter to sign in with. next: where to go afterwards."""

    email: Address
    next: Annotated[str, Field(max_length=2000)] = ""


class TypedCode(Form):
    code: Annotated[str, Field(title="Code", max_length=20), AfterValidator(_digits)]


class Inviting(Form):
    """Somebody is invited to a role; member is empty for roles of the whole collaborative."""

    email: Address
    role: Annotated[Role, Field(title="Role")]
    member: Annotated[UUID | None, Field(title="Member"), BeforeValidator(lambda sent: sent or None)] = None


class Accepting(Form):
    """Somebody new says their name with the button."""

    name: Name


class Naming(Form):
    name: Name


class Moving(Form):
    """A new e-mail address for oneself."""

    email: Annotated[Address, Field(title="New e-mail")]


class OnePerson(Form):
    """Why, at a member, one person may enter and approve; empty: another person approves, as usual."""

    reason: Annotated[str, Field(title="Reason", max_length=500)] = ""


class Nothing(Form):
    """A button."""
