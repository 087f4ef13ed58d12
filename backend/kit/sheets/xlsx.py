"""Workbooks as Excel, LibreOffice, Google Sheets and libraries write them, in the usual namespaces or the strict ones."""

from collections.abc import Iterable

from backend.kit.sheets import limits
from backend.kit.sheets.cell_values import Values
from backend.kit.sheets.contents import Contents, contents
from backend.kit.sheets.markup import Attributes, Depth, local, parse
from backend.kit.sheets.messages import Message, Problems, Tell, book_message, tab_message
from backend.kit.sheets.parts import Parts, opened
from backend.kit.sheets.styles import read_styles
from backend.kit.sheets.tab_reader import Budget, TabReader
from backend.kit.sheets.texts import read_texts


def read_workbook(content: bytes, tell: Tell) -> None:
    """All tabs, told row by row, with how much of the whole is done.

    Raises:
        Invalid: refused by a rule of `parts`, `contents` or `tab_reader`, or cells are unreadable, each named.
    """
    parts = opened(content)
    inside = contents(parts)
    values = Values(
        read_texts(parts, inside.strings),
        read_styles(parts, inside.styles),
        since_1904=inside.since_1904,
        recomputes=inside.recomputes,
    )
    problems, budget, done = Problems(), Budget(), _Done(parts, inside, tell)
    for tab in inside.tabs:
        tell(tab_message(tab.name, hidden=tab.hidden))
        TabReader(tab.name, values, problems=problems, budget=budget, tell=done.tell).read(parts, tab.part)
    problems.raise_any()
    tell(book_message(_properties(parts, inside.custom), inside.notes))


class _Done:
    """Puts on each message how many bytes of the sheets were read, of how many."""

    def __init__(self, parts: Parts, inside: Contents, tell: Tell) -> None:
        self._parts, self._tell = parts, tell
        self._before = parts.read
        self._total = _bytes(parts, (tab.part for tab in inside.tabs))

    def tell(self, message: Message) -> None:
        self._tell({**message, "done": min(self._parts.read - self._before, self._total), "total": self._total})


def _bytes(parts: Parts, names: Iterable[str]) -> int:
    return sum(parts.unpacked(name) for name in names)


def _properties(parts: Parts, name: str | None) -> dict[str, str]:
    if name is None:
        return {}
    custom = _Custom()
    parse(parts, name, custom.start, custom.end, custom.data)
    return custom.found


class _Custom:
    """docProps/custom.xml: the first so many properties, as text."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self._name = ""
        self._depth = Depth()

    def start(self, name: str, attributes: Attributes) -> None:
        self._depth.down()
        if local(name) == "property":
            self._name = attributes.get("name", "") if len(self.found) < limits.MOST_PROPERTIES else ""

    def end(self, name: str) -> None:
        self._depth.up()
        if local(name) == "property":
            self._name = ""

    def data(self, text: str) -> None:
        if self._name:
            self.found[self._name] = (self.found.get(self._name, "") + text)[: limits.LONGEST_TEXT]
