"""XML read as a stream by expat: element by element, nothing kept that is not asked for, no declarations, no entities."""

from collections.abc import Callable, Mapping
from xml.parsers import expat

from backend.kit.errors import Invalid
from backend.kit.sheets import limits
from backend.kit.sheets.parts import Parts, declaring

Attributes = dict[str, str]
Start = Callable[[str, Attributes], None]
End = Callable[[str], None]
Data = Callable[[str], None]

_TRANSITIONAL = "http://schemas.openxmlformats.org/"
_STRICT = "http://purl.oclc.org/ooxml/"
MAIN = frozenset({f"{_TRANSITIONAL}spreadsheetml/2006/main", f"{_STRICT}spreadsheetml/main"})
RELATIONSHIP_ID = (
    f"{_TRANSITIONAL}officeDocument/2006/relationships id",
    f"{_STRICT}officeDocument/relationships id",
)


def main_names(*names: str) -> Mapping[str, str]:
    """Elements of the workbook's own namespaces, the strict one and the usual, as expat names them."""
    return {f"{namespace} {name}": name for namespace in MAIN for name in names}


def local(name: str) -> str:
    """Without its namespace."""
    return name.rpartition(" ")[2]


def parse(parts: Parts, name: str, start: Start, end: End, data: Data) -> None:
    """Names come as `namespace local`.

    Raises:
        Invalid: not well formed, with declarations, or too deep.
    """
    parser = expat.ParserCreate(encoding="utf-8", namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = data
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    try:
        for chunk in parts.chunks(name):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as fault:
        if fault.code == expat.errors.codes[expat.errors.XML_ERROR_NO_MEMORY]:
            raise MemoryError from fault
        what = f"The part {name!r} of the file is not well formed, near its line {fault.lineno}."
        raise Invalid(
            f"{what} Open the file in Excel or LibreOffice, save it again, and send that.", code="sheet.broken"
        ) from fault


class Depth:
    """Counts elements inside one another."""

    __slots__ = ("_now",)

    def __init__(self) -> None:
        self._now = 0

    def down(self) -> None:
        """
        Raises:
            Invalid: too deep.
        """
        self._now += 1
        if self._now > limits.DEEPEST:
            raise too_deep()

    def up(self) -> None:
        self._now -= 1


def too_deep() -> Invalid:
    what = "Elements of the file lie too deep inside one another; no spreadsheet program writes so."
    return Invalid(what, code="sheet.broken")


def elements(parts: Parts, name: str, seen: Callable[[str, Attributes], None], text: Data = lambda _: None) -> None:
    """Each element with its attributes, in order; for small parts of which no structure is needed."""
    depth = Depth()

    def start(name: str, attributes: Attributes) -> None:
        depth.down()
        seen(name, attributes)

    parse(parts, name, start, lambda _: depth.up(), text)


def _refuse(*_: object) -> None:
    raise declaring()
