"""What an import says on its way: progress, what was found in the file, what would be done where."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from backend.history.backfill import Plan
from backend.history.findings import Finding, FindingKind, Reading
from backend.kit.sheets.fields import delimited

_EVERY = 50  # rows between two words of progress
_ROWS_SHOWN = 8

Say = Callable[[str], None]


def progress(say: Say) -> Callable[[int, int], None]:
    def told(done: int, rows: int) -> None:
        if done % _EVERY == 0 or done == rows:
            say(f"  read {done} of {rows} rows")

    return told


def tell_findings(reading: Reading, say: Say) -> None:
    counts = reading.counts
    say(f"Rows: {counts.rows_read} read, {counts.rows_repaired} repaired, {counts.rows_refused} refused.")
    say(f"Cells: {counts.cells_taken} taken, {counts.cells_repaired} repaired, {counts.cells_refused} refused.")
    for kind in FindingKind:
        for line in _grouped(reading.of(kind)):
            say(f"  {kind}: {line}")


def list_findings(reading: Reading, path: Path) -> None:
    """Every one on a line of its own, as CSV."""
    named = ("kind", "row", "column", "message", "was", "became")
    lines = ((f.kind, str(f.row), f.column, f.message, f.was, f.became) for f in reading.findings)
    path.write_bytes(delimited([named, *lines]))


def _grouped(findings: Sequence[Finding]) -> Iterator[str]:
    """What is the same in one column is one line with its rows; a repair is always a line of its own."""
    groups: dict[tuple[str, str, str, str], list[int]] = defaultdict(list)
    for f in findings:
        why = re.sub(": this can be .*", ".", f.message)  # what a cut number can have been differs from row to row
        groups[f.column, why, f.was if f.became else "", f.became].append(f.row)
    for (column, why, was, became), rows in groups.items():
        first = ", ".join(map(str, rows[:_ROWS_SHOWN]))
        place = f"row {first}" if len(rows) == 1 else f"{len(rows)} rows ({first}{' …' * (len(rows) > _ROWS_SHOWN)})"
        change = f' "{was}" becomes "{became}".' if became else ""
        yield f"{', '.join(part for part in (place, column) if part)}: {why}{change}"


def about_plan(slug: str, planned: Plan) -> Iterator[str]:
    before = planned.let_in_before
    again = f" This very file was let in on {before:%d %B %Y}: only what is new since is taken." if before else ""
    yield f"{slug}: {len(planned.drafts)} submissions to accept, {planned.cells} values.{again}"
    if planned.there_already and not before:
        yield f"  have answers of their own, which stay: {', '.join(planned.there_already)}"
    changes = planned.changes
    if changes.joining:
        yield f"  new members: {len(changes.joining)}"
    for code, name in changes.named.items():
        if code not in changes.joining:
            yield f"  {code} is called {name} from this period on"
    if changes.leaving:
        codes = ", ".join(changes.leaving)
        yield f"  absent from this file, so their term may have ended; confirm with --confirm-leavers: {codes}"
