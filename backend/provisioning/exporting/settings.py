"""What a live collaborative says of itself, and what it decided, as a blueprint writes it."""

import base64
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from backend.agreements import queries as agreement_queries
from backend.files.evidence import actions as evidence
from backend.kit.branding import brand_of
from backend.members.logo_tables import Logo
from backend.members.tables import Collaborative
from backend.provisioning import settings_written as shapes
from backend.provisioning.exporting.rows import facts

Raw = dict[str, Any]


async def settings(session: AsyncSession, here: Collaborative) -> Raw:
    """The model agreement is the one offered now: those before stand in the agreements that rest on them."""
    own = facts(here, shapes.Collaborative, without=("title",))
    kept = {
        name: table
        for name in ("disclosure", "release", "heard", "sizes")
        if isinstance(table := here.policy.get(name), Mapping)
    }
    decided = await evidence.decision(session)
    offered = await agreement_queries.model(session, here)
    return {
        "collaborative": {"title": here.name, **own},
        "words": dict(here.words),
        **kept,
        **({"brand": await _brand(session, here)} if here.brand else {}),
        **({"evidence": facts(decided, shapes.Evidence)} if decided.at else {}),
        **({"model_agreement": facts(offered, shapes.ModelAgreement)} if offered.version else {}),
    }


async def _brand(session: AsyncSession, here: Collaborative) -> Raw:
    """The picture as text, so that one file is all there is to keep."""
    brand = brand_of(here.brand)
    found = brand.logo and await session.scalar(sa.select(Logo.content).where(Logo.sha256 == brand.logo.sha256))
    picture = {"logo": base64.b64encode(found).decode()} if found else {}
    return {name: text for name in ("main", "second") if (text := getattr(brand, name))} | picture
