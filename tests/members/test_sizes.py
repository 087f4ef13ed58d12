"""Sizes as people write them, and the bands they make."""

import pytest

from backend.kit.errors import Invalid
from backend.kit.languages import speaking, speech_for
from backend.members.sizes import Scale, band_said, read_bounds, read_sizes, scale_of, written

NAMES = ("Ash Hospital", "Ash Hospital North", "Birch Clinic 12")


def test_bands_meet_without_a_gap_and_say_what_they_are_of():
    scale = Scale("staffed beds", (200, 1500))
    assert [band.name(scale.of) for band in scale.bands] == [
        "Under 200 staffed beds",
        "200 to 1,499 staffed beds",
        "1,500 staffed beds and more",
    ]
    sizes = {0: "0-199", 199: "0-199", 200: "200-1499", 1499: "200-1499", 1500: "1500-"}
    assert {size: band.code for size in sizes if (band := scale.band(size))} == sizes


def test_bands_of_a_report_are_said_in_the_reader_s_language():
    names = [band.name("staffed beds") for band in Scale("staffed beds", (200, 1500)).bands]
    with speaking(speech_for("es", "en_US")):
        assert [band_said(name) for name in names] == [
            "Menos de 200 staffed beds",
            "De 200 a 1,499 staffed beds",
            "1,500 staffed beds o más",
        ]
        assert band_said("Large ones") == "Large ones"


def test_without_bounds_there_are_no_bands():
    assert scale_of({}).bands == []
    assert scale_of({}).band(5) is None
    assert scale_of({"sizes": {"of": "beds", "bounds": [9]}}) == Scale("beds", (9,))


@pytest.mark.parametrize(
    ("of", "bounds", "said"),
    [("", (5,), "what size is counted in"), ("beds", (5, 3), "smaller first"), ("beds", (3, 3), "each once"),
     ("beds", (0, 3), "above 0"), ("beds", (1, 2, 3, 4, 5), "at most four")],
)  # fmt: skip
def test_bounds_that_make_no_bands_are_told(of: str, bounds: tuple[int, ...], said: str):
    assert any(said in fault for fault in Scale(of, bounds).faults)
    assert not list(Scale("beds", (3, 5)).faults)


def test_what_is_written_is_read_again():
    sizes = {"Ash Hospital": 320, "Ash Hospital North": None, "Birch Clinic 12": 9}
    assert read_sizes(written(sizes), NAMES) == sizes


def test_two_columns_of_a_spreadsheet_and_thousands_are_read():
    text = "ASH HOSPITAL NORTH\t1,200\r\n\r\nBirch Clinic 12; 40\n"
    assert read_sizes(text, NAMES) == {"Ash Hospital": None, "Ash Hospital North": 1200, "Birch Clinic 12": 40}


def test_every_faulty_line_is_told_with_what_would_be_right():
    with pytest.raises(Invalid) as refused:
        read_sizes(
            "Ash Hospitl: 3\nAsh Hospital: many\nBirch Clinic 12: 3.5\nBirch Clinic 12: 4\nBirch Clinic 12: 4", NAMES
        )
    said = {problem.where: problem.message for problem in refused.value.problems}
    assert said == {
        "Line 1": "No member is called so: “Ash Hospitl”. Did you mean “Ash Hospital”?",
        "Line 2": "“many” is no size: write a whole number, such as 320.",
        "Line 3": "“3.5” is no size: write a whole number, such as 320.",
        "Line 5": "It stands in line 4 already.",
    }


@pytest.mark.parametrize("minus", ["Ash Hospital: -3", "Ash Hospital -3", "Ash Hospital\t-3"])
def test_a_minus_is_no_dash(minus: str):
    with pytest.raises(Invalid, match="“-3” is no size"):
        read_sizes(minus, NAMES)
    assert read_sizes("Ash Hospital – 3\nAsh Hospital North: -", NAMES) == {
        "Ash Hospital": 3, "Ash Hospital North": None, "Birch Clinic 12": None
    }  # fmt: skip


def test_headings_are_passed_over_and_a_wrong_name_is_not_taken_for_one():
    assert read_sizes("Member\tStaffed beds\nAsh Hospital\t320", NAMES)["Ash Hospital"] == 320
    for first in ("Ash Hospitl\tmany", "Member", "Elm\t320"):
        with pytest.raises(Invalid, match="No member is called so"):
            read_sizes(first, NAMES)


def test_bounds_are_numbers_with_something_between_them():
    assert read_bounds(" 200, 500;1500 ") == (200, 500, 1500)
    assert read_bounds("") == ()
    with pytest.raises(ValueError, match="whole numbers"):
        read_bounds("200 beds")
    for text in ("1,500", "400, 1,500"):
        with pytest.raises(ValueError, match="“1,500” may be one number or several: write 1500, or 1, 500"):
            read_bounds(text)
