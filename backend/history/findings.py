"""What came of reading a foreign file: drafts, and every repair, fault and note by row and column."""

from dataclasses import dataclass
from enum import StrEnum

from backend.submissions.checks import Cell


class FindingKind(StrEnum):
    REPAIR = "repair"  # was, became; taken only when asked for
    FAULT = "fault"  # refused
    NOTE = "note"  # for information


@dataclass(frozen=True, slots=True)
class Finding:
    """row: as a spreadsheet counts it. column: `column P "Gas (kWh)"`. element: whose cell it is, if only a cell."""

    kind: FindingKind
    row: int
    column: str
    message: str
    was: str = ""
    became: str = ""
    element: str = ""

    @property
    def where(self) -> str:
        return ", ".join(part for part in (f"row {self.row}", self.column) if part)


@dataclass(frozen=True, slots=True)
class MemberDraft:
    """One row: what one member answers. region: the mapping's name for it."""

    row: int
    member_key: str
    member_name: str
    region: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """rows_read = rows_taken + rows_refused; cells_taken + cells_refused = the mapped cells of the rows taken.

    rows_repaired, cells_repaired: of those taken.
    """

    rows_read: int
    rows_taken: int
    rows_repaired: int
    rows_refused: int
    cells_taken: int
    cells_repaired: int
    cells_refused: int


@dataclass(frozen=True, slots=True)
class Reading:
    """findings: in the file's order, the header's first."""

    drafts: tuple[MemberDraft, ...]
    findings: tuple[Finding, ...]
    counts: Counts

    def of(self, kind: FindingKind) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.kind is kind)
