"""From an operator's letter to a collaborative of one's own, in the browser."""

import re
import secrets
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from backend.indicators.tables import Element, Framework
from backend.kit.db import Database, Scope, now
from backend.kit.mail import SignInLetter
from backend.members import accounts
from backend.members.beginning_tables import Beginning
from backend.members.rules import Principal, Role
from backend.members.tables import Collaborative, HeldRole, Operator
from backend.members.tokens import hashed
from backend.provisioning import addresses, offers
from tests.makers import Here, Visitor

Fields = dict[str, str]


@pytest.fixture
async def operator(here: Here) -> Visitor:
    return await here.operator(name="Olga Operator")


def somebody() -> str:
    return f"ada.{secrets.token_hex(4)}@example.org"


async def invited(here: Here, operator: Visitor, email: str) -> str:
    """The path of the link in the letter."""
    answer = await operator.send_form("/operator/beginnings", email=email)
    assert answer.headers["location"] == "/operator?done=begin-invited"
    async with here.owner.session(Scope()) as session:
        [body] = await session.scalars(sa.select(SignInLetter.body).where(SignInLetter.recipient == email))
    [path] = re.findall(r"anchorline:(/beginnings/\S+)", body)
    assert "Olga Operator" in body
    return path


async def arrived(here: Here, path: str) -> Visitor:
    """Somebody new, who said their name."""
    visitor = Visitor(here.app)
    answer = await visitor.send_form(path, name="Ada Backbone")
    assert answer.headers["location"] == path
    visitor.csrf = re.findall(r'name="_token" value="([^"]+)"', (await visitor.get("/account")).text)[0]
    return visitor


def filled(**other: str) -> Fields:
    tag = secrets.token_hex(4)
    return {
        "name": f"River anchors {tag}",
        "address": f"river-{tag}",
        "country": "US",
        "currency": "USD",
        "time_zone": "America/Denver",
        "year": "7",
        "contact": "",
        "then": "do",
    } | other


async def test_a_letter_leads_to_a_collaborative_of_one_s_own(here: Here, operator: Visitor, owner: Database) -> None:
    email = somebody()
    path = await invited(here, operator, email)
    first = await Visitor(here.app).get(path)
    assert "Your name" in first.text
    ada = await arrived(here, path)
    sets = await ada.get(path)
    for offer in offers.offered().values():
        assert offer.title in sets.text
    assert "Millrace" not in sets.text, "it brings members of its own"
    form = await ada.get(f"{path}/wsu")
    assert '<option value="America/Chicago" selected>' in form.text
    sent = filled()
    looked = await ada.send_form(f"{path}/wsu", **sent | {"then": "look"})
    assert looked.status_code == 200
    for said in ("Each quarter: ", "Nothing is made yet", "Rules that protect", "3 shared goals"):
        assert said in looked.text
    forms = re.findall(r"<form.*?</form>", looked.text, re.DOTALL)
    [making] = [one for one in forms if 'value="do"' in one]
    assert f'name="address" value="{sent["address"]}"' in making
    assert 'id="name"' not in making, "the Enter key in a field that is changed makes nothing"
    assert await of_slug(owner, sent["address"]) is None
    done = await ada.send_form(f"{path}/wsu", **sent)
    assert done.headers["location"].startswith(f"/{sent['address']}/")
    made = await of_slug(owner, sent["address"])
    assert made is not None
    assert (made.name, made.blueprint, made.time_zone, made.year_starts_in) == (
        sent["name"],
        "wsu",
        "America/Denver",
        7,
    )
    assert made.strapline == "", "the set's sentence about itself is not everybody's"
    async with owner.session(Scope.everything_in(made.id)) as session:
        roles = set(await session.scalars(sa.select(HeldRole.role).where(HeldRole.collaborative_id == made.id)))
        elements = len((await session.scalars(sa.select(Element.id))).all())
    assert roles == {Role.ADMINISTRATOR, Role.COORDINATOR}
    assert elements == len(offers.offered()["wsu"].blueprint.elements)
    assert (await ada.get(f"/{made.slug}/home")).status_code == 200
    assert (await ada.get(path)).status_code == 410, "one invitation, one collaborative"
    assert (await ada.send_form(f"{path}/wsu", **filled())).status_code == 410
    assert email not in (await operator.get("/operator")).text


