"""By what questions are split on a day: statements made once, asked with the day (`on`) or the elements (`elements`)."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

from backend.indicators.tables import Breakdown, Category, ElementBreakdown, Framework, SwitchOff
from backend.places.tables import AreaList, AreaListArea, AreaListVersion

ON = sa.bindparam("on", type_=sa.Date())

_VERSIONS = (
    sa.select(AreaListVersion.id)
    .ext(distinct_on(AreaListVersion.area_list_id))
    .join(AreaList, AreaList.id == AreaListVersion.area_list_id)
    .join(Framework, Framework.area_list_code == AreaList.code)
    .where(AreaListVersion.valid_from <= ON, Framework.retired_on.is_(None))
    .order_by(AreaListVersion.area_list_id, AreaListVersion.valid_from.desc())
)
_THEN = sa.select(AreaListArea.area_id).where(AreaListArea.version_id.in_(_VERSIONS))
_NOW = Category.retired_on.is_(None)

# What lies in an area is in no other part, so a quarter has the areas of its own lists: also those listed no longer, and
# not yet those listed since. Before the first list of all, the newest.
_OF_THE_DAY = sa.case((Category.area_id.is_(None), _NOW), (sa.exists(_THEN), Category.area_id.in_(_THEN)), else_=_NOW)

_AN_AREA = aliased(Category)
# A split by area of which no area is known yet asks for nothing that could be answered.
_ASKABLE = sa.or_(
    Breakdown.areas.is_(False),
    sa.exists().where(
        _AN_AREA.breakdown_id == Breakdown.id, _AN_AREA.area_id.is_not(None), _AN_AREA.retired_on.is_(None)
    ),
)

# One that is switched off is asked no more, whoever asks, until it is switched on again.
_ON_AGAIN = ~sa.exists().where(
    SwitchOff.breakdown_id == Breakdown.id,
    SwitchOff.collaborative_id == Breakdown.collaborative_id,
    SwitchOff.ended_at.is_(None),
)

# Of those asked about, the elements each breakdown splits.
_SPLITS = (
    sa.select(ElementBreakdown.breakdown_id, sa.func.array_agg(ElementBreakdown.element_id).label("splits"))
    .where(
        ElementBreakdown.element_id == sa.any_(sa.bindparam("elements", type_=sa.ARRAY(sa.Uuid()))),
        ElementBreakdown.retired_on.is_(None),
    )
    .group_by(ElementBreakdown.breakdown_id)
    .subquery()
)
PARTS = (
    sa.select(
        Breakdown.id.label("by"), Breakdown.code.label("by_code"), Breakdown.name.label("by_name"),
        Breakdown.multi_select, Category.id, Category.code, Category.name, Category.unknown,
        _SPLITS.c.splits,
    )
    .join(Category, Category.breakdown_id == Breakdown.id)
    .join(_SPLITS, _SPLITS.c.breakdown_id == Breakdown.id)
    .where(Breakdown.retired_on.is_(None), _OF_THE_DAY, _ASKABLE, _ON_AGAIN)
    .order_by(Breakdown.name, Category.position, Category.name)
)  # fmt: skip
