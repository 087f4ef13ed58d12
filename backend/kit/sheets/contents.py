"""What a workbook is made of: its tabs in order and the parts that hold them, found by relationships, not by file names."""

import posixpath
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from backend.kit.errors import Invalid
from backend.kit.sheets import limits
from backend.kit.sheets.layout import yes
from backend.kit.sheets.markup import RELATIONSHIP_ID, Attributes, elements, local, main_names
from backend.kit.sheets.parts import Parts, harmful, not_a_workbook
from backend.kit.sheets.recognising import unread

TYPES = "[Content_Types].xml"
_NAMES = main_names("sheet", "workbookPr", "calcPr")
_WORKBOOKS = ("spreadsheetml.sheet.main+xml", "spreadsheetml.template.main+xml")
_OTHERS = (
    ("wordprocessingml", "a Word document"),
    ("presentationml", "a presentation"),
    ("sheet.binary", "a binary workbook (.xlsb)"),
)
_HARMFUL_TYPES = (
    ("macro", "sheet.macro", "macros"),
    ("vbaproject", "sheet.macro", "macros"),
    ("externallink", "sheet.external", "links to other workbooks"),
    ("connections+xml", "sheet.external", "connections to outside data"),
    ("querytable", "sheet.external", "connections to outside data"),
    ("oleobject", "sheet.active", "other files"),
    ("activex", "sheet.active", "active content"),
)


@dataclass(frozen=True, slots=True)
class Link:
    """A relationship: kind is the last word of its type, target a part's name, or an address outside the file."""

    id: str
    kind: str
    target: str
    external: bool


@dataclass(frozen=True, slots=True)
class TabPart:
    name: str
    part: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Contents:
    """recomputes: the program that wrote the file left its formulas to be computed by the next one to open it."""

    tabs: Sequence[TabPart]
    strings: str | None
    styles: str | None
    custom: str | None
    since_1904: bool
    recomputes: bool
    notes: Sequence[str]


def contents(parts: Parts) -> Contents:
    """
    Raises:
        Invalid: not a workbook, one with macros or parts outside the file, or one whose parts do not fit together.
    """
    _refuse_by_type(parts)
    roots = links(parts, "")
    main = next((link.target for link in roots if link.kind == "officeDocument"), None)
    if main is None or parts.find(main) is None:
        raise not_a_workbook()
    _refuse_by_links(parts)
    below = links(parts, main)
    book = _Workbook()
    elements(parts, main, book.seen)
    tabs, notes = _tabs(book.sheets, {link.id: link for link in below}, parts)
    return Contents(
        tabs,
        _target(below, "sharedStrings", parts),
        _target(below, "styles", parts),
        _target(roots, "custom-properties", parts) or _target(roots, "customProperties", parts),
        book.since_1904,
        book.recomputes,
        notes,
    )


def _refuse_by_type(parts: Parts) -> None:
    types_part = parts.find(TYPES)
    if types_part is None:
        raise not_a_workbook()
    types: list[str] = []
    elements(parts, types_part, lambda _, attributes: types.append(attributes.get("ContentType", "")))
    other = next((what for word, what in _OTHERS if any(word in kind for kind in types)), None)
    if other:
        raise unread(other)
    for word, code, what in _HARMFUL_TYPES:
        if any(word in kind.casefold() for kind in types):
            raise harmful(what, code)
    if not any(kind.endswith(_WORKBOOKS) for kind in types):
        raise not_a_workbook()


def _refuse_by_links(parts: Parts) -> None:
    """Only hyperlinks may point out of the file: they are never followed here."""
    for info in parts.infos:
        if not info.filename.casefold().endswith(".rels"):
            continue
        if any(link.external and link.kind != "hyperlink" for link in _links(parts, info.filename, "")):
            raise harmful("links to other files", "sheet.external")


def links(parts: Parts, of: str) -> list[Link]:
    """Relationships of a part, or of the file itself for ""."""
    folder, _, name = of.rpartition("/")
    part = parts.find(posixpath.join(folder, "_rels", f"{name}.rels"))
    return _links(parts, part, folder) if part else []


def _links(parts: Parts, part: str, folder: str) -> list[Link]:
    found: list[Link] = []

    def seen(name: str, attributes: Attributes) -> None:
        if local(name) == "Relationship":
            external = attributes.get("TargetMode", "").casefold() == "external"
            target = attributes.get("Target", "")
            kind = attributes.get("Type", "").rpartition("/")[2]
            found.append(
                Link(attributes.get("Id", ""), kind, target if external else _resolved(target, folder), external)
            )

    elements(parts, part, seen)
    return found


def _resolved(target: str, folder: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def _target(among: Iterable[Link], kind: str, parts: Parts) -> str | None:
    return next((parts.find(link.target) for link in among if link.kind == kind and not link.external), None)


class _Workbook:
    """What workbook.xml says: name, relationship and state of each sheet, in order."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, bool]] = []
        self.since_1904 = self.recomputes = False

    def seen(self, name: str, attributes: Attributes) -> None:
        match _NAMES.get(name):
            case "sheet":
                id = next((attributes[key] for key in RELATIONSHIP_ID if key in attributes), "")
                self.sheets.append((attributes.get("name", ""), id, attributes.get("state", "visible") != "visible"))
                if len(self.sheets) > limits.MOST_TABS:
                    what = f"The workbook has more than {limits.MOST_TABS} tabs, the most that is read."
                    raise Invalid(f"{what} {limits.CHEAPER}", code="sheet.tabs")
            case "workbookPr":
                self.since_1904 = yes(attributes.get("date1904"))
            case "calcPr":
                self.recomputes = yes(attributes.get("fullCalcOnLoad"))


def _tabs(
    sheets: Sequence[tuple[str, str, bool]], below: dict[str, Link], parts: Parts
) -> tuple[list[TabPart], list[str]]:
    tabs: list[TabPart] = []
    notes: list[str] = []
    for name, id, hidden in sheets:
        link = below.get(id)
        part = parts.find(link.target) if link and not link.external else None
        if link is None or part is None:
            raise Invalid(
                f"The tab {name!r} is named in the workbook and is not in it. Save it again and send that.",
                code="sheet.broken",
            )
        if link.kind != "worksheet":
            notes.append(f"The tab {name!r} holds no cells (a chart, for example) and is not read.")
        elif any(tab.part == part for tab in tabs):
            raise Invalid(
                f"Two tabs share one part of the file, {name!r} is the second. Save it again and send that.",
                code="sheet.broken",
            )
        else:
            tabs.append(TabPart(name, part, hidden))
    if not tabs:
        raise Invalid("The workbook has no tab with cells in it.", code="sheet.empty")
    return tabs, notes
