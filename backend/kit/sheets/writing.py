"""Workbooks we write. How a cell is written is told once, beside the printers: `collab_reports.cells`."""

import re
from collections.abc import Iterable

from collab_reports.cells import Field as Field
from collab_reports.cells import new_workbook as new_workbook
from collab_reports.cells import put as put
from collab_reports.cells import text_of as text_of

_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST_NAME = 31


def tab_name(name: str, taken: Iterable[str] = ()) -> str:
    """A name a spreadsheet program accepts, as near to this one as can be. taken: names in use, without regard to case."""
    clean = _FORBIDDEN.sub(" ", name).strip().strip("'") or "Sheet"
    used = {other.casefold() for other in taken}
    endings = ("", *(f" {number}" for number in range(2, len(used) + 3)))
    options = (f"{clean[: _LONGEST_NAME - len(ending)].rstrip()}{ending}" for ending in endings)
    return next(option for option in options if option.casefold() not in used)
