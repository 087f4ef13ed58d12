"""What a live collaborative says of itself, and what it decided, as a blueprint writes it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from backend.agreements import queries as agreement_queries
from backend.files.evidence import actions as evidence
from backend.members.tables import Collaborative
from backend.provisioning import settings_written as shapes
from backend.provisioning.exporting.rows import facts

Raw = dict[str, Any]


async def settings(session: AsyncSession, here: Collaborative) -> Raw:
    """The model agreement is the one offered now: those before stand in the agreements that rest on them."""
    own = facts(here, shapes.Collaborative, without=("title",))
    kept = {name: table for name in ("disclosure", "release") if isinstance(table := here.policy.get(name), Mapping)}
    decided = await evidence.decision(session)
    offered = await agreement_queries.model(session, here)
    return {
        "collaborative": {"title": here.name, **own},
        "words": dict(here.words),
        **kept,
        **({"evidence": facts(decided, shapes.Evidence)} if decided.at else {}),
        **({"model_agreement": facts(offered, shapes.ModelAgreement)} if offered.version else {}),
    }
