"""Workbooks and tables whose cells, tabs and layout are wrong, extreme or strange: refused by address, or read exactly."""

from collections.abc import Iterator

from backend.kit.sheets.book import CellKind
from tests.kit.sheets import xlsx_parts as make
from tests.kit.sheets.cases import Case, streamed
from tests.kit.sheets.xlsx_parts import (
    SHEET,
    STRINGS,
    book,
    cell,
    one_row,
    relationship,
    relationships,
    with_cells,
    with_sheet,
)

TEXT, NUMBER, PERCENT, DATE = CellKind.TEXT, CellKind.NUMBER, CellKind.PERCENT, CellKind.DATE
ERROR, UNCOMPUTED, YES_NO = CellKind.ERROR, CellKind.UNCOMPUTED, CellKind.YES_NO
WORKBOOK, RELS, STYLES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"
FAR = '<row r="1">{}</row><row r="1048576">{}</row>'
MANY_ATTRIBUTES = " ".join(f'a{n}="1"' for n in range(100_000))
RICH = (
    f'<sst xmlns="{make.MAIN}"><si><r><t>Ho</t></r><r><rPr><b/></rPr><t xml:space="preserve">spital </t></r>'
    "<rPh sb='0' eb='1'><t>SPOKEN</t></rPh><phoneticPr fontId='1'/></si></sst>"
)


def a_million_rows() -> Iterator[bytes]:
    yield b'<worksheet xmlns="%s"><sheetData>' % make.MAIN.encode()
    for start in range(1, 1_048_577, 4_096):
        yield b"".join(b"<row><c><v>%d</v></c></row>" % n for n in range(start, start + 4_096))
    yield b"</sheetData></worksheet>"


def merges(block: str, count: int) -> str:
    each = f'<mergeCell ref="{block}"/>'
    return f"<mergeCells>{each * count}</mergeCells>"


def on_days(*serials: str) -> Iterator[str]:
    return (cell(f"{column}1", serial, style=1) for column, serial in zip("ABCD", serials, strict=True))


def sheet(rows: str, **options: str) -> bytes:
    return with_sheet(make.sheet(rows, **options))


def rooted(*each: str, **others: str) -> bytes:
    return book({RELS: relationships(*each), **others})


BOUNDS = (
    Case(
        "a cell at XFD1048576",
        lambda: sheet(FAR.format(cell("A1", "1"), cell("XFD1048576", "1"))),
        "sheet.bounds",
        "200,000 rows and 400 columns (to OJ)",
        where="S!XFD1048576",
    ),
    Case(
        "a cell below the last row",
        lambda: sheet(FAR.format("", cell("A1048576", "1"))),
        "sheet.bounds",
        where="S!A1048576",
    ),
    Case("a cell right of the last column", lambda: with_cells(cell("OK1", "1")), "sheet.bounds", where="S!OK1"),
    Case(
        "an empty cell at XFD1", lambda: with_cells(cell("A1", "7"), '<c r="XFD1" s="0"/>'), reads={"A1": ("7", NUMBER)}
    ),
    Case("a million rows", lambda: streamed(SHEET, a_million_rows()), "sheet.bounds", where="S!A200001"),
    Case(
        "a dimension that lies",
        lambda: sheet(f'<row r="1">{cell("A1", "7")}</row>', before='<dimension ref="A1:XFD1048576"/>'),
        reads={"A1": ("7", NUMBER)},
    ),
    Case(
        "a hundred thousand tabs", lambda: book({WORKBOOK: make.workbook(*["S"] * 100_000)}), "sheet.tabs", "100 tabs"
    ),
    Case(
        "a hundred thousand styles",
        lambda: book({STYLES: make.styles(*[0] * 100_000)}),
        "sheet.styles",
        "65,536 styles",
    ),
    Case(
        "thirty thousand merged blocks",
        lambda: sheet("", after=merges("A1:B2", 30_000)),
        "sheet.merged",
        "20,000 merged blocks",
    ),
    Case(
        "one block over the whole sheet",
        lambda: sheet(f'<row r="1">{cell("B1", "7")}</row>', after=merges("A1:XFD1048576", 1)),
        reads={"B1": ("7", NUMBER)},
    ),
    Case(
        "columns without end",
        lambda: sheet(
            f'<row r="1" ht="99999999" spans="1:99999999">{cell("A1", "7")}</row>',
            before='<cols><col min="1" max="999999999" width="99999999999" hidden="1"/></cols>',
        ),
        reads={"A1": ("7", NUMBER)},
    ),
    Case(
        "a hundred thousand elements deep",
        lambda: with_sheet(make.sheet("<a>" * 100_000 + "</a>" * 100_000)),
        "sheet.broken",
        "too deep",
    ),
    Case(
        "a hundred thousand attributes",
        lambda: with_sheet(one_row(f'<c r="A1" {MANY_ATTRIBUTES}><v>7</v></c>')),
        reads={"A1": ("7", NUMBER)},
    ),
    Case(
        "a text of 40,000 characters",
        lambda: with_cells(cell("A1", "x" * 40_000, "inlineStr")),
        "sheet.text",
        "32,767",
        where="S!A1",
    ),
    Case(
        "a shared text of 40,000 characters",
        lambda: book(
            {STRINGS: make.strings("a", "x" * 40_000), SHEET: one_row(cell("A1", "0", "s"), cell("C1", "1", "s"))}
        ),
        "sheet.text",
        where="S!C1",
    ),
)

