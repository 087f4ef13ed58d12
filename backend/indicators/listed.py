"""Which parts of a split by area are asked on a day: statements to be made once, of the day they are asked with."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

from backend.indicators.tables import Breakdown, Category, Framework
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
OF_THE_DAY = sa.case((Category.area_id.is_(None), _NOW), (sa.exists(_THEN), Category.area_id.in_(_THEN)), else_=_NOW)

_AN_AREA = aliased(Category)
# A split by area of which no area is known yet asks for nothing that could be answered.
ASKABLE = sa.or_(
    Breakdown.areas.is_(False),
    sa.exists().where(
        _AN_AREA.breakdown_id == Breakdown.id, _AN_AREA.area_id.is_not(None), _AN_AREA.retired_on.is_(None)
    ),
)
