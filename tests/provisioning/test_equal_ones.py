"""What is exported and applied elsewhere is equal in every column of every table, but for what is named here."""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from uuid_utils.compat import uuid7

import tenants
from backend.agreements.tables import ModelAgreement
from backend.files.tables import EvidenceDecision
from backend.indicators.tables import Framework
from backend.kit.db import Base, Database
from backend.kit.postgres import Server
from backend.members.tables import Collaborative, Member, MemberName, MemberParent, MemberTerm, Organization
from backend.provisioning import operator
from tests.kit.test_pictures import png
from tests.provisioning.starting_sets import Made, entered

EQUAL = {
    "areas", "area_lists", "area_list_versions", "area_list_areas", "breakdowns", "categories", "elements",
    "element_definitions", "element_breakdowns", "indicators", "indicator_definitions", "frameworks",
    "framework_sections", "framework_elements", "framework_indicators", "members", "member_names", "member_parents",
    "member_terms", "external_series", "series_vintages", "series_points", "goals", "goal_versions", "goal_milestones",
    "evidence_decisions", "model_agreements", "logos",
}  # fmt: skip
STAYS = {
    "people, and what they may": {"roles", "covers", "employments", "saved_views"},
    "what single members agreed to, and keep back": {"agreements", "waivers", "withholdings"},
    "what somebody says for now, with a reason": {
        "switch_offs", "goal_overrides", "rule_proposals", "goal_links", "goal_narratives",
        "translations",
    },
    "what people said of goals": {"goal_questions", "goal_answers", "goal_hearings"},
    "collections, answers and figures": {
        "rounds", "extensions", "reminders", "submissions", "section_owners", "entries", "approvals", "acceptances",
        "returns", "returned_cells", "figure_questions", "question_notes", "accepted_values", "evidence", "zip_counts",
    },
    "reports": {
        "releases", "release_approvals", "publications", "editions", "edition_files", "release_bases",
    },
    "files, and how they are read": {
        "uploads", "column_mappings", "member_mappings", "imports", "import_findings", "crosswalks", "crosswalk_weights",
        "area_maps",
    },
    "the program's own": {"trail", "letters", "idempotency_keys"},
}  # fmt: skip
BY_WHOM_AND_WHEN = {
    "set_at",
    "set_by",
    "brought_at",
    "brought_by",
    "decided_at",
    "decided_by",
    "offered_at",
    "offered_by",
}
PERSONAL = {"contact"}
NAMED_BY_THE_OPERATOR = {"id", "slug", "name", "blueprint", "created_at"}


def walled() -> Iterable[sa.Table]:
    return [table for table in Base.metadata.sorted_tables if "collaborative_id" in table.primary_key.columns]


def test_of_every_table_it_is_known_whether_it_is_exported():
    named = [EQUAL, *STAYS.values()]
    assert sum(map(len, named)) == len(set().union(*named))
    assert {table.name for table in walled()} == set().union(*named)


@pytest.fixture
def url(server: Server, database_name: str) -> str:
    return server.url("owner", database_name)


async def test_what_is_exported_and_applied_is_equal_in_all_that_is_not_named(url: str, owner: Database):
    first, second = Made(owner), Made(owner)
    await first.apply(_rich())
    await _lived(first)
    text = await operator.export(url, first.slug)
    raw = tenants.read_text(text)
    await second.apply(raw)
    assert await _collaborative(first) == await _collaborative(second)
    ours, theirs = await _everything(first), await _everything(second)
    for table in EQUAL:
        assert ours[table], table
        assert theirs[table] == ours[table], table
    assert await operator.export(url, second.slug) == text
    assert (await second.apply(raw)).is_empty


async def test_an_organization_without_a_number_is_the_same_row_on_the_same_server(url: str, owner: Database):
    first, second = Made(owner), Made(owner)
    await first.apply(tenants.load("demo"))
    await _lived(first)
    await second.apply(tenants.read_text(await operator.export(url, first.slug)))
    places = [{one.code: one.organization_id for one in await made.rows(Member)} for made in (first, second)]
    assert "joined" in places[0]
    assert places[0] == places[1]


