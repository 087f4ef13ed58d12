"""What is said about a cell of somebody's own file when it is given back. Pure."""

from dataclasses import dataclass

from backend.kit.errors import Severity

TITLE = "What to put right"  # the tab, or the column, that lists all remarks


@dataclass(frozen=True, slots=True)
class Remark:
    """tab: its name, "" in a file without tabs. address: `D14`, or "" for what concerns the file as a whole."""

    tab: str
    address: str
    text: str
    severity: Severity = Severity.BLOCK
