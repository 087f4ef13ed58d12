"""The headings of a small table of ours, in its first row."""

from backend.kit.errors import Invalid, Problem
from backend.kit.sheets.book import Tab


def headings(tab: Tab) -> dict[str, int]:
    """Each with its column, in small letters. Raises Invalid where one stands twice: nobody can say which is meant."""
    found: dict[str, int] = {}
    problems = []
    for column in range(1, tab.columns + 1):
        name = tab.text(1, column).strip().casefold()
        if name in found:
            problems.append(Problem("row 1", f"The heading “{name[:40]}” stands here twice; keep one column of it."))
        elif name:
            found[name] = column
    if problems:
        raise Invalid(problems)
    return found
