"""What is wrong with a file, as remarks at its cells. Pure."""

from collections.abc import Iterable, Iterator

from backend.kit.errors import Problem
from backend.kit.sheets.book import spot
from backend.kit.sheets.remarks import Remark


def remarks(problems: Iterable[Problem]) -> Iterator[Remark]:
    """A problem whose place is no cell concerns the file as a whole."""
    for one in problems:
        tab, _, address = one.where.rpartition("!")
        if spot(address):
            yield Remark(tab, address, one.message, one.severity)
        else:
            said = f"{one.where}: {one.message}" if one.where else one.message
            yield Remark("", "", said, one.severity)
