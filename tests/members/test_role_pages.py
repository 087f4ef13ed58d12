"""The roles page and the page of the documentation say what GRANTS says, all of it, in words people know."""

from pathlib import Path

import pytest

from backend.members import grants, rules
from backend.members.rules import GRANTS, INVITES, SHOWN, May, Role
from tests.makers import Here

DOCUMENT = Path(__file__).parents[2] / "docs/roles.md"


def test_every_permission_a_role_can_hold_has_its_words():
    granted = frozenset(may for role in Role for may in GRANTS[role])
    assert granted - grants.OF_NO_ROLE == set(grants.PERMITS)
    assert set(May) - granted <= grants.OF_NO_ROLE


@pytest.mark.parametrize("role", Role)
def test_a_role_is_said_to_permit_what_it_grants_and_no_more(role: Role):
    said = grants.grants()[list(Role).index(role)]
    assert said.name == SHOWN[role]
    assert {may for may, text in grants.PERMITS.items() if text in said.permits} == GRANTS[role] - grants.OF_NO_ROLE
    assert set(said.invites) == {SHOWN[other] for other in INVITES.get(role, ())}


def test_a_permission_given_to_a_role_is_told_at_once(monkeypatch: pytest.MonkeyPatch):
    more = {**GRANTS, Role.PARTNER: GRANTS[Role.PARTNER] | {May.RELEASE}}
    assert not [text for text in _partner().permits if "publish" in text]
    monkeypatch.setattr(grants, "GRANTS", more)
    assert [text for text in _partner().permits if "publish" in text]


def _partner() -> grants.Grant:
    return grants.grants()[list(Role).index(Role.PARTNER)]


def test_the_documentation_is_drawn_from_the_same():
    assert DOCUMENT.read_text() == grants.as_markdown(), "python -m backend.members.grants > docs/roles.md"


async def test_everyone_who_belongs_may_read_it_and_sees_which_role_is_theirs(here: Here, elsewhere: Here):
    member = await here.member()
    for role in rules.Role:
        visitor = await here.person(role, member if role.of_member else None)
        answer = await visitor.get(f"/{here.slug}/roles")
        assert answer.status_code == 200
        assert answer.text.count("your role") == 1
        before = answer.text.partition("your role")[0]
        assert SHOWN[role].capitalize() in before.rsplit("<li", 1)[1]
        assert all(text in answer.text for text in grants.PERMITS.values())
    assert (await here.anyone().get(f"/{here.slug}/roles")).status_code == 303
    assert (await elsewhere.coordinator.get(f"/{here.slug}/roles")).status_code == 404


async def test_people_leads_there(here: Here):
    assert f'href="/{here.slug}/roles"' in (await here.coordinator.get(f"/{here.slug}/people")).text
