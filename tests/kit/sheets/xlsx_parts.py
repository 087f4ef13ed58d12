"""Workbooks made by hand, part by part, so that any of it can be wrong."""

import io
import zipfile
from collections.abc import Mapping

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_DOCUMENT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def types(*more: str, main: str = f"{TYPE}.sheet.main+xml") -> str:
    return (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{main}"/>{"".join(more)}</Types>'
    )


def relationship(id: str, kind: str, target: str, *, external: bool = False, of: str = DOCUMENT) -> str:
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationship Id="{id}" Type="{of}/{kind}" Target="{target}"{mode}/>'


def relationships(*each: str) -> str:
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{"".join(each)}</Relationships>'


def workbook(
    *sheets: str, namespace: str = MAIN, document: str = DOCUMENT, properties: str = "", calculation: str = ""
) -> str:
    """sheets: names, or whole `sheet` elements."""
    elements = [
        sheet if sheet.startswith("<") else f'<sheet name="{sheet}" sheetId="{n}" r:id="rId{n}"/>'
        for n, sheet in enumerate(sheets or ("S",), 1)
    ]
    return (
        f'{HEAD}<workbook xmlns="{namespace}" xmlns:r="{document}">{properties}'
        f"<sheets>{''.join(elements)}</sheets>{calculation}</workbook>"
    )


def sheet(rows: str, *, before: str = "", after: str = "", namespace: str = MAIN) -> str:
    return f'{HEAD}<worksheet xmlns="{namespace}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def cell(address: str, value: str, kind: str = "n", *, style: int | None = None, formula: str | None = None) -> str:
    looks = f' s="{style}"' if style is not None else ""
    made = f"<f>{formula}</f>" if formula is not None else ""
    if kind == "inlineStr":
        return f'<c r="{address}" t="{kind}"{looks}><is><t xml:space="preserve">{value}</t></is></c>'
    return f'<c r="{address}" t="{kind}"{looks}>{made}<v>{value}</v></c>'


def one_row(*cells: str) -> str:
    return sheet(f'<row r="1">{"".join(cells)}</row>')


def strings(*texts: str, head: str = HEAD) -> str:
    return f'{head}<sst xmlns="{MAIN}">{"".join(f"<si><t>{text}</t></si>" for text in texts)}</sst>'


def styles(*formats: int | str) -> str:
    """formats: numbers of built-in ones, or codes."""
    own = {code: 164 + n for n, code in enumerate(f for f in formats if isinstance(f, str))}
    codes = "".join(f'<numFmt numFmtId="{id}" formatCode="{code}"/>' for code, id in own.items())
    cells = "".join(f'<xf numFmtId="{own[f] if isinstance(f, str) else f}"/>' for f in formats)
    other = '<cellStyleXfs count="1"><xf numFmtId="9"/></cellStyleXfs>'  # must not be mistaken for a cell's style
    return f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts>{codes}</numFmts>{other}<cellXfs>{cells}</cellXfs></styleSheet>'


GOOD: Mapping[str, str] = {
    "[Content_Types].xml": types(),
    "_rels/.rels": relationships(relationship("rId1", "officeDocument", "xl/workbook.xml")),
    "xl/workbook.xml": workbook("S"),
    "xl/_rels/workbook.xml.rels": relationships(
        relationship("rId1", "worksheet", "worksheets/sheet1.xml"),
        relationship("rIdT", "sharedStrings", "sharedStrings.xml"),
        relationship("rIdS", "styles", "styles.xml"),
    ),
    STRINGS: strings("hello"),
    "xl/styles.xml": styles(0),
    SHEET: one_row(cell("A1", "1"), cell("B1", "0", "s")),
}


def book(parts: Mapping[str, str | bytes | None] | None = None, *, stored: bool = False) -> bytes:
    """The good workbook with these parts instead or besides; None leaves one out."""
    together: dict[str, str | bytes | None] = {**GOOD, **(parts or {})}
    out = io.BytesIO()
    method = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(out, "w", method, compresslevel=9) as archive:
        for name, content in together.items():
            if content is not None:
                archive.writestr(name, content)
    return out.getvalue()


def with_sheet(text: str, **others: str | bytes) -> bytes:
    return book({SHEET: text, **others})


def with_cells(*cells: str) -> bytes:
    return with_sheet(one_row(*cells))
