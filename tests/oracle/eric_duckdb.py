"""ERIC's collective figures computed without any of our code: DuckDB reads the raw files, repairs and adds in SQL.

`python tests/oracle/eric_duckdb.py FOLDER` prints them. Sums are DECIMAL(38, 4), exact; quotients are long divisions of
integers, cut off (not rounded) after twenty places.
"""

import os
import sys
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb

PLACES = 20
FOLDER = Path(os.environ.get("ANCHORLINE_ERIC_DIR", Path(__file__).parents[2] / "../shared/data/eric")).resolve()
ABSENT = f"ERIC's files are not here: {FOLDER} (set ANCHORLINE_ERIC_DIR to their folder)"
YEARS = ("2013-14", "2014-15", "2015-16")

_GRID = ("Electricity consumed - utility (kWh)", "Gas consumed - utility (kWh)", "Oil consumed - utility (kWh)")
_FUELS_TO_2015 = (
    *_GRID,
    "Coal consumed - utility (kWh)",
    "Electricity consumed - local (kWh)",
    "Steam consumed - local (kWh)",
    "Hot water consumed - local (kWh)",
    "Electricity consumed - renewable (kWh)",
    "Non-fossil fuel consumed - renewable (kWh)",
)
_FUELS_FROM_2015 = (
    "Electricity consumed (kWh)",
    "Gas consumed (kWh)",
    "Oil consumed (kWh)",
    "Coal consumed (kWh)",
    "Steam consumed (kWh)",
    "Hot water consumed (kWh)",
    "Electricity consumed - renewable (kWh)",
    "Non-fossil fuel consumed - renewable (kWh)",
)
_RECYCLED = ("Waste recycling volume (Tonnes)",)
_WASTE_2013 = (
    *_RECYCLED,
    "Preparing for re-use volume (Tonnes)",
    "Other recovery volume (Tonnes)",
    "High temperature disposal waste weight (Tonnes)",
    "Non burn treatment (alternative treatment plant) disposal waste weight (Tonnes)",
    "Landfill disposal waste weight (Tonnes)",
    "Waste electrical and electronic equipment (WEEE) weight (Tonnes)",
)
_BURNT_FOR_ENERGY = "High temperature disposal waste weight involving combustion with energy recovery (Tonnes)"
_WATER = ("Water volume (including borehole) (m³)",)
_AREA_TO_2015 = ("Gross internal site floor area (m²)",)
_AREA_FROM_2015 = ("Gross internal floor area (m²)",)

# indicator -> year -> (columns added above the line, columns added below it)
RATIOS: dict[str, dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "energy per floor area": {
        "2013-14": (_FUELS_TO_2015, _AREA_TO_2015),
        "2014-15": (_FUELS_TO_2015, _AREA_TO_2015),
        "2015-16": (_FUELS_FROM_2015, _AREA_FROM_2015),
    },
    "water per floor area": {
        "2013-14": (_WATER, _AREA_TO_2015),
        "2014-15": (_WATER, _AREA_TO_2015),
        "2015-16": (_WATER, _AREA_FROM_2015),
    },
    "recycling share": {
        "2013-14": (_RECYCLED, _WASTE_2013),
        "2014-15": (_RECYCLED, (*_WASTE_2013, _BURNT_FOR_ENERGY)),
    },
}


@dataclass(frozen=True, slots=True)
class Figure:
    """quotient: cut off after twenty places. gave_both: trusts with every column of both parts, of all trusts."""

    year: str
    region: str
    indicator: str
    numerator: Decimal
    denominator: Decimal
    quotient: Decimal
    gave_both: int
    trusts: int


def figures(folder: Path = FOLDER) -> list[Figure]:
    """Every indicator by year and region, regions as the file writes them."""
    with duckdb.connect() as db:
        return [
            Figure(year, region, indicator, top, bottom, Decimal(digits).scaleb(-PLACES), gave_both, trusts)
            for indicator, by_year in RATIOS.items()
            for year, (above, below) in by_year.items()
            for region, top, bottom, digits, gave_both, trusts in _ratio(db, folder / f"ERIC-{year}.csv", above, below)
        ]


def _ratio(
    db: duckdb.DuckDBPyConnection, path: Path, above: tuple[str, ...], below: tuple[str, ...]
) -> list[tuple[str, Decimal, Decimal, str, int, int]]:
    numerator, denominator = (" + ".join(_number(column) for column in columns) for columns in (above, below))
    return db.execute(
        f"""
        with trust as (
            select
                case when "Commissioning Region" like '%COMMISSIONING REGION' then "Commissioning Region"
                     when "Organisation Type" like '%COMMISSIONING REGION' then "Organisation Type"
                     else error('no region for ' || "Organisation Code") end as region,
                {numerator} as numerator,
                {denominator} as denominator
            from read_csv(?, delim = '$', quote = '"', header = true, skip = 1, all_varchar = true, null_padding = true)
        ),
        region as (
            select region, count(*) as trusts,
                count(*) filter (numerator is not null and denominator is not null) as gave_both,
                sum(numerator) filter (denominator is not null) as numerator,
                sum(denominator) filter (numerator is not null) as denominator
            from trust group by region
        )
        select region, numerator, denominator,
            ((numerator * 10000)::hugeint * {10**PLACES}::hugeint // (denominator * 10000)::hugeint)::varchar,
            gave_both, trusts
        from region order by region
        """,
        [str(path)],
    ).fetchall()


def _number(column: str) -> str:
    """A cell as an exact number, null where there is none; anything else is an error, more than four places included."""
    cell = f'trim("{column}")'
    return f"""(case
        when {cell} is null or {cell} in ('', 'Not Applicable', 'No Data Provided') then null
        when regexp_full_match({cell}, '-?[0-9]+([.][0-9]{{1,4}})?|[.][0-9]{{1,4}}') then {cell}::decimal(38, 4)
        else error('not a number: ' || {cell}) end)"""


if __name__ == "__main__":
    for figure in figures(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER):
        print(figure)
