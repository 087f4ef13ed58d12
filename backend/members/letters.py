"""What this room writes to people."""

from datetime import timedelta
from typing import Any

from backend.kit.mail import Envelope, written
from backend.members import addressees
from backend.members.rules import DOES, SHOWN, Principal, Role
from backend.members.tables import ApiToken, Collaborative, Invitation, Member


def sign_in(email: str, *, link: str, code: str, lives: timedelta) -> Envelope:
    return _written("sign_in", to=email, token=link, code=code, minutes=_minutes(lives))


def invitation(
    here: Collaborative,
    made: Invitation,
    *,
    token: str,
    member: Member | None,
    by: Principal | None,
    lives: timedelta,
    language: str,
) -> Envelope:
    """language: of whom it is for, where they are known here."""
    role = Role(made.role)
    return _written(
        "invitation",
        to=made.email,
        speech=addressees.speech(here, language),
        here=here,
        role=SHOWN[role],
        does=DOES[role],
        member=member.name if member else "",
        by=by,
        token=token,
        days=lives.days,
    )


def to_begin(email: str, *, token: str, by: str, lives: timedelta) -> Envelope:
    """by: the operator's name; empty: whoever set the installation up."""
    return _written("to_begin", to=email, by=by, token=token, days=lives.days)


def confirm_address(me: Principal, email: str, *, token: str, lives: timedelta) -> Envelope:
    return _written("confirm_address", to=email, name=me.name, token=token, minutes=_minutes(lives))


def address_asked(me: Principal) -> Envelope:
    return _written("address_asked", to=me.email, name=me.name)


def address_changed(me: Principal) -> Envelope:
    """To the address before."""
    return _written("address_changed", to=me.email, name=me.name)


def token_made(me: Principal, here: Collaborative, made: ApiToken) -> Envelope:
    return _written("token_made", to=me.email, name=me.name, here=here, token_name=made.name, start=made.start)


def _written(letter: str, *, to: str, **context: Any) -> Envelope:
    return written(f"members/templates/letters/{letter}.txt", to=to, **context)


def _minutes(lives: timedelta) -> int:
    return int(lives.total_seconds() // 60)
