"""Three years of what English NHS trusts really reported, read with every fault they have."""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Context, Decimal
from functools import cache

import pytest

from backend.history.columns import load, locate
from backend.history.findings import Counts, FindingKind, MemberDraft, Reading
from backend.history.reading import read
from backend.kit.sheets.delimited import Sheet, read_delimited
from tests.oracle import eric_duckdb as oracle

pytestmark = pytest.mark.skipif(not oracle.FOLDER.is_dir(), reason=oracle.ABSENT)

ENERGY = (
    "electricity_kwh", "local_electricity_kwh", "gas_kwh", "oil_kwh", "coal_kwh",
    "steam_kwh", "hot_water_kwh", "renewable_electricity_kwh", "non_fossil_renewable_kwh",
)  # fmt: skip
WASTE = (
    "waste_recycled_tonnes", "waste_reuse_tonnes", "waste_other_recovery_tonnes", "waste_high_temperature_tonnes",
    "waste_non_burn_tonnes", "waste_landfill_tonnes", "waste_weee_tonnes",
)  # fmt: skip
CUT_OFF = Context(prec=60, rounding="ROUND_DOWN")


@cache
def sheet(year: str) -> Sheet:
    return read_delimited((oracle.FOLDER / f"ERIC-{year}.csv").read_bytes())


@cache
def reading(year: str, *, take_repairs: bool = True) -> Reading:
    return read(sheet(year), load(f"eric-{year}"), take_repairs=take_repairs)


def test_encoding_delimiter_and_header_are_detected_in_all_three() -> None:
    assert {sheet(year).read_as for year in oracle.YEARS} == {"encoding utf-8, delimiter $, header in row 2"}
    assert [len(sheet(year).rows) for year in oracle.YEARS] == [251, 241, 238]
    lost = "Characters lost before the file came here: 11. They stand as \ufffd."
    assert [lost in sheet(year).notes for year in oracle.YEARS] == [False, False, True]


@pytest.mark.parametrize(
    ("year", "counts"),
    [
        ("2013-14", Counts(251, 251, 5, 0, cells_taken=4518, cells_repaired=0, cells_refused=4 * 251)),
        ("2014-15", Counts(241, 241, 5, 0, cells_taken=4579, cells_repaired=0, cells_refused=3 * 241)),
        ("2015-16", Counts(238, 238, 0, 0, cells_taken=3570, cells_repaired=0, cells_refused=0)),
    ],
)
def test_every_mapped_cell_is_taken_or_refused(year: str, counts: Counts) -> None:
    assert reading(year).counts == counts
    assert counts.cells_taken + counts.cells_refused == counts.rows_taken * len(load(f"eric-{year}").values)


@pytest.mark.parametrize("year", ["2013-14", "2014-15"])
def test_slid_names_are_put_together_as_the_next_file_writes_them(year: str) -> None:
    whole = {draft.member_key: draft.member_name for draft in reading("2015-16").drafts}
    repaired = {f.row: f.became for f in reading(year).of(FindingKind.REPAIR) if "Organisation Name" in f.column}
    named = {draft.row: whole[draft.member_key] for draft in reading(year).drafts if draft.row in repaired}
    assert repaired == named
    assert {key for key, name in whole.items() if "," in name} == {"RF4", "RRF", "RRP", "RX3", "RX4"}


@pytest.mark.parametrize("year", ["2013-14", "2014-15"])
def test_without_asking_for_repairs_the_five_rows_are_refused_and_listed(year: str) -> None:
    careful = reading(year, take_repairs=False)
    assert (careful.counts.rows_refused, careful.counts.rows_repaired) == (5, 0)
    refused = {f.row for f in careful.of(FindingKind.FAULT)} - {draft.row for draft in careful.drafts}
    assert refused == {f.row for f in careful.of(FindingKind.REPAIR) if f.row > 2}