async def test_where_nobody_has_it_an_organization_is_made_as_it_was_named(url: str, owner: Database):
    first, second = Made(owner), Made(owner)
    await first.apply(tenants.load("demo"))
    raw = tenants.read_text(await operator.export(url, first.slug))
    del raw["made_from"]  # of another starting set, and so none of its organizations is found by its code
    named = {key: one["id"] for key, one in raw["organizations"].items() if "id" in one}
    assert named
    for one in raw["organizations"].values():
        one |= {"id": str(uuid7())} if "id" in one else {}
    await second.apply(raw)
    again = tenants.read_text(await operator.export(url, second.slug))
    assert again.pop("made_from") == second.name
    assert again == raw
    assert not set(named.values()) & {one.get("id") for one in again["organizations"].values()}


async def test_what_was_decided_on_the_site_is_not_decided_again(owner: Database):
    made = Made(owner)
    described = tenants.load("demo") | {"evidence": {"taken": True}}
    await made.apply(described)
    async with entered(made) as session:
        (await session.scalars(sa.select(Framework).limit(1))).one().planned_by_clock = True
        session.add(EvidenceDecision(taken=False, quota_megabytes=5, decided_by=uuid7(), decided_at=datetime.now(UTC)))
        await session.commit()
    assert (await made.apply(described)).is_empty
    assert [one.planned_by_clock for one in await made.rows(Framework)] == [True]
    assert len(await made.rows(EvidenceDecision)) == 2


def _rich() -> dict[str, Any]:
    """With something in every table: a starting set of the field, with members, and a milestone on the way to a goal."""
    demo, rich = tenants.load("demo"), tenants.load("wsu")
    [drawn] = rich["goals"]["business_grants"]["versions"]
    drawn["milestones"] = [{"on": date(2020, 12, 31), "value": Decimal(100000), "note": "Half way."}]
    rich["brand"] = {"main": "#7a1f5c", "second": "#12474f", "logo": b64encode(png()).decode()}
    return rich | {kind: demo[kind] for kind in ("organizations", "members")}


async def _collaborative(made: Made) -> Mapping[str, Any]:
    async with entered(made) as session:
        table = sa.inspect(Collaborative).local_table
        [row] = (await session.execute(sa.select(table).where(table.c.slug == made.slug))).mappings()
    return {name: value for name, value in row.items() if name not in NAMED_BY_THE_OPERATOR}


async def _everything(made: Made) -> Mapping[str, list[str]]:
    """The rows of each table as sorted text: ids are told by what the rows they lead to say."""
    told: dict[UUID, str] = {}
    found = {}
    left_out = BY_WHOM_AND_WHEN | PERSONAL | {"collaborative_id"}
    async with entered(made) as session:
        for table in (one for one in walled() if one.name in EQUAL):
            lines = []
            for row in (await session.execute(sa.select(table))).mappings():
                said = {key: told.get(value, value) if isinstance(value, UUID) else value for key, value in row.items()}
                line = repr({key: value for key, value in said.items() if key not in left_out | {"id"}})
                told[row["id"]] = sha256(f"{table.name} {line}".encode()).hexdigest()
                lines.append(line)
            found[table.name] = sorted(lines)
    return found


async def _lived(made: Made) -> None:
    """What people would have changed on the site since it was applied."""
    async with entered(made) as session:
        now = datetime.now(UTC)
        here = (await session.scalars(sa.select(Collaborative).where(Collaborative.slug == made.slug))).one()
        here.year_naming, here.contact_email = "ending", "ask@example.org"
        (await session.scalars(sa.select(Framework).limit(1))).one().planned_by_clock = True
        member = (await session.scalars(sa.select(Member).order_by(Member.code).limit(1))).one()
        member.one_person_reason, member.contact = "One person works there.", "Ada"
        session.add(EvidenceDecision(taken=True, quota_megabytes=70, decided_by=uuid7(), decided_at=now))
        agreed = {"title": "Ours", "document": "What\n“we” do.", "audiences": ["members"], "afterwards": "past_stays"}
        session.add(ModelAgreement(version=1, months=12, offered_by=uuid7(), offered_at=now, **agreed))
        above = member.organization_id
        joined = Organization(id=uuid7(), name="Joined on the site", kind="college")
        session.add(joined)
        await session.flush()
        member = Member(organization_id=joined.id, code="joined", name="Joined", fiscal_year_starts_in=7)
        session.add(member)
        await session.flush()
        session.add(MemberTerm(member_id=member.id, starts=date(2024, 1, 1)))
        session.add(MemberName(member_id=member.id, valid_from=date(2024, 1, 1), name="Joined"))
        session.add(MemberParent(member_id=member.id, parent_id=above, starts=date(2025, 1, 1), reason="Bought."))
        await session.commit()
