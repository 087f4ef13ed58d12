"""What a report says is what its members gave, by the definition of its day, and stays so."""

import copy
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from backend.indicators.tables import Element
from backend.kit.db import Scope
from backend.kit.periods import Period
from backend.members.rules import Role
from backend.members.tables import Collaborative
from backend.provisioning import actions as provisioning
from backend.provisioning import schemas
from backend.provisioning.blueprint import LONG_AGO
from backend.submissions.tables import Value
from collab_reports.edition import Edition
from tests.releases.reporting import BLUEPRINT, HOSPITALS, Q1, Q2, Reporting, figure

SUMS = {"WF-04": "hires", "WF-05": "local_hires", "SC-01": "spend"}


async def given(world: Reporting, period: Period) -> Mapping[str, list[Decimal]]:
    """What counts now of this period, every member's number, by element."""
    query = (
        sa.select(Element.code, Value.number)
        .join(Element, Element.id == Value.element_id)
        .where(Value.retired_at.is_(None), Value.category_id.is_(None), Value.number.is_not(None))
        .where(Value.period_start == period.start, Value.period_months == period.months)
    )
    found: dict[str, list[Decimal]] = {}
    async with world.here.session() as session:
        for code, number in await session.execute(query):
            found.setdefault(code, []).append(number)
    return found


async def test_a_figure_is_the_sum_of_what_its_members_gave_to_the_penny(world: Reporting):
    of = await world.opened(Q1)
    for place, member in enumerate(HOSPITALS):
        numbers = {"spend": f"{1_000_000 + place}.{37 + place}", "hires": 100 + place, "local_hires": 20 + place}
        await world.answered(of, member, **numbers)
    edition = await world.edition(await world.released(of), "backbone")
    parts = await given(world, Q1)
    for code, element in SUMS.items():
        assert len(parts[element]) == len(HOSPITALS)
        assert figure(edition, code).value == sum(parts[element]), code
    assert figure(edition, "SC-01").value == Decimal("5000011.95")
    for audience in ("members", "partners"):
        assert figure(await world.edition((await world.releases())[0].id, audience), "SC-01").value == sum(
            parts["spend"]
        )


# ---- Definitions -----------------------------------------------------------------------------------------------------


async def redefined(world: Reporting, code: str, *, since: Period, text: str, why: str) -> None:
    """From this period on the indicator is worded otherwise."""
    described: dict[str, Any] = copy.deepcopy(BLUEPRINT)
    plain = described["indicators"][code]["plain"]
    last = since.start - timedelta(days=1)
    described["indicators"][code]["definitions"] = [
        {"version": 1, "valid_from": LONG_AGO, "valid_to": last, "text": plain},
        {"version": 2, "valid_from": since.start, "text": text, "break_note": why},
    ]
    async with world.here.owner.session(Scope.everything_in(world.here.id)) as session, session.begin():
        here = (await session.scalars(sa.select(Collaborative).where(Collaborative.id == world.here.id))).one()
        await provisioning.align(session, here, schemas.read(described))


def worded(edition: Edition, code: str) -> list[tuple[int, str]]:
    return [(one.version, one.text.partition(" Members are asked")[0]) for one in figure(edition, code).definitions]


async def test_a_report_keeps_the_definition_it_was_published_with(world: Reporting):
    old, new, why = (
        "What Local hires says.",
        "Hires that live within two miles.",
        "Two miles, and no longer the district.",
    )
    first = await world.released(await world.reported(Q1))
    frozen = await world.frozen(first)
    await redefined(world, "WF-05", since=Q2, text=new, why=why)
    second = await world.released(await world.reported(Q2))
    assert (await world.frozen(first)).text == frozen.text
    assert worded(await world.edition(first), "WF-05") == [(1, old)]
    assert worded(await world.edition(second), "WF-05") == [(1, old), (2, new)]
    viewer = await world.person(Role.VIEWER, "Ash")
    pages = [
        (await viewer.get(f"/{world.here.slug}/editions/{(await world.frozen(id)).id}/html")).text
        for id in (first, second)
    ]
    assert [(old in page, new in page, why in page) for page in pages] == [(True, False, False), (True, True, True)]
    [before, after] = figure(await world.edition(second), "WF-05").series
    assert (before.definition_version, after.definition_version) == (1, 2)
