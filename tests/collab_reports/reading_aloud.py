"""A PDF as a screen reader takes it: the tree of its parts, in order, and what is on its pages and not in it."""

import io
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream, DictionaryObject

SHOWS_TEXT = frozenset({b"Tj", b"TJ", b"'", b'"'})


class Part(NamedTuple):
    kind: str
    held: Mapping[str, Any]


class Aloud:
    def __init__(self, content: bytes) -> None:
        self.paper = PdfReader(io.BytesIO(content))
        self.root = self.paper.trailer["/Root"]
        self._numbers = {page.indirect_reference.idnum: at for at, page in enumerate(self.paper.pages)}  # type: ignore[union-attr]
        self.read: list[tuple[int, int]] = []  # every piece of text or drawing: its page, and its mark there
        self.parts = list(self._walked(self.root["/StructTreeRoot"]["/K"], 0))

    def headings(self) -> list[tuple[int, str]]:
        """Levels and words, in the order in which they are read."""
        return [
            (int(one.kind[2:]), str(one.held["/T"])) for one in self.parts if one.kind in ("/H1", "/H2", "/H3", "/H4")
        ]

    def of(self, kind: str) -> list[Part]:
        return [one for one in self.parts if one.kind == kind]

    def faults(self) -> list[str]:
        """What a reader without eyes would miss or meet in a wrong place. None is what every report must come to."""
        return [
            *self._document(),
            *self._out_of_order(),
            *self._unread(),
            *self._outline(),
            *self._pictures(),
            *self._cells(),
        ]

    def _walked(self, children: Any, page: int) -> Iterator[Part]:
        for child in _several(children):
            one = child.get_object()
            if isinstance(one, int):
                self.read.append((page, int(one)))
                continue
            here = self._numbers[one.raw_get("/Pg").idnum] if "/Pg" in one else page
            if "/S" in one:
                yield Part(one["/S"], one)
                yield from self._walked(one.get("/K", []), here)
            elif "/MCID" in one:
                self.read.append((here, int(one["/MCID"])))

    def _document(self) -> Iterator[str]:
        if not self.root.get("/MarkInfo", {}).get("/Marked"):
            yield "it is not tagged"
        if not self.root.get("/Lang"):
            yield "it says no language"
        if not (self.paper.metadata and self.paper.metadata.title):
            yield "it has no title"
        if not self.root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
            yield "its file name would be read in place of its title"

    def _out_of_order(self) -> Iterator[str]:
        """Of text that flows down one column: what is read later stands later."""
        for before, after in pairwise(self.read):
            if after < before:
                yield f"page {after[0] + 1}, mark {after[1]} is read after page {before[0] + 1}, mark {before[1]}"

    def _unread(self) -> Iterator[str]:
        read = Counter(self.read)
        for at, page in enumerate(self.paper.pages):
            marked, bare = _marks(page, self.paper)
            if bare:
                yield f"page {at + 1} has text that is neither read nor decoration"
            wrong = [mark for mark in marked if read[at, mark] != 1]
            if wrong:
                yield f"page {at + 1} has marks that are not read once: {wrong}"

    def _outline(self) -> Iterator[str]:
        level = 0
        for deeper, words in self.headings():
            if deeper > level + 1:
                yield f"“{words}” is a heading of level {deeper} below one of level {level}"
            level = deeper

    def _pictures(self) -> Iterator[str]:
        for one in self.of("/Figure"):
            if len(str(one.held.get("/Alt", "")).strip()) < 20:
                yield "a picture has no words in its place"

    def _cells(self) -> Iterator[str]:
        for one in self.of("/TH"):
            own = [held.get_object() for held in _several(one.held.get("/A", []))]
            if not any(held.get("/Scope") in ("/Column", "/Row", "/Both") for held in own):
                yield "a heading of a table does not say what it heads"
        for one in self.of("/Table"):
            rows = [row for row in _below(one.held) if row["/S"] == "/TR"]
            if len({sum(_span(cell) for cell in _below(row) if cell["/S"] in ("/TH", "/TD")) for row in rows}) > 1:
                yield "a table has rows of several lengths"


def _several(children: Any) -> list[Any]:
    found = children.get_object() if hasattr(children, "get_object") else children
    return list(found) if isinstance(found, list) else [children]


def _below(element: Any) -> Iterator[Any]:
    """The nearest rows of a table, through its head and body; the cells of a row."""
    for child in _several(element.get("/K", [])):
        one = child.get_object()
        if isinstance(one, DictionaryObject) and one.get("/S") in ("/THead", "/TBody", "/TFoot"):
            yield from _below(one)
        elif isinstance(one, DictionaryObject) and "/S" in one:
            yield one


def _span(cell: Any) -> int:
    held = [one.get_object() for one in _several(cell.get("/A", []))]
    return next((int(one["/ColSpan"]) for one in held if "/ColSpan" in one), 1)


def _marks(page: PageObject, paper: PdfReader) -> tuple[list[int], bool]:
    """The marks on a page, and whether any text stands outside of all and is not called decoration."""
    stream = page.get_contents()
    assert stream is not None
    marks: list[int] = []
    open_: list[bool] = []
    bare = False
    for operands, operator in ContentStream(stream, paper).operations:
        if operator in (b"BDC", b"BMC"):
            held = operands[1].get_object() if len(operands) > 1 else {}
            mark = held.get("/MCID") if isinstance(held, DictionaryObject) else None
            marks += [] if mark is None else [int(mark)]
            open_.append(mark is not None or operands[0] == "/Artifact")
        elif operator == b"EMC":
            open_.pop()
        elif operator in SHOWS_TEXT and not any(open_):
            bare = True
    return marks, bare
