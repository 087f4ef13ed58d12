"""How people are called on pages and in letters: somebody of the backbone with the member that employs them, if one does."""

from typing import Any

import sqlalchemy as sa

from backend.members.rules import works_at


def called(person: Any) -> sa.ColumnElement[Any]:
    """Of a row of people, or of an alias of it; empty where there is none."""
    return sa.func.called(person.id, person.name, sentence())


def employer(person: Any) -> sa.ColumnElement[Any]:
    """The name of the member alone; empty where none employs them."""
    return sa.func.called(person.id, "", "{member}")


def sentence() -> str:
    """What `called(id, name, :works)` is given in a statement that is written out."""
    return works_at("{name}", "{member}")