def test_the_cut_columns_are_refused_cell_by_cell_because_only_zeros_can_be_told_apart() -> None:
    """A total of the readable cells alone would be a total of the zeros."""
    cells = [f for f in reading("2014-15").of(FindingKind.FAULT) if f.element == "capital_new_build"]
    told_apart = [f.row for f in cells if "only zeros can be told apart" in f.message]
    assert (len(cells), len(told_apart)) == (241, 48)
    staff = [f for f in reading("2013-14").of(FindingKind.FAULT) if f.element == "staff_wte"]
    assert len(staff) == 251
    assert all("can be put together in several ways" in f.message for f in staff)
    held = {
        cell.number for draft in _with_capital_allowed().drafts for cell in draft.cells if "capital" in cell.element
    }
    assert held == {Decimal(0)}


def _with_capital_allowed() -> Reading:
    columns = load("eric-2014-15")
    values = tuple(value.model_copy(update={"refused": ""}) for value in columns.values)
    return read(sheet("2014-15"), columns.model_copy(update={"values": values}), take_repairs=True)


def test_the_columns_after_the_cut_stand_in_their_place_in_every_row() -> None:
    """The age profile of 2013-14 adds up to the total printed beside it, in all 251 rows, the slid ones included."""
    header = sheet("2013-14").header
    at = [index for index, name in enumerate(header) if name.startswith("Age profile - ")]
    assert len(at) == 9
    assert at[0] > locate(sheet("2013-14"), load("eric-2013-14")).cut_before
    for row in sheet("2013-14").rows:
        *parts, total = (Decimal(row.cell(index)) for index in at)
        assert abs(sum(parts) - total) <= Decimal("0.5"), row.number


def test_a_trust_with_half_a_row_a_stray_cell_and_net_exports_are_noted_by_place() -> None:
    notes = [(f.row, f.column.split('"')[0].strip(), f.was) for f in reading("2014-15").of(FindingKind.NOTE)]
    assert notes == [
        (122, "columns AV to CQ", ""),
        (138, "column CB", ""),
        (138, "column CC", ""),
        (138, "column GL", "0"),
    ]
    leeds = next(draft for draft in reading("2014-15").drafts if draft.member_key == "RR8")
    assert {cell.number for cell in leeds.cells if cell.number and cell.number < 0} == {
        Decimal(-15115893),
        Decimal(-79199347),
    }


def test_collective_figures_equal_an_independent_computation_to_the_last_digit() -> None:
    figures = oracle.figures()
    assert len(figures) == 4 * (3 + 3 + 2)
    for figure in figures:
        columns = load(f"eric-{figure.year}")
        drafts = [d for d in reading(figure.year).drafts if d.region == columns.regions[figure.region]]
        numerator, denominator, gave_both = _ratio_of_sums(drafts, *_parts(figure.indicator, figure.year))
        assert (numerator, denominator) == (figure.numerator, figure.denominator), figure
        assert (gave_both, len(drafts)) == (figure.gave_both, figure.trusts), figure
        cut_off = CUT_OFF.quantize(CUT_OFF.divide(numerator, denominator), Decimal(1).scaleb(-oracle.PLACES))
        assert cut_off == figure.quotient, figure


def _parts(indicator: str, year: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    waste = WASTE if year == "2013-14" else (*WASTE, "waste_high_temperature_recovery_tonnes")
    energy = tuple(fuel for fuel in ENERGY if year < "2015" or fuel != "local_electricity_kwh")
    return {
        "energy per floor area": (energy, ("gross_floor_area_m2",)),
        "water per floor area": (("water_m3",), ("gross_floor_area_m2",)),
        "recycling share": (("waste_recycled_tonnes",), waste),
    }[indicator]


def _ratio_of_sums(
    drafts: Iterable[MemberDraft], above: tuple[str, ...], below: tuple[str, ...]
) -> tuple[Decimal, Decimal, int]:
    """Over members that gave both parts whole."""
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    gave_both = 0
    for draft in drafts:
        numbers = {cell.element: cell.number for cell in draft.cells if cell.number is not None}
        if not numbers.keys() >= {*above, *below}:
            continue
        gave_both += 1
        sums["above"] += sum(numbers[element] for element in above)
        sums["below"] += sum(numbers[element] for element in below)
    return sums["above"], sums["below"], gave_both