@pytest.mark.parametrize(
    ("starting_set", "report", "called"),
    [
        ("wsu", "", "{name} quarterly report"),
        ("wsu", "How we are doing", "How we are doing"),
        ("heal", "", "{name} annual report"),
        ("nhs", "", "Anchor return, quarterly"),
    ],
)
async def test_no_report_carries_the_name_of_the_set_it_was_begun_from(
    here: Here, operator: Visitor, owner: Database, starting_set: str, report: str, called: str
) -> None:
    path = await invited(here, operator, somebody())
    ada = await arrived(here, path)
    asks = 'name="report"' in (await ada.get(f"{path}/{starting_set}")).text
    assert asks is (starting_set != "nhs"), "whose names are nobody's"
    sent = filled(report=report)
    expected = called.format(name=sent["name"])
    assert expected in (await ada.send_form(f"{path}/{starting_set}", **sent | {"then": "look"})).text
    await ada.send_form(f"{path}/{starting_set}", **sent)
    made = await of_slug(owner, sent["address"])
    assert made is not None
    async with owner.session(Scope.everything_in(made.id)) as session:
        names = set(await session.scalars(sa.select(Framework.name)))
    assert expected in names
    assert not [one for one in names if "West Side" in one or "HEAL" in one]


def test_under_its_own_name_a_set_keeps_its_own_report() -> None:
    west = offers.offered()["wsu"]
    assert offers.renamed(west, west.title, "") is west
    assert offers.renamed(west, "Oak", "").blueprint.frameworks["quarterly"].name == "Oak quarterly report"


async def of_slug(owner: Database, slug: str) -> Collaborative | None:
    async with owner.session(Scope()) as session:
        return (await session.scalars(sa.select(Collaborative).where(Collaborative.slug == slug))).one_or_none()


async def test_every_set_can_be_begun_from(here: Here, operator: Visitor) -> None:
    for name in offers.offered():
        path = await invited(here, operator, somebody())
        ada = await arrived(here, path)
        sent = filled(country="GB", currency="GBP", time_zone="Europe/London", year="4")
        assert (await ada.send_form(f"{path}/{name}", **sent)).headers["location"].startswith(f"/{sent['address']}/")
        assert (await ada.get(f"/{sent['address']}/rounds")).status_code == 200


async def test_the_address_is_checked_and_others_are_suggested(here: Here, operator: Visitor) -> None:
    path = await invited(here, operator, somebody())
    ada = await arrived(here, path)
    free = (await ada.get(f"{path}/address", params={"name": "The Anchors of Ríos Unidos"})).json()
    assert (free["address"], free["free"]) == ("anchors-rios-unidos", True)
    taken = (await ada.get(f"{path}/address", params={"wanted": here.slug})).json()
    assert not taken["free"]
    assert taken["instead"]
    for one in taken["instead"]:
        assert (await ada.get(f"{path}/address", params={"wanted": one})).json()["free"]
    again = await ada.send_form(f"{path}/nhs", **filled(address=here.slug))
    assert again.status_code == 422
    assert "This address is taken" in again.text
    assert taken["instead"][0] in again.text
    for reserved in addresses.RESERVED:
        assert not (await ada.get(f"{path}/address", params={"wanted": reserved})).json()["free"]


async def test_every_fault_is_told_at_once_and_what_was_typed_stays(here: Here, operator: Visitor) -> None:
    path = await invited(here, operator, somebody())
    ada = await arrived(here, path)
    again = await ada.send_form(f"{path}/nhs", **filled(name="", address="No Good", time_zone="Mars/One", year="4"))
    assert again.status_code == 422
    assert "3 things to put right" in again.text
    assert 'value="No Good"' in again.text


async def test_nobody_else_begins_by_it(here: Here, operator: Visitor, owner: Database) -> None:
    path = await invited(here, operator, somebody())
    other = here.coordinator
    assert "This invitation is for" in (await other.get(path)).text
    assert (await other.get(f"{path}/wsu")).headers["location"] == path
    sent = filled()
    assert (await other.send_form(f"{path}/wsu", **sent)).headers["location"] == path
    assert await of_slug(owner, sent["address"]) is None
    assert (await other.send_form("/operator/beginnings", email=somebody())).status_code == 404


async def test_an_account_that_exists_signs_in_first(here: Here, operator: Visitor, owner: Database) -> None:
    async with here.session() as session:
        email = (
            await session.execute(
                sa.text("select email from people where id = :id"), {"id": here.coordinator.person_id}
            )
        ).scalar_one()
    path = await invited(here, operator, email)
    assert f"/sign-in?next={path}" in (await Visitor(here.app).get(path)).text
    assert (await Visitor(here.app).send_form(path, name="Somebody Else")).status_code == 403
    sent = filled()
    assert (await here.coordinator.send_form(f"{path}/heal", **sent)).status_code == 303
    assert await of_slug(owner, sent["address"])