CELLS = (
    Case(
        "what is no number among the numbers",
        lambda: with_cells(
            cell("A1", "NaN"), cell("B1", "INF"), cell("C1", "1e308"), cell("D1", "1e999"), cell("E1", "1_000")
        ),
        reads={
            "A1": ("NaN", ERROR),
            "B1": ("INF", ERROR),
            "C1": ("1e308", ERROR),
            "D1": ("1e999", ERROR),
            "E1": ("1_000", ERROR),
        },
    ),
    Case(
        "numbers as programs store them",
        lambda: with_cells(
            cell("A1", "-0"), cell("B1", "1.0999999999999999E-2"), cell("C1", "0.30000000000000004"), cell("D1", "1E3")
        ),
        reads={
            "A1": ("0", NUMBER),
            "B1": ("0.011", NUMBER),
            "C1": ("0.30000000000000004", NUMBER),
            "D1": ("1000", NUMBER),
        },
    ),
    Case(
        "errors and formulas without a value",
        lambda: with_cells(
            cell("A1", "#REF!", "e"),
            '<c r="B1"><f>1+1</f></c>',
            '<c r="C1"><f>A1</f><v></v></c>',
            '<c r="D1" t="str"><f>A1</f><v></v></c>',
        ),
        reads={"A1": ("#REF!", ERROR), "B1": ("", UNCOMPUTED), "C1": ("", UNCOMPUTED)},
    ),
    Case(
        "a text that is not there",
        lambda: with_cells(cell("A1", "4294967295", "s")),
        "sheet.string",
        "not in the file",
        where="S!A1",
    ),
    Case("a text before the first", lambda: with_cells(cell("B1", "-1", "s")), "sheet.string", where="S!B1"),
    Case("a cell of no kind", lambda: with_cells(cell("A1", "1", "zz")), "sheet.broken", "'zz'", where="S!A1"),
    Case(
        "days that are in no calendar",
        lambda: book(
            {
                STYLES: make.styles(0, 14),
                SHEET: one_row(*on_days("60", "0", "-5", "1e9"), cell("E1", "9999-99-99T99:99", "d")),
            }
        ),
        reads={
            "A1": ("60", ERROR),
            "B1": ("0", ERROR),
            "C1": ("-5", ERROR),
            "D1": ("1000000000", ERROR),
            "E1": ("9999-99-99T99:99", ERROR),
        },
    ),
    Case(
        "texts that look like formulas",
        lambda: with_cells(cell("A1", "=cmd|' /C calc'!A0", "inlineStr"), cell("B1", "+1+1", "inlineStr")),
        reads={"A1": ("=cmd|' /C calc'!A0", TEXT), "B1": ("+1+1", TEXT)},
    ),
    Case(
        "all the world's letters",
        lambda: with_cells(
            cell("A1", "👩🏽‍⚕️ 病院", "inlineStr"),
            cell("B1", "\u202eabc مستشفى", "inlineStr"),
            cell("C1", "a_x000D_b_x0000_c_xD800_", "inlineStr"),
        ),
        reads={"A1": ("👩🏽‍⚕️ 病院", TEXT), "B1": ("\u202eabc مستشفى", TEXT), "C1": ("a\rb_x0000_c_xD800_", TEXT)},
    ),
    Case(
        "rich text and its sound",
        lambda: book({STRINGS: RICH, SHEET: one_row(cell("A1", "0", "s"))}),
        reads={"A1": ("Hospital ", TEXT)},
    ),
    Case("a cell twice", lambda: with_cells(cell("A1", "1"), cell("A1", "2")), "sheet.reference", "twice"),
    Case("rows going back", lambda: sheet('<row r="2"></row><row r="1"></row>'), "sheet.reference", "order"),
    Case("a cell in another row", lambda: with_cells(cell("A2", "1")), "sheet.reference", "A2"),
    Case("a cell in a cell", lambda: with_cells(f'<c r="A1">{cell("B1", "1")}</c>'), "sheet.reference"),
    Case("a cell outside every row", lambda: sheet(cell("A1", "1")), "sheet.reference"),
    Case("an address of a thousand digits", lambda: with_cells(cell("A" + "1" * 1_000, "1")), "sheet.reference"),
    Case("an address of no kind", lambda: with_cells(cell("ZZZZZZ1", "1")), "sheet.reference"),
    Case("a row of a thousand digits", lambda: sheet(f'<row r="{"1" * 1_000}"></row>'), "sheet.reference"),
)

