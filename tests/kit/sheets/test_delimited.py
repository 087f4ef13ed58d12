"""Foreign files: what is detected is said, and nothing is lost on the way."""

import random
from contextlib import suppress

import pytest

from backend.kit.errors import Invalid
from backend.kit.sheets import delimited as sheets
from backend.kit.sheets.delimited import letters, read_delimited


def sheet(text: str, **options: str) -> sheets.Sheet:
    return read_delimited(text.encode(), **options)


def test_header_is_found_below_a_group_row_and_an_empty_row() -> None:
    read = sheet(",,Energy,\n\n,,,\nCode,Name,Gas (kWh),Oil (kWh)\nR1A,Keck,12,0\nR1B,Cedars,7,3\n")
    assert (read.header_row, read.header) == (4, ("Code", "Name", "Gas (kWh)", "Oil (kWh)"))
    assert [(row.number, row.cells) for row in read.rows] == [
        (5, ("R1A", "Keck", "12", "0")),
        (6, ("R1B", "Cedars", "7", "3")),
    ]
    assert any("above the header: 3" in note for note in read.notes)


@pytest.mark.parametrize("delimiter", sheets.DELIMITERS)
def test_each_delimiter_is_told_from_the_signs_inside_cells(delimiter: str) -> None:
    rows = [["Code", "Cost in $ or £", "Share; of all"], ["A", "1.5", "7"], ["B", "2", "8"], ["C", "", "9"]]
    text = "\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    read = sheet(text)
    assert (read.delimiter, read.header) == (delimiter, tuple(rows[0]))
    assert [row.cells for row in read.rows] == [tuple(row) for row in rows[1:]]


def test_a_quoted_cell_keeps_delimiters_quotes_and_line_ends() -> None:
    read = sheet('Code,Name\nA,"Barking, ""Havering""\nand Redbridge"\nB,Leeds\n')
    assert [row.cells for row in read.rows] == [("A", 'Barking, "Havering"\nand Redbridge'), ("B", "Leeds")]
    assert [row.number for row in read.rows] == [2, 3]


def test_a_quotation_mark_never_closed_is_refused_by_its_row() -> None:
    with pytest.raises(Invalid) as refusal:
        sheet('Code,Name\nA,Leeds\nB,"York\nC,Hull\n')
    assert refusal.value.problems[0].where == "row 3"


def test_quotation_marks_inside_a_cell_are_kept_and_noted() -> None:
    read = sheet('Code,Name\nA,the "Old" ward\nB,"New" wing\nC,x\n')
    assert read.rows[0].cells == ("A", 'the "Old" ward')
    assert any("Quotation marks" in note for note in read.notes)


@pytest.mark.parametrize(
    ("written_in", "shown"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("utf-16", "utf-16"), ("cp1252", "windows-1252")],
)
def test_the_encoding_is_detected_and_shown(written_in: str, shown: str) -> None:
    text = "Code,Cost (£)\nÉcole,1\nHôpital – nord,2\n"
    read = read_delimited(text.encode(written_in))
    assert (read.encoding, read.header[1]) == (shown, "Cost (£)")
    assert [row.cells[0] for row in read.rows] == ["École", "Hôpital – nord"]


def test_a_language_that_is_not_western_is_recognised_rather_than_garbled() -> None:
    text = "Имя,Число\nМосква и область,1\nСанкт-Петербург и область,2\n"
    read = read_delimited(text.encode("cp1251"))
    assert read.header == ("Имя", "Число")
    assert any("not declared" in note for note in read.notes)


def test_two_encodings_in_one_file_lose_no_character() -> None:
    content = "Code,Cost (£)\n".encode() + "Hôpital,1\n".encode("cp1252") + "École,2\n".encode()
    read = read_delimited(content)
    assert [row.cells[0] for row in read.rows] == ["Hôpital", "École"]
    assert any("in 1 of its lines: 2" in note for note in read.notes)


def test_bytes_windows_leaves_undefined_are_kept() -> None:
    read = read_delimited(b"Code,Name\nA,x\x81y\xa3\n")
    assert read.rows[0].cells[1] == "x\x81y£"


def test_characters_lost_before_are_counted_not_guessed() -> None:
    read = sheet("Code,Cost (\ufffd)\nA,1\n")
    assert read.header[1] == "Cost (\ufffd)"
    assert any("lost before the file came here: 1." in note for note in read.notes)


def test_nul_characters_go_and_are_noted() -> None:
    read = sheet("Code,Name\nA,Le\0eds" + " and the long way round it" * 5 + "\n")
    assert read.rows[0].cells[1].startswith("Leeds")
    assert any("NUL" in note for note in read.notes)


def test_ragged_rows_keep_their_extra_cells_and_lack_none() -> None:
    read = sheet("Code,Name,Gas\nA,Leeds,1\nB,York\nC,Hull,3,stray\nD,Ely,4\n")
    assert read.rows[1].cell(2) == ""
    assert read.rows[2].cells == ("C", "Hull", "3", "stray")
    assert any("end before the last column: 1, the first is row 3" in note for note in read.notes)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"PK\x03\x04rest", "workbook"),
        (b"A\0,\0B\0\n\0" * 9, "not a text file"),
        (b"one column\nonly\n", "No delimiter"),
        (b"1,2,3\n4,5,6\n7,8,9\n", "No header row"),
        (b"a," * (sheets.MOST_BYTES // 2 + 1), "more than 20,000,000"),
        (("A,B\n" + "x" * 200_000 + ",y\n").encode(), "cannot be read as rows"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(content: bytes, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        read_delimited(content)


def test_columns_are_named_as_a_spreadsheet_names_them() -> None:
    assert [letters(index) for index in (0, 25, 26, 27, 701, 702)] == ["A", "Z", "AA", "AB", "ZZ", "AAA"]
    assert sheet("Code,Gas \nA,1\nB,2\n").column(1) == 'column B "Gas"'


def test_any_bytes_are_read_or_refused_in_words() -> None:
    chance = random.Random(1)
    alphabet = b'a1,;$|"\n\r\t\x00\xa3\xc2\xff \xef\xbf\xbd'
    for _ in range(3_000):
        content = bytes(chance.choices(alphabet, k=chance.randrange(60)))
        with suppress(Invalid):
            assert read_delimited(content).rows is not None
