"""Organizations and members of a live collaborative, as a blueprint writes them, with every day that is known."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.members.tables import Member, MemberName, MemberParent, MemberTerm, Organization, OrganizationParent
from backend.provisioning import blueprint as shapes
from backend.provisioning.actions import SINCE_EVER
from backend.provisioning.exporting.places import key_of
from backend.provisioning.exporting.rows import all_of, by, facts

Raw = dict[str, Any]


async def members(session: AsyncSession) -> Raw:
    rows = await all_of(session, Member, Member.code)
    within = by("member_id", await all_of(session, MemberParent, MemberParent.starts))
    above = await _above(session, [*(one.organization_id for one in rows), *_parents(within)])
    organizations = await _organizations(session, rows, within, above)
    keys = {one.id: key for key, one in organizations.items()}
    terms = by("member_id", await all_of(session, MemberTerm, MemberTerm.starts))
    names = by("member_id", await all_of(session, MemberName, MemberName.valid_from))
    return {
        "organizations": {
            key: facts(one, shapes.Organization, without=("id",) if one.ods_code or one.ccn else ())
            | {"name": one.name, "kind": one.kind}
            | _belonging(above[one.id], keys)
            for key, one in organizations.items()
        },
        "members": {
            one.code: {
                "organization": keys[one.organization_id],
                **facts(one, shapes.Member),
                **_terms(terms[one.id]),
                **_names(names[one.id]),
                **_listed("systems", [_within(row, keys) for row in within[one.id]]),
            }
            for one in rows
        },
    }


def _parents(within: Mapping[Any, Sequence[MemberParent]]) -> Iterable[UUID]:
    return (row.parent_id for rows in within.values() for row in rows)


async def _above(session: AsyncSession, ids: Iterable[UUID]) -> Mapping[UUID, Sequence[OrganizationParent]]:
    """Of these organizations and of all above them: to whom they belong, and when."""
    found: dict[UUID, Sequence[OrganizationParent]] = {}
    wanted = set(ids)
    while wanted:
        query = sa.select(OrganizationParent).where(OrganizationParent.organization_id.in_(wanted))
        links = by("organization_id", await session.scalars(query.order_by(OrganizationParent.starts)))
        found |= {id: links[id] for id in wanted}
        wanted = {link.parent_id for id in wanted for link in links[id]} - found.keys()
    return found


async def _organizations(
    session: AsyncSession,
    rows: Sequence[Member],
    within: Mapping[Any, Sequence[MemberParent]],
    above: Mapping[UUID, Sequence[OrganizationParent]],
) -> Mapping[str, Organization]:
    """By the code a starting set has for it, else by its member's, else by its name."""
    members_codes = {one.organization_id: one.code for one in rows}
    found: dict[str, Organization] = {}
    query = sa.select(Organization).where(Organization.id.in_(above)).order_by(Organization.name, Organization.id)
    for number, one in enumerate(await session.scalars(query), 1):
        brought = str(one.catalogue_key or "").rpartition("/")[2]
        code = brought or members_codes.get(one.id, one.name)
        found[key_of(re.sub(r"[^a-z0-9]+", "_", code.lower()).strip("_"), found, f"organization_{number}")] = one
    return dict(sorted(found.items()))


def _belonging(links: Sequence[OrganizationParent], keys: Mapping[UUID, str]) -> Raw:
    if [(link.starts, link.ends) for link in links] == [(SINCE_EVER, None)]:
        return {"parent": keys[links[0].parent_id]}
    return _listed("parents", [_within(link, keys) for link in links])


def _within(link: Any, keys: Mapping[UUID, str]) -> Raw:
    return {"organization": keys[link.parent_id], **facts(link, shapes.Term)}


def _terms(terms: Sequence[MemberTerm]) -> Raw:
    written = [facts(term, shapes.Term) for term in terms]
    return written[0] if len(written) == 1 and "reason" not in written[0] else {"terms": written}


def _names(names: Sequence[MemberName]) -> Raw:
    """Only where it was ever called otherwise."""
    return _listed("names", [facts(name, shapes.Called) for name in names] if len(names) > 1 else [])


def _listed(key: str, rows: Sequence[Raw]) -> Raw:
    return {key: list(rows)} if rows else {}