STRUCTURE = (
    Case("no list of types", lambda: book({"[Content_Types].xml": None}), "sheet.kind"),
    Case("no relationships", lambda: book({"_rels/.rels": None}), "sheet.kind", "no Excel workbook"),
    Case("no workbook", lambda: book({WORKBOOK: None}), "sheet.kind", "no Excel workbook"),
    Case("no sheet", lambda: book({SHEET: None}), "sheet.broken", "is not in it"),
    Case(
        "no tabs",
        lambda: book({WORKBOOK: make.workbook().replace('<sheet name="S"', '<other name="S"')}),
        "sheet.empty",
        "no tab",
    ),
    Case(
        "a sheet outside the file",
        lambda: rooted(relationship("rId1", "worksheet", "http://evil/s.xml", external=True)),
        "sheet.external",
    ),
    Case(
        "a sheet that is the workbook",
        lambda: rooted(relationship("rId1", "worksheet", "workbook.xml")),
        "sheet.broken",
        "something else",
    ),
    Case(
        "two tabs of one part",
        lambda: rooted(
            relationship("rId1", "worksheet", "worksheets/sheet1.xml"),
            relationship("rId2", "worksheet", "../xl/worksheets/sheet1.xml"),
            **{WORKBOOK: make.workbook("S", "T")},
        ),
        "sheet.broken",
        "share one part",
    ),
    Case(
        "a sheet climbing out",
        lambda: rooted(relationship("rId1", "worksheet", "../../../../etc/passwd")),
        "sheet.broken",
    ),
    Case("XML cut off", lambda: with_sheet(make.one_row(cell("A1", "1"))[:-20]), "sheet.broken", "not well formed"),
    Case(
        "bytes that are no text in XML",
        lambda: book({SHEET: one_row(cell("A1", "??", "inlineStr")).encode().replace(b"??", b"\xc3\x28")}),
        "sheet.broken",
    ),
)

TABLES = (
    Case(
        "a workbook named as a table",
        lambda: with_cells(cell("A1", "7")),
        reads={"A1": ("7", NUMBER)},
        file_name="figures.csv",
    ),
    Case("a table named as a workbook", lambda: b"a,b\n1,=1+1\n", reads={"A2": ("1", TEXT), "B2": ("=1+1", TEXT)}),
    Case(
        "two encodings in one table",
        lambda: b"name,cost\nH\xf4pital,1\n\xc3\x89cole,2\n",
        reads={"A2": ("Hôpital", TEXT), "A3": ("École", TEXT)},
        file_name="a.csv",
    ),
    Case(
        "a quotation mark never closed",
        lambda: b'a,b\n1,2\n"3,4\n',
        "sheet.quote",
        "never closed",
        where="row 3",
        file_name="a.csv",
    ),
    Case(
        "a field without end", lambda: b"a,b\n1," + b"x" * 40_000 + b"\n", "sheet.text", where="B2", file_name="a.csv"
    ),
    Case(
        "a table too wide",
        lambda: b"a,b\n" + b",".join([b"1"] * 401) + b"\n",
        "sheet.bounds",
        where="OK2",
        file_name="a.csv",
    ),
    Case("a table too long", lambda: b"a,b\n" * 200_001, "sheet.bounds", "200,000 rows", file_name="a.csv"),
)

FILES = (*BOUNDS, *CELLS, *STRUCTURE, *TABLES)