async def test_what_is_taken_back_opens_nothing(here: Here, operator: Visitor) -> None:
    email = somebody()
    path = await invited(here, operator, email)
    assert (await operator.send_form("/operator/beginnings", email=email)).status_code == 409
    [id] = re.findall(r"/operator/beginnings/([0-9a-f-]{36})/take-back", _row(await operator.get("/operator"), email))
    assert (await operator.send_form(f"/operator/beginnings/{id}/take-back")).status_code == 303
    assert (await Visitor(here.app).get(path)).status_code == 410
    assert (await operator.send_form(f"/operator/beginnings/{id}/take-back")).status_code == 409


def _row(answer: object, email: str) -> str:
    return next(row for row in answer.text.split("<tr>") if email in row)  # type: ignore[attr-defined]


# ---- The wall --------------------------------------------------------------------------------------------------------


async def test_the_database_makes_one_for_one_living_invitation_and_its_reader(here: Here, operator: Visitor) -> None:
    """Whatever the site asks for."""
    email = somebody()
    path = await invited(here, operator, email)
    ada, secret = await arrived(here, path), hashed(path.rpartition("/")[2])
    facts = offers_facts()
    assert await begun(here, here.coordinator.person_id, secret, facts) is None, "another person"
    assert await begun(here, ada.person_id or await id_of(here, email), hashed("made up"), facts) is None
    async with here.owner.session(Scope()) as session, session.begin():
        ending = sa.update(Operator).where(Operator.person_id == operator.person_id)
        await session.execute(ending.values(ended_at=now()))
    assert await begun(here, await id_of(here, email), secret, facts) is None, "whoever invited is no operator any more"
    async with here.owner.session(Scope()) as session, session.begin():
        await session.execute(sa.update(Operator).where(Operator.person_id == operator.person_id).values(ended_at=None))
    assert await begun(here, await id_of(here, email), secret, facts | {"slug": here.slug}) is None, (
        "the address is taken"
    )
    made = await begun(here, await id_of(here, email), secret, facts | {"brand": {"main": "#7a1f5c"}})
    found = await of_slug(here.owner, str(facts["slug"]))
    assert found is not None
    assert (found.id, found.brand) == (made, {"main": "#7a1f5c"})
    assert await begun(here, await id_of(here, email), secret, offers_facts()) is None, "used"


def offers_facts() -> dict[str, object]:
    return {
        "slug": f"b-{secrets.token_hex(4)}", "name": "Begun", "strapline": "", "blueprint": "wsu", "country": "US",
        "currency": "USD", "locale": "en_US", "time_zone": "America/Chicago", "year_starts_in": 1,
        "year_naming": "spanning", "contact_email": "", "public_page": True, "words": {}, "policy": {},
    }  # fmt: skip


async def id_of(here: Here, email: str) -> UUID:
    async with here.owner.session(Scope()) as session:
        return (await session.execute(sa.select(sa.func.person_by_email(email)))).scalar_one()


async def begun(here: Here, person_id: UUID | None, secret: bytes, facts: dict[str, object]) -> UUID | None:
    """As the site's own role."""
    async with here.session(Scope(person_id=person_id)) as session:
        made = sa.select(sa.func.begun_collaborative(secret, sa.cast(facts, JSONB)))
        return (await session.execute(made)).scalar_one()


async def test_only_an_operator_invites_whatever_the_site_asks_for(here: Here, operator: Visitor) -> None:
    for who, may in ((here.administrator, False), (operator, True)):
        async with here.session(Scope(person_id=who.person_id)) as session:
            made = sa.select(sa.func.invited_to_begin(somebody(), secrets.token_bytes(32), now()))
            assert ((await session.execute(made)).scalar_one() is not None) is may


async def test_being_forgotten_empties_the_invitation(here: Here, operator: Visitor) -> None:
    email = somebody()
    path = await invited(here, operator, email)
    ada = await arrived(here, path)
    answer = await ada.get("/account")
    assert answer.status_code == 200
    person_id = await id_of(here, email)
    async with here.session(Scope(person_id=person_id)) as session:
        await accounts.forget(session, Principal(person_id, "Ada", email))
    async with here.owner.session(Scope()) as session:
        found = await session.scalars(
            sa.select(Beginning).where(Beginning.token_hash == hashed(path.rpartition("/")[2]))
        )
        one = found.one()
    assert email not in one.email
    assert one.revoked_at is not None


# ---- Addresses -------------------------------------------------------------------------------------------------------
