"""The commands about who looks after the installation: `anchorline operator give`, `take`, `list`."""

from typing import Annotated

from cyclopts import Parameter

from backend.operators import actions, queries
from backend.running.calling import Data, as_owner, settings_for

Address = Annotated[str, Parameter(help="The e-mail address they sign in with.")]


def give(address: Address, *, data: Data = None) -> None:
    person = as_owner(data, lambda session: actions.give(session, address))
    base_url = settings_for(data=data).base_url
    print(f"{person.email} is an operator. They sign in at {base_url}/sign-in and find {base_url}/operator.")


def take(address: Address, *, data: Data = None) -> None:
    as_owner(data, lambda session: actions.take(session, address))
    print(f"{address} is no operator any more.")


def list_(*, data: Data = None) -> None:
    found = as_owner(data, queries.operators)
    for person, held in found:
        print(f"{person.email}  since {held.given_at:%Y-%m-%d}")
    if not found:
        print("Nobody is. Name one with: anchorline operator give ADDRESS")
